import { createHmac, randomBytes } from 'node:crypto'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import type { RateLimits } from '../core/rates.js'

export interface RateLimitOptions {
  /** Pictures that one person may send in a stretch of time, 1 or more. */
  readonly perPerson: number
  /** The same for one chat, whoever sends them. */
  readonly perChat: number
  /** The stretch's length. It begins with the first picture, and the counting anew with the first after its end. */
  readonly seconds: number
}

/**
 * Counts pictures in memory: a restart begins anew. A picture counts for the person and for the chat, or, where one of them
 * has no more, for neither. The platform's ids are kept only as hashes under a key that the process forgets.
 */
export function createRateLimits({ perPerson, perChat, seconds }: RateLimitOptions): RateLimits {
  const people = new RateLimiterMemory({ points: perPerson, duration: seconds })
  const chats = new RateLimiterMemory({ points: perChat, duration: seconds })
  const key = randomBytes(32)
  const hash = (channel: string, id: string): string =>
    createHmac('sha256', key)
      .update(JSON.stringify([channel, id]))
      .digest('base64url')
  let turn: Promise<unknown> = Promise.resolve()

  async function count(counters: readonly (readonly [RateLimiterMemory, string])[]): Promise<number | null> {
    const waits = await Promise.all(counters.map(([limiter, id]) => waitFor(limiter, id)))
    const longest = Math.max(...waits)
    if (longest > 0) return longest
    for (const [limiter, id] of counters) await limiter.consume(id)
    return null
  }

  return {
    take({ channel, person, chat }) {
      const counters = [
        [people, hash(channel, person)] as const,
        ...(chat === null ? [] : [[chats, hash(channel, chat)] as const]),
      ]
      // One after the other: between looking and counting nobody else may count.
      const taken = turn.then(() => count(counters))
      turn = taken.catch(() => undefined)
      return taken
    },
  }
}

/** Whole seconds until one more is free; 0 where one is. */
async function waitFor(limiter: RateLimiterMemory, id: string): Promise<number> {
  const state = await limiter.get(id)
  if (state === null || state.msBeforeNext <= 0 || state.consumedPoints < limiter.points) return 0
  return Math.ceil(state.msBeforeNext / 1000)
}
