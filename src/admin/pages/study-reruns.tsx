import { formatPercent } from '../../core/answer.js'
import { LABELS } from '../../core/label.js'
import type { Study } from '../../core/study.js'
import type { ActorNames } from '../actor-names.js'
import type { SignedInUser } from '../auth.js'
import { formatMilliseconds, formatTime } from '../format.js'
import { may } from '../roles.js'
import type { Rerun } from '../study-reruns.js'
import type { Site } from '../web.js'
import { FormError } from './fields.js'
import { codeName, OUTCOME_NAMES } from './names.js'

/** A model that a picture can be read with. */
export interface RerunChoice {
  /** The folder's name. */
  readonly name: string
  /** `name@hash12`. */
  readonly id: string
}

export interface StudyRerunsProps {
  readonly site: Site
  readonly user: SignedInUser
  readonly study: Study
  readonly reruns: readonly Rerun[]
  readonly names: ActorNames
  readonly models: readonly RerunChoice[]
  /** Whether the picture is there to be read. */
  readonly readable: boolean
  readonly next: string
  readonly problem: string | null
}

/** What other models say of the same picture, beside the first answer, which stays. */
export function StudyReruns(props: StudyRerunsProps) {
  const { site, user, study, reruns, names } = props
  if (reruns.length === 0 && !may(user.role, 'study.rerun')) return null
  return (
    <section class="card" aria-labelledby="reruns" id="reruns-section">
      <h2 id="reruns">Other models</h2>
      {reruns.length > 0 && (
        <div class="table-scroll" tabindex={0} role="region" aria-label="Answers by model">
          <table class="compared">
            <thead>
              <tr>
                <th scope="col">Model</th>
                <th scope="col">Outcome</th>
                {LABELS.map((label) => (
                  <th scope="col">{site.wording.labels[label]}</th>
                ))}
                <th scope="col">Asked</th>
              </tr>
            </thead>
            <tbody>
              <Row site={site} answer={study} model={study.model ?? '–'} asked="First answer, which counts" />
              {reruns.map((rerun) => (
                <Row
                  site={site}
                  answer={rerun}
                  model={rerun.model}
                  asked={`${formatTime(rerun.at)} UTC, ${names.get(rerun.by ?? '') ?? 'an account that is gone'}${
                    rerun.ms === null ? '' : `, ${formatMilliseconds(rerun.ms)}`
                  }`}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {may(user.role, 'study.rerun') && <RerunForm {...props} />}
    </section>
  )
}

function Row(props: {
  readonly site: Site
  readonly answer: Pick<Rerun, 'label' | 'scores' | 'code'> & { readonly outcome: Rerun['outcome'] | null }
  readonly model: string
  readonly asked: string
}) {
  const { site, answer } = props
  const { scores } = answer
  return (
    <tr>
      <th scope="row" class="cell-mono">
        {props.model}
      </th>
      <td>{outcomeText(answer, site)}</td>
      {LABELS.map((label) => (
        <td class="cell-number">{scores === null ? '–' : formatPercent(scores[label])}</td>
      ))}
      <td class="hint">{props.asked}</td>
    </tr>
  )
}

function outcomeText(
  { outcome, label, code }: Pick<Rerun, 'label' | 'code'> & { readonly outcome: Rerun['outcome'] | null },
  { wording }: Site,
): string {
  if (outcome === null) return 'Waiting'
  if (label !== null) return wording.labels[label]
  return code === null ? OUTCOME_NAMES[outcome] : `${OUTCOME_NAMES[outcome]}: ${codeName(code)}`
}

function RerunForm({ study, models, readable, next, problem }: StudyRerunsProps) {
  if (!readable) {
    return (
      <p class="hint">
        {study.pictureErasedAt === null
          ? 'There is no picture to read again.'
          : `The picture was erased on ${formatTime(study.pictureErasedAt)} UTC, so no model can read it again.`}
      </p>
    )
  }
  if (models.length === 0) return <p class="hint">There is no model here to read it with.</p>
  return (
    <form class="rerun-form" method="post" action={`/dashboard/studies/${study.id}/rerun`} data-rerun>
      <FormError text={problem} />
      <input type="hidden" name="next" value={next} />
      <div class="field">
        <label for="rerun-model">Read the picture again with</label>
        <select id="rerun-model" name="model" required>
          {models.map(({ name, id }) => (
            <option value={name} selected={id !== study.model}>
              {id === study.model ? `${name} (which answered)` : name}
            </option>
          ))}
        </select>
      </div>
      <button class="button" type="submit">
        Read again
      </button>
      <p class="hint" data-rerun-status role="status">
        Starting a model takes some seconds. The first answer stays as it is; what the other model says goes
        on the record beside it.
      </p>
    </form>
  )
}
