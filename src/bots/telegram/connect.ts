import type { Telegram } from 'telegraf'
import type { Log } from '../../core/log.js'
import type { BotState } from '../chat-bot.js'
import { backoff, pause } from '../pause.js'
import type { CallFailure } from './error-code.js'
import { callFailure } from './error-code.js'

export interface ConnectionOptions {
  readonly telegram: Pick<Telegram, 'callApi'>
  readonly log: Log
  /** Ends it. */
  readonly signal: AbortSignal
  readonly onState: (state: BotState, code: string | null) => void
  /** Milliseconds before the second try to reach Telegram; doubled before each further one, up to 30 s. */
  readonly retryMs?: number | undefined
}

/** The kinds of updates that Telegram is asked for: a message is answered as it was sent, so edits are not among them. */
export const WANTED_UPDATES = ['message', 'callback_query', 'my_chat_member'] as const

/** Times the usual first wait. Another process polls with the same token: trying often would only throw it out. */
const CONFLICT_PATIENCE = 10

/**
 * Runs `step` over and over until it gives false, `signal` aborts or Telegram refuses the token, and tries again after
 * every other failure. Never rejects. False when the token was refused.
 */
export async function keepGoing(
  { log, signal, onState, retryMs = 1000 }: ConnectionOptions,
  step: () => Promise<boolean>,
): Promise<boolean> {
  let failures = 0
  const isEnding = (): boolean => signal.aborted
  while (!isEnding()) {
    try {
      const goesOn = await step()
      if (failures > 0) onState('running', null)
      failures = 0
      if (!goesOn) return true
    } catch (error) {
      if (isEnding()) break
      const failure = callFailure(error)
      if (isFinal(failure)) {
        log.error('bot.failed', { channel: 'telegram', code: failure.code })
        onState('failed', failure.code)
        return false
      }
      failures += 1
      const waitMs = waitAfter(failure, backoff(failures, retryMs, 30_000), retryMs)
      log.warn('bot.retrying', { channel: 'telegram', code: failure.code, waitMs })
      onState('retrying', failure.code)
      await pause(waitMs, signal)
    }
  }
  return true
}

/** 401: the token was revoked. 404: it never was one. */
const isFinal = ({ status }: CallFailure): boolean => status === 401 || status === 404

function waitAfter({ status, retryAfterSeconds }: CallFailure, usualMs: number, firstMs: number): number {
  if (retryAfterSeconds !== null) return retryAfterSeconds * 1000
  return status === 409 ? Math.max(CONFLICT_PATIENCE * firstMs, usualMs) : usualMs
}
