import type { Message, MessageEntity } from 'telegraf/types'
import type { Attachment } from '../../core/screening.js'
import type { Incoming } from '../conversation.js'
import type { TelegramPicture } from './picture.js'
import { pictureOf } from './picture.js'

/** The bot's own account. */
export interface Me {
  readonly id: number
  readonly username: string
}

/**
 * What a message, or the parts of an album, mean to the bot; null for what it should stay silent about. In a group
 * it is silent unless it is spoken to: by a command, by its name in the caption, or by a reply to one of its messages.
 */
export function understand(
  parts: readonly Message[],
  me: Me,
  attach: (picture: TelegramPicture) => Attachment,
): Incoming | null {
  const [message] = parts
  if (!message) return null
  const alone = isPrivate(message)
  const command = commandOf(message, me)
  if (command !== null) return command === 'other' ? (alone ? { kind: 'help' } : null) : command

  const addressed = alone || parts.some((part) => isAddressed(part, me))
  const pictures = parts.map(pictureOf).filter((picture) => picture !== null)
  const meant = pictures.length > 0 ? pictures : picturesRepliedTo(message)
  if (addressed && meant.length > 0) return { kind: 'pictures', attachments: meant.map(attach) }
  return alone && isSaid(message) ? { kind: 'words' } : null
}

export const isPrivate = (message: Message): boolean => message.chat.type === 'private'

/** Somebody points at an earlier picture by replying to it. */
function picturesRepliedTo(message: Message): TelegramPicture[] {
  const earlier = 'text' in message ? message.reply_to_message : undefined
  const picture = earlier ? pictureOf(earlier) : null
  return picture ? [picture] : []
}

/** Null: not a command, or one for another bot in the same group. `other`: none that this bot knows. */
function commandOf(message: Message, me: Me): Exclude<Incoming, { kind: 'pictures' }> | 'other' | null {
  const text = 'text' in message ? message.text : ''
  const [, name, bot, rest] = /^\/([a-z0-9_]+)(?:@([a-z0-9_]+))?(?:\s+([\s\S]*))?$/i.exec(text.trim()) ?? []
  if (name === undefined) return null
  if (bot !== undefined && bot.toLowerCase() !== me.username.toLowerCase()) return null
  switch (name.toLowerCase()) {
    case 'start':
      return { kind: 'start' }
    case 'help':
      return { kind: 'help' }
    case 'join':
      return { kind: 'join', code: (rest ?? '').trim() }
    default:
      return 'other'
  }
}

function isAddressed(message: Message, me: Me): boolean {
  if ('reply_to_message' in message && message.reply_to_message.from?.id === me.id) return true
  const { text, entities } = writtenIn(message)
  return entities.some((entity) => {
    if (entity.type === 'text_mention') return entity.user.id === me.id
    if (entity.type !== 'mention') return false
    const named = text.slice(entity.offset, entity.offset + entity.length)
    return named.toLowerCase() === `@${me.username.toLowerCase()}`
  })
}

function writtenIn(message: Message): { text: string; entities: readonly MessageEntity[] } {
  if ('text' in message) return { text: message.text, entities: message.entities ?? [] }
  if ('caption' in message) return { text: message.caption ?? '', entities: message.caption_entities ?? [] }
  return { text: '', entities: [] }
}

const SAID = ['text', 'video', 'video_note', 'voice', 'audio', 'sticker'] as const

/** A person said something, as opposed to a notice of the platform about the chat. */
const isSaid = (message: Message): boolean => SAID.some((kind) => kind in message)
