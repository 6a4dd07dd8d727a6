import { once } from 'node:events'
import type { Server } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import type { Browser } from 'playwright-core'
import { chromium } from 'playwright-core'
import { createTestApp, type TestAppOptions } from './app.js'
import { drawRadiograph } from './radiograph.js'
import { chromiumPath } from './requirements.js'

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Starts the system's Chromium. Close it afterwards. */
export function launchBrowser(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error('no Chromium is installed')
  return chromium.launch({ executablePath: chromiumPath, args: FLAGS })
}

/** What Hono apps are to a server. */
type Fetch = Parameters<typeof getRequestListener>[0]

export interface WebServer {
  readonly port: number
  readonly url: string
  close(): Promise<void>
}

/** Serves on a free port of loopback. The app is made once the port is known, as its public address needs it. */
export async function serveApp(createFetch: (url: string) => Fetch): Promise<WebServer> {
  const server: Server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`
  server.on('request', (incoming, outgoing) => void listener(incoming, outgoing))
  const listener = getRequestListener(createFetch(url))
  return {
    port,
    url,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** A test app on a free port. Close the server afterwards. */
export async function serveTestApp(
  options: TestAppOptions = {},
): Promise<{ web: ReturnType<typeof createTestApp>; server: WebServer }> {
  const made: ReturnType<typeof createTestApp>[] = []
  const server = await serveApp((publicUrl) => {
    const web = createTestApp({ publicUrl, ...options })
    made.push(web)
    return web.app.fetch
  })
  const [web] = made
  if (!web) throw new Error('the app was not made')
  return { web, server }
}

/** A drawn film as a file to choose in a form. */
export async function filmFile(
  name: string,
  seed = 0,
): Promise<{ name: string; mimeType: string; buffer: Buffer }> {
  return { name, mimeType: 'image/jpeg', buffer: await drawRadiograph({ seed }) }
}
