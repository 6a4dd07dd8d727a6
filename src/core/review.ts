import type { Label } from './label.js'
import type { Channel } from './study.js'

/** What a reviewer says the film shows: one of the classes, or something that the model does not know. */
export const VERDICTS = ['COVID', 'NORMAL', 'PNEUMONIA', 'other'] as const satisfies readonly (
  Label | 'other'
)[]

export type Verdict = (typeof VERDICTS)[number]

/**
 * What reviewers say of a study's answer, taken together: one who disagrees outweighs those who agree. `reviewed` where the
 * study got no label that anybody could agree with.
 */
export const REVIEW_STATES = ['unreviewed', 'agreed', 'disagreed', 'reviewed'] as const

export type ReviewState = (typeof REVIEW_STATES)[number]

/** One person's word on one study. */
export interface Review {
  readonly studyId: string
  readonly channel: Channel
  /** A pseudonym, or the id of an account of the dashboard. */
  readonly reviewer: string
  readonly verdict: Verdict
  /** Whether the verdict is the label that the study got; null where it got none. */
  readonly agrees: boolean | null
  readonly note: string | null
  readonly at: Date
}

/** The reviews of studies: one a person and study, which can be changed; each change is an event of the record. */
export interface ReviewStore {
  /** Throws `record_missing` for an unknown study. */
  record(review: Review): Promise<void>
  /** Takes back what a reviewer said of a study, as if it had never been; the record keeps both events. Nothing where nothing was said. */
  withdraw(said: Pick<Review, 'studyId' | 'channel' | 'reviewer' | 'at'>): Promise<void>
  /** Oldest first. */
  of(studyId: string): Promise<readonly Review[]>
}

/** Why a study waits for a reviewer: the model was not sure, somebody disagrees, or the draw fell on it. */
export const QUEUE_REASONS = ['uncertain', 'disagreed', 'sampled'] as const

export type QueueReason = (typeof QUEUE_REASONS)[number]

/** A study that waits for a reviewer. */
export interface QueuedStudy {
  readonly studyId: string
  readonly receivedAt: Date
  readonly reason: QueueReason
}

/** The studies that wait for reviewers, newest first. One that a reviewer has judged waits for the others, not for them. */
export interface ReviewQueue {
  /** The next ones for a reviewer, after `after` where given; at most `limit` (1..200). */
  next(options: {
    readonly reviewer: string
    readonly reason?: QueueReason
    readonly after?: { readonly receivedAt: Date; readonly studyId: string }
    readonly limit: number
  }): Promise<readonly QueuedStudy[]>
  /** How many wait for this reviewer, by reason; counting stops at 1,000 each. */
  counts(reviewer: string): Promise<Readonly<Record<QueueReason, number>>>
}

export function isVerdict(text: unknown): text is Verdict {
  return VERDICTS.some((verdict) => verdict === text)
}
