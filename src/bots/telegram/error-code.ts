import { TelegramError } from 'telegraf'
import { faultCode } from '../../core/fault.js'
import { DownloadFailed } from '../download.js'

/** Connection failures in which the request certainly never reached Telegram. */
const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH'])

/** What can be told about a failed call without its message, which may hold the token. */
export interface CallFailure {
  /** `telegram_403`, `network_econnreset`, `timeout`, `http_404`, or the code of a fault of ours. */
  readonly code: string
  /** The status that Telegram answered; null when there was no answer. */
  readonly status: number | null
  /** What a 400 is about, where it matters. */
  readonly about: RefusedBecause | null
  /** Seconds that Telegram asks to wait. */
  readonly retryAfterSeconds: number | null
  /** The group became a supergroup and goes on under this id. */
  readonly movedTo: number | null
  readonly neverSent: boolean
}

export type RefusedBecause = 'unmodified' | 'message_gone' | 'file_too_large'

/** The Bot API says by text alone what a 400 is about. Read here and nowhere else; an unknown text is a plain 400. */
const ABOUT: readonly (readonly [RegExp, RefusedBecause])[] = [
  [/message is not modified/i, 'unmodified'],
  [/message to edit not found|message can't be edited|MESSAGE_ID_INVALID/i, 'message_gone'],
  [/file is too big/i, 'file_too_large'],
]

/** A call that failed for good: a code, and nothing of the SDK's error, which may hold the token. */
export class TelegramCallFailed extends Error {
  override readonly name = 'TelegramCallFailed'

  /** @param uncertain an earlier try may have been carried out although its answer never came */
  constructor(
    readonly failure: CallFailure,
    readonly uncertain: boolean,
  ) {
    super(`a call failed: ${failure.code}`)
  }
}

export function callFailure(error: unknown): CallFailure {
  if (error instanceof TelegramError) {
    return {
      code: `telegram_${error.code}`,
      status: error.code,
      about: ABOUT.find(([text]) => text.test(error.description))?.[1] ?? null,
      retryAfterSeconds: error.parameters?.retry_after ?? null,
      movedTo: error.parameters?.migrate_to_chat_id ?? null,
      neverSent: false,
    }
  }
  if (error instanceof TelegramCallFailed) return error.failure
  const unanswered = { status: null, about: null, retryAfterSeconds: null, movedTo: null, neverSent: false }
  if (error instanceof DownloadFailed) return { ...unanswered, code: error.code }
  const { name, code } = namesOf(error)
  if (name === 'AbortError' || name === 'TimeoutError') return { ...unanswered, code: 'timeout' }
  if (name === 'FetchError') {
    const detail = code === null ? '' : `_${code.toLowerCase()}`
    return { ...unanswered, code: `network${detail}`, neverSent: code !== null && NEVER_SENT.has(code) }
  }
  return { ...unanswered, code: faultCode(error) }
}

function namesOf(error: unknown): { name: string | null; code: string | null } {
  if (!(error instanceof Error)) return { name: null, code: null }
  return { name: error.name, code: 'code' in error && typeof error.code === 'string' ? error.code : null }
}
