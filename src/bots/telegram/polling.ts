import type { Update, UserFromGetMe } from 'telegraf/types'
import { callOnce } from './calls.js'
import type { ConnectionOptions } from './connect.js'
import { WANTED_UPDATES, keepGoing } from './connect.js'

export interface PollingOptions extends ConnectionOptions {
  /** Called before the first update. */
  readonly onConnected: (me: UserFromGetMe) => Promise<void>
  /** Resolves once the update is on disk. Rejects when it is not: then Telegram is told nothing of it, and sends it again. */
  readonly onUpdate: (update: Update) => Promise<void>
  /** Called when everything that had waited at Telegram is taken. */
  readonly onCaughtUp: () => void
}

/** Seconds that Telegram holds a request for updates when there are none. */
const POLL_SECONDS = 50

/** Updates that Telegram hands out at one time, by the documentation of getUpdates. */
const LARGEST_BATCH = 100

const CALL_LIMIT_MS = 20_000

/**
 * Fetches updates until `signal` aborts or Telegram refuses the token. Never rejects.
 *
 * The SDK has a loop of its own; it awaits the handlers before it fetches more, cannot be interrupted while it
 * waits after a failure, and cannot be stopped before it is connected. This one uses the SDK's calls alone.
 */
export async function pollTelegram(options: PollingOptions): Promise<void> {
  const { telegram, log, signal, onConnected, onUpdate, onCaughtUp, onState } = options
  /** Below this everything is on disk. The next request tells Telegram so. */
  let offset = 0
  let connected = false
  let caughtUp = false
  onState('connecting', null)

  async function connect(): Promise<void> {
    const limit = { signal, timeoutMs: CALL_LIMIT_MS }
    const me = await callOnce(telegram, 'getMe', {}, limit)
    // A webhook that an earlier set-up left would keep updates from a polling bot.
    const { url = '' } = await callOnce(telegram, 'getWebhookInfo', {}, limit)
    if (url !== '') await callOnce(telegram, 'deleteWebhook', { drop_pending_updates: false }, limit)
    await onConnected(me)
    connected = true
    log.info('bot.connected', { channel: 'telegram', by: 'polling' })
    onState('running', null)
  }

  async function fetchBatch(): Promise<void> {
    const seconds = caughtUp ? POLL_SECONDS : 0
    const updates = await callOnce(
      telegram,
      'getUpdates',
      { offset, limit: LARGEST_BATCH, timeout: seconds, allowed_updates: WANTED_UPDATES },
      { signal, timeoutMs: (seconds + 20) * 1000 },
    )
    // In order of their ids, whatever order they came in: the offset stands for all before it.
    for (const update of [...updates].sort((a, b) => a.update_id - b.update_id)) {
      await onUpdate(update)
      offset = update.update_id + 1
    }
    if (caughtUp || updates.length >= LARGEST_BATCH) return
    caughtUp = true
    onCaughtUp()
  }

  const accepted = await keepGoing(options, async () => {
    if (!connected) await connect()
    await fetchBatch()
    return true
  })
  if (!accepted) return
  if (offset > 0) await confirm(telegram, offset)
  onState('stopped', null)
}

/** Tells Telegram what was taken, so that the next process does not get it again. */
async function confirm(telegram: PollingOptions['telegram'], offset: number): Promise<void> {
  const last = { offset, limit: 1, timeout: 0 }
  await callOnce(telegram, 'getUpdates', last, { timeoutMs: 2000 }).catch(() => undefined)
}
