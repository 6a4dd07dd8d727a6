import type { MiddlewareHandler } from 'hono'
import { MessagePage } from './pages/message-page.js'
import { page } from './render.js'
import { may, type Permission } from './roles.js'
import { toSignIn } from './sessions.js'
import type { Sites } from './sites.js'
import type { WebEnv } from './web.js'

/** A gate before a route, which names what it asks for: the table of every route by every role is made from it. */
export type Guarded = MiddlewareHandler<WebEnv> & { readonly permission: Permission }

export type Guard = (permission: Permission) => Guarded

/** Makes gates that send who is not signed in to the sign-in page, and tell others why they may not enter. */
export function createGuard(sites: Sites): Guard {
  return (permission) => {
    const handler: MiddlewareHandler<WebEnv> = async (c, next) => {
      const user = c.get('user')
      if (user === null) return toSignIn(c)
      if (may(user.role, permission)) return next()
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
    return Object.assign(handler, { permission })
  }
}
