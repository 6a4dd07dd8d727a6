import type { QueueReason, Review, ReviewState } from './review.js'
import type { Study } from './study.js'

/** What the reviews of a study come to. */
export function reviewStateOf(reviews: readonly Pick<Review, 'agrees'>[]): ReviewState {
  if (reviews.length === 0) return 'unreviewed'
  if (reviews.some(({ agrees }) => agrees === false)) return 'disagreed'
  return reviews.some(({ agrees }) => agrees === true) ? 'agreed' : 'reviewed'
}

/**
 * Why a study waits for reviewers; null where it does not, because nothing asks for them or its picture is not kept. `drawn`
 * says whether the draw would have it.
 */
export function queueReasonOf(
  study: Pick<Study, 'outcome' | 'reviewState' | 'sha256' | 'pictureErasedAt'>,
  drawn: boolean,
): QueueReason | null {
  if (study.sha256 === null || study.pictureErasedAt !== null) return null
  if (study.reviewState === 'disagreed') return 'disagreed'
  if (study.outcome === 'uncertain') return 'uncertain'
  return study.outcome === 'finding' && drawn ? 'sampled' : null
}
