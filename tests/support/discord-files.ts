import type { ServerResponse } from 'node:http'
import type { StoredFile } from './discord-payloads.js'
import { newSnowflake } from './discord-payloads.js'

export interface FileOptions {
  /** Its signed address has run out. A fresh one comes with the message that holds the file. */
  readonly expired?: boolean
  /** The file is gone: no address of it works. */
  readonly gone?: boolean
  readonly declaredBytes?: number
  /** The first who asks for it waits for ever. */
  readonly hangsOnce?: boolean
}

/** Discord's host of files: addresses are signed and run out. */
export interface DiscordFiles {
  readonly put: (bytes: Uint8Array, options?: FileOptions) => StoredFile
  /** The file under an address that works. */
  refreshed(file: StoredFile): StoredFile
  /** Ends every address that was given so far. */
  readonly expireAll: () => void
  serve(url: string, response: ServerResponse): void
  /** How many wait for a file for ever. */
  readonly hanging: () => number
}

/** By what Discord tells of its signed addresses: `ex` is when they end, in hexadecimal seconds. */
export function createDiscordFiles(host: () => string): DiscordFiles {
  const files = new Map<string, { readonly bytes: Uint8Array; readonly gone: boolean }>()
  const valid = new Set<string>()
  const toHang = new Set<string>()
  let hanging = 0
  let signatures = 0

  function sign(id: string, isValid: boolean): string {
    signatures += 1
    const ends = Math.floor(Date.now() / 1000) + (isValid ? 86_400 : -60)
    const path = `/attachments/${id}/Patientname.jpg?ex=${ends.toString(16)}&hm=signature${signatures}`
    if (isValid) valid.add(path)
    return `${host()}${path}`
  }

  return {
    put(bytes, { expired = false, gone = false, hangsOnce = false, declaredBytes = bytes.byteLength } = {}) {
      const id = newSnowflake()
      if (hangsOnce) toHang.add(id)
      files.set(id, { bytes, gone })
      return { id, url: sign(id, !expired), size: declaredBytes }
    },
    refreshed: (file) => ({ ...file, url: sign(file.id, true) }),
    hanging: () => hanging,
    expireAll: () => {
      valid.clear()
    },
    serve(url, response) {
      const id = url.split('/')[2] ?? ''
      const file = files.get(id)
      if (toHang.delete(id)) hanging += 1
      else if (!file || file.gone || !valid.has(url)) response.writeHead(404).end()
      else response.writeHead(200, { 'content-length': file.bytes.byteLength }).end(file.bytes)
    },
  }
}
