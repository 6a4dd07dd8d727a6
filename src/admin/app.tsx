import { Hono } from 'hono'
import { faultCode } from '../core/fault.js'
import { newReference } from '../core/screening.js'
import type { SignedInUser } from './auth.js'
import { createApi } from './api/create-api.js'
import { API_PATH } from './api/study-json.js'
import { loadAssets } from './assets.js'
import { createGuard } from './guard.js'
import { HomePage } from './pages/home-page.js'
import { MessagePage } from './pages/message-page.js'
import { takeLanguageChoice } from './page-language.js'
import { page } from './render.js'
import { mountAccount } from './routes/account-routes.js'
import { mountAudit } from './routes/audit-routes.js'
import { mountChatPeople } from './routes/chat-people-routes.js'
import { mountHealthPage } from './routes/health-page-routes.js'
import { mountJoin } from './routes/join-routes.js'
import { mountPeople } from './routes/people-routes.js'
import { mountStudies } from './routes/study-routes.js'
import { mountClients } from './routes/client-routes.js'
import { mountExports } from './routes/export-routes.js'
import { mountHealth } from './routes/health-routes.js'
import { mountModels } from './routes/model-routes.js'
import { mountOverview } from './routes/overview-routes.js'
import { mountReview } from './routes/review-routes.js'
import { mountResults } from './routes/result-routes.js'
import { mountSetup } from './routes/setup-routes.js'
import { mountMetrics } from './routes/metrics-routes.js'
import { mountSignIn, socketAddress } from './routes/sign-in-routes.js'
import { mountUpload } from './routes/upload-routes.js'
import { sameOriginOnly } from './same-origin.js'
import { securityHeaders } from './security-headers.js'
import { withUser } from './sessions.js'
import { createSites, type Sites } from './sites.js'
import type { AppParts, WebContext, WebEnv } from './web.js'

/**
 * The web: public pages, sign-in and dashboard. Gives a Hono app to hand to a server, or to ask by `app.request()`.
 * Reads the folder of assets once, and throws when it is not complete.
 */
export function createApp(parts: AppParts): Hono<WebEnv> {
  const { publicUrl, reader, log } = parts
  const assets = loadAssets(parts.assetsFolder)
  const sites = createSites(parts, assets.address)
  const app = new Hono<WebEnv>()

  app.use(securityHeaders(publicUrl))
  mountHealth(app, parts)
  assets.mount(app)
  // Before the rule of the same origin and the sessions: programs send tokens of their own, and no cookie counts.
  const addressOf = parts.clientAddress ?? socketAddress
  if (parts.metrics) mountMetrics(app, { ...parts.metrics, addressOf })
  app.route(API_PATH, createApi({ ...parts, addressOf: (c) => addressOf(c as unknown as WebContext) }))
  app.use(takeLanguageChoice(publicUrl))
  app.use(sameOriginOnly(publicUrl, (c) => foreignForm(c, sites)))
  app.use(withUser(parts.auth))

  app.get('/', (c) =>
    page(
      c,
      <HomePage
        site={sites.of(c)}
        user={c.get('user')}
        model={reader.status().model?.id ?? null}
        maxBytes={parts.maxBytes}
      />,
    ),
  )
  mountSignIn(app, parts, sites)
  mountSetup(app, parts, sites)
  mountJoin(app, parts, sites)
  mountAccount(app, parts, sites)
  mountUpload(app, parts, sites)
  mountResults(app, parts, sites)

  const guard = createGuard(sites)
  mountOverview(app, parts, sites, guard)
  mountStudies(app, parts, sites, guard)
  mountReview(app, parts, sites, guard)
  mountModels(app, parts, sites, guard)
  mountExports(app, parts, sites, guard)
  mountClients(app, parts, sites, guard)
  mountChatPeople(app, parts, sites, guard)
  mountPeople(app, parts, sites, guard)
  mountAudit(app, parts, sites, guard)
  mountHealthPage(app, parts, sites, guard)

  app.notFound((c) => {
    const site = sites.of(c)
    return page(c, <MessagePage site={site} user={userOf(c)} told={site.web.messages.notFound} />, 404)
  })

  app.onError((error, c) => {
    const reference = newReference()
    log.error('web.fault', { reference, code: faultCode(error) })
    const site = sites.of(c)
    const told = { title: site.web.messages.broken, text: site.wording.fault }
    return page(c, <MessagePage site={site} user={userOf(c)} told={told} reference={reference} />, 500)
  })

  return app
}

/** Not set yet where a request failed before its session was read. */
function userOf(c: WebContext): SignedInUser | null {
  const user = c.get('user') as SignedInUser | null | undefined
  return user ?? null
}

function foreignForm(c: WebContext, sites: Sites): Promise<Response> {
  const site = sites.of(c)
  return page(c, <MessagePage site={site} user={null} told={site.web.messages.foreignForm} />, 403)
}
