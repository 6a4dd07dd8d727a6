import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { cookiesOf, PASSWORD } from '../support/app.js'
import { openTestDashboard, type TestDashboard } from '../support/dashboard.js'

let web: TestDashboard
let admin: string

beforeEach(async () => {
  web = await openTestDashboard({ now: () => new Date() })
  admin = await web.as('admin')
}, 60_000)
afterEach(() => web.close())

const kinds = async (): Promise<string[]> =>
  (await web.audit.list({ limit: 50 })).events.map(({ kind }) => kind)

async function addLee(role: 'admin' | 'reviewer' = 'reviewer'): Promise<string> {
  const added = await web.auth.accounts.add({
    email: 'lee@example.org',
    name: 'Lee',
    password: PASSWORD,
    role,
  })
  return added.kind === 'added' ? added.id : ''
}

async function invite(email: string, role: string): Promise<string> {
  const html = await (await web.post('/dashboard/people/invites', { email, role }, admin)).text()
  return new URL(/value="([^"]+\/join\/[^"]+)"/.exec(html)?.[1] ?? '').pathname
}

describe('accounts', () => {
  it('are listed with role, state, second factor and last sign-in, and opened by name', async () => {
    const id = await addLee()
    await web.signIn('lee@example.org')
    const html = await (await web.get('/dashboard/people', admin)).text()
    expect(html).toContain(`href="/dashboard/people/${id}"`)
    expect(html).toContain('lee@example.org')
    expect(html).not.toContain('Never')
    expect((await web.get(`/dashboard/people/${id}`, admin)).status).toBe(200)
    expect((await web.get('/dashboard/people/nobody', admin)).status).toBe(404)
  })

  it('get another role, which ends their sessions and is on the record', async () => {
    const id = await addLee()
    const cookie = await web.signIn('lee@example.org')
    const response = await web.post(`/dashboard/people/${id}/role`, { role: 'auditor' }, admin)
    expect(response.headers.get('location')).toBe(`/dashboard/people/${id}?done=role`)
    expect((await web.get('/dashboard/studies', cookie)).status).toBe(303)
    const [event] = (await web.audit.list({ kind: 'user.changed', limit: 1 })).events
    expect(event).toMatchObject({
      subject: id,
      actor: { kind: 'user' },
      details: { what: 'role', role: 'auditor', before: 'reviewer' },
    })
    expect(
      (await web.post(`/dashboard/people/${id}/role`, { role: 'owner' }, admin)).headers.get('location'),
    ).toContain('role_missing')
  })

  it('are disabled and enabled again', async () => {
    const id = await addLee()
    const cookie = await web.signIn('lee@example.org')
    await web.post(`/dashboard/people/${id}/state`, { state: 'disabled' }, admin)
    expect((await web.get('/dashboard/studies', cookie)).status).toBe(303)
    expect((await web.post('/sign-in', { email: 'lee@example.org', password: PASSWORD })).status).toBe(401)
    await web.post(`/dashboard/people/${id}/state`, { state: 'enabled' }, admin)
    expect((await web.post('/sign-in', { email: 'lee@example.org', password: PASSWORD })).status).toBe(303)
  })

  it('always keep one administrator who can sign in', async () => {
    const [me] = await web.auth.accounts.list()
    const path = `/dashboard/people/${me?.id ?? ''}`
    for (const [to, fields] of [
      ['role', { role: 'staff' }],
      ['state', { state: 'disabled' }],
    ] as const) {
      const response = await web.post(`${path}/${to}`, fields, admin)
      expect(response.headers.get('location')).toBe(`${path}?done=last_admin`)
    }
    expect(await (await web.get(`${path}?done=last_admin`, admin)).text()).toContain('last administrator')
    expect(await web.auth.accounts.list()).toMatchObject([{ role: 'admin', disabled: false }])
  })

  it('keep one even when two administrators demote each other at the same moment', async () => {
    const lee = await addLee('admin')
    const me = (await web.auth.accounts.list()).find(({ id }) => id !== lee)?.id ?? ''
    const changes = await Promise.all([
      web.auth.accounts.setRole(lee, 'staff'),
      web.auth.accounts.setRole(me, 'staff'),
    ])
    expect(changes.sort()).toEqual(['changed', 'last_admin'])
  })

  it('lose every session when an administrator ends them', async () => {
    const id = await addLee()
    const cookies = [await web.signIn('lee@example.org'), await web.signIn('lee@example.org')]
    await web.post(`/dashboard/people/${id}/sessions/end`, {}, admin)
    for (const cookie of cookies) expect((await web.get('/dashboard/account', cookie)).status).toBe(303)
  })
})

