import type { Records } from './compose.js'
import type { Config } from './config.js'
import { faultCode } from './core/fault.js'
import type { RetentionHealth } from './core/health.js'
import type { Log } from './core/log.js'
import { eraseExpiredPictures } from './core/retention.js'

const HOUR_MS = 60 * 60 * 1000
const DAY_MS = 24 * HOUR_MS
/** Both platforms give up sending a message again long before. */
const KNOWN_MESSAGES_DAYS = 7

export interface RetentionKeeper {
  /** Looks for old pictures at once, and then every hour. */
  start(): void
  stop(): void
  readonly status: () => RetentionHealth
}

/** Erases pictures that are kept long enough, and forgets messages that nobody sends again. */
export function createRetentionKeeper(
  { retentionDays }: Pick<Config, 'retentionDays'>,
  { studies, pictures, inbox }: Pick<Records, 'studies' | 'pictures' | 'inbox'>,
  log: Log,
): RetentionKeeper {
  let timer: NodeJS.Timeout | undefined
  let last: RetentionHealth = { days: retentionDays, lastRun: null, erased: 0, problem: null }

  const erase = (): void => {
    inbox.forget(new Date(Date.now() - KNOWN_MESSAGES_DAYS * DAY_MS)).catch((error: unknown) => {
      log.error('inbox.not_forgotten', { code: faultCode(error) })
    })
    const before = new Date(Date.now() - retentionDays * DAY_MS)
    eraseExpiredPictures({ studies, pictures, before, now: () => new Date() }).then(
      (erased) => {
        if (erased > 0) log.info('pictures.erased', { erased })
        last = { days: retentionDays, lastRun: new Date(), erased, problem: null }
      },
      (error: unknown) => {
        const code = faultCode(error)
        log.error('pictures.erase_failed', { code })
        last = { days: retentionDays, lastRun: new Date(), erased: 0, problem: code }
      },
    )
  }

  return {
    start() {
      erase()
      timer ??= setInterval(erase, HOUR_MS)
    },
    stop() {
      clearInterval(timer)
      timer = undefined
    },
    status: () => last,
  }
}
