import { describe, expect, it } from 'vitest'
import { cookiesOf, createTestApp, PASSWORD } from '../support/app.js'
import { shownSecret, totp } from '../support/authenticator.js'

const KIM = { email: 'kim@example.org', name: 'Kim', password: PASSWORD, role: 'admin' } as const
const STEP_MS = 30_000

/** An account with two-factor on, as its holder sets it up. */
async function withTwoFactor() {
  const web = createTestApp()
  const added = await web.auth.accounts.add(KIM)
  const first = await web.signIn(KIM.email)
  const begun = await web.post('/dashboard/account/two-factor', { password: PASSWORD }, first)
  const secret = shownSecret(await begun.text())
  const confirmed = await web.post('/dashboard/account/two-factor/confirm', { code: totp(secret) }, first)
  const codes = [...(await confirmed.text()).matchAll(/<code>([^<]+)<\/code>/g)].map(([, code]) => code ?? '')
  /** The code of the next half minute, which is good already: that of this one is spent. */
  const nextCode = (): string => totp(secret, Date.now() + STEP_MS)
  const password = async (cookie = ''): Promise<string> =>
    cookiesOf(await web.post('/sign-in', { email: KIM.email, password: PASSWORD }, cookie))
  const id = added.kind === 'added' ? added.id : ''
  return { web, id, first, session: cookiesOf(confirmed), secret, codes, nextCode, password }
}

