import type { IncomingMessage } from 'node:http'
import type { BotCommand, UserFromGetMe } from 'telegraf/types'
import type { SentFile } from './multipart.js'
import type { TelegramChats } from './telegram-chats.js'
import { ApiError } from './telegram-errors.js'
import type { TelegramQueue } from './telegram-queue.js'

export type Payload = Readonly<Record<string, unknown>>

export interface StoredFile {
  readonly bytes: Uint8Array
  readonly expired: boolean
}

export interface MethodParts {
  readonly me: UserFromGetMe
  readonly chats: TelegramChats
  readonly queue: TelegramQueue
  readonly files: ReadonlyMap<string, StoredFile>
  /** Presses that can still be acknowledged. */
  readonly presses: Set<string>
  readonly note: (
    method: string,
    payload: Payload,
    messageId: number | null,
    files?: readonly SentFile[],
  ) => void
}

/** Carries one call out, as the Bot API documents it. Throws {@link ApiError} for what it refuses. */
export type CarryOut = (
  method: string,
  payload: Payload,
  files: readonly SentFile[],
  request: IncomingMessage,
) => Promise<unknown>

const LARGEST_FILE = 20 * 1024 * 1024

export function createTelegramMethods(parts: MethodParts): CarryOut {
  const { me, chats, queue, files, presses, note } = parts
  const menus = new Map<string, readonly BotCommand[]>()
  let webhook = { url: '', max_connections: 40, allowed_updates: [] as readonly string[] }

  const message = (method: string, payload: Payload, id: number, sent: readonly SentFile[] = []): object => {
    note(method, payload, id, sent)
    return {
      message_id: id,
      date: Math.floor(Date.now() / 1000),
      chat: { id: payload['chat_id'], type: Number(payload['chat_id']) > 0 ? 'private' : 'supergroup' },
      from: me,
      text: chats.find(id)?.text,
    }
  }
  const done = (method: string, payload: Payload): true => {
    note(method, payload, null)
    return true
  }

  async function getUpdates(payload: Payload, request: IncomingMessage): Promise<unknown> {
    if (webhook.url !== '')
      throw new ApiError(409, "Conflict: can't use getUpdates method while webhook is active")
    const updates = await queue.take(payload, request)
    if (updates === 'conflict') throw new ApiError(409, 'Conflict: terminated by other getUpdates request')
    return updates
  }

  function getFile(payload: Payload): object {
    const id = String(payload['file_id'])
    const file = files.get(id)
    if (!file) throw new ApiError(400, 'Bad Request: wrong file_id or the file is temporarily unavailable')
    if (file.bytes.byteLength > LARGEST_FILE) throw new ApiError(400, 'Bad Request: file is too big')
    note('getFile', payload, null)
    return { file_id: id, file_unique_id: id, file_size: file.bytes.byteLength, file_path: `files/${id}` }
  }

  function answerCallbackQuery(payload: Payload): true {
    const { text = '' } = payload
    if (!presses.has(String(payload['callback_query_id'])))
      throw new ApiError(
        400,
        'Bad Request: query is too old and response timeout expired or query ID is invalid',
      )
    if (typeof text !== 'string' || text.length > 200)
      throw new ApiError(400, 'Bad Request: MESSAGE_TOO_LONG')
    return done('answerCallbackQuery', payload)
  }

  /** The real one wants https. On loopback there is no certificate to be had. */
  function setWebhook(payload: Payload): true {
    const { url, secret_token: secret = '' } = payload
    if (typeof url !== 'string' || !URL.canParse(url))
      throw new ApiError(400, 'Bad Request: bad webhook: An HTTPS URL must be provided for webhook')
    if (typeof secret !== 'string' || !/^[A-Za-z0-9_-]{0,256}$/.test(secret))
      throw new ApiError(400, 'Bad Request: secret token contains unallowed characters')
    webhook = {
      url,
      max_connections: Number(payload['max_connections'] ?? 40),
      allowed_updates: (payload['allowed_updates'] ?? []) as readonly string[],
    }
    queue.allow(webhook.allowed_updates)
    queue.deliverTo({ url, secret })
    return done('setWebhook', payload)
  }

  function deleteWebhook(payload: Payload): true {
    webhook = { ...webhook, url: '' }
    queue.deliverTo(null)
    return done('deleteWebhook', payload)
  }

  function getWebhookInfo(payload: Payload): object {
    note('getWebhookInfo', payload, null)
    return {
      ...webhook,
      has_custom_certificate: false,
      pending_update_count: queue.ids().length,
      ...queue.lastError(),
    }
  }

  return async (method, payload, sent, request) => {
    const { language_code: menu = '' } = payload as { readonly language_code?: string }
    switch (method) {
      case 'getMe':
        note(method, payload, null)
        return me
      case 'getUpdates':
        return getUpdates(payload, request)
      case 'getFile':
        return getFile(payload)
      case 'sendMessage':
        return message(method, payload, chats.sendText(payload))
      case 'editMessageText':
        return message(method, payload, chats.editText(payload))
      case 'editMessageReplyMarkup':
        return message(method, payload, chats.editButtons(payload))
      case 'sendPhoto':
        return message(method, payload, chats.sendPhotos(payload, sent, false), sent)
      case 'sendMediaGroup':
        return [message(method, payload, chats.sendPhotos(payload, sent, true), sent)]
      case 'sendDocument':
        return message(method, payload, chats.sendDocument(payload, sent), sent)
      case 'deleteMessage':
        chats.delete(Number(payload['message_id']))
        return done(method, payload)
      case 'answerCallbackQuery':
        return answerCallbackQuery(payload)
      case 'getMyCommands':
        note(method, payload, null)
        return menus.get(menu) ?? []
      case 'setMyCommands':
        menus.set(menu, payload['commands'] as readonly BotCommand[])
        return done(method, payload)
      case 'setWebhook':
        return setWebhook(payload)
      case 'deleteWebhook':
        return deleteWebhook(payload)
      case 'getWebhookInfo':
        return getWebhookInfo(payload)
      case 'sendChatAction':
        return done(method, payload)
      default:
        throw new ApiError(404, 'Not Found: method not found')
    }
  }
}
