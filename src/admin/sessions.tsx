import type { MiddlewareHandler } from 'hono'
import type { Auth } from './auth.js'
import { MessagePage } from './pages/message-page.js'
import { page } from './render.js'
import { mayReadRecord } from './roles.js'
import type { Sites } from './sites.js'
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

/** Sends who is not signed in to the sign-in page, and back afterwards. */
export const signedInOnly: MiddlewareHandler<WebEnv> = async (c, next) => {
  if (c.get('user') !== null) return next()
  return toSignIn(c)
}

export function toSignIn(c: WebContext): Response {
  const { pathname, search } = new URL(c.req.url)
  const back = c.req.method === 'GET' ? `${pathname}${search}` : pathname
  c.header('Cache-Control', 'no-store')
  return c.redirect(`/sign-in?next=${encodeURIComponent(back)}`, 303)
}

/** Lets those who may read the record in; staff are told why not. */
export function recordReadersOnly(sites: Sites): MiddlewareHandler<WebEnv> {
  return async (c, next) => {
    const user = c.get('user')
    if (user === null) return toSignIn(c)
    if (mayReadRecord(user.role)) return next()
    const site = sites.of(c)
    return page(
      c,
      <MessagePage
        site={site}
        user={user}
        told={site.web.messages.notForThisAccount}
        action={{ href: '/upload', label: site.web.frame.readFilm }}
      />,
      403,
    )
  }
}
