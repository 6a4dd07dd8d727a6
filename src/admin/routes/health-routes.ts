import type { Hono } from 'hono'
import type { AppParts, WebEnv } from '../web.js'

/** For whatever watches the process: alive at all, and ready to read pictures. */
export function mountHealth(app: Hono<WebEnv>, { reader }: Pick<AppParts, 'reader'>): void {
  app.get('/livez', (c) => c.text('alive\n', 200, { 'Cache-Control': 'no-store' }))

  app.get('/readyz', (c) => {
    const { state } = reader.status()
    return c.text(`${state}\n`, state === 'ready' ? 200 : 503, { 'Cache-Control': 'no-store' })
  })
}
