import { afterEach, describe, expect, it, vi } from 'vitest'
import { cookiesOf, createTestApp, PASSWORD } from '../support/app.js'

const KIM = { email: 'kim@example.org', name: 'Kim', password: PASSWORD, role: 'admin' } as const

async function withKim(options: Parameters<typeof createTestApp>[0] = {}) {
  const web = createTestApp(options)
  await web.auth.accounts.add(KIM)
  return web
}

describe('signing in', () => {
  it('opens the dashboard with the right password', async () => {
    const web = await withKim()
    const response = await web.post('/sign-in', { email: KIM.email, password: PASSWORD })
    expect(response.status).toBe(303)
    expect(response.headers.get('location')).toBe('/dashboard')
    expect((await web.get('/dashboard', cookiesOf(response))).status).toBe(200)
  })

  it('starts staff at the upload', async () => {
    const web = await withKim()
    await web.auth.accounts.add({ ...KIM, email: 'staff@example.org', role: 'staff' })
    const response = await web.post('/sign-in', { email: 'staff@example.org', password: PASSWORD })
    expect(response.headers.get('location')).toBe('/upload')
  })

  it('answers a wrong password and an unknown address alike, keeps the address and never the password', async () => {
    const web = await withKim()
    const wrong = await web.post('/sign-in', { email: KIM.email, password: 'wrong horse battery' })
    const unknown = await web.post('/sign-in', {
      email: 'nobody@example.org',
      password: 'wrong horse battery',
    })
    expect([wrong.status, unknown.status]).toEqual([401, 401])
    const [a, b] = [await wrong.text(), await unknown.text()]
    expect(a.replace(KIM.email, '')).toBe(b.replace('nobody@example.org', ''))
    expect(a).toContain(`value="${KIM.email}"`)
    expect(a).not.toContain('wrong horse battery')
    expect(wrong.headers.getSetCookie()).toEqual([])
  })

  it.each([[''], ['no-address'], ['a'.repeat(5000)], ['<script>alert(1)</script>@example.org']])(
    'answers the address %j in words',
    async (email) => {
      const web = await withKim()
      const response = await web.post('/sign-in', { email, password: 'x' })
      expect(response.status).toBe(401)
      expect(await response.text()).not.toContain('<script>alert')
    },
  )

  it('limits attempts, whatever address a client claims to forward', async () => {
    const web = await withKim()
    const attempt = (n: number, password: string) =>
      web.request('/sign-in', {
        method: 'POST',
        body: new URLSearchParams({ email: KIM.email, password }),
        headers: { 'x-forwarded-for': `192.0.2.${n}`, 'x-chestcheck-client': `192.0.2.${n}` },
      })
    for (let n = 0; n < 10; n++) expect((await attempt(n, 'wrong password here')).status).toBe(401)
    const blocked = await attempt(11, PASSWORD)
    expect(blocked.status).toBe(429)
    expect(Number(blocked.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await blocked.text()).toContain('Too many tries')
  })

  it('does not let a disabled account in, and ends its sessions', async () => {
    const web = await withKim()
    const cookie = await web.signIn(KIM.email)
    expect(await web.auth.accounts.disable('KIM@example.org ')).toBe(true)
    expect((await web.get('/dashboard', cookie)).status).toBe(303)
    const response = await web.post('/sign-in', { email: KIM.email, password: PASSWORD })
    expect(response.status).toBe(401)
    expect(await response.text()).toContain('disabled')
  })

  it('logs attempts without the address and the password', async () => {
    const web = await withKim()
    await web.post('/sign-in', { email: KIM.email, password: 'wrong horse battery' })
    await web.signIn(KIM.email)
    const lines = JSON.stringify(web.log.lines)
    expect(web.log.lines.map((line) => line.event)).toEqual(['sign_in.refused', 'sign_in.done'])
    expect(lines).not.toMatch(/kim@example\.org|horse/)
  })

  it('has no other way in: the library’s own routes are not reachable', async () => {
    const web = await withKim()
    const body = JSON.stringify({ email: 'eve@example.org', name: 'Eve', password: PASSWORD })
    const headers = { 'content-type': 'application/json' }
    for (const path of ['sign-up/email', 'sign-in/email', 'admin/create-user', 'request-password-reset']) {
      expect((await web.request(`/api/auth/${path}`, { method: 'POST', body, headers })).status).toBe(404)
    }
    expect(await web.auth.accounts.count()).toBe(1)
  })
})

describe('where a sign-in leads', () => {
  it('goes on to the page that was asked for', async () => {
    const web = await withKim()
    const asked = await web.get('/dashboard?label=COVID')
    expect(asked.headers.get('location')).toBe('/sign-in?next=%2Fdashboard%3Flabel%3DCOVID')
    const form = await (await web.get(asked.headers.get('location') ?? '')).text()
    expect(form).toContain('name="next" value="/dashboard?label=COVID"')
    const response = await web.post('/sign-in', {
      email: KIM.email,
      password: PASSWORD,
      next: '/dashboard?label=COVID',
    })
    expect(response.headers.get('location')).toBe('/dashboard?label=COVID')
  })

  it.each([
    'https://evil.example',
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '/x/..//evil.example',
    '/.//evil.example',
    'javascript:alert(1)',
    'evil.example',
    '/ok\r\nSet-Cookie: a=b',
    '',
  ])('never leaves the server: %j', async (next) => {
    const web = await withKim()
    const response = await web.post('/sign-in', { email: KIM.email, password: PASSWORD, next })
    expect(response.headers.get('location')).toBe('/dashboard')
    const cookie = cookiesOf(response)
    const again = await web.get(`/sign-in?next=${encodeURIComponent(next)}`, cookie)
    expect(again.headers.get('location')).toBe('/dashboard')
  })
})

describe('sessions', () => {
  afterEach(() => {
    vi.useRealTimers()
  })

  it.each([
    ['http://localhost:8080', /^chestcheck\.session_token=/, false],
    ['https://films.example.org', /^__Secure-chestcheck\.session_token=/, true],
  ])('are cookies of %s that scripts and other sites cannot use', async (publicUrl, name, secure) => {
    const web = await withKim({ publicUrl })
    const [cookie = ''] = (
      await web.post('/sign-in', { email: KIM.email, password: PASSWORD })
    ).headers.getSetCookie()
    expect(cookie).toMatch(name)
    expect(cookie).toContain('HttpOnly')
    expect(cookie).toContain('SameSite=Lax')
    expect(cookie.includes('Secure;') || cookie.endsWith('Secure')).toBe(secure)
  })

  it('are new at each sign-in, and end the one that the browser had before', async () => {
    const web = await withKim()
    const planted = await web.signIn(KIM.email)
    const response = await web.post('/sign-in', { email: KIM.email, password: PASSWORD }, planted)
    expect(cookiesOf(response)).not.toBe(planted)
    expect((await web.get('/dashboard', cookiesOf(response))).status).toBe(200)
    expect((await web.get('/dashboard', planted)).status).toBe(303)
  })

  it('are not taken from a cookie that is made up, cut or signed by another server', async () => {
    const [web, other] = [await withKim(), await withKim()]
    const cookie = await web.signIn(KIM.email)
    for (const forged of [
      'chestcheck.session_token=planted',
      'chestcheck.session_token=planted.c2lnbmF0dXJl',
      (cookie.split('; ')[0] ?? '').slice(0, -6),
      await other.signIn(KIM.email),
    ]) {
      expect((await web.get('/dashboard', forged)).status).toBe(303)
    }
  })

  it('live on by being used, not by a page that was left open and asks whether it may go on', async () => {
    const web = await withKim()
    const headers = new Headers({ cookie: await web.signIn(KIM.email) })
    const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000)
    vi.useFakeTimers({ toFake: ['Date'], now: inHours(2) })
    expect(await web.auth.session(headers, { prolong: false })).toMatchObject({ setCookies: [] })
    expect((await web.auth.session(headers))?.setCookies.join()).toContain('session_token')
    vi.setSystemTime(inHours(11.9))
    expect(await web.auth.session(headers, { prolong: false })).not.toBeNull()
    vi.setSystemTime(inHours(0.2))
    expect(await web.auth.session(headers, { prolong: false })).toBeNull()
  })

  it('end with signing out', async () => {
    const web = await withKim()
    const cookie = await web.signIn(KIM.email)
    const response = await web.post('/sign-out', {}, cookie)
    expect(response.status).toBe(303)
    expect(response.headers.getSetCookie().join()).toContain('Max-Age=0')
    expect((await web.get('/dashboard', cookie)).status).toBe(303)
  })

  it('are left alone by signing out without one', async () => {
    const web = await withKim()
    expect((await web.post('/sign-out', {})).status).toBe(303)
  })
})
