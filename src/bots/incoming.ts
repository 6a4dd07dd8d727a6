import type { Language } from '../core/language.js'
import type { Attachment } from '../core/screening.js'
import type { Sender } from '../core/study.js'
import type { Command } from '../core/wording/wording.js'

/** Who spoke, and where. */
export interface Speaker extends Sender {
  /** The language of the person's app as the platform names it; null where it does not say. */
  readonly locale: string | null
}

/** What somebody said to the bot, once the platform's clothes are off. */
export type Incoming =
  | { readonly kind: 'command'; readonly command: Exclude<Command, 'join' | 'language' | 'xray'> }
  | { readonly kind: 'join'; readonly code: string }
  /** Null asks which languages there are. */
  | { readonly kind: 'language'; readonly language: Language | null }
  /** A button of ours, with the data that the conversation gave it. */
  | { readonly kind: 'press'; readonly data: string }
  /** Something without a picture that still deserves a word, /xray without one among it. */
  | { readonly kind: 'words' }
  | IncomingPictures

/** One picture or an album, which gets one combined answer. A promise where the album is still arriving. */
export interface IncomingPictures {
  readonly kind: 'pictures'
  readonly pictures: readonly IncomingPicture[] | Promise<readonly IncomingPicture[]>
}

export interface IncomingPicture {
  readonly attachment: Attachment
  /**
   * Names this picture of this message for good: a message that is heard again, after a restart or sent twice by the
   * platform, has the same occasions and gets the same studies.
   */
  readonly occasion: string
  /** The caption; null where there is none. */
  readonly note: string | null
}
