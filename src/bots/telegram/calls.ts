import type { Telegram } from 'telegraf'
import type { Telegram as BotApi, Opts } from 'telegraf/types'
import { backoff, pause } from '../pause.js'
import { withinLimit } from '../time-limit.js'
import type { CallFailure } from './error-code.js'
import { TelegramCallFailed, callFailure } from './error-code.js'

export interface TelegramCallsOptions {
  readonly telegram: Pick<Telegram, 'callApi'>
  /** Ends waiting and running calls. */
  readonly signal: AbortSignal
  /** Milliseconds for one try. */
  readonly timeoutMs?: number | undefined
  /** Tries in all. */
  readonly tries?: number | undefined
  /** Milliseconds before a second try that Telegram gave no time for; doubled before each further one. */
  readonly backoffMs?: number | undefined
}

/** A longer wait is not obeyed but given up: the answer would come when nobody expects it any more. */
const LONGEST_WAIT_SECONDS = 300

/** Calls the Bot API within a limit of time, obeying `retry_after`, and tries again what may be tried again. */
export interface TelegramCalls {
  /**
   * Rejects with {@link TelegramCallFailed} alone. `repeatable` says that carrying the call out twice does no harm:
   * it is then tried again even when the first try may have arrived.
   */
  call<M extends keyof BotApi>(
    method: M,
    payload: Opts<M>,
    how: { readonly repeatable: boolean },
  ): Promise<ReturnType<BotApi[M]>>
}

export function createTelegramCalls(options: TelegramCallsOptions): TelegramCalls {
  const { telegram, signal, timeoutMs = 20_000, tries = 4, backoffMs = 500 } = options
  return {
    async call(method, payload, { repeatable }) {
      let uncertain = false
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await callOnce(telegram, method, payload, { signal, timeoutMs })
        } catch (error) {
          const failure = callFailure(error)
          const waitMs = waitBefore(failure, repeatable, backoff(attempt, backoffMs, 10_000))
          if (waitMs === null || attempt >= tries || signal.aborted)
            throw new TelegramCallFailed(failure, uncertain)
          uncertain ||= failure.status === null && !failure.neverSent
          await pause(waitMs, signal)
        }
      }
    },
  }
}

/** Milliseconds until the next try; null when there should be none. */
function waitBefore(failure: CallFailure, repeatable: boolean, usualMs: number): number | null {
  const { status, retryAfterSeconds, neverSent } = failure
  if (status === 429 || retryAfterSeconds !== null) {
    if (retryAfterSeconds === null) return usualMs
    return retryAfterSeconds > LONGEST_WAIT_SECONDS ? null : retryAfterSeconds * 1000
  }
  if (status !== null) return status >= 500 ? usualMs : null
  return repeatable || neverSent ? usualMs : null
}

type CallOptions = NonNullable<Parameters<Telegram['callApi']>[2]>

/** One call, ended by `signal` or after `timeoutMs`. Rejects with what the SDK throws. */
export function callOnce<M extends keyof BotApi>(
  telegram: Pick<Telegram, 'callApi'>,
  method: M,
  payload: Opts<M>,
  limit: { readonly signal?: AbortSignal | undefined; readonly timeoutMs: number },
): Promise<ReturnType<BotApi[M]>> {
  return withinLimit(limit.timeoutMs, limit.signal, (signal) =>
    // The SDK names the type of a polyfill, and runs with the platform's own.
    telegram.callApi(method, payload, { signal: signal as unknown as NonNullable<CallOptions['signal']> }),
  )
}
