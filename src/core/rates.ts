import type { Sender } from './study.js'

/** How many pictures one person and one chat may send in a stretch of time. */
export interface RateLimits {
  /** Counts one picture. Null where it may be sent; otherwise the seconds (1 or more) until one may. */
  take(sender: Sender): Promise<number | null>
}
