import type { Language } from '../../core/language.js'
import { isLanguage } from '../../core/language.js'
import type { Attachment } from '../../core/attachment.js'
import type { Incoming, IncomingPicture } from '../incoming.js'
import type { HeardCommand, HeardMessage } from './heard.js'
import type { TelegramPicture } from './picture.js'

/** What a message, or the parts of one album, ask for; null for silence. */
export function understand(
  parts: readonly HeardMessage[],
  attach: (picture: TelegramPicture) => Attachment,
): Incoming | null {
  const [first] = parts
  if (!first || !parts.some((part) => part.addressed)) return null
  const command = parts.find((part) => part.command !== null)?.command ?? null
  const asked = command === null ? null : commandAsked(command)
  if (asked !== null) return asked
  const pictures = picturesOf(parts, attach)
  if (pictures.length > 0) return { kind: 'pictures', pictures }
  if (command !== null && command.name === null)
    return first.isPrivate ? { kind: 'command', command: 'help' } : null
  return first.isPrivate || command !== null ? { kind: 'words' } : null
}

/** Whether pictures are asked for beyond doubt, so that a sign of life need not wait for the rest of the album. */
export const isSurelyPictures = (part: HeardMessage): boolean =>
  part.addressed && part.picture !== null && (part.command === null || commandAsked(part.command) === null)

/** The pictures of a message or an album, or else the one that is pointed at. A single caption speaks for the album. */
export function picturesOf(
  parts: readonly HeardMessage[],
  attach: (picture: TelegramPicture) => Attachment,
): IncomingPicture[] {
  const notes = parts.flatMap(({ note }) => (note === null ? [] : [note]))
  const shared = notes.length === 1 ? (notes[0] ?? null) : null
  const own = parts.some(({ picture }) => picture !== null)
  return parts.flatMap((part) => {
    const picture = own ? part.picture : part.earlier
    if (picture === null) return []
    const occasion = `${part.chat}:${part.message}:0`
    return [{ attachment: attach(picture), occasion, note: part.note ?? shared }]
  })
}

/** Null for /xray and for a command that nobody knows: the picture decides. */
function commandAsked({ name, rest }: HeardCommand): Incoming | null {
  switch (name) {
    case null:
    case 'xray':
      return null
    case 'join':
      return { kind: 'join', code: rest }
    case 'language':
      return { kind: 'language', language: languageIn(rest) }
    case 'start':
      // A link t.me/BOT?start=CODE arrives as "/start CODE": an invitation needs one tap.
      return INVITE_CODE.test(rest) ? { kind: 'join', code: rest } : { kind: 'command', command: 'start' }
    default:
      return { kind: 'command', command: name }
  }
}

const INVITE_CODE = /^[0-9A-Z]{8,16}$/

function languageIn(text: string): Language | null {
  const wanted = text.toLowerCase()
  return isLanguage(wanted) ? wanted : null
}
