import type { IncomingMessage } from 'node:http'
import type { Message } from 'telegraf/types'

/** An update as it goes over the wire; the bot asks for messages alone. */
interface MessageUpdate {
  readonly update_id: number
  readonly message: Message
}

/** Updates that wait for the bot, with the semantics of getUpdates. */
export interface TelegramQueue {
  /** Adds an update under the next id, or under a given one again. */
  put(update: { readonly message: Message }, updateId?: number): number
  /**
   * Serves one getUpdates: `offset` confirms all before it, `timeout` seconds are waited when there is nothing. A
   * second request throws out the one that waits, which then gets `conflict`.
   */
  take(
    payload: Readonly<Record<string, unknown>>,
    request: IncomingMessage,
  ): Promise<readonly MessageUpdate[] | 'conflict'>
  ids(): readonly number[]
  close(): void
}

export function createTelegramQueue(): TelegramQueue {
  let updates: MessageUpdate[] = []
  let lastId = 5000
  let waiting: { readonly wake: (outcome: 'look' | 'conflict') => void } | null = null

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

  return {
    put(update, updateId) {
      lastId = Math.max(lastId + 1, updateId ?? 0)
      const id = updateId ?? lastId
      updates.push({ ...update, update_id: id })
      waiting?.wake('look')
      return id
    },
    async take(payload, request) {
      waiting?.wake('conflict')
      const offset = Number(payload['offset'] ?? 0)
      const limit = Number(payload['limit'] ?? 100)
      const seconds = Number(payload['timeout'] ?? 0)
      updates = updates.filter((update) => update.update_id >= offset)
      if (updates.length === 0 && seconds > 0 && (await wait(seconds, request)) === 'conflict')
        return 'conflict'
      return updates.slice(0, limit)
    },
    ids: () => updates.map((update) => update.update_id),
    close() {
      waiting?.wake('look')
    },
  }
}
