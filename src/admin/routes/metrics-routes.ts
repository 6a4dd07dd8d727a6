import { createHash, timingSafeEqual } from 'node:crypto'
import type { Hono } from 'hono'
import { bearerToken } from '../api/bearer.js'
import type { Metrics } from '../metrics.js'
import type { WebContext, WebEnv } from '../web.js'

export interface MetricsDoor {
  readonly metrics: Metrics
  /** Who shows it may read; null lets in only direct connections from this machine. */
  readonly token: string | null
  readonly addressOf: (c: WebContext) => string | null
}

/** What a proxy adds: behind one on the same machine everybody seems to be local. */
const FORWARDING = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip']
const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/

/** Figures for Prometheus. No cookie opens it: a scraper has none. */
export function mountMetrics(app: Hono<WebEnv>, { metrics, token, addressOf }: MetricsDoor): void {
  app.get('/metrics', async (c) => {
    c.header('Cache-Control', 'no-store')
    if (token !== null) {
      if (!isSame(bearerToken(c.req.header('authorization')), token)) {
        c.header('WWW-Authenticate', 'Bearer realm="metrics"')
        return c.text('The metrics need the token of METRICS_TOKEN.\n', 401)
      }
    } else if (!isLocal(c, addressOf(c))) {
      return c.text('Without METRICS_TOKEN the metrics are for direct connections from this machine.\n', 403)
    }
    const { text, type } = await metrics.expose()
    return c.body(text, 200, { 'Content-Type': type })
  })
}

function isLocal(c: WebContext, address: string | null): boolean {
  return (
    address !== null && LOOPBACK.test(address) && FORWARDING.every((name) => c.req.header(name) === undefined)
  )
}

function isSame(offered: string, token: string): boolean {
  return timingSafeEqual(sha256(offered), sha256(token))
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
