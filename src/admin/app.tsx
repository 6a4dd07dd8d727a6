import { Hono } from 'hono'
import { faultCode } from '../core/fault.js'
import { newReference } from '../core/screening.js'
import type { SignedInUser } from './auth.js'
import { loadAssets } from './assets.js'
import { HomePage } from './pages/home-page.js'
import { MessagePage } from './pages/message-page.js'
import { page } from './render.js'
import { mountDashboard } from './routes/dashboard-routes.js'
import { mountHealth } from './routes/health-routes.js'
import { mountResults } from './routes/result-routes.js'
import { mountSetup } from './routes/setup-routes.js'
import { mountSignIn } from './routes/sign-in-routes.js'
import { mountUpload } from './routes/upload-routes.js'
import { sameOriginOnly } from './same-origin.js'
import { securityHeaders } from './security-headers.js'
import { withUser } from './sessions.js'
import type { AppParts, Site, WebContext, WebEnv } from './web.js'

/**
 * The web: public pages, sign-in and dashboard. Gives a Hono app to hand to a server, or to ask by `app.request()`.
 * Reads the folder of assets once, and throws when it is not complete.
 */
export function createApp(parts: AppParts): Hono<WebEnv> {
  const { wording, access, publicUrl, reader, log } = parts
  const assets = loadAssets(parts.assetsFolder)
  const site: Site = { wording, access, asset: assets.address, gated: () => reader.status().gated }
  const app = new Hono<WebEnv>()

  app.use(securityHeaders(publicUrl))
  mountHealth(app, parts)
  assets.mount(app)
  app.use(sameOriginOnly(publicUrl, (c) => foreignForm(c, site)))
  app.use(withUser(parts.auth))

  app.get('/', (c) =>
    page(
      c,
      <HomePage
        site={site}
        user={c.get('user')}
        model={reader.status().model?.id ?? null}
        maxBytes={parts.maxBytes}
      />,
    ),
  )
  mountSignIn(app, parts, site)
  mountSetup(app, parts, site)
  mountUpload(app, parts, site)
  mountResults(app, parts, site)
  mountDashboard(app, parts, site)

  app.notFound((c) =>
    page(
      c,
      <MessagePage
        site={site}
        user={userOf(c)}
        headline="Nothing here"
        sentences={['There is no such page, or it is not yours to see.']}
      />,
      404,
    ),
  )

  app.onError((error, c) => {
    const reference = newReference()
    log.error('web.fault', { reference, code: faultCode(error) })
    return page(
      c,
      <MessagePage
        site={site}
        user={userOf(c)}
        headline="Something broke"
        sentences={[wording.fault]}
        reference={reference}
      />,
      500,
    )
  })

  return app
}

/** Not set yet where a request failed before its session was read. */
function userOf(c: WebContext): SignedInUser | null {
  const user = c.get('user') as SignedInUser | null | undefined
  return user ?? null
}

function foreignForm(c: WebContext, site: Site): Promise<Response> {
  return page(
    c,
    <MessagePage
      site={site}
      user={null}
      headline="Not sent from here"
      sentences={[
        'This form came from another page, so nothing was changed. Please open the page here and try again.',
      ]}
    />,
    403,
  )
}
