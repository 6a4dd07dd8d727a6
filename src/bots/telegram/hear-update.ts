import type {
  InlineKeyboardMarkup,
  Message,
  MessageEntity,
  Update,
  User,
  UserFromGetMe,
} from 'telegraf/types'
import type { Command } from '../../core/wording/wording.js'
import { COMMANDS } from '../../core/wording/wording.js'
import type { Buttons } from '../reply-line.js'
import type { HeardCommand, HeardMessage, HeardPress } from './heard.js'
import { pictureOf } from './picture.js'

/** The bot's own account. */
export type Me = Pick<UserFromGetMe, 'id' | 'username' | 'can_read_all_group_messages'>

/**
 * What a message means to the bot; null for what it stays silent about. In a group that is everything but a command
 * to it, a picture with its name or in reply to it, and its name in reply to a picture. Parts of an album are kept until
 * all are there, as the name may stand by any of them.
 */
export function hearMessage(message: Message, me: Me): HeardMessage | null {
  const person = personOf(message)
  if (person === null) return null
  const isPrivate = message.chat.type === 'private'
  const written = writtenIn(message)
  const command = commandOf(written.text)
  if (command?.bot !== undefined && !isName(command.bot, me)) return null

  const answersMe = repliedTo(message)?.from?.id === me.id
  const meant = command !== null && (isPrivate || isMeant(command, me, answersMe))
  const picture = pictureOf(message)
  const earlier = earlierPicture(message, me)
  const heard: HeardMessage = {
    kind: 'message',
    chat: message.chat.id,
    isPrivate,
    topic: topicOf(message),
    message: message.message_id,
    person,
    locale: message.from?.language_code ?? null,
    album: 'media_group_id' in message ? (message.media_group_id ?? null) : null,
    addressed: isPrivate || meant || answersMe || isNamed(written, me),
    command: meant ? { name: command.name, rest: takesWords(command) ? command.rest : '' } : null,
    picture,
    earlier,
    note: picture === null && earlier === null ? null : noteOf(message, me),
  }
  return deservesAnAnswer(heard, message) ? heard : null
}

/** Null for a press that nothing can come of: one under a message that went out through another bot. */
export function hearPress(query: Update.CallbackQueryUpdate['callback_query']): HeardPress | null {
  const { message } = query
  if (!message || !('data' in query)) return null
  return {
    kind: 'press',
    chat: message.chat.id,
    isPrivate: message.chat.type === 'private',
    topic: topicOf(message),
    message: message.message_id,
    person: String(query.from.id),
    locale: query.from.language_code ?? null,
    query: query.id,
    data: query.data,
    buttons: buttonsUnder(message),
  }
}

function buttonsUnder(message: object): Buttons {
  const { reply_markup: markup } = message as { readonly reply_markup?: InlineKeyboardMarkup }
  return (markup?.inline_keyboard ?? []).map((row) =>
    row.flatMap((button) =>
      'callback_data' in button ? [{ text: button.text, data: button.callback_data }] : [],
    ),
  )
}

/**
 * Null for other bots, channels and posts that Telegram forwards from a channel by itself. An administrator who writes
 * anonymously writes in the group's name, and is answered like any other member.
 */
function personOf(message: Message): string | null {
  if ('is_automatic_forward' in message) return null
  const { chat, sender_chat: inTheNameOf } = message
  if (inTheNameOf !== undefined) return inTheNameOf.id === chat.id ? String(chat.id) : null
  // The SDK promises a sender; the Bot API leaves it out of some messages.
  const { from } = message as { readonly from?: User }
  return from && !from.is_bot ? String(from.id) : null
}

function deservesAnAnswer(heard: HeardMessage, message: Message): boolean {
  const { isPrivate, album, addressed, command, picture, earlier } = heard
  if (picture !== null) return addressed || album !== null
  if (isPrivate) return isSaid(message)
  if (command !== null) return command.name !== null
  return addressed && earlier !== null
}

