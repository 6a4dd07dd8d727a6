import { pause } from '../pause.js'

/**
 * Keeps quiet in a chat for as long as Telegram asks, without holding up any other chat. Calls that wait for the same
 * chat go one after the other afterwards, in their order, so that they do not meet the limit again all at once.
 */
export interface ChatHolds {
  /** Runs `call` when the chat may be written to; at once where nothing holds it. */
  run<T>(chat: string, call: () => Promise<T>): Promise<T>
  /** No call to the chat for `ms` milliseconds from now. */
  hold(chat: string, ms: number): void
}

interface Hold {
  until: number
  /** The end of the last call that waits. */
  last: Promise<unknown>
  waiting: number
}

/** @param signal ends all waiting; the calls then go out at once, to fail by the same signal */
export function createChatHolds(signal: AbortSignal): ChatHolds {
  const holds = new Map<string, Hold>()
  const left = (hold: Hold): number => hold.until - performance.now()

  async function afterOthers<T>(hold: Hold, call: () => Promise<T>): Promise<T> {
    await hold.last
    while (left(hold) > 0 && !signal.aborted) await pause(left(hold), signal)
    return call()
  }

  return {
    async run(chat, call) {
      const hold = holds.get(chat)
      if (hold === undefined) return call()
      hold.waiting += 1
      const ours = afterOthers(hold, call)
      hold.last = ours.catch(() => undefined)
      try {
        return await ours
      } finally {
        hold.waiting -= 1
        if (hold.waiting === 0 && left(hold) <= 0 && holds.get(chat) === hold) holds.delete(chat)
      }
    },
    hold(chat, ms) {
      const until = performance.now() + ms
      const hold = holds.get(chat)
      if (hold === undefined) holds.set(chat, { until, last: Promise.resolve(), waiting: 0 })
      else hold.until = Math.max(hold.until, until)
    },
  }
}
