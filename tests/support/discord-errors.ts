/** An answer of Discord that refuses. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    /** Discord's number of the error. */
    readonly code = 0,
    /** Seconds, with status 429. */
    readonly retryAfter?: number,
  ) {
    super(`status ${status}`)
  }
}
