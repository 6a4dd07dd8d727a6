import type { Message, ReplyParameters } from 'telegraf/types'
import type { Log } from '../../core/log.js'
import type { ReplyLine } from '../conversation.js'
import type { TelegramCalls } from './calls.js'
import { TelegramCallFailed } from './error-code.js'

/** Characters of one message, by the Bot API's documentation of sendMessage. */
const MESSAGE_LIMIT = 4096

/** Characters of a caption, by the documentation of sendPhoto. */
const CAPTION_LIMIT = 1024

/** Answers to `message`, in its chat and topic. */
export function createTelegramReply(message: Message, calls: TelegramCalls, log: Log): ReplyLine {
  const chat = message.chat.id
  let placeholder: number | null = null
  let answered: number | null = null

  async function send(text: string): Promise<number> {
    const sent = await calls.call(
      'sendMessage',
      {
        chat_id: chat,
        text,
        ...topicOf(message),
        reply_parameters: { message_id: message.message_id, allow_sending_without_reply: true },
      },
      { repeatable: false },
    )
    return sent.message_id
  }

  /** False when there is no placeholder to edit any more, because somebody deleted it. */
  async function edit(messageId: number, text: string): Promise<boolean> {
    try {
      await calls.call(
        'editMessageText',
        { chat_id: chat, message_id: messageId, text },
        { repeatable: true },
      )
      return true
    } catch (error) {
      if (!(error instanceof TelegramCallFailed) || error.failure.status !== 400) throw error
      // After a try whose answer never came, 400 means that the text already stands there.
      return error.uncertain
    }
  }

  const lost = (event: string, error: unknown): number | null => {
    const failure = error instanceof TelegramCallFailed ? error.failure : null
    log.warn(event, { channel: 'telegram', code: failure?.code ?? 'internal' })
    return failure?.status ?? null
  }

  return {
    limit: MESSAGE_LIMIT,
    async signOfLife(text) {
      try {
        placeholder = await send(text)
        return true
      } catch (error) {
        const status = lost('reply.placeholder_lost', error)
        // 400 and 403: the bot may not write here, so there is nobody to read the film for.
        return status !== 400 && status !== 403
      }
    },
    async answer(text) {
      try {
        const edited = placeholder !== null && (await edit(placeholder, text))
        answered = edited ? placeholder : await send(text)
        return true
      } catch (error) {
        lost('reply.lost', error)
        return false
      }
    },
    async show(pictures) {
      const to = {
        chat_id: chat,
        ...topicOf(message),
        reply_parameters: inForm({
          message_id: answered ?? message.message_id,
          allow_sending_without_reply: true,
        }),
      }
      const photos = pictures.map(({ bytes, caption }, index) => ({
        source: { source: Buffer.from(bytes), filename: `heatmap-${index + 1}.jpg` },
        caption: caption.slice(0, CAPTION_LIMIT),
      }))
      const [only, ...others] = photos
      if (only === undefined) return
      try {
        if (others.length === 0) {
          const photo = { photo: only.source, caption: only.caption }
          await calls.call('sendPhoto', { ...to, ...photo }, { repeatable: false })
        } else {
          const media = photos.map(({ source, caption }) => ({
            type: 'photo' as const,
            media: source,
            caption,
          }))
          await calls.call('sendMediaGroup', { ...to, media }, { repeatable: false })
        }
      } catch (error) {
        lost('reply.heatmap_lost', error)
      }
    },
  }
}

/** In a form the Bot API wants objects as JSON. The SDK writes these fields as they are, and leaves objects out. */
function inForm(reply: ReplyParameters): ReplyParameters {
  return JSON.stringify(reply) as unknown as ReplyParameters
}

function topicOf(message: Message): { message_thread_id?: number } {
  const inTopic = 'is_topic_message' in message && message.is_topic_message
  return inTopic && message.message_thread_id !== undefined
    ? { message_thread_id: message.message_thread_id }
    : {}
}
