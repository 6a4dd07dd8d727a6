import type { Language } from '../core/language.js'
import type { Attachment } from '../core/screening.js'
import type { Sender } from '../core/study.js'
import type { Command } from '../core/wording/wording.js'
import type { Buttons } from './reply-line.js'

/** Who spoke, and where. */
export interface Speaker extends Sender {
  /** The language of the person's app as the platform names it; null where it does not say. */
  readonly locale: string | null
  /**
   * Whether nobody but the speaker reads what is said here. Left out, a chat that has the person's own id counts as such,
   * and any other as shared.
   */
  readonly alone?: boolean
}

/** What somebody said to the bot, once the platform's clothes are off. */
export type Incoming =
  | { readonly kind: 'command'; readonly command: PlainCommand }
  | { readonly kind: 'join'; readonly code: string }
  /** Null asks which languages there are. */
  | { readonly kind: 'language'; readonly language: Language | null }
  | IncomingPress
  /** Something without a picture that still deserves a word, /xray without one among it. */
  | { readonly kind: 'words' }
  | IncomingPictures

/** The commands that take nothing. */
export type PlainCommand = Exclude<Command, 'join' | 'language' | 'xray'>

/** A button of ours, with the data that the conversation gave it. */
export interface IncomingPress {
  readonly kind: 'press'
  readonly data: string
  /** What stands under the pressed message, so that the buttons of its other pictures can stay. */
  readonly buttons?: Buttons
}

/** One picture or an album, which gets one combined answer. A promise where the album is still arriving. */
export interface IncomingPictures {
  readonly kind: 'pictures'
  readonly pictures: readonly IncomingPicture[] | Promise<readonly IncomingPicture[]>
}

export interface IncomingPicture {
  readonly attachment: Attachment
  /**
   * Names this picture of the message that asks, for good: a message that is heard again, after a restart or sent twice by
   * the platform, has the same occasions and gets the same studies.
   */
  readonly occasion: string
  /** The caption; null where there is none. */
  readonly note: string | null
}

/**
 * What became of a message: `done` with it, `lost` where the platform did not take the answer, `interrupted` where the
 * end of the program cut it off and the next start has to hear it again.
 */
export type Heard = 'done' | 'lost' | 'interrupted'
