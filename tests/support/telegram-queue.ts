import type { IncomingMessage } from 'node:http'
import type { CallbackQuery, ChatMemberUpdated, Message } from 'telegraf/types'

/** An update before it has its id. */
export type NewUpdate =
  | { readonly message: Message }
  | { readonly edited_message: Message }
  | { readonly channel_post: Message }
  | { readonly callback_query: CallbackQuery }
  | { readonly my_chat_member: ChatMemberUpdated }

type SentUpdate = NewUpdate & { readonly update_id: number }

export interface WebhookTarget {
  readonly url: string
  readonly secret: string
}

export interface LastError {
  readonly last_error_date?: number
  readonly last_error_message?: string
}

/** Updates that wait for the bot, with the semantics of getUpdates and of webhooks. */
export interface TelegramQueue {
  /** Adds an update under the next id, or under a given one again. */
  put(update: NewUpdate, updateId?: number): number
  /**
   * Serves one getUpdates: `offset` confirms all before it, `timeout` seconds are waited when there is nothing. A
   * second request throws out the one that waits, which then gets `conflict`.
   */
  take(
    payload: Readonly<Record<string, unknown>>,
    request: IncomingMessage,
  ): Promise<readonly SentUpdate[] | 'conflict'>
  /** Sends everything there from now on, each update until it is answered with 2xx; null stops it. */
  deliverTo(target: WebhookTarget | null): void
  /** Only these kinds are kept of what comes from now on. */
  allow(kinds: readonly string[]): void
  ids(): readonly number[]
  lastError(): LastError
  close(): void
}

/** Milliseconds until an update that the webhook did not take is sent again. The real one waits longer each time. */
const RETRY_MS = 20

export function createTelegramQueue(): TelegramQueue {
  let updates: SentUpdate[] = []
  let lastId = 5000
  let waiting: { readonly wake: (outcome: 'look' | 'conflict') => void } | null = null
  let allowed: readonly string[] | null = null
  let target: WebhookTarget | null = null
  let lastError: LastError = {}
  const timers = new Set<NodeJS.Timeout>()

  /** Until there is news, `seconds` passed or the bot went away. */
  function wait(seconds: number, request: IncomingMessage): Promise<'look' | 'conflict'> {
    return new Promise((resolve) => {
      const wake = (outcome: 'look' | 'conflict'): void => {
        clearTimeout(timer)
        if (waiting?.wake === wake) waiting = null
        resolve(outcome)
      }
      const timer = setTimeout(wake, seconds * 1000, 'look')
      waiting = { wake }
      request.socket.once('close', () => {
        wake('look')
      })
    })
  }

  async function deliver(update: SentUpdate, to: WebhookTarget): Promise<void> {
    const taken = await fetch(to.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': to.secret },
      body: JSON.stringify(update),
    }).then(
      (response) => (response.ok ? null : `Wrong response from the webhook: ${response.status}`),
      () => 'Connection refused',
    )
    if (target !== to) return
    if (taken === null) {
      updates = updates.filter((other) => other !== update)
      return
    }
    lastError = { last_error_date: Math.floor(Date.now() / 1000), last_error_message: taken }
    const timer = setTimeout(() => {
      timers.delete(timer)
      if (target === to) void deliver(update, to)
    }, RETRY_MS)
    timers.add(timer)
  }

  return {
    put(update, updateId) {
      lastId = Math.max(lastId + 1, updateId ?? 0)
      const id = updateId ?? lastId
      const [kind = ''] = Object.keys(update)
      if (allowed !== null && !allowed.includes(kind)) return id
      const numbered = { ...update, update_id: id }
      updates.push(numbered)
      waiting?.wake('look')
      if (target) void deliver(numbered, target)
      return id
    },
    async take(payload, request) {
      waiting?.wake('conflict')
      const offset = Number(payload['offset'] ?? 0)
      const limit = Number(payload['limit'] ?? 100)
      const seconds = Number(payload['timeout'] ?? 0)
      const kinds = payload['allowed_updates']
      if (Array.isArray(kinds)) allowed = kinds.map(String)
      updates = updates.filter((update) => update.update_id >= offset)
      if (updates.length === 0 && seconds > 0 && (await wait(seconds, request)) === 'conflict')
        return 'conflict'
      return updates.slice(0, limit)
    },
    deliverTo(to) {
      target = to
      lastError = {}
      for (const timer of timers) clearTimeout(timer)
      timers.clear()
      if (to) for (const update of updates) void deliver(update, to)
    },
    allow(kinds) {
      allowed = kinds.length === 0 ? null : kinds
    },
    ids: () => updates.map((update) => update.update_id),
    lastError: () => lastError,
    close() {
      target = null
      for (const timer of timers) clearTimeout(timer)
      waiting?.wake('look')
    },
  }
}
