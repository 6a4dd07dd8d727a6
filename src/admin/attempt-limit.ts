/** Counts failures by account, beside the limit by address that the sign-in library keeps: many addresses may guess at one account. */
export interface AttemptLimit {
  /** Seconds until this key may try again; null where it may now. A try that may go on counts as a failure until `forgive`. */
  take(key: string): number | null
  /** Forgets the failures of a key: somebody proved who they are. */
  forgive(key: string): void
}

export interface AttemptLimitOptions {
  /** Failures that are borne within the window. */
  readonly most: number
  readonly windowMs: number
  /** Milliseconds of a clock that never goes back. */
  readonly clock?: () => number
}

/** Keys that are remembered at once: enough for a clinic, too few to fill the memory with made-up addresses. */
const REMEMBERED = 10_000

/** A count that starts anew when its window is over. Kept in memory: a restart forgives everybody. */
export function createAttemptLimit(options: AttemptLimitOptions): AttemptLimit {
  const { most, windowMs, clock = () => performance.now() } = options
  const counts = new Map<string, { failures: number; readonly until: number }>()

  return {
    take(key) {
      const now = clock()
      const known = counts.get(key)
      if (known !== undefined && known.until > now) {
        if (known.failures >= most) return Math.ceil((known.until - now) / 1000)
        known.failures += 1
        return null
      }
      counts.delete(key)
      if (counts.size >= REMEMBERED) dropOldest(counts, now)
      counts.set(key, { failures: 1, until: now + windowMs })
      return null
    },

    forgive(key) {
      counts.delete(key)
    },
  }
}

/** Those whose window is over, else the one that came first: a map keeps the order in which keys came. */
function dropOldest(counts: Map<string, { readonly until: number }>, now: number): void {
  for (const [key, { until }] of counts) if (until <= now) counts.delete(key)
  const [first] = counts.keys()
  if (counts.size >= REMEMBERED && first !== undefined) counts.delete(first)
}
