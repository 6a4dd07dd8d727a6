import type { Telegram } from 'telegraf'
import type { Telegram as BotApi, Opts } from 'telegraf/types'
import { backoff, pause } from '../pause.js'
import { withinLimit } from '../time-limit.js'
import { createChatHolds } from './chat-holds.js'
import type { CallFailure } from './error-code.js'
import { TelegramCallFailed, callFailure } from './error-code.js'

export interface TelegramCallsOptions {
  readonly telegram: Pick<Telegram, 'callApi'>
  /** Ends waiting and running calls. */
  readonly signal: AbortSignal
  /** Milliseconds for one try. */
  readonly timeoutMs?: number | undefined
  /** Tries in all, of a call that is not patient. */
  readonly tries?: number | undefined
  /** Milliseconds before a second try that Telegram gave no time for; doubled before each further one. */
  readonly backoffMs?: number | undefined
  /** Milliseconds for which a patient call is tried. */
  readonly patienceMs?: number | undefined
}

export interface CallManner {
  /** Carrying the call out twice does no harm: it is then tried again even when the first try may have arrived. */
  readonly repeatable: boolean
  /** Tried for as long as an outage of Telegram may last. For answers, which must not be lost. */
  readonly patient?: boolean
  /** Tries in all, where they are not the usual ones. */
  readonly tries?: number
  /** One try that waits for nothing. For what is stale a moment later. */
  readonly once?: boolean
}

const HOUR_MS = 60 * 60 * 1000

/** A longer wait is obeyed for an answer alone: anything else would come when nobody expects it any more. */
const LONGEST_WAIT_SECONDS = 300

/** Calls the Bot API within a limit of time, obeying `retry_after`, and tries again what may be tried again. */
export interface TelegramCalls {
  /** Rejects with {@link TelegramCallFailed} alone. */
  call<M extends keyof BotApi>(
    method: M,
    payload: Opts<M>,
    manner: CallManner,
  ): Promise<ReturnType<BotApi[M]>>
}

export function createTelegramCalls(options: TelegramCallsOptions): TelegramCalls {
  const { telegram, signal, timeoutMs = 20_000, tries = 4, backoffMs = 500, patienceMs = HOUR_MS } = options
  const holds = createChatHolds(signal)
  /** Groups that became supergroups, and go on under another id. */
  const moved = new Map<string, number>()

  function tryOnce<M extends keyof BotApi>(method: M, payload: Opts<M>, chat: string | null) {
    const there = chat === null ? undefined : moved.get(chat)
    const to = there === undefined ? payload : { ...payload, chat_id: there }
    const call = () => callOnce(telegram, method, to, { signal, timeoutMs })
    return chat === null ? call() : holds.run(String(there ?? chat), call)
  }

  /** Milliseconds until the next try; null when there should be none. */
  function waitAfter(
    failure: CallFailure,
    chat: string | null,
    { repeatable, patient = false, once = false }: CallManner,
    usualMs: number,
  ): number | null {
    const { status, retryAfterSeconds, movedTo, neverSent } = failure
    if (movedTo !== null && chat !== null && !moved.has(chat)) {
      moved.set(chat, movedTo)
      return 0
    }
    if (retryAfterSeconds !== null && chat !== null)
      holds.hold(String(moved.get(chat) ?? chat), retryAfterSeconds * 1000)
    if (once) return null
    if (retryAfterSeconds !== null) {
      if (retryAfterSeconds > LONGEST_WAIT_SECONDS && !patient) return null
      return chat === null ? retryAfterSeconds * 1000 : 0
    }
    if (status !== null) return status >= 500 || status === 429 ? usualMs : null
    return repeatable || neverSent ? usualMs : null
  }

  return {
    async call(method, payload, manner) {
      const chat = chatOf(payload)
      const end = performance.now() + (manner.patient === true ? patienceMs : 0)
      let uncertain = false
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await tryOnce(method, payload, chat)
        } catch (error) {
          const failure = callFailure(error)
          const waitMs = waitAfter(failure, chat, manner, backoff(attempt, backoffMs, 30_000))
          const spent = attempt >= (manner.tries ?? tries) && performance.now() >= end
          if (waitMs === null || spent || signal.aborted) throw new TelegramCallFailed(failure, uncertain)
          uncertain ||= failure.status === null && !failure.neverSent
          await pause(waitMs, signal)
        }
      }
    },
  }
}

function chatOf(payload: object): string | null {
  const chat = 'chat_id' in payload ? payload.chat_id : null
  return typeof chat === 'number' || typeof chat === 'string' ? String(chat) : null
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
