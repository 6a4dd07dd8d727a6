import type { Message, UserFromGetMe } from 'telegraf/types'
import type { SentFile } from './multipart.js'

/** What the bot did, as the server saw it, in order. */
export interface TelegramCall {
  readonly method: string
  readonly chatId: number | null
  /** Of the message that was sent or edited. */
  readonly messageId: number | null
  readonly text: string | null
  readonly payload: Readonly<Record<string, unknown>>
  /** That came with it. */
  readonly files: readonly SentFile[]
}

/** How the next calls of one method go wrong. */
export interface TelegramFailure {
  /** `drop` carries the call out and breaks the connection before the answer. */
  readonly status: number | 'drop'
  /** Seconds, sent as `parameters.retry_after`. */
  readonly retryAfter?: number
  /** How many calls fail; 1 unless said. */
  readonly times?: number
}

/** A small Bot API on loopback, with the semantics of the real one where the bot leans on them. */
export interface TelegramServer {
  /** For `TELEGRAM_API_ROOT`. */
  readonly url: string
  readonly token: string
  readonly me: UserFromGetMe
  /** Messages sent and edited. */
  readonly sent: readonly TelegramCall[]
  /** Every call but getUpdates. */
  readonly calls: readonly TelegramCall[]
  /** Offers an update to the bot, with the next update id unless one is given. Gives the id. */
  sendUpdate(update: { readonly message: Message }, updateId?: number): number
  /** Stores a file and gives its id. `expired`: getFile knows it, the download answers 404. */
  putFile(bytes: Uint8Array, options?: { readonly expired?: boolean }): string
  failNext(method: string, failure: TelegramFailure): void
  /** Resolves with the first call among `sent` that fits, past or to come. */
  waitForSent(fits: (call: TelegramCall) => boolean): Promise<TelegramCall>
  waitForCall(fits: (call: TelegramCall) => boolean): Promise<TelegramCall>
  /** The updates that the bot has not confirmed yet. */
  unconfirmed(): readonly number[]
  close(): Promise<void>
}
