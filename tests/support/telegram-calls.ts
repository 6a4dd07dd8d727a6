import type { UserFromGetMe } from 'telegraf/types'
import type { SentFile } from './multipart.js'
import type { ChatEntry } from './telegram-chats.js'
import type { NewUpdate } from './telegram-queue.js'

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
  /**
   * `drop` carries the call out and breaks the connection before the answer, `reset` breaks it before anything is carried
   * out.
   */
  readonly status: number | 'drop' | 'reset'
  /** Seconds, sent as `parameters.retry_after`. */
  readonly retryAfter?: number
  /** How many calls fail; 1 unless said. */
  readonly times?: number
  /** Only calls to this chat. */
  readonly chat?: number
}

export type Meddling = (method: string, payload: Readonly<Record<string, unknown>>) => TelegramFailure | null

/** A small Bot API on loopback, with the semantics of the real one where the bot leans on them. */
export interface TelegramServer {
  /** For `TELEGRAM_API_ROOT`. */
  readonly url: string
  readonly token: string
  readonly me: UserFromGetMe
  /** Messages sent and edited. */
  readonly sent: readonly TelegramCall[]
  /** Every call but getUpdates that was carried out. */
  readonly calls: readonly TelegramCall[]
  /** Offers an update to the bot, with the next update id unless one is given. Gives the id. */
  sendUpdate(update: NewUpdate, updateId?: number): number
  /** Presses the button with these words, or this data, under a message of the bot. Gives the id of the press. */
  press(
    messageId: number,
    button: string,
    by?: { readonly from?: number; readonly updateId?: number },
  ): string
  /** Presses are too old from now on to be acknowledged. */
  forgetPresses(): void
  /** Stores a file and gives its id. `expired`: getFile knows it, the download answers 404. */
  putFile(bytes: Uint8Array, options?: { readonly expired?: boolean }): string
  failNext(method: string, failure: TelegramFailure): void
  /** Meddles with calls: what it gives is how the call goes wrong, null lets it pass. */
  meddle(by: Meddling | null): void
  /** The chat takes nothing for so many seconds: 429 with `retry_after`. */
  slowDown(chat: number, seconds: number): void
  /** The person blocked the bot, or the group threw it out. */
  block(chat: number): void
  /** The group became a supergroup, and goes on as `to`. */
  moveChat(chat: number, to: number): void
  /** Somebody deletes a message. */
  deleteMessage(messageId: number): void
  /** What stands under a message of the bot; nothing for one that is gone. */
  buttonsUnder(messageId: number): ChatEntry['buttons']
  /** What stands in a chat, in order: people's messages, and the bot's as last edited. */
  transcript(chat: number): readonly ChatEntry[]
  /** Resolves with the first call among `sent` that fits, past or to come. */
  waitForSent(fits: (call: TelegramCall) => boolean): Promise<TelegramCall>
  waitForCall(fits: (call: TelegramCall) => boolean): Promise<TelegramCall>
  /** The updates that the bot has not confirmed yet. */
  unconfirmed(): readonly number[]
  /** Breaks every connection that is open. */
  dropConnections(): void
  close(): Promise<void>
}
