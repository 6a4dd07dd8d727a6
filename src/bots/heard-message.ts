import type { Wording } from '../core/wording/wording.js'
import type { Heard, Speaker } from './incoming.js'
import type { Buttons, ReplyLine } from './reply-line.js'
import { shorten } from './reply-text.js'

/** Who spoke, where the answer goes, and in which words. */
export interface HeardMessage {
  readonly speaker: Speaker
  readonly line: ReplyLine
  readonly wording: Wording
}

/** Whether nobody else reads what is said here. */
export const isAlone = ({ alone, chat, person }: Speaker): boolean =>
  alone ?? (chat === null || chat === person)

/** Answers with `text`, within the platform's limit. */
export async function say({ line }: HeardMessage, text: string, buttons: Buttons = []): Promise<Heard> {
  return (await line.answer({ text: shorten(text, line.limit), buttons })) ? 'done' : 'lost'
}

/** Characters of a toast, by the Bot API's documentation of answerCallbackQuery. */
const TOAST_LIMIT = 200

/** Tells the presser alone. */
export async function toast({ line }: HeardMessage, text: string): Promise<Heard> {
  await line.toast(shorten(text, TOAST_LIMIT))
  return 'done'
}
