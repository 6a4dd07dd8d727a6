/** Telegram's own limit of pictures in an album. */
const LARGEST_ALBUM = 10

/** A part's place in an album that is being gathered. */
export interface AlbumPlace<Part> {
  /** True for the part that came first: its handler answers for all. */
  readonly leads: boolean
  /** The parts that are there so far. */
  readonly parts: readonly Part[]
  /** All parts, once the album is complete. Rejects with {@link AlbumAbandoned} when the bot is stopped before that. */
  readonly whole: Promise<readonly Part[]>
}

/** The bot is being stopped: what came of the album is on disk, and the next start gathers it again. */
export class AlbumAbandoned extends Error {
  override readonly name = 'AlbumAbandoned'
}

/**
 * Gathers albums. Telegram sends one as a row of single messages, and never says which is the last: it is taken as
 * complete once `windowMs` passed without another part.
 */
export interface Albums<Part> {
  join(key: string, part: Part): AlbumPlace<Part>
  /** Before this nothing counts as complete: the rest of what a killed process left is still to come from Telegram. */
  startClock(): void
  /** Gives every album up that is not complete, and every one that still comes. */
  abandon(): void
}

interface Gathering<Part> {
  readonly parts: Part[]
  readonly whole: Promise<readonly Part[]>
  readonly complete: () => void
  readonly abandon: () => void
  timer: NodeJS.Timeout | undefined
}

export function createAlbums<Part>(windowMs: number): Albums<Part> {
  const gathering = new Map<string, Gathering<Part>>()
  let clock: 'waiting' | 'running' | 'stopped' = 'waiting'

  function open(key: string): Gathering<Part> {
    const parts: Part[] = []
    const end = (how: () => void) => (): void => {
      clearTimeout(gathering.get(key)?.timer)
      gathering.delete(key)
      how()
    }
    let complete = (): void => undefined
    let abandon = (): void => undefined
    const whole = new Promise<readonly Part[]>((resolve, reject) => {
      complete = end(() => {
        resolve(parts)
      })
      abandon = end(() => {
        reject(new AlbumAbandoned())
      })
    })
    // Each part's handler looks at it in its own time.
    whole.catch(() => undefined)
    const opened = { parts, whole, complete, abandon, timer: undefined }
    gathering.set(key, opened)
    return opened
  }

  function wind(album: Gathering<Part>): void {
    clearTimeout(album.timer)
    if (clock === 'stopped') album.abandon()
    else if (album.parts.length >= LARGEST_ALBUM) album.complete()
    else if (clock === 'running') album.timer = setTimeout(album.complete, windowMs)
  }

  return {
    join(key, part) {
      const known = gathering.get(key)
      const album = known ?? open(key)
      album.parts.push(part)
      wind(album)
      return { leads: known === undefined, parts: album.parts, whole: album.whole }
    },
    startClock() {
      if (clock === 'waiting') clock = 'running'
      for (const album of [...gathering.values()]) wind(album)
    },
    abandon() {
      clock = 'stopped'
      for (const album of [...gathering.values()]) wind(album)
    },
  }
}
