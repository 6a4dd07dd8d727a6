import { randomBytes } from 'node:crypto'
import type { Auth } from '../../src/admin/auth.js'
import type { Role } from '../../src/admin/roles.js'

export const PASSWORD = 'correct horse battery'

/** Asks an app as a browser on its own pages would. */
export function createAppClient(
  app: { request(path: string, init?: RequestInit): Response | Promise<Response> },
  auth: Pick<Auth, 'accounts'>,
) {
  const request = (path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers)
    if (init.method === 'POST' && !headers.has('sec-fetch-site')) headers.set('sec-fetch-site', 'same-origin')
    return Promise.resolve(app.request(path, { ...init, headers }))
  }
  const post = (path: string, fields: Record<string, string>, cookie = ''): Promise<Response> =>
    request(path, { method: 'POST', body: new URLSearchParams(fields), headers: { cookie } })

  const signIn = async (email: string, password = PASSWORD): Promise<string> =>
    cookiesOf(await post('/sign-in', { email, password }))

  return {
    request,
    post,
    signIn,
    get: (path: string, cookie = '') => request(path, { headers: { cookie } }),
    /** Sends a picture as the form does. */
    upload(bytes: Uint8Array, { cookie = '', name = 'film.jpg', json = false } = {}): Promise<Response> {
      const body = new FormData()
      body.append('picture', new File([Uint8Array.from(bytes)], name, { type: 'image/jpeg' }))
      const headers = { cookie, ...(json ? { accept: 'application/json' } : {}) }
      return request('/upload', { method: 'POST', body, headers })
    },
    /** Makes an account and signs it in. Gives the cookies. */
    async as(role: Role): Promise<string> {
      const email = `${role}-${randomBytes(4).toString('hex')}@example.org`
      await auth.accounts.add({ email, name: `Kim ${role}`, password: PASSWORD, role })
      return signIn(email)
    },
  }
}

/** What a browser would send back. */
export function cookiesOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0] ?? '')
    .join('; ')
}

/** A clock that moves on by a second at each look, so that no two studies share a time. */
export function createClock(): () => Date {
  let seconds = 0
  return () => new Date(Date.UTC(2026, 10, 23, 8, 0, seconds++))
}