describe('an invite', () => {
  it('makes an account with its role once, for whoever has the link, and leaves no address on the record', async () => {
    const path = await invite('Ada@Example.org', 'auditor')
    expect(await (await web.get(path)).text()).toContain('ada@example.org')
    const joined = await web.post(path, { name: 'Ada', password: PASSWORD })
    expect(joined.headers.get('location')).toBe('/dashboard')
    expect((await web.get('/dashboard/audit', cookiesOf(joined))).status).toBe(200)
    expect((await web.get(path)).status).toBe(410)
    expect((await web.post(path, { name: 'Eve', password: PASSWORD })).status).toBe(410)
    expect(await kinds()).toEqual(
      expect.arrayContaining(['invite.made', 'user.added', 'invite.redeemed', 'user.signed_in']),
    )
    expect(JSON.stringify((await web.audit.list({ limit: 50 })).events)).not.toMatch(/ada@example/i)
    expect(JSON.stringify(web.log.lines)).not.toContain(path.split('/').at(-1))
  })

  it('stays good after a password that is too short, and makes one account of two posts at once', async () => {
    const path = await invite('ada@example.org', 'staff')
    expect((await web.post(path, { name: 'Ada', password: 'short' })).status).toBe(422)
    const both = await Promise.all([1, 2].map(() => web.post(path, { name: 'Ada', password: PASSWORD })))
    expect(both.map(({ status }) => status).sort()).toEqual([303, 410])
  })

  it('is dead when it was revoked, replaced or is a week old', async () => {
    const replaced = await invite('ada@example.org', 'staff')
    const path = await invite('ada@example.org', 'reviewer')
    expect((await web.get(replaced)).status).toBe(410)
    const id = (await web.parts.accountInvites.open())[0]?.id ?? ''
    await web.post(`/dashboard/people/invites/${id}/revoke`, {}, admin)
    expect((await web.get(path)).status).toBe(410)
    const by = { kind: 'user', id: 'a', channel: 'web' } as const
    const old = await web.parts.accountInvites.issue({
      email: 'b@example.org',
      role: 'staff',
      expiresAt: new Date(Date.now() - 1),
      by,
    })
    expect((await web.get(`/join/${old}`)).status).toBe(410)
  })

  it.each([
    [{ email: 'nowhere', role: 'staff' }, 'not an e-mail'],
    [{ email: 'x@example.org', role: 'owner' }, 'choose a role'],
    [{ email: 'x@example.org\r\nBcc: y@example.org', role: 'staff' }, 'not an e-mail'],
  ])('is not made of %j', async (fields, problem) => {
    const response = await web.post('/dashboard/people/invites', fields, admin)
    expect(response.status).toBe(422)
    expect(await response.text()).toContain(problem)
    expect(await web.parts.accountInvites.open()).toEqual([])
  })
})

describe('people of the chats', () => {
  const ANNA = { channel: 'telegram', person: '1001', chat: '1001' } as const
  const CHATS = '/dashboard/people/chats'

  it('are admitted by a code that is shown once, listed by pseudonym, and removed', async () => {
    const made = await (await web.post(`${CHATS}/invites`, { uses: '2', days: '3' }, admin)).text()
    const code = /id="secret"[^>]*value="([^"]+)"/.exec(made)?.[1] ?? ''
    expect(await web.admission.redeem(ANNA, code)).toBe(true)
    const listed = await (await web.get(CHATS, admin)).text()
    expect(listed).toContain('1 of 2')
    expect(listed).not.toContain(code)
    expect(listed).not.toContain('1001<')
    const [anna] = await web.parts.admissionBook.admitted()
    await web.post(`${CHATS}/people/remove`, { channel: 'telegram', person: anna?.person ?? '' }, admin)
    expect(await web.admission.isAdmitted(ANNA)).toBe(false)
    const [invited] = await web.parts.admissionBook.invites()
    await web.post(`${CHATS}/invites/${invited?.id ?? ''}/revoke`, {}, admin)
    expect(await web.admission.redeem(ANNA, code)).toBe(false)
    expect(await (await web.get(CHATS, admin)).text()).toContain('Revoked')
  })

  it('may all send films where a chat or server is allowed, until it is removed', async () => {
    const bob = { channel: 'discord', person: '7', chat: '8', server: '81384788765712384' } as const
    await web.post(`${CHATS}/places`, { where: 'discord server', id: bob.server, do: 'allow' }, admin)
    expect(await web.admission.isAdmitted(bob)).toBe(true)
    const [{ channel, kind, place } = { channel: '', kind: '', place: '' }] =
      await web.parts.admissionBook.places()
    expect(place).not.toContain(bob.server)
    await web.post(`${CHATS}/places/remove`, { channel, kind, place }, admin)
    expect(await web.admission.isAdmitted(bob)).toBe(false)
  })

  it.each([
    ['invites', { uses: '0', days: '7' }],
    ['invites', { uses: '1', days: '366' }],
    ['invites', { uses: '1.5', days: '7' }],
    ['invites', { uses: '', days: '' }],
    ['places', { where: 'telegram server', id: '1' }],
    ['places', { where: 'discord chat', id: 'general' }],
    ['places', { where: 'web chat', id: '1' }],
  ])('ask again for a form of %s with %j', async (form, fields) => {
    expect((await web.post(`${CHATS}/${form}`, fields, admin)).status).toBe(422)
    expect(await web.parts.admissionBook.invites()).toEqual([])
    expect(await web.parts.admissionBook.places()).toEqual([])
  })
})
