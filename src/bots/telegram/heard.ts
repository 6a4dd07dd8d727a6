import type { Command } from '../../core/wording/wording.js'
import type { Buttons } from '../reply-line.js'
import type { TelegramPicture } from './picture.js'

/** Where something was said, and by whom. */
interface HeardPlace {
  readonly chat: number
  readonly isPrivate: boolean
  /** The topic of a forum; null outside of one. */
  readonly topic: number | null
  /** The message that was written, or whose button was pressed. */
  readonly message: number
  /** The id of the account; of the group itself where an administrator writes anonymously. */
  readonly person: string
  /** The language of the person's app; null where Telegram does not say. */
  readonly locale: string | null
}

/** A message, once the platform's clothes are off. */
export interface HeardMessage extends HeardPlace {
  readonly kind: 'message'
  /** What the parts of one album have in common; null for a message of its own. */
  readonly album: string | null
  /** Whether the bot is meant: always in a private chat, by its name or a command in a group. */
  readonly addressed: boolean
  readonly command: HeardCommand | null
  readonly picture: TelegramPicture | null
  /** The picture of the message that this one answers. */
  readonly earlier: TelegramPicture | null
  /** What stands by the picture, without the bot's name and the command. */
  readonly note: string | null
}

export interface HeardCommand {
  /** Null for one that this bot does not know. */
  readonly name: Command | null
  /** What follows it. */
  readonly rest: string
}

/** A press on one of the bot's buttons. */
export interface HeardPress extends HeardPlace {
  readonly kind: 'press'
  /** Telegram's id of the press, for the acknowledgement. */
  readonly query: string
  readonly data: string
  /** What stands under the message. */
  readonly buttons: Buttons
}

/**
 * What is kept of an update until it is answered: enough to go on after a restart, and no more. Names, the text of
 * small talk and what other people wrote are not in it.
 */
export type HeardUpdate = HeardMessage | HeardPress

/** Bound to the shape above: what another version of the program left is not guessed at. */
const VERSION = 1

export const packHeard = (heard: HeardUpdate): string => JSON.stringify({ version: VERSION, heard })

/** Null for what this version did not pack. */
export function unpackHeard(payload: string): HeardUpdate | null {
  try {
    const { version, heard } = JSON.parse(payload) as { version?: unknown; heard?: HeardUpdate }
    return version === VERSION && heard !== undefined ? heard : null
  } catch {
    return null
  }
}
