import type { MiddlewareHandler } from 'hono'
import type { WebEnv } from './web.js'

const READS = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Lets only pages of this server change anything: with `Sec-Fetch-Site` where the browser states it (it does so on
 * https and loopback), else by `Origin`, which must be the public address or the host that was called. A request
 * that carries neither is turned away: every browser sends one of them with a form.
 */
export function sameOriginOnly(
  publicUrl: string,
  turnAway: MiddlewareHandler<WebEnv>,
): MiddlewareHandler<WebEnv> {
  const publicOrigin = new URL(publicUrl).origin
  return async (c, next) => {
    if (READS.has(c.req.method)) return next()
    const site = c.req.header('sec-fetch-site')
    const ours =
      site === undefined
        ? isOurs(c.req.header('origin'), c.req.header('host') ?? new URL(c.req.url).host, publicOrigin)
        : site === 'same-origin'
    return ours ? next() : turnAway(c, next)
  }
}

function isOurs(origin: string | undefined, host: string, publicOrigin: string): boolean {
  if (origin === undefined || !URL.canParse(origin)) return false
  return origin === publicOrigin || new URL(origin).host === host
}
