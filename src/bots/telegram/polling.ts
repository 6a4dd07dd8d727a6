import type { Telegram } from 'telegraf'
import type { Update, UserFromGetMe } from 'telegraf/types'
import type { Log } from '../../core/log.js'
import type { BotState } from '../chat-bot.js'
import { backoff, pause } from '../pause.js'
import { callOnce } from './calls.js'
import type { CallFailure } from './error-code.js'
import { callFailure } from './error-code.js'

export interface PollingOptions {
  readonly telegram: Pick<Telegram, 'callApi'>
  readonly log: Log
  /** Ends the polling. */
  readonly signal: AbortSignal
  /** Called once, before the first update. */
  readonly onConnected: (me: UserFromGetMe) => void
  /** Has to return at once. */
  readonly onUpdate: (update: Update) => void
  readonly onState: (state: BotState, code: string | null) => void
  /** Milliseconds before the second try to reach Telegram; doubled before each further one, up to 30 s. */
  readonly retryMs?: number | undefined
}

/** Seconds that Telegram holds a request for updates when there are none. */
const POLL_SECONDS = 50

/** Times the usual first wait. Another process polls with the same token: trying often would only throw it out. */
const CONFLICT_PATIENCE = 10

/**
 * Fetches updates until `signal` aborts or Telegram refuses the token. Never rejects.
 *
 * The SDK has a loop of its own; it awaits the handlers before it fetches more, cannot be interrupted while it
 * waits after a failure, and cannot be stopped before it is connected. This one uses the SDK's calls alone.
 */
export async function pollTelegram(options: PollingOptions): Promise<void> {
  const { telegram, log, signal, onConnected, onUpdate, onState, retryMs = 1000 } = options
  let offset = 0
  let connected = false
  let failures = 0
  const isEnding = (): boolean => signal.aborted
  onState('connecting', null)

  async function step(): Promise<void> {
    if (!connected) {
      onConnected(await connect(telegram, signal))
      connected = true
      log.info('bot.connected', { channel: 'telegram' })
      onState('running', null)
    }
    const updates = await callOnce(
      telegram,
      'getUpdates',
      { offset, limit: 100, timeout: POLL_SECONDS, allowed_updates: ['message'] },
      { signal, timeoutMs: (POLL_SECONDS + 20) * 1000 },
    )
    if (failures > 0) onState('running', null)
    failures = 0
    for (const update of updates) {
      offset = Math.max(offset, update.update_id + 1)
      onUpdate(update)
    }
  }

  while (!isEnding()) {
    try {
      await step()
    } catch (error) {
      if (isEnding()) break
      const failure = callFailure(error)
      if (isFinal(failure)) {
        log.error('bot.failed', { channel: 'telegram', code: failure.code })
        onState('failed', failure.code)
        return
      }
      failures += 1
      const waitMs = waitAfter(failure, backoff(failures, retryMs, 30_000), retryMs)
      log.warn('bot.retrying', { channel: 'telegram', code: failure.code, waitMs })
      onState('retrying', failure.code)
      await pause(waitMs, signal)
    }
  }
  if (offset > 0) await confirm(telegram, offset)
  onState('stopped', null)
}

/** Learns who the bot is, and turns a webhook off that would keep updates from a polling bot. */
async function connect(telegram: PollingOptions['telegram'], signal: AbortSignal): Promise<UserFromGetMe> {
  const limit = { signal, timeoutMs: 20_000 }
  const me = await callOnce(telegram, 'getMe', {}, limit)
  await callOnce(telegram, 'deleteWebhook', { drop_pending_updates: false }, limit)
  return me
}

/** Tells Telegram what was taken, so that the next process does not get it again. */
async function confirm(telegram: PollingOptions['telegram'], offset: number): Promise<void> {
  const last = { offset, limit: 1, timeout: 0 }
  await callOnce(telegram, 'getUpdates', last, { timeoutMs: 2000 }).catch(() => undefined)
}

/** 401: the token was revoked. 404: it never was one. */
const isFinal = ({ status }: CallFailure): boolean => status === 401 || status === 404

function waitAfter({ status, retryAfterSeconds }: CallFailure, usualMs: number, firstMs: number): number {
  if (retryAfterSeconds !== null) return retryAfterSeconds * 1000
  return status === 409 ? Math.max(CONFLICT_PATIENCE * firstMs, usualMs) : usualMs
}
