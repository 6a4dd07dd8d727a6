import type { PictureWithCaption } from '../core/answer.js'

/** A button under a message. */
export interface Button {
  readonly text: string
  /** Comes back with the press. ASCII, at most 64 characters: Telegram takes no more. */
  readonly data: string
}

/** Rows of buttons: at most 5 rows of at most 5, as Discord takes no more. */
export type Buttons = readonly (readonly Button[])[]

export interface OutgoingText {
  readonly text: string
  readonly buttons: Buttons
}

/** A file that the answer comes with. */
export interface OutgoingFile {
  readonly name: string
  readonly mimeType: string
  readonly bytes: Uint8Array
  readonly caption: string
}

/** Where the answer to one message or press goes. The methods log what went wrong, by its code, and never reject. */
export interface ReplyLine {
  /** Characters that one message of the platform holds. */
  readonly limit: number
  /** Shows at once that the picture arrived. False when nothing can be said on this line any more. */
  signOfLife(text: string): Promise<boolean>
  /** Puts other words in the place of the sign of life, where there is one. Best effort. */
  progress(text: string): Promise<void>
  /** Puts the answer in the place of the sign of life, or sends it where there was none. False when it was lost. */
  answer(message: OutgoingText): Promise<boolean>
  /**
   * Adds pictures, at most 10 of them, to the answer that stands. They come after it and in one try, so that
   * nothing about them can delay, repeat or lose the answer.
   */
  show(pictures: readonly PictureWithCaption[]): Promise<void>
  /** Sends a file after what stands. False when it was lost. */
  send(file: OutgoingFile): Promise<boolean>
  /** After a press: a short word that only the presser sees (at most 200 characters). On other lines nothing happens. */
  toast(text: string): Promise<void>
  /** After a press: puts these buttons under the message in the place of those that were there. */
  rebutton(buttons: Buttons): Promise<void>
}
