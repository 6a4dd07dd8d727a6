import { describe, expect, it } from 'vitest'
import { cookiesOf, createTestApp, PASSWORD } from '../support/app.js'

const PERSON = { name: 'Kim', email: 'kim@example.org', password: PASSWORD }

function setUp() {
  const web = createTestApp()
  const url = new URL(web.setup.url)
  return { web, path: `${url.pathname}${url.search}`, token: url.searchParams.get('token') ?? '' }
}

describe('the first administrator’s link', () => {
  it('makes the first administrator, signs them in, and is dead afterwards', async () => {
    const { web, path, token } = setUp()
    expect((await web.get(path)).status).toBe(200)
    const response = await web.post('/setup', { token, ...PERSON })
    expect(response.status).toBe(303)
    expect((await web.get(response.headers.get('location') ?? '', cookiesOf(response))).status).toBe(200)
    expect(await web.auth.accounts.list()).toMatchObject([
      { email: PERSON.email, role: 'admin', disabled: false },
    ])

    expect((await web.get(path)).status).toBe(410)
    const again = await web.post('/setup', { token, ...PERSON, email: 'eve@example.org' })
    expect(again.status).toBe(410)
    expect(await web.auth.accounts.count()).toBe(1)
  })

  it('makes one account when two people post it at once', async () => {
    const { web, token } = setUp()
    const responses = await Promise.all(
      ['a', 'b', 'c'].map((name) => web.post('/setup', { token, ...PERSON, email: `${name}@example.org` })),
    )
    expect(responses.map((response) => response.status).sort()).toEqual([303, 410, 410])
    expect(await web.auth.accounts.count()).toBe(1)
  })

  it('is dead once an account came from elsewhere', async () => {
    const { web, path, token } = setUp()
    await web.auth.accounts.add({ ...PERSON, role: 'staff' })
    expect((await web.get(path)).status).toBe(410)
    expect((await web.post('/setup', { token, ...PERSON, email: 'eve@example.org' })).status).toBe(410)
  })

  it.each(['', 'wrong', 'A'.repeat(43), '\u0000'])('refuses the token %j', async (token) => {
    const { web } = setUp()
    expect((await web.get(`/setup?token=${encodeURIComponent(token)}`)).status).toBe(410)
    expect((await web.post('/setup', { token, ...PERSON })).status).toBe(410)
    expect(await web.auth.accounts.count()).toBe(0)
  })

  it.each([
    [{ password: 'short' }, 'The password needs 12 to 128 characters.'],
    [{ password: 'x'.repeat(129) }, 'The password needs 12 to 128 characters.'],
    [{ email: 'nowhere' }, 'This is not an e-mail address.'],
    [{ name: '  ' }, 'Please give a name.'],
  ])('asks again for %j, and still works', async (wrong, problem) => {
    const { web, token } = setUp()
    const response = await web.post('/setup', { token, ...PERSON, ...wrong })
    expect(response.status).toBe(422)
    expect(await response.text()).toContain(problem)
    expect((await web.post('/setup', { token, ...PERSON })).status).toBe(303)
  })

  it('carries 256 random bits, another at each start, and never reaches the log', async () => {
    const { web, token } = setUp()
    expect(Buffer.from(token, 'base64url')).toHaveLength(32)
    expect(token).not.toBe(setUp().token)
    await web.post('/setup', { token, ...PERSON })
    expect(JSON.stringify(web.log.lines)).not.toContain(token)
  })

  it('is told about on the sign-in page only while there is no account', async () => {
    const { web, token } = setUp()
    expect(await (await web.get('/sign-in')).text()).toContain('one-time link')
    await web.post('/setup', { token, ...PERSON })
    expect(await (await web.get('/sign-in')).text()).not.toContain('one-time link')
  })

  it('does not exist where there is an account already', async () => {
    const web = createTestApp({ replace: () => ({ setup: null }) })
    expect((await web.get('/setup?token=x')).status).toBe(410)
    expect((await web.post('/setup', { token: 'x', ...PERSON })).status).toBe(410)
  })
})
