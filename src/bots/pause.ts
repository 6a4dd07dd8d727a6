import { setTimeout as delay } from 'node:timers/promises'

/** Waits `ms` milliseconds; ends early, without a rejection, when `signal` aborts. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  await delay(ms, undefined, signal ? { signal } : {}).catch(() => undefined)
}

/** The wait before try number `attempt` (from 1): doubles from `firstMs`, at most `mostMs`. */
export function backoff(attempt: number, firstMs: number, mostMs: number): number {
  return Math.min(mostMs, firstMs * 2 ** Math.min(attempt - 1, 20))
}
