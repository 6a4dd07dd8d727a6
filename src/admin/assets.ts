import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import type { Hono } from 'hono'
import type { WebEnv } from './web.js'

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
}

interface Asset {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly type: string
  readonly version: string
}

/** Styles and scripts, read once and served from memory: no name from outside ever becomes a path. */
export interface Assets {
  readonly address: (name: string) => string
  mount(app: Hono<WebEnv>): void
}

/** Reads every style, script and drawing of the folder. Throws where the folder or an asked asset is missing. */
export function loadAssets(folder: string): Assets {
  const assets = new Map<string, Asset>()
  for (const name of readdirSync(folder)) {
    const type = TYPES[extname(name)]
    if (type === undefined) continue
    const bytes = Uint8Array.from(readFileSync(join(folder, name)))
    assets.set(name, { bytes, type, version: createHash('sha256').update(bytes).digest('hex').slice(0, 12) })
  }

  return {
    address(name) {
      const asset = assets.get(name)
      if (!asset) throw new RangeError(`no such asset: ${name}`)
      return `/assets/${name}?v=${asset.version}`
    },

    mount(app) {
      app.get('/assets/:name', (c) => {
        const asset = assets.get(c.req.param('name'))
        if (!asset) return c.notFound()
        const current = c.req.query('v') === asset.version
        c.header('Content-Type', asset.type)
        c.header('ETag', `"${asset.version}"`)
        c.header('Cache-Control', current ? 'public, max-age=31536000, immutable' : 'no-cache')
        if (c.req.header('if-none-match') === `"${asset.version}"`) return c.body(null, 304)
        return c.body(asset.bytes)
      })
    },
  }
}