/** A person said something, as opposed to a notice of the platform about the chat. */
const SAID = [
  ...['text', 'video', 'video_note', 'voice', 'audio', 'sticker', 'contact', 'location', 'poll', 'dice'],
  ...['story', 'paid_media'],
] as const

const isSaid = (message: Message): boolean => SAID.some((kind) => kind in message)

interface WrittenCommand extends HeardCommand {
  readonly bot: string | undefined
}

function commandOf(text: string): WrittenCommand | null {
  const [, name, bot, rest = ''] =
    /^\/([a-z0-9_]+)(?:@([a-z0-9_]+))?(?:\s+([\s\S]*))?$/i.exec(text.trim()) ?? []
  if (name === undefined) return null
  const known = COMMANDS.find((command): command is Command => command === name.toLowerCase())
  return { name: known ?? null, bot, rest: rest.trim() }
}

/** What stands behind any other command is nobody's business. */
const takesWords = ({ name }: WrittenCommand): boolean =>
  name === 'join' || name === 'language' || name === 'start'

/**
 * In a group a bare command may be for any bot. With privacy mode on, Telegram hands over only those that are for this
 * one; without it the name has to stand there, except where nobody else can be meant.
 */
function isMeant({ bot, name }: WrittenCommand, me: Me, answersMe: boolean): boolean {
  return bot !== undefined || !me.can_read_all_group_messages || name === 'xray' || answersMe
}

interface Written {
  readonly text: string
  readonly entities: readonly MessageEntity[]
}

function writtenIn(message: object): Written {
  const { text, entities, caption, caption_entities } = message as {
    readonly text?: string
    readonly entities?: readonly MessageEntity[]
    readonly caption?: string
    readonly caption_entities?: readonly MessageEntity[]
  }
  return { text: text ?? caption ?? '', entities: entities ?? caption_entities ?? [] }
}

const isName = (name: string, me: Me): boolean => name.toLowerCase() === me.username.toLowerCase()

const cut = (text: string, { offset, length }: MessageEntity): string => text.slice(offset, offset + length)

function namesMe(entity: MessageEntity, text: string, me: Me): boolean {
  if (entity.type === 'text_mention') return entity.user.id === me.id
  return entity.type === 'mention' && isName(cut(text, entity).slice(1), me)
}

const isNamed = ({ text, entities }: Written, me: Me): boolean =>
  entities.some((entity) => namesMe(entity, text, me))

/** Somebody points at an earlier picture by replying to it. The bot's own heatmaps are no films. */
function earlierPicture(message: Message, me: Me): HeardMessage['earlier'] {
  const earlier = repliedTo(message)
  return earlier === null || earlier.from?.id === me.id ? null : pictureOf(earlier)
}

const repliedTo = (message: Message): Message | null =>
  ('reply_to_message' in message ? message.reply_to_message : null) ?? null

/** What was written with the picture, or else by the picture that is pointed at. */
function noteOf(message: Message, me: Me): string | null {
  const own = plainNote(writtenIn(message), me)
  const earlier = repliedTo(message)
  return own ?? (earlier && plainNote(writtenIn(earlier), me))
}

/** Without the bot's name and a leading command; null when nothing is left. */
function plainNote({ text, entities }: Written, me: Me): string | null {
  const names = entities.filter((entity) => namesMe(entity, text, me)).sort((a, b) => b.offset - a.offset)
  let left = text
  for (const { offset, length } of names) left = `${left.slice(0, offset)} ${left.slice(offset + length)}`
  const note = left
    .replace(/^\s*\/[a-z0-9_]+(@[a-z0-9_]+)?(?=\s|$)/i, '')
    .replace(/[ \t]+/g, ' ')
    .trim()
  return note === '' ? null : note
}

function topicOf(message: object): number | null {
  const { is_topic_message: inTopic = false, message_thread_id: topic } = message as {
    readonly is_topic_message?: boolean
    readonly message_thread_id?: number
  }
  return inTopic ? (topic ?? null) : null
}
