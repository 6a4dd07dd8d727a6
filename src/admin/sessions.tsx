import type { MiddlewareHandler } from 'hono'
import type { Auth } from './auth.js'
import type { WebContext, WebEnv } from './web.js'

/** Finds out who asks, on every request. */
export function withUser(auth: Auth): MiddlewareHandler<WebEnv> {
  return async (c, next) => {
    const session = await auth.session(c.req.raw.headers)
    c.set('user', session?.user ?? null)
    await next()
    // A route that signs in or out sets this cookie itself.
    if (!c.res.headers.has('set-cookie')) passOn(c, session?.setCookies ?? [])
  }
}

export function passOn(c: WebContext, setCookies: readonly string[]): void {
  for (const cookie of setCookies) c.header('Set-Cookie', cookie, { append: true })
}

/** What a route asks for that takes any account: the table of every route by every role is made from it. */
export const ANY_ACCOUNT = 'any account'

const letSignedIn: MiddlewareHandler<WebEnv> = async (c, next) => {
  if (c.get('user') !== null) return next()
  return toSignIn(c)
}

/** Sends who is not signed in to the sign-in page, and back afterwards. */
export const signedInOnly = Object.assign(letSignedIn, { permission: ANY_ACCOUNT } as const)

export function toSignIn(c: WebContext): Response {
  const { pathname, search } = new URL(c.req.url)
  const back = c.req.method === 'GET' ? `${pathname}${search}` : pathname
  c.header('Cache-Control', 'no-store')
  return c.redirect(`/sign-in?next=${encodeURIComponent(back)}`, 303)
}
