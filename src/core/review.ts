import type { Label } from './label.js'
import type { Channel } from './study.js'

/** What a reviewer says the film shows: one of the classes, or something that the model does not know. */
export const VERDICTS = ['COVID', 'NORMAL', 'PNEUMONIA', 'other'] as const satisfies readonly (
  Label | 'other'
)[]

export type Verdict = (typeof VERDICTS)[number]

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
  /** Oldest first. */
  of(studyId: string): Promise<readonly Review[]>
}

export function isVerdict(text: unknown): text is Verdict {
  return VERDICTS.some((verdict) => verdict === text)
}
