import type { Review, Verdict } from '../../core/review.js'
import { VERDICTS } from '../../core/review.js'
import type { Study } from '../../core/study.js'
import { isAccountChannel, type ActorNames } from '../actor-names.js'
import type { SignedInUser } from '../auth.js'
import { formatTime } from '../format.js'
import { may } from '../roles.js'
import type { Site } from '../web.js'
import { FormError } from './fields.js'
import { CHANNEL_NAMES, verdictName } from './names.js'
import { ReviewMark } from './outcome-chip.js'

/** Characters of a reviewer's note. */
export const REVIEW_NOTE_LIMIT = 1000

export interface StudyReviewsProps {
  readonly site: Site
  readonly user: SignedInUser
  readonly study: Study
  readonly reviews: readonly Review[]
  readonly names: ActorNames
  /** Where the form goes back to. */
  readonly next: string
  /** What was wrong with the form, and the note that was in it. */
  readonly problem: string | null
  readonly typed: string | null
}

/** What reviewers say of the film, and the form to say it. */
export function StudyReviews(props: StudyReviewsProps) {
  const { site, user, study, reviews, names } = props
  return (
    <section class="card" aria-labelledby="reviews" id="reviews-section">
      <div class="card-head">
        <h2 id="reviews">Reviews</h2>
        <ReviewMark state={study.reviewState} />
      </div>
      {reviews.length === 0 ? (
        <p class="hint">Nobody has reviewed this film.</p>
      ) : (
        <ul class="reviews">
          {reviews.map((review) => (
            <li>
              <p class="review-line">
                <strong>{verdictName(review.verdict, site.wording)}</strong>
                {review.agrees !== null && <ReviewMark state={review.agrees ? 'agreed' : 'disagreed'} />}
              </p>
              {review.note !== null && <p class="said-text">{review.note}</p>}
              <p class="hint">
                {whoOf(review, user, names)}, {CHANNEL_NAMES[review.channel]},{' '}
                <time datetime={review.at.toISOString()}>{formatTime(review.at)} UTC</time>
              </p>
            </li>
          ))}
        </ul>
      )}
      {may(user.role, 'study.review') &&
        (isReviewable(study) ? (
          <ReviewForm {...props} />
        ) : (
          <p class="hint">There is no answered film here that could be judged.</p>
        ))}
    </section>
  )
}

/** Whether there is an answer to a film that somebody could judge. */
export function isReviewable(study: Pick<Study, 'answeredAt' | 'sha256' | 'outcome'>): boolean {
  return study.answeredAt !== null && study.sha256 !== null && study.outcome !== 'fault'
}

/** The review that an account gave before. */
export function ownReview(reviews: readonly Review[], user: Pick<SignedInUser, 'id'>): Review | null {
  return reviews.find(({ channel, reviewer }) => channel === 'web' && reviewer === user.id) ?? null
}

function ReviewForm({ site, user, study, reviews, next, problem, typed }: StudyReviewsProps) {
  const own = ownReview(reviews, user)
  return (
    <form class="form review-form" method="post" action={`/dashboard/studies/${study.id}/reviews`}>
      <h3>{own === null ? 'Your review' : 'Change your review'}</h3>
      <FormError text={problem} />
      <input type="hidden" name="next" value={next} />
      <fieldset class="verdicts">
        <legend>The film shows</legend>
        {VERDICTS.map((verdict) => (
          <VerdictChoice site={site} verdict={verdict} chosen={own?.verdict === verdict} study={study} />
        ))}
      </fieldset>
      <div class="field">
        <label for="review-note">Note, if you like</label>
        <textarea id="review-note" name="note" rows={3} maxlength={REVIEW_NOTE_LIMIT}>
          {typed ?? own?.note ?? ''}
        </textarea>
      </div>
      <button class="button button-primary" type="submit">
        {own === null ? 'Save the review' : 'Save the change'}
      </button>
    </form>
  )
}

function VerdictChoice(props: {
  readonly site: Site
  readonly verdict: Verdict
  readonly chosen: boolean
  readonly study: Study
}) {
  const { verdict, study } = props
  return (
    <label class="verdict">
      <input type="radio" name="verdict" value={verdict} checked={props.chosen} required />
      <span>{verdictName(verdict, props.site.wording)}</span>
      {study.label === verdict && <span class="hint">as answered</span>}
    </label>
  )
}

function whoOf({ channel, reviewer }: Review, user: SignedInUser, names: ActorNames): string {
  if (!isAccountChannel(channel)) return `Person ${reviewer.slice(0, 8)}`
  return reviewer === user.id ? 'You' : (names.get(reviewer) ?? 'An account that is gone')
}