describe('two-factor', () => {
  it('is set up with the password and a first code, renews the session and shows backup codes once', async () => {
    const { web, first, session, codes, secret } = await withTwoFactor()
    expect(codes).toHaveLength(10)
    expect(new Set(codes).size).toBe(10)
    expect((await web.get('/dashboard/account', first)).status).toBe(303)
    const page = await (await web.get('/dashboard/account', session)).text()
    expect(page).toContain('New backup codes')
    expect(page).not.toContain(codes[0])
    expect(page).not.toContain(secret)
    expect(JSON.stringify([web.log.lines, web.audit.entries])).not.toMatch(
      new RegExp(`${secret}|${codes[0]}`),
    )
  })

  it('is not set up by a wrong password or a wrong code', async () => {
    const web = createTestApp()
    await web.auth.accounts.add(KIM)
    const cookie = await web.signIn(KIM.email)
    expect(
      (await web.post('/dashboard/account/two-factor', { password: 'wrong wrong wrong' }, cookie)).status,
    ).toBe(422)
    const begun = await web.post('/dashboard/account/two-factor', { password: PASSWORD }, cookie)
    const secret = shownSecret(await begun.text())
    const wrong = totp(secret) === '000000' ? '111111' : '000000'
    const refused = await web.post('/dashboard/account/two-factor/confirm', { code: wrong }, cookie)
    expect(refused.status).toBe(422)
    expect(await refused.text()).not.toContain(secret)
    expect(
      (await web.post('/sign-in', { email: KIM.email, password: PASSWORD })).headers.get('location'),
    ).toBe('/dashboard')
  })

  it('asks for a code after the password, which alone opens nothing', async () => {
    const { web, nextCode } = await withTwoFactor()
    const step = await web.post('/sign-in', {
      email: KIM.email,
      password: PASSWORD,
      next: '/dashboard/audit',
    })
    expect(step.headers.get('location')).toBe('/sign-in/code?next=%2Fdashboard%2Faudit')
    const half = cookiesOf(step)
    expect((await web.get('/dashboard', half)).status).toBe(303)
    expect(await (await web.get('/sign-in/code?next=/dashboard/audit', half)).text()).toContain(
      'value="/dashboard/audit"',
    )
    const done = await web.post('/sign-in/code', { code: nextCode(), next: '/dashboard/audit' }, half)
    expect(done.headers.get('location')).toBe('/dashboard/audit')
    expect((await web.get('/dashboard/account', cookiesOf(done))).status).toBe(200)
    expect(done.headers.getSetCookie().join()).not.toContain('trust_device')
  })

  it('takes a code from the app once, and a backup code once', async () => {
    const { web, codes, nextCode, password } = await withTwoFactor()
    const code = nextCode()
    expect((await web.post('/sign-in/code', { code }, await password())).status).toBe(303)
    expect((await web.post('/sign-in/code', { code }, await password())).status).toBe(401)
    const backup = codes[0] ?? ''
    expect((await web.post('/sign-in/code', { code: ` ${backup} ` }, await password())).status).toBe(303)
    const again = await web.post('/sign-in/code', { code: backup }, await password())
    expect(again.status).toBe(401)
    expect(await again.text()).toContain('This code is not right')
  })

  it('does not ask again on a browser that is trusted by choice, and asks again once its sessions are ended', async () => {
    const { web, id, nextCode, password } = await withTwoFactor()
    const done = await web.post('/sign-in/code', { code: nextCode(), trust: 'yes' }, await password())
    const trusted = done.headers
      .getSetCookie()
      .map((cookie) => cookie.split(';')[0])
      .filter((cookie) => /trust_device/.test(cookie ?? ''))
      .join('; ')
    expect(trusted).not.toBe('')
    const again = await web.post('/sign-in', { email: KIM.email, password: PASSWORD }, trusted)
    expect(again.headers.get('location')).toBe('/dashboard')
    const still = again.headers
      .getSetCookie()
      .map((cookie) => cookie.split(';')[0])
      .filter((cookie) => /trust_device/.test(cookie ?? ''))
      .join('; ')
    await web.auth.accounts.endSessions(id)
    const asked = await web.post('/sign-in', { email: KIM.email, password: PASSWORD }, still)
    expect(asked.headers.get('location')).toBe('/sign-in/code')
  })

  it('lets five wrong codes pass a password, then asks for the password again', async () => {
    const { web, nextCode, password } = await withTwoFactor()
    const half = await password()
    for (let n = 0; n < 5; n++) {
      expect((await web.post('/sign-in/code', { code: `wrong-${n}` }, half)).status).toBe(401)
    }
    const over = await web.post('/sign-in/code', { code: nextCode() }, half)
    expect(over.status).toBe(401)
    expect(await over.text()).toContain('sign in again')
  })

  it('asks nobody for a code who gave no password', async () => {
    const { web, nextCode } = await withTwoFactor()
    expect((await web.get('/sign-in/code')).headers.get('location')).toBe('/sign-in')
    for (const cookie of ['', 'chestcheck.two_factor=2fa-made-up.c2ln', 'chestcheck.two_factor=%']) {
      expect((await web.post('/sign-in/code', { code: nextCode() }, cookie)).status).toBe(401)
    }
  })

  it('is turned off with the password, and reset by an administrator', async () => {
    const { web, id, session } = await withTwoFactor()
    expect(
      (await web.post('/dashboard/account/two-factor/stop', { password: 'wrong wrong wrong' }, session))
        .status,
    ).toBe(422)
    expect(await web.auth.accounts.resetTwoFactor(id)).toBe('changed')
    expect((await web.get('/dashboard/account', session)).status).toBe(303)
    const signedIn = await web.post('/sign-in', { email: KIM.email, password: PASSWORD })
    expect(signedIn.headers.get('location')).toBe('/dashboard')
  })

  it('leaves every step on the record, by the account alone', async () => {
    const { web, id, codes, password } = await withTwoFactor()
    const half = await password()
    await web.post('/sign-in/code', { code: 'wrong-code' }, half)
    await web.post('/sign-in/code', { code: codes[1] ?? '' }, half)
    const entries = web.audit.entries.map(({ kind, subject, details }) => ({ kind, subject, details }))
    expect(entries).toContainEqual({
      kind: 'user.changed',
      subject: id,
      details: { what: 'two_factor', two_factor: 'on' },
    })
    expect(entries).toContainEqual({
      kind: 'user.sign_in_refused',
      subject: id,
      details: { code: 'wrong_code', step: 2 },
    })
    expect(entries.at(-1)).toMatchObject({
      kind: 'user.signed_in',
      subject: id,
      details: { two_factor: 'backup_code' },
    })
    expect(JSON.stringify(entries)).not.toContain('kim@example.org')
  })
})
