import type { Hono } from 'hono'
import { parseFigureRange } from '../figure-range.js'
import type { Guard } from '../guard.js'
import { createLiveFeed } from '../live-feed.js'
import { streamLive } from '../live-stream.js'
import { gatherOverview } from '../overview.js'
import { OverviewPage } from '../pages/overview-page.js'
import { page } from '../render.js'
import { toSignIn } from '../sessions.js'
import type { Sites } from '../sites.js'
import type { AppParts, WebEnv } from '../web.js'

/** What the days came to, and what comes in now. */
export function mountOverview(app: Hono<WebEnv>, parts: AppParts, sites: Sites, guard: Guard): void {
  const site = sites.dashboard
  const feed = createLiveFeed({ studies: parts.studies, status: parts.reader.status, log: parts.log })

  app.get('/dashboard', guard('record.read'), async (c) => {
    const user = c.get('user')
    if (user === null) return toSignIn(c)
    const query = c.req.query()
    const range = parseFigureRange(query, parts.now())
    const overview = await gatherOverview(parts, { user, range, wording: site.wording })
    const by = query.by === 'channel' ? 'channel' : 'outcome'
    return page(c, <OverviewPage site={site} user={user} range={range} by={by} overview={overview} />)
  })

  app.get('/dashboard/live', guard('record.read'), (c) =>
    streamLive(c, { parts, feed, wording: site.wording }),
  )
}
