import { DRIFT_BANDS, LEAST_FILMS, WATCHED } from '../../core/drift.js'
import { FIGURES } from '../../core/wording/figures.js'
import { WATCHED_NAMES } from '../attention.js'
import type { FigureRange } from '../figure-range.js'
import type { ModelAtWork } from '../model-figures.js'
import type { ModelDossier } from '../../core/model-shelf.js'
import { ClassTable, shareWithInterval } from './model-tables.js'
import { DRIFT_WORDS, DriftTable } from './overview-drift.js'
import { RangeChoice, spanWords } from './overview-range.js'

export interface ModelLiveProps {
  readonly model: ModelDossier
  readonly work: ModelAtWork
  readonly range: FigureRange
}

const { count, number } = FIGURES.en

/** How the model does at work: against reviewers, and against what it was tested on. */
export function ModelLive({ model, work, range }: ModelLiveProps) {
  return (
    <>
      <section class="model-part" aria-labelledby="work">
        <h2 id="work">At work</h2>
        <RangeChoice range={range} action={`/dashboard/models/${model.name}`} anchor="work" />
        <p class="meta">{spanWords(range)}</p>
        <Against work={work} />
      </section>
      <section class="model-part" aria-labelledby="drift">
        <h2 id="drift">Drift against its own test</h2>
        <DriftPart model={model} work={work} />
      </section>
    </>
  )
}

function Against({ work: { against } }: Pick<ModelLiveProps, 'work'>) {
  if (against.n === 0) {
    return <p class="card-empty">No answer of this model was reviewed on films of these days.</p>
  }
  return (
    <div class="card">
      <h3>Against the reviewers’ verdicts</h3>
      <dl class="facts facts-pairs">
        <div class="fact">
          <dt>Agreement</dt>
          <dd>{shareWithInterval(against.agreement)}</dd>
        </div>
        <div class="fact">
          <dt>Verdicts</dt>
          <dd>{number(against.n)}</dd>
        </div>
        <div class="fact">
          <dt>On films where it was not sure</dt>
          <dd>{number(against.uncertain)}</dd>
        </div>
      </dl>
      <ClassTable caption="Sensitivity and specificity against reviewers" classes={against.classes} />
      <p class="hint">
        The reviewed films are no random sample: those that the model was not sure of and those that somebody
        disagreed with are reviewed first, so that it may do better on all films than these figures say.
        Reviewers can be wrong too. Where it was not sure, it counts as not having found the class. In
        brackets 95 % intervals by Wilson’s method.
      </p>
    </div>
  )
}

function DriftPart({ model, work }: Pick<ModelLiveProps, 'model' | 'work'>) {
  const { drifts, weeks } = work
  if (drifts === null || model.reference === null) {
    return (
      <p class="card-empty">
        Its folder has no <code>distributions.json</code>, so there is nothing to hold the films of these days
        against. The evaluation of a model writes that file.
      </p>
    )
  }
  const { split, n } = model.reference
  return (
    <div class="card">
      <p class="hint">
        Against {count(n, { one: '# film', other: '# films' })} of {split}, on films that were read.
      </p>
      <div class="scroll" tabindex={0} role="region" aria-label="Drift in all of these days">
        <DriftTable drifts={drifts} />
      </div>
      <h3>By week</h3>
      <div class="scroll" tabindex={0} role="region" aria-label="Drift by week">
        <table class="figures weeks">
          <thead>
            <tr>
              <th scope="col">Week of</th>
              <th scope="col">Films</th>
              {WATCHED.map((watched) => (
                <th scope="col">{WATCHED_NAMES[watched]}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {[...weeks].reverse().map(({ week, drifts: ofWeek }) => (
              <tr>
                <th scope="row">{week.from}</th>
                <td>{number(ofWeek.COVID.n)}</td>
                {WATCHED.map((watched) => {
                  const { psi, reading } = ofWeek[watched]
                  return (
                    <td class={`reading-${reading}`}>
                      {psi === null || reading === 'few' ? '–' : psi.toFixed(2)}
                      {(reading === 'large' || reading === 'moderate') && (
                        <span class="visually-hidden"> {DRIFT_WORDS[reading]}</span>
                      )}
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <details class="how-read">
        <summary>How to read it</summary>
        <p>
          The population stability index (PSI) says how far a distribution lies from that of the model’s own
          test: 0 is the same. Up to {DRIFT_BANDS.moderate} little has changed, up to {DRIFT_BANDS.large}{' '}
          something has, above it much has. These bands are a rule of thumb from credit scoring (E. M. Lewis,
          An Introduction to Credit Scoring, 1994; N. Siddiqi, Credit Risk Scorecards, 2006, who sets the
          upper one at 0.25). “Within chance” is what so few films give in 19 of 20 cases though nothing has
          changed (B. Yurdakul and J. Naranjo, Journal of Risk Model Validation 14, 2020). Fewer than{' '}
          {LEAST_FILMS} films say nothing.
        </p>
      </details>
    </div>
  )
}
