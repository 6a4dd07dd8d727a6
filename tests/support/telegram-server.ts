import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { UserFromGetMe } from 'telegraf/types'
import { readContent, type SentFile } from './multipart.js'
import type { TelegramCall, TelegramFailure, TelegramServer } from './telegram-calls.js'
import { createTelegramQueue } from './telegram-queue.js'

export type { TelegramCall, TelegramFailure, TelegramServer } from './telegram-calls.js'

const ME: UserFromGetMe = {
  id: 4242,
  is_bot: true,
  first_name: 'ChestCheck',
  username: 'chestcheck_bot',
  can_join_groups: true,
  can_read_all_group_messages: false,
  supports_inline_queries: false,
}

/** A failed call of the Bot API. */
class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly retryAfter?: number,
  ) {
    super(`status ${status}`)
  }
}

type Payload = Record<string, unknown>

export async function startTelegramServer(
  options: { readonly token?: string } = {},
): Promise<TelegramServer> {
  const token = options.token ?? '4242:AAloopback-token-that-nobody-may-log'
  const queue = createTelegramQueue()
  const calls: TelegramCall[] = []
  const files = new Map<string, { bytes: Uint8Array; expired: boolean }>()
  const failures = new Map<string, { failure: TelegramFailure; left: number }>()
  const texts = new Map<number, string>()
  const watchers = new Set<() => void>()
  let lastMessageId = 1000

  const isSent = (call: TelegramCall): boolean =>
    call.method === 'sendMessage' || call.method === 'editMessageText'

  function note(
    method: string,
    payload: Payload,
    messageId: number | null,
    files: readonly SentFile[] = [],
  ): void {
    const { chat_id: chatId, text } = payload
    calls.push({
      method,
      chatId: typeof chatId === 'number' ? chatId : null,
      messageId,
      text: typeof text === 'string' ? text : null,
      payload,
      files,
    })
    for (const look of [...watchers]) look()
  }

  function messageOf(messageId: number, payload: Payload): object {
    return {
      message_id: messageId,
      date: Math.floor(Date.now() / 1000),
      chat: { id: payload['chat_id'], type: 'private' },
      from: ME,
      text: payload['text'],
    }
  }

  function sendMessage(payload: Payload): object {
    const text = payload['text']
    if (typeof text !== 'string' || text.length === 0 || text.length > 4096) throw new ApiError(400)
    lastMessageId += 1
    texts.set(lastMessageId, text)
    note('sendMessage', payload, lastMessageId)
    return messageOf(lastMessageId, payload)
  }

  function editMessageText(payload: Payload): object {
    const messageId = Number(payload['message_id'])
    const text = payload['text']
    const before = texts.get(messageId)
    // The real one answers 400 too for a text that stays as it was.
    if (typeof text !== 'string' || text.length > 4096 || before === undefined || before === text)
      throw new ApiError(400)
    texts.set(messageId, text)
    note('editMessageText', payload, messageId)
    return messageOf(messageId, payload)
  }

  /** One photo, or an album of two to ten, with a caption each. */
  function sendPhotos(method: string, payload: Payload, files: readonly SentFile[]): object {
    const album = method === 'sendMediaGroup'
    const media = album ? (payload['media'] as readonly Payload[]) : [payload]
    const tooLong = media.some(({ caption }) => typeof caption === 'string' && caption.length > 1024)
    if (files.length !== media.length || tooLong || (album && (media.length < 2 || media.length > 10))) {
      throw new ApiError(400)
    }
    lastMessageId += 1
    note(method, payload, lastMessageId, files)
    return album ? [messageOf(lastMessageId, payload)] : messageOf(lastMessageId, payload)
  }

  function getFile(payload: Payload): object {
    const id = String(payload['file_id'])
    const file = files.get(id)
    if (!file || file.bytes.byteLength > 20 * 1024 * 1024) throw new ApiError(400)
    note('getFile', payload, null)
    return { file_id: id, file_unique_id: id, file_size: file.bytes.byteLength, file_path: `files/${id}` }
  }

  async function answer(
    method: string,
    payload: Payload,
    files: readonly SentFile[],
    request: IncomingMessage,
  ): Promise<unknown> {
    switch (method) {
      case 'getMe':
        note(method, payload, null)
        return ME
      case 'getUpdates': {
        const updates = await queue.take(payload, request)
        if (updates === 'conflict') throw new ApiError(409)
        return updates
      }
      case 'getFile':
        return getFile(payload)
      case 'sendMessage':
        return sendMessage(payload)
      case 'editMessageText':
        return editMessageText(payload)
      case 'sendPhoto':
      case 'sendMediaGroup':
        return sendPhotos(method, payload, files)
      case 'deleteMessage':
        texts.delete(Number(payload['message_id']))
        note(method, payload, null)
        return true
      case 'sendChatAction':
      case 'deleteWebhook':
      case 'setMyCommands':
        note(method, payload, null)
        return true
      default:
        throw new ApiError(404)
    }
  }

  function takeFailure(method: string): TelegramFailure | null {
    const planned = failures.get(method)
    if (!planned || planned.left < 1) return null
    planned.left -= 1
    return planned.failure
  }

  async function serveCall(
    method: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const failure = takeFailure(method)
    try {
      const { payload, files } = await readPayload(request)
      if (failure && failure.status !== 'drop') throw new ApiError(failure.status, failure.retryAfter)
      const result = await answer(method, payload, files, request)
      if (failure) response.destroy()
      else sendJson(response, 200, { ok: true, result })
    } catch (error) {
      const { status, retryAfter } = error instanceof ApiError ? error : new ApiError(500)
      const parameters = retryAfter === undefined ? {} : { parameters: { retry_after: retryAfter } }
      sendJson(response, status, { ok: false, error_code: status, description: 'refused', ...parameters })
    }
  }

  function serveFile(id: string, response: ServerResponse): void {
    const file = files.get(id)
    if (!file || file.expired) response.writeHead(404).end()
    else response.writeHead(200, { 'content-length': file.bytes.byteLength }).end(file.bytes)
  }

  const server = createServer((request, response) => {
    const path = request.url ?? ''
    if (path.startsWith(`/file/bot${token}/files/`)) {
      serveFile(path.split('/').at(-1) ?? '', response)
    } else if (path.startsWith(`/bot${token}/`)) {
      void serveCall(path.split('/').at(-1) ?? '', request, response)
    } else {
      sendJson(response, 401, { ok: false, error_code: 401, description: 'Unauthorized' })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  function waitFor(fits: (call: TelegramCall) => boolean): Promise<TelegramCall> {
    return new Promise((resolve) => {
      const look = (): void => {
        const found = calls.find(fits)
        if (!found) return
        watchers.delete(look)
        resolve(found)
      }
      watchers.add(look)
      look()
    })
  }

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token,
    me: ME,
    calls,
    get sent() {
      return calls.filter(isSent)
    },
    sendUpdate: (update, updateId) => queue.put(update, updateId),
    putFile(bytes, { expired = false } = {}) {
      const id = `file-${files.size + 1}`
      files.set(id, { bytes, expired })
      return id
    },
    failNext(method, failure) {
      failures.set(method, { failure, left: failure.times ?? 1 })
    },
    waitForSent: (fits) => waitFor((call) => isSent(call) && fits(call)),
    waitForCall: waitFor,
    unconfirmed: () => queue.ids(),
    async close() {
      queue.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** In a form every field is text, and what is no text in it is JSON. */
async function readPayload(
  request: IncomingMessage,
): Promise<{ readonly payload: Payload; readonly files: readonly SentFile[] }> {
  const { json, fields, files } = await readContent(request)
  const parsed = Object.entries(fields).map(([name, text]) => [name, parseField(text)])
  return { payload: (json ?? Object.fromEntries(parsed)) as Payload, files }
}

function parseField(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
