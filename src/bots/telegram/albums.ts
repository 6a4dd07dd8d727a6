import type { Message } from 'telegraf/types'

/** Telegram's own limit of pictures in an album. */
const LARGEST_ALBUM = 10

/**
 * Gathers albums. Telegram sends one as a row of single messages, and never says which is the last: it is taken as
 * complete once `windowMs` passed without another part.
 */
export interface Albums {
  /** For the first part of an album the promise of all its parts, in their order; null for a further part. */
  add(key: string, part: Message): Promise<readonly Message[]> | null
  /** Takes every album as complete, now. */
  flush(): void
}

interface Gathering {
  readonly parts: Message[]
  readonly complete: () => void
  timer: NodeJS.Timeout
}

export function createAlbums(windowMs: number): Albums {
  const gathering = new Map<string, Gathering>()

  return {
    add(key, part) {
      const known = gathering.get(key)
      if (known) {
        known.parts.push(part)
        clearTimeout(known.timer)
        if (known.parts.length >= LARGEST_ALBUM) known.complete()
        else known.timer = setTimeout(known.complete, windowMs)
        return null
      }
      return new Promise((resolve) => {
        const parts = [part]
        const complete = (): void => {
          const album = gathering.get(key)
          clearTimeout(album?.timer)
          gathering.delete(key)
          resolve(parts.sort((a, b) => a.message_id - b.message_id))
        }
        gathering.set(key, { parts, complete, timer: setTimeout(complete, windowMs) })
      })
    },
    flush() {
      for (const { complete } of [...gathering.values()]) complete()
    },
  }
}
