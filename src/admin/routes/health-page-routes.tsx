import type { Hono } from 'hono'
import type { Guard } from '../guard.js'
import { guardedUser } from '../guarded-user.js'
import { HealthPage } from '../pages/health-page.js'
import { page } from '../render.js'
import type { Sites } from '../sites.js'
import type { AppParts, WebEnv } from '../web.js'

/** How the program is, for those who run it. */
export function mountHealthPage(
  app: Hono<WebEnv>,
  { health }: Pick<AppParts, 'health'>,
  sites: Sites,
  guard: Guard,
): void {
  app.get('/dashboard/health', guard('health.read'), async (c) =>
    page(c, <HealthPage site={sites.dashboard} user={guardedUser(c)} facts={await health()} />),
  )
}
