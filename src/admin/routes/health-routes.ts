import type { Hono } from 'hono'
import type { AppParts, WebEnv } from '../web.js'

const NO_STORE = { 'Cache-Control': 'no-store' }

/** For whatever watches the process: alive at all, and ready to read pictures and to write down what it read. */
export function mountHealth(
  app: Hono<WebEnv>,
  { reader, canWrite = () => Promise.resolve(true) }: Pick<AppParts, 'reader' | 'canWrite'>,
): void {
  app.get('/livez', (c) => c.text('alive\n', 200, NO_STORE))

  app.get('/readyz', async (c) => {
    const { state } = reader.status()
    if (state !== 'ready') return c.text(`${state}\n`, 503, NO_STORE)
    return (await canWrite())
      ? c.text('ready\n', 200, NO_STORE)
      : c.text('the record cannot be written\n', 503, NO_STORE)
  })
}
