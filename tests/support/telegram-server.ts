import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { CallbackQuery, UserFromGetMe } from 'telegraf/types'
import { readContent, type SentFile } from './multipart.js'
import type { Meddling, TelegramCall, TelegramFailure, TelegramServer } from './telegram-calls.js'
import { createTelegramChats } from './telegram-chats.js'
import { ApiError, usualError } from './telegram-errors.js'
import type { Payload, StoredFile } from './telegram-methods.js'
import { createTelegramMethods } from './telegram-methods.js'
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

export interface TelegramServerOptions {
  readonly token?: string
  /** What is different about the bot's account. */
  readonly me?: Partial<UserFromGetMe>
}

export async function startTelegramServer(options: TelegramServerOptions = {}): Promise<TelegramServer> {
  const token = options.token ?? '4242:AAloopback-token-that-nobody-may-log'
  const me = { ...ME, ...options.me }
  const queue = createTelegramQueue()
  const chats = createTelegramChats()
  const calls: TelegramCall[] = []
  const files = new Map<string, StoredFile>()
  const presses = new Set<string>()
  const failures = new Map<string, { failure: TelegramFailure; left: number }>()
  const slow = new Map<number, number>()
  const blocked = new Set<number>()
  const moved = new Map<number, number>()
  const watchers = new Set<() => void>()
  let meddling: Meddling | null = null
  let pressed = 0

  const isSent = (call: TelegramCall): boolean =>
    call.method === 'sendMessage' || call.method === 'editMessageText'

  function note(
    method: string,
    payload: Payload,
    messageId: number | null,
    sent: readonly SentFile[] = [],
  ): void {
    const { text } = payload
    calls.push({
      method,
      chatId: chatOf(payload),
      messageId,
      text: typeof text === 'string' ? text : null,
      payload,
      files: sent,
    })
    for (const look of [...watchers]) look()
  }
  const carryOut = createTelegramMethods({ me, chats, queue, files, presses, note })

  function plannedFailure(method: string, payload: Payload): TelegramFailure | null {
    const chat = chatOf(payload)
    const planned = failures.get(method)
    const here = planned?.failure.chat === undefined || planned.failure.chat === chat
    if (!planned || planned.left < 1 || !here) return meddling?.(method, payload) ?? null
    planned.left -= 1
    return planned.failure
  }

  /** What the state of the chat refuses, whatever the call. */
  function checkChat(chat: number | null): void {
    if (chat === null) return
    const wait = (slow.get(chat) ?? 0) - performance.now()
    if (wait > 0) throw usualError(429, Math.ceil(wait) / 1000)
    if (blocked.has(chat)) throw usualError(403)
    const to = moved.get(chat)
    if (to !== undefined)
      throw new ApiError(400, 'Bad Request: group chat was upgraded to a supergroup chat', {
        migrate_to_chat_id: to,
      })
  }

  async function serveCall(
    method: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    try {
      const { payload, files: sent } = await readPayload(request)
      const failure = plannedFailure(method, payload)
      if (failure?.status === 'reset') {
        response.destroy()
        return
      }
      if (failure && failure.status !== 'drop') throw usualError(failure.status, failure.retryAfter)
      checkChat(chatOf(payload))
      const result = await carryOut(method, payload, sent, request)
      if (failure) response.destroy()
      else sendJson(response, 200, { ok: true, result })
    } catch (error) {
      const { status, description, parameters } = error instanceof ApiError ? error : usualError(500)
      const more = parameters ? { parameters } : {}
      sendJson(response, status, { ok: false, error_code: status, description, ...more })
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
    me,
    calls,
    get sent() {
      return calls.filter(isSent)
    },
    sendUpdate(update, updateId) {
      if ('message' in update && 'chat' in update.message) chats.said(update.message)
      return queue.put(update, updateId)
    },
    press(messageId, button, { from = 77, updateId } = {}) {
      const entry = chats.find(messageId)
      const found = entry?.buttons
        .flat()
        .find(({ text, callback_data: data }) => text === button || data === button)
      if (!entry || !found) throw new Error(`there is no button ${button} under message ${messageId}`)
      pressed += 1
      const id = `press-${pressed}`
      presses.add(id)
      const press = {
        callback_query: {
          id,
          from: { id: from, is_bot: false, first_name: 'Ada', last_name: 'Patientname' },
          chat_instance: '1',
          data: found.callback_data,
          message: {
            message_id: entry.id,
            date: 1_790_000_000,
            chat: { id: entry.chat, type: entry.chat > 0 ? 'private' : 'supergroup' },
            from: me,
            text: entry.text,
            ...(entry.topic === null ? {} : { is_topic_message: true, message_thread_id: entry.topic }),
            reply_markup: { inline_keyboard: entry.buttons },
          },
        } as unknown as CallbackQuery,
      }
      queue.put(press, updateId)
      return id
    },
    forgetPresses: () => {
      presses.clear()
    },
    putFile(bytes, { expired = false } = {}) {
      const id = `file-${files.size + 1}`
      files.set(id, { bytes, expired })
      return id
    },
    failNext(method, failure) {
      failures.set(method, { failure, left: failure.times ?? 1 })
    },
    meddle(by) {
      meddling = by
    },
    slowDown: (chat, seconds) => {
      slow.set(chat, performance.now() + seconds * 1000)
    },
    block: (chat) => {
      blocked.add(chat)
    },
    moveChat: (chat, to) => {
      moved.set(chat, to)
    },
    deleteMessage: (messageId) => {
      chats.delete(messageId)
    },
    buttonsUnder: (messageId) => chats.find(messageId)?.buttons ?? [],
    transcript: (chat) => chats.transcript(chat),
    waitForSent: (fits) => waitFor((call) => isSent(call) && fits(call)),
    waitForCall: waitFor,
    unconfirmed: () => queue.ids(),
    dropConnections: () => {
      server.closeAllConnections()
    },
    async close() {
      queue.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function chatOf({ chat_id: chat }: Payload): number | null {
  return typeof chat === 'number' ? chat : null
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
