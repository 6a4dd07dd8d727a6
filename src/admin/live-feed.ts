import { setTimeout } from 'node:timers/promises'
import type { ReaderStatus } from '../core/examination.js'
import { faultCode } from '../core/fault.js'
import type { Log } from '../core/log.js'
import type { Study, StudyStore } from '../core/study.js'

/** What listeners hear: answers, oldest first, and how the network stands. */
export type LiveNews =
  | { readonly kind: 'answers'; readonly studies: readonly Study[] }
  | { readonly kind: 'reader'; readonly status: ReaderStatus }

export interface LiveFeed {
  /** Hears what is new from now on. Gives a way to stop listening; null where too many listen already. */
  listen(hear: (news: LiveNews) => void): (() => void) | null
  /** How many listen. */
  readonly listeners: number
  /** Whether the store is being asked. */
  readonly asking: boolean
}

export interface LiveFeedOptions {
  readonly studies: Pick<StudyStore, 'list'>
  readonly status: () => ReaderStatus
  readonly log: Log
  /** Milliseconds between two looks at the store. */
  readonly every?: number
  readonly mostListeners?: number
}

/** The newest studies that are looked at: an answer is news as long as its study is among these. */
const WINDOW = 50

/**
 * Looks at the store while somebody listens, once for all of them: other processes answer studies too, so that only the
 * record knows what is new.
 */
export function createLiveFeed(options: LiveFeedOptions): LiveFeed {
  const { studies, status, log, every = 1000, mostListeners = 100 } = options
  const hearers = new Set<(news: LiveNews) => void>()
  let asker: symbol | null = null

  const tell = (news: LiveNews): void => {
    for (const hear of hearers) hear(news)
  }

  /** Asks until nobody listens, or another asker took over after a while without listeners. */
  async function ask(mine: symbol): Promise<void> {
    let known: ReadonlySet<string> | null = null
    let said = ''
    while (asker === mine) {
      try {
        const { studies: newest } = await studies.list({ limit: WINDOW })
        const answered = newest.filter(({ answeredAt }) => answeredAt !== null)
        const before = known
        known = new Set(answered.map(({ id }) => id))
        // What is there at the first look is no news: the listener has it.
        const fresh = before === null ? [] : answered.filter(({ id }) => !before.has(id)).reverse()
        if (fresh.length > 0) tell({ kind: 'answers', studies: fresh })
      } catch (error) {
        log.error('live.look_failed', { code: faultCode(error) })
      }
      const now = status()
      const words = `${now.state} ${now.waiting} ${now.limit} ${now.model?.id ?? ''}`
      if (words !== said) tell({ kind: 'reader', status: now })
      said = words
      await setTimeout(every, undefined, { ref: false })
    }
  }

  return {
    get listeners() {
      return hearers.size
    },
    get asking() {
      return asker !== null
    },
    listen(hear) {
      if (hearers.size >= mostListeners) return null
      hearers.add(hear)
      if (asker === null) {
        asker = Symbol('asker')
        void ask(asker)
      }
      return () => {
        hearers.delete(hear)
        if (hearers.size === 0) asker = null
      }
    },
  }
}
