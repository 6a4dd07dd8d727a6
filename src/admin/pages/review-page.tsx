import { FIGURES } from '../../core/wording/figures.js'
import type { QueueReason } from '../../core/review.js'
import { QUEUE_REASONS } from '../../core/review.js'
import { MOST_COUNTED } from '../attention.js'
import type { SignedInUser } from '../auth.js'
import type { ReviewDesk } from '../review-desk.js'
import { reviewAddress } from '../review-desk.js'
import type { ReviewSettings } from '../review-settings.js'
import type { Site } from '../web.js'
import { RingIcon } from './icons.js'
import { Page } from './layout.js'
import { ReviewFilm } from './review-film.js'
import { KeyHelp } from './review-help.js'
import { LastVerdict, ModelAnswer, VerdictForm } from './review-verdict.js'

export interface ReviewPageProps {
  readonly site: Site
  readonly user: SignedInUser
  readonly desk: ReviewDesk
  readonly settings: ReviewSettings
}

const { number } = FIGURES.en

/** One film large, and what to say of it. In blind review nothing of the answer is on the page before the verdict. */
export function ReviewPage(props: ReviewPageProps) {
  const { site, user, desk, settings } = props
  const { film } = desk
  const isShown = film !== null && (!settings.blind || film.own !== null)
  return (
    <Page
      site={site}
      title={film === null ? 'Review' : `Review ${film.study.reference}`}
      user={user}
      current="review"
      styles={['review.css']}
      {...(settings.keys && { script: 'review.js' })}
    >
      <div class="review-head">
        <h1>Review</h1>
        <Waiting desk={desk} />
        <Settings desk={desk} settings={settings} />
      </div>
      {film === null ? (
        <Empty {...props} />
      ) : (
        <div class="review">
          <ReviewFilm site={site} film={film} isShown={isShown} />
          <div class="review-side">
            <VerdictForm desk={desk} film={film} site={site} settings={settings} />
            {isShown && <ModelAnswer film={film} site={site} />}
            {desk.last && <LastVerdict last={desk.last} reason={desk.query.reason} site={site} />}
          </div>
        </div>
      )}
      <KeyHelp settings={settings} />
    </Page>
  )
}

const REASON_NAMES: Readonly<Record<QueueReason, string>> = {
  uncertain: 'Model not sure',
  disagreed: 'Disagreed with',
  sampled: 'Random sample',
}

/** How many wait, by reason; each is a way to see these alone. */
function Waiting({ desk }: { readonly desk: ReviewDesk }) {
  const { waiting, query } = desk
  const all = QUEUE_REASONS.reduce((sum, reason) => sum + waiting[reason], 0)
  const more = QUEUE_REASONS.some((reason) => waiting[reason] >= MOST_COUNTED)
  const choices = [
    { reason: null, name: 'All', count: `${number(all)}${more ? '+' : ''}` },
    ...QUEUE_REASONS.map((reason) => ({
      reason,
      name: REASON_NAMES[reason],
      count: `${number(waiting[reason])}${waiting[reason] >= MOST_COUNTED ? '+' : ''}`,
    })),
  ]
  return (
    <nav class="waiting" aria-label="Films that wait for you">
      {choices.map(({ reason, name, count }) => (
        <a href={reviewAddress({ reason })} aria-current={query.reason === reason ? 'true' : undefined}>
          {name} <span class="waiting-count">{count}</span>
        </a>
      ))}
    </nav>
  )
}

/** Blind review, switched by a form. */
function Settings({ desk, settings }: Pick<ReviewPageProps, 'desk' | 'settings'>) {
  const here = reviewAddress({ ...desk.query, problem: null })
  return (
    <form class="review-settings" method="post" action="/dashboard/review/settings">
      <input type="hidden" name="next" value={here} />
      <button
        class="button"
        type="submit"
        name="blind"
        value={settings.blind ? 'off' : 'on'}
        title={
          settings.blind
            ? 'The model’s answer is shown once you have given your verdict.'
            : 'The model’s answer is shown before your verdict, and may sway it.'
        }
      >
        Blind review: {settings.blind ? 'on' : 'off'}
      </button>
    </form>
  )
}

function Empty({ desk, site }: ReviewPageProps) {
  const { reason } = desk.query
  return (
    <div class="review-empty">
      <div class="review-none">
        <RingIcon />
        <h2>{reason === null ? 'Nothing waits for you' : `Nothing waits for this reason`}</h2>
        <p>
          {reason === null
            ? 'Films come here when the model is not sure, when somebody disagrees with it, and now and then by chance.'
            : 'Others may wait for another one.'}
        </p>
        <p class="actions">
          {reason === null ? (
            <a class="button" href="/dashboard/studies">
              All studies
            </a>
          ) : (
            <a class="button button-primary" href="/dashboard/review">
              All that wait
            </a>
          )}
        </p>
      </div>
      {desk.last && <LastVerdict last={desk.last} reason={reason} site={site} />}
    </div>
  )
}
