import { formatPercent } from '../../core/answer.js'
import { LABELS } from '../../core/label.js'
import type { QueueReason, Review, Verdict } from '../../core/review.js'
import { VERDICTS } from '../../core/review.js'
import type { Study } from '../../core/study.js'
import { formatTime } from '../format.js'
import type { FilmAtHand, ReviewDesk } from '../review-desk.js'
import { reviewAddress } from '../review-desk.js'
import type { ReviewSettings } from '../review-settings.js'
import type { Site } from '../web.js'
import { AlertIcon, ArrowIcon, BackIcon, InfoIcon } from './icons.js'
import { CHANNEL_NAMES } from './names.js'
import { OutcomeChip } from './outcome-chip.js'
import { ScoreBars } from './score-bars.js'

const KEYS: Readonly<Record<Verdict, string>> = { COVID: '1', NORMAL: '2', PNEUMONIA: '3', other: '4' }

/** What this film shows, in the reviewer's word. */
export function VerdictForm(props: {
  readonly desk: ReviewDesk
  readonly film: FilmAtHand
  readonly site: Site
  readonly settings: ReviewSettings
}) {
  const { desk, film, site, settings } = props
  const { study, own } = film
  const { reason, problem } = desk.query
  const isThere = film.picture.kind === 'picture'
  return (
    <section class="card" aria-labelledby="verdict">
      <div class="review-title">
        <h2 id="verdict">{own === null ? 'What does this film show?' : 'Your verdict'}</h2>
        {desk.place !== null && <p class="meta">Number {desk.place} in the queue</p>}
      </div>
      {problem === 'verdict' && (
        <p class="notice notice-fault" role="alert">
          <AlertIcon /> Choose one of the four. Nothing was noted.
        </p>
      )}
      {study.note !== null && (
        <div class="sender-note">
          <p class="hint">Came with the film</p>
          <p>{study.note}</p>
        </div>
      )}
      {own !== null && (
        <p class="notice">
          <InfoIcon />
          <span>
            You said <strong>{site.wording.verdicts[own.verdict]}</strong> on {formatTime(own.at)} UTC. Choose
            again to change it.
          </span>
        </p>
      )}
      {isThere ? (
        <form class="verdicts" method="post" action="/dashboard/review" data-verdicts>
          <input type="hidden" name="study" value={study.id} />
          {reason !== null && <input type="hidden" name="reason" value={reason} />}
          <div class="verdict-buttons" role="group" aria-labelledby="verdict">
            {VERDICTS.map((verdict) => (
              <button
                class="button verdict-button"
                type="submit"
                name="verdict"
                value={verdict}
                data-key={KEYS[verdict]}
                aria-pressed={own === null ? undefined : own.verdict === verdict ? 'true' : 'false'}
                aria-keyshortcuts={settings.keys ? KEYS[verdict] : undefined}
              >
                <kbd aria-hidden="true">{KEYS[verdict]}</kbd>
                {site.wording.verdicts[verdict]}
              </button>
            ))}
          </div>
          <div class="field">
            <label for="note">
              Note <span class="hint">(optional, goes with the verdict; no names, please)</span>
            </label>
            <textarea id="note" name="note" rows={2} maxlength={1000} data-key="n">
              {own?.note ?? ''}
            </textarea>
          </div>
        </form>
      ) : (
        <p class="notice">
          <InfoIcon />
          <span>Without its picture this film cannot be judged. Go on to the next one.</span>
        </p>
      )}
      <Steps desk={desk} />
    </section>
  )
}

/** On and back without a verdict. */
function Steps({ desk }: { readonly desk: ReviewDesk }) {
  const { previous, next, query } = desk
  const step = (study: string | null): string => reviewAddress({ study, reason: query.reason })
  return (
    <p class="review-steps">
      {previous === null ? (
        <span class="review-end">First film</span>
      ) : (
        <a class="button" href={step(previous)} data-key="k">
          <BackIcon /> Previous
        </a>
      )}
      {next === null ? (
        <span class="review-end">Last film</span>
      ) : (
        <a class="button" href={step(next)} data-key="j">
          {desk.film?.own ? 'Next' : 'Skip'} <ArrowIcon />
        </a>
      )}
    </p>
  )
}

/** What the model said. Only ever drawn where it may be seen. */
export function ModelAnswer({ film, site }: { readonly film: FilmAtHand; readonly site: Site }) {
  const { study, own, others } = film
  return (
    <section class="card" aria-labelledby="answer">
      <div class="review-title">
        <h2 id="answer">The model’s answer</h2>
        <OutcomeChip study={study} wording={site.wording} />
      </div>
      {own !== null && <Agreement study={study} own={own} site={site} />}
      <Scores study={study} site={site} />
      {others.length > 0 && (
        <div class="others">
          <h3>What others said</h3>
          <ul>
            {others.map((review) => (
              <li>
                {site.wording.verdicts[review.verdict]}
                <span class="hint">
                  {' '}
                  {CHANNEL_NAMES[review.channel]}, {formatTime(review.at)} UTC
                </span>
                {review.note !== null && <p class="others-note">{review.note}</p>}
              </li>
            ))}
          </ul>
        </div>
      )}
      <p>
        <a href={`/dashboard/studies/${study.id}`}>Everything on record about this film</a>
      </p>
    </section>
  )
}

function Scores({ study, site }: { readonly study: Study; readonly site: Site }) {
  if (study.scores === null) return null
  const { scores } = study
  return (
    <ScoreBars
      site={site}
      threshold={study.threshold}
      bars={LABELS.map((label) => ({
        label,
        name: site.wording.labels[label],
        score: scores[label],
        percent: formatPercent(scores[label]),
      }))}
    />
  )
}

function Agreement(props: { readonly study: Study; readonly own: Review; readonly site: Site }) {
  const { agrees } = props.own
  const said = props.site.wording.verdicts[props.own.verdict]
  return (
    <p class={agrees === false ? 'agreement agreement-no' : 'agreement'}>
      {agrees === null
        ? `You said ${said}. The model was not sure, so there was nothing to agree with.`
        : agrees
          ? `You said ${said}: you agree.`
          : `You said ${said}: you disagree.`}
    </p>
  )
}

/** The film before, with its answer beside the verdict: what blind review keeps back until then. */
export function LastVerdict(props: {
  readonly last: NonNullable<ReviewDesk['last']>
  readonly reason: QueueReason | null
  readonly site: Site
}) {
  const { last, reason, site } = props
  const { study, own } = last
  return (
    <section class="card last" aria-labelledby="last">
      <div class="review-title">
        <h2 id="last">
          Your last film, <span class="mono">{study.reference}</span>
        </h2>
        <OutcomeChip study={study} wording={site.wording} />
      </div>
      <div role="status">
        <Agreement study={study} own={own} site={site} />
      </div>
      <details>
        <summary>Scores</summary>
        <Scores study={study} site={site} />
      </details>
      <div class="actions">
        <a class="button" href={reviewAddress({ study: study.id, reason })}>
          Look again
        </a>
        <form method="post" action="/dashboard/review/undo">
          <input type="hidden" name="study" value={study.id} />
          {reason !== null && <input type="hidden" name="reason" value={reason} />}
          <button class="button" type="submit" data-key="z" aria-keyshortcuts="z">
            Take it back <kbd aria-hidden="true">Z</kbd>
          </button>
        </form>
      </div>
    </section>
  )
}
