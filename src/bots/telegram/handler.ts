import type { Message } from 'telegraf/types'
import type { Log } from '../../core/log.js'
import type { Sender } from '../../core/study.js'
import type { Conversation, Incoming } from '../conversation.js'
import type { RunningWork } from '../running-work.js'
import type { Albums } from './albums.js'
import type { TelegramCalls } from './calls.js'
import type { Me } from './incoming.js'
import { isPrivate, understand } from './incoming.js'
import type { PictureFetching, TelegramPicture } from './picture.js'
import { attachmentOf, pictureOf } from './picture.js'
import { createTelegramReply } from './reply.js'

export interface MessageHandling extends PictureFetching {
  readonly conversation: Conversation
  readonly work: RunningWork
  readonly albums: Albums
  readonly calls: TelegramCalls
  readonly log: Log
}

/** Takes one message. Returns at once: what has to be done is handed off, so the next update is never kept waiting. */
export function handleMessage(message: Message, me: Me, handling: MessageHandling): void {
  const sender = senderOf(message)
  if (sender === null) return
  const { conversation, work, albums, calls, log } = handling
  const attach = (picture: TelegramPicture) => attachmentOf(picture, handling)
  const hear = async (incoming: Incoming | null): Promise<void> => {
    if (incoming) await conversation.hear(sender, incoming, createTelegramReply(message, calls, log))
  }

  const album = albumKeyOf(message)
  if (album === null) {
    work.start(() => hear(understand([message], me, attach)))
    return
  }
  const whole = albums.add(album, message)
  if (whole === null) return
  if (isPrivate(message) && pictureOf(message)) {
    const attachments = whole.then((parts) =>
      parts
        .map(pictureOf)
        .filter((one) => one !== null)
        .map(attach),
    )
    work.start(() => hear({ kind: 'pictures', attachments }))
  } else {
    work.start(async () => hear(understand(await whole, me, attach)))
  }
}

/** Null for other bots, channels and anonymous administrators: there is no person to answer. */
function senderOf(message: Message): Sender | null {
  const { from, chat } = message
  if (!from || from.is_bot) return null
  return { channel: 'telegram', person: String(from.id), chat: String(chat.id) }
}

function albumKeyOf(message: Message): string | null {
  const id = 'media_group_id' in message ? message.media_group_id : undefined
  return id === undefined ? null : `${message.chat.id}:${id}`
}
