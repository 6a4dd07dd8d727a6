import { describe, expect, it } from 'vitest'
import { cookiesOf, createTestApp, PASSWORD } from '../support/app.js'
import { drawRadiograph } from '../support/radiograph.js'

const KIM = { email: 'kim@example.org', name: 'Kim', password: PASSWORD, role: 'admin' } as const
const SCRIPT = '"><script>alert(1)</script><img src=x onerror=alert(1)>'

async function withKim(options: Parameters<typeof createTestApp>[0] = {}) {
  const web = createTestApp(options)
  await web.auth.accounts.add(KIM)
  return web
}

describe('brute force', () => {
  it('is stopped by account, whatever addresses the guesses come from', async () => {
    let address = 0
    const web = await withKim({ replace: () => ({ clientAddress: () => `198.51.100.${address++ % 250}` }) })
    const guess = (password: string, cookie = '') =>
      web.post('/sign-in', { email: 'KIM@example.org', password }, cookie)
    const known = await guess(PASSWORD)
    const refused: number[] = []
    for (let n = 0; n < 21; n++) refused.push((await guess(`wrong wrong ${n}`)).status)
    expect(refused).toEqual([...Array<number>(20).fill(401), 429])
    const held = await guess(PASSWORD)
    expect(held.status).toBe(429)
    expect(Number(held.headers.get('retry-after'))).toBeGreaterThan(60)
    // Its holder, on a browser that signed in before, is not locked out by that.
    const device = cookiesOf(known)
      .split('; ')
      .filter((pair) => pair.startsWith('chestcheck.device'))
      .join()
    expect((await guess(PASSWORD, device)).status).toBe(303)
    // A mark that was made up, or made for another account, is worth nothing.
    for (const cookie of [`chestcheck.device=${'a'.repeat(32)}.${'b'.repeat(64)}`, 'chestcheck.device=x'])
      expect((await guess(PASSWORD, cookie)).status).toBe(429)
  })

  it('leaves each failure on the record without the address, and a flood not at all', async () => {
    const web = await withKim()
    for (let n = 0; n < 14; n++)
      await web.post('/sign-in', { email: KIM.email, password: 'wrong wrong wrong' })
    const refused = web.audit.entries.filter(({ kind }) => kind === 'user.sign_in_refused')
    expect(refused).toHaveLength(10)
    expect(JSON.stringify(refused)).not.toContain('example.org')
    expect(refused[0]).toMatchObject({ details: { code: 'wrong_credentials', step: 1 } })
  })
})

describe('another site', () => {
  it('can post to nothing at all', async () => {
    const web = await withKim()
    const cookie = await web.signIn(KIM.email)
    const before = web.audit.entries.length
    for (const { method, path } of web.app.routes) {
      if (method === 'ALL' || method === 'GET' || path.startsWith('/api/')) continue
      const headers = { cookie, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
      const response = await web.app.request(path.replace(/:\w+/g, 'x'), {
        method,
        headers,
        body: new URLSearchParams({ role: 'admin' }),
      })
      expect(response.status, path).toBe(403)
    }
    expect(web.audit.entries).toHaveLength(before)
  })
})

describe('text from outside', () => {
  it('never becomes markup: account names, file names, addresses', async () => {
    const web = await withKim()
    const added = await web.auth.accounts.add({
      email: 'eve@example.org',
      name: SCRIPT,
      password: PASSWORD,
      role: 'admin',
    })
    const cookie = await web.signIn('eve@example.org')
    await web.upload(await drawRadiograph({ seed: 1 }), { cookie, name: `${SCRIPT}.jpg` })
    const id = added.kind === 'added' ? added.id : ''
    const escaped = encodeURIComponent(SCRIPT)
    for (const path of [
      '/dashboard/people',
      `/dashboard/people/${id}`,
      '/dashboard/audit',
      '/dashboard/account',
      '/dashboard/studies',
      '/upload',
      `/dashboard/audit?kind=${escaped}&actor=${escaped}&subject=${escaped}&from=${escaped}&after=${escaped}`,
      `/dashboard/people?done=${escaped}`,
      `/dashboard/account?done=${escaped}`,
      `/dashboard/people/chats?done=${escaped}`,
      `/dashboard/people/${id}?done=${escaped}`,
      `/sign-in?next=${escaped}`,
      `/join/${escaped}`,
      `/dashboard/people/${escaped}`,
    ]) {
      const html = await (await web.get(path, cookie)).text()
      expect(html, path).not.toContain('<script>alert')
      expect(html, path).not.toContain('<img src=x')
    }
  })

  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
    'as a code in the address says nothing: %s',
    async (code) => {
      const web = await withKim()
      const cookie = await web.signIn(KIM.email)
      for (const path of ['/dashboard/account', '/dashboard/people', '/dashboard/people/chats'])
        expect((await web.get(`${path}?done=${code}`, cookie)).status).toBe(200)
    },
  )

  it.each(['/ok\r\nSet-Cookie: a=b', '/ok%0d%0aSet-Cookie:%20a=b', '/ok\nLocation: https://evil.example'])(
    'never becomes a header: %j',
    async (next) => {
      const web = await withKim()
      const response = await web.post('/sign-in', { email: KIM.email, password: PASSWORD, next })
      expect(response.headers.getSetCookie().join()).not.toContain('a=b')
      expect(response.headers.get('location')).not.toMatch(/[\r\n]|evil/)
    },
  )

  it.each(['https://evil.example', '//evil.example', '/\\evil.example', '/\t/evil.example'])(
    'leads nowhere else after the second step: %j',
    async (next) => {
      const web = await withKim()
      const response = await web.get(`/sign-in/code?next=${encodeURIComponent(next)}`)
      expect(response.headers.get('location')).toBe('/sign-in')
    },
  )
})

describe('every page', () => {
  it('forbids scripts, styles and frames that are not its own, and is stored nowhere', async () => {
    const web = await withKim()
    const cookie = await web.signIn(KIM.email)
    for (const path of [
      '/',
      '/sign-in',
      '/dashboard/people',
      '/dashboard/audit',
      '/dashboard/account',
      '/dashboard/health',
      '/nothing',
    ]) {
      const response = await web.get(path, cookie)
      const policy = response.headers.get('content-security-policy') ?? ''
      expect(policy, path).toContain("default-src 'none'")
      expect(policy, path).toContain("frame-ancestors 'none'")
      expect(policy, path).not.toContain('unsafe')
      expect(response.headers.get('x-content-type-options'), path).toBe('nosniff')
      if (response.status === 200) {
        expect(response.headers.get('cache-control'), path).toBe('no-store')
        expect(await response.text(), path).not.toMatch(/<script>|<style|\sstyle="|\son\w+="/)
      }
    }
  })

  it('sets cookies that neither scripts nor other sites nor plain connections get', async () => {
    const web = await withKim({ publicUrl: 'https://films.example.org' })
    const response = await web.post('/sign-in', { email: KIM.email, password: PASSWORD })
    const cookies = response.headers.getSetCookie()
    expect(cookies.length).toBeGreaterThan(1)
    for (const cookie of cookies) {
      expect(cookie).toMatch(/^__Secure-/)
      expect(cookie).toMatch(/HttpOnly/)
      expect(cookie).toMatch(/SameSite=Lax/)
      expect(cookie).toMatch(/Secure(;|$)/)
    }
  })
})
