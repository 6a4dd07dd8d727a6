import type { Message } from 'telegraf/types'
import type { SentFile } from './multipart.js'
import { ApiError } from './telegram-errors.js'

export interface KeyboardButton {
  readonly text: string
  readonly callback_data: string
}

/** A message as it stands in a chat. */
export interface ChatEntry {
  readonly id: number
  readonly chat: number
  /** Null for the bot. */
  readonly from: Message['from'] | null
  readonly text: string
  readonly buttons: readonly (readonly KeyboardButton[])[]
  readonly photos: readonly { readonly bytes: Buffer; readonly caption: string }[]
  readonly file: { readonly name: string; readonly bytes: Buffer } | null
  readonly replyTo: number | null
  readonly topic: number | null
  /** As it came, of a person's message. */
  readonly message: Message | null
}

type Payload = Readonly<Record<string, unknown>>

/** The bot's and the people's messages, with what the real one refuses. */
export interface TelegramChats {
  said(message: Message): void
  sendText(payload: Payload): number
  editText(payload: Payload): number
  editButtons(payload: Payload): number
  sendPhotos(payload: Payload, files: readonly SentFile[], album: boolean): number
  sendDocument(payload: Payload, files: readonly SentFile[]): number
  delete(messageId: number): void
  find(messageId: number): ChatEntry | undefined
  transcript(chat: number): readonly ChatEntry[]
}

const refuse = (description: string): ApiError => new ApiError(400, `Bad Request: ${description}`)

export function createTelegramChats(): TelegramChats {
  const entries = new Map<number, ChatEntry>()
  const deleted = new Set<number>()
  let lastId = 1000

  function put(payload: Payload, what: Partial<ChatEntry>): number {
    const reply = payload['reply_parameters'] as
      { message_id: number; allow_sending_without_reply?: boolean } | undefined
    if (reply && deleted.has(reply.message_id) && reply.allow_sending_without_reply !== true)
      throw refuse('message to be replied not found')
    lastId += 1
    entries.set(lastId, {
      id: lastId,
      chat: Number(payload['chat_id']),
      from: null,
      text: '',
      buttons: buttonsOf(payload),
      photos: [],
      file: null,
      replyTo: reply && !deleted.has(reply.message_id) ? reply.message_id : null,
      topic: payload['message_thread_id'] === undefined ? null : Number(payload['message_thread_id']),
      message: null,
      ...what,
    })
    return lastId
  }

  function standing(payload: Payload): ChatEntry {
    const entry = entries.get(Number(payload['message_id']))
    if (!entry || entry.chat !== Number(payload['chat_id'])) throw refuse('message to edit not found')
    if (entry.from !== null) throw refuse("message can't be edited")
    return entry
  }

  function change(entry: ChatEntry, to: Pick<ChatEntry, 'text' | 'buttons'>): number {
    if (entry.text === to.text && JSON.stringify(entry.buttons) === JSON.stringify(to.buttons))
      throw refuse(
        'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
      )
    entries.set(entry.id, { ...entry, ...to })
    return entry.id
  }

  return {
    said(message) {
      const { text, caption } = message as { text?: string; caption?: string }
      entries.set(message.message_id, {
        id: message.message_id,
        chat: message.chat.id,
        from: message.from,
        text: text ?? caption ?? '',
        buttons: [],
        photos: [],
        file: null,
        replyTo: null,
        topic: null,
        message,
      })
    },
    sendText: (payload) => put(payload, { text: textOf(payload, 4096) }),
    editText: (payload) =>
      change(standing(payload), { text: textOf(payload, 4096), buttons: buttonsOf(payload) }),
    editButtons(payload) {
      const entry = standing(payload)
      return change(entry, { text: entry.text, buttons: buttonsOf(payload) })
    },
    sendPhotos(payload, files, album) {
      const media = album ? (payload['media'] as readonly Payload[]) : [payload]
      if (files.length !== media.length || (album && (media.length < 2 || media.length > 10)))
        throw refuse('wrong number of media')
      const captions = media.map((one) => captionOf(one))
      const photos = files.map(({ bytes }, index) => ({ bytes, caption: captions[index] ?? '' }))
      return put(payload, { photos })
    },
    sendDocument(payload, files) {
      const [file] = files
      if (!file || file.bytes.byteLength === 0) throw refuse('file must be non-empty')
      return put(payload, { text: captionOf(payload), file: { name: file.name, bytes: file.bytes } })
    },
    delete(messageId) {
      entries.delete(messageId)
      deleted.add(messageId)
    },
    find: (messageId) => entries.get(messageId),
    transcript: (chat) => [...entries.values()].filter((entry) => entry.chat === chat),
  }
}

function textOf(payload: Payload, limit: number): string {
  const { text } = payload
  if (typeof text !== 'string' || text.trim() === '') throw refuse('message text is empty')
  if (text.length > limit) throw refuse('message is too long')
  return text
}

function captionOf({ caption = '' }: Payload): string {
  if (typeof caption !== 'string' || caption.length > 1024) throw refuse('message caption is too long')
  return caption
}

function buttonsOf({ reply_markup: markup }: Payload): ChatEntry['buttons'] {
  const { inline_keyboard: rows = [] } = (markup ?? {}) as { inline_keyboard?: ChatEntry['buttons'] }
  for (const { text, callback_data: data } of rows.flat()) {
    const bytes = Buffer.byteLength(data)
    if (bytes < 1 || bytes > 64) throw refuse('BUTTON_DATA_INVALID')
    if (text === '') throw refuse('Text buttons are empty')
  }
  return rows
}
