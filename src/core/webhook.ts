/** An answer that another server is to be told of. */
export interface WebhookDelivery {
  readonly id: string
  readonly studyId: string
  readonly createdAt: Date
  /** How often it was tried. */
  readonly attempts: number
  /** Null once it was given up. */
  readonly nextAttemptAt: Date | null
  readonly deliveredAt: Date | null
  /** Why the last attempt failed; null where none did since. */
  readonly lastProblem: string | null
}

/** How deliveries stand. */
export interface WebhookBacklog {
  /** Not delivered and not given up. */
  readonly waiting: number
  readonly givenUp: number
  /** When the oldest that waits was written. */
  readonly oldestWaiting: Date | null
  readonly lastDelivered: Date | null
}

/**
 * The deliveries that are still to be made, on disk: each is written together with its answer, so none is lost with a
 * process, and each is made at least once.
 */
export interface WebhookOutbox {
  /**
   * Takes those that are due, the longest due first, and keeps other processes from them until `until`: whoever takes one and
   * dies leaves it to be taken again then.
   */
  claim(options: {
    readonly now: Date
    readonly until: Date
    readonly limit: number
  }): Promise<readonly WebhookDelivery[]>
  delivered(id: string, at: Date): Promise<void>
  /** `nextAttemptAt` is null to give it up. */
  failed(
    id: string,
    failure: { readonly problem: string; readonly nextAttemptAt: Date | null },
  ): Promise<void>
  /** When the next one is due; null where none waits. */
  nextDue(): Promise<Date | null>
  backlog(): Promise<WebhookBacklog>
  /** Newest first, at most `limit`. */
  recent(limit: number): Promise<readonly WebhookDelivery[]>
  /** Those that were given up are due again at `at`. Gives how many. */
  retryGivenUp(at: Date): Promise<number>
  /** Forgets those that were delivered before then. */
  forget(before: Date): Promise<void>
}

/** What came of one attempt. A problem is a word or two for an administrator: `status 500`, `no answer within 10 s`. */
export type WebhookAttempt =
  | { readonly kind: 'delivered'; readonly status: number }
  | { readonly kind: 'failed'; readonly problem: string; readonly retryAfterSeconds: number | null }

/** The server that is told of every answer. */
export interface Webhook {
  /** Its address without what may be secret in it: scheme, host and path. */
  readonly address: string
  /** Sends a test, once, now. */
  test(): Promise<WebhookAttempt>
  backlog(): Promise<WebhookBacklog>
  recent(limit: number): Promise<readonly WebhookDelivery[]>
  retryGivenUp(): Promise<number>
}
