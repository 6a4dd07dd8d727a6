import { describe, expect, it } from 'vitest'
import { cookiesOf, createTestApp, PASSWORD } from '../support/app.js'

const KIM = { email: 'kim@example.org', name: 'Kim', password: PASSWORD, role: 'staff' } as const
const NEW_PASSWORD = 'another horse entirely'

async function signedIn() {
  const web = createTestApp()
  await web.auth.accounts.add(KIM)
  const [here, there] = [await web.signIn(KIM.email), await web.signIn(KIM.email)]
  return { web, here, there }
}

describe('one’s own password', () => {
  it('is changed with the old one, renews the session and ends all others', async () => {
    const { web, here, there } = await signedIn()
    const changed = await web.post(
      '/dashboard/account/password',
      { current: PASSWORD, password: NEW_PASSWORD },
      here,
    )
    expect(changed.headers.get('location')).toBe('/dashboard/account?done=password')
    expect((await web.get('/dashboard/account', cookiesOf(changed))).status).toBe(200)
    for (const cookie of [here, there]) expect((await web.get('/dashboard/account', cookie)).status).toBe(303)
    expect((await web.post('/sign-in', { email: KIM.email, password: PASSWORD })).status).toBe(401)
    expect((await web.post('/sign-in', { email: KIM.email, password: NEW_PASSWORD })).status).toBe(303)
    const entry = web.audit.entries.find(({ kind }) => kind === 'user.changed')
    expect(entry?.details).toEqual({ what: 'password' })
  })

  it.each([
    [{ current: 'wrong wrong wrong', password: NEW_PASSWORD }, 'Your password is not right'],
    [{ current: PASSWORD, password: 'short' }, '12 to 128'],
    [{ current: PASSWORD, password: PASSWORD }, 'is the old one'],
    [{}, '12 to 128'],
  ])('is not changed by %j', async (fields, problem) => {
    const { web, here, there } = await signedIn()
    const refused = await web.post('/dashboard/account/password', fields, here)
    expect(refused.status).toBe(422)
    expect(await refused.text()).toContain(problem)
    expect((await web.get('/dashboard/account', there)).status).toBe(200)
  })

  it('is not guessed at more than ten times on a browser that was found open', async () => {
    const { web, here } = await signedIn()
    const guess = (current: string) =>
      web.post('/dashboard/account/password', { current, password: NEW_PASSWORD }, here)
    for (let n = 0; n < 10; n++) expect((await guess(`wrong wrong ${n}`)).status).toBe(422)
    expect((await guess(PASSWORD)).status).toBe(429)
  })
})

describe('one’s own sessions', () => {
  it('are listed with the device, and one of them is ended', async () => {
    const { web, here } = await signedIn()
    const agent =
      'Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0 <script>alert(1)</script>'
    const other = await web.request('/sign-in', {
      method: 'POST',
      body: new URLSearchParams({ email: KIM.email, password: PASSWORD }),
      headers: { 'user-agent': agent },
    })
    const html = await (await web.get('/dashboard/account', here)).text()
    expect(html).toContain('Firefox on Windows')
    expect(html).not.toContain('<script>alert')
    const [kim] = await web.auth.accounts.list()
    const session = (await web.auth.sessions.of(kim?.id ?? '')).find(({ device }) =>
      device.startsWith('Firefox'),
    )
    await web.post(`/dashboard/account/sessions/${session?.id ?? ''}/end`, {}, here)
    expect((await web.get('/dashboard/account', cookiesOf(other))).status).toBe(303)
    expect((await web.get('/dashboard/account', here)).status).toBe(200)
  })

  it('are all ended but this one', async () => {
    const { web, here, there } = await signedIn()
    await web.post('/dashboard/account/sessions/end', {}, here)
    expect((await web.get('/dashboard/account', there)).status).toBe(303)
    expect((await web.get('/dashboard/account', here)).status).toBe(200)
  })

  it('of somebody else cannot be ended by their id', async () => {
    const { web, here } = await signedIn()
    const eve = await web.as('admin')
    const [kim] = await web.auth.accounts.list()
    for (const { id } of await web.auth.sessions.of(kim?.id ?? '')) {
      const response = await web.post(`/dashboard/account/sessions/${id}/end`, {}, eve)
      expect(response.headers.get('location')).toContain('session_unknown')
    }
    expect((await web.get('/dashboard/account', here)).status).toBe(200)
  })
})
