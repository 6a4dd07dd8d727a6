const SECOND_MS = 1000
const DAY_MS = 24 * 60 * 60 * SECOND_MS

const FIRST_DELAY_MS = 10 * SECOND_MS
const FACTOR = 3
/** A delay is longer or shorter by up to this share, so that what failed together is not tried together. */
const JITTER = 0.2
/** After this a notice is given up until an administrator asks for it again. */
const PATIENCE_MS = 7 * DAY_MS

/**
 * When a notice is tried again after it failed: after 10 s, 30 s, 90 s and so on, three times as long each time and never
 * more than a day; null once it is a week old. A server that says when to come back is not asked before.
 * @param attempts that failed, the last one included
 * @param random 0..1
 */
export function nextAttempt(options: {
  readonly attempts: number
  readonly createdAt: Date
  readonly now: Date
  readonly retryAfterSeconds: number | null
  readonly random: number
}): Date | null {
  const { attempts, createdAt, now, retryAfterSeconds, random } = options
  if (now.getTime() - createdAt.getTime() >= PATIENCE_MS) return null
  const regular = Math.min(DAY_MS, FIRST_DELAY_MS * FACTOR ** (attempts - 1))
  const spread = regular * (1 + JITTER * (2 * random - 1))
  const asked = Math.min(DAY_MS, (retryAfterSeconds ?? 0) * SECOND_MS)
  return new Date(now.getTime() + Math.round(Math.max(spread, asked)))
}
