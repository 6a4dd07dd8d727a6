import type { BrokenModel, LiveModel, ShelvedModel } from '../../core/model-shelf.js'
import { HONEST_TEST_SPLIT } from '../../core/model-shelf.js'
import { FIGURES } from '../../core/wording/figures.js'
import type { SignedInUser } from '../auth.js'
import type { Site } from '../web.js'
import { AlertIcon, DotIcon, InfoIcon, RingIcon } from './icons.js'
import { Page } from './layout.js'
import { shareWithInterval } from './model-tables.js'
import { Chip } from './outcome-chip.js'

export interface ModelsPageProps {
  readonly site: Site
  readonly user: SignedInUser
  readonly models: readonly ShelvedModel[]
  readonly broken: readonly BrokenModel[]
  /** Models that answered, and how often; those that are no longer there too. */
  readonly answered: readonly { readonly model: string; readonly studies: number }[]
  readonly live: LiveModel | null
  /** `name@hash12` of the one that answers now; null while none does. */
  readonly served: string | null
  readonly pinned: boolean
}

const { number } = FIGURES.en

/** Every model that could be served, which is, and which will be. */
export function ModelsPage(props: ModelsPageProps) {
  const { site, user, models, broken, answered } = props
  const gone = answered.filter(({ model }) => models.every(({ id }) => id !== model))
  return (
    <Page site={site} title="Models" user={user} current="models" styles={['overview.css', 'models.css']}>
      <div class="page-head">
        <h1>Models</h1>
        <p class="meta">What each was tested on, how it does here, and which one answers.</p>
      </div>
      <Served {...props} />
      <ul class="models">
        {models.map((model) => (
          <ModelRow model={model} {...props} />
        ))}
      </ul>
      {models.length === 0 && <p class="card-empty">There is no model that could be served.</p>}
      {models.length > 1 && <CompareForm models={models} />}
      {broken.length > 0 && <Broken broken={broken} />}
      {gone.length > 0 && (
        <section class="card models-gone" aria-labelledby="gone">
          <h2 id="gone">Answered in the past, and no longer here</h2>
          <ul>
            {gone.map(({ model, studies }) => (
              <li>
                <a class="mono" href={`/dashboard/studies?model=${encodeURIComponent(model)}`}>
                  {model}
                </a>
                <span class="hint">{FIGURES.en.count(studies, { one: '# film', other: '# films' })}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </Page>
  )
}

function Served({ live, served, pinned }: ModelsPageProps) {
  if (served === null) {
    return (
      <p class="notice">
        <InfoIcon /> <span>No model answers at the moment: the network is not running.</span>
      </p>
    )
  }
  if (live === null || live.id === served) return null
  return (
    <p class="notice notice-look" role="status">
      <AlertIcon />
      <span>
        <strong class="mono">{served}</strong> answers now, though <strong class="mono">{live.id}</strong> was
        promoted.{' '}
        {pinned
          ? 'A setting (MODEL_DIR) names the model that is served; promoting another one changes nothing while it does.'
          : 'The promoted one answers from the next start of the program on.'}
      </span>
    </p>
  )
}

function ModelRow(props: ModelsPageProps & { readonly model: ShelvedModel }) {
  const { model, live, served, answered } = props
  const { manifest } = model
  const honest = manifest.metrics.find(({ split }) => split === HONEST_TEST_SPLIT)
  const other = manifest.metrics.find(({ split }) => split !== HONEST_TEST_SPLIT)
  const films = answered.find((one) => one.model === model.id)?.studies ?? 0
  return (
    <li class="card model-row">
      <div class="model-name">
        <h2>
          <a href={`/dashboard/models/${model.name}`}>{model.name}</a>
        </h2>
        <ModelChips model={model} live={live} served={served} />
      </div>
      <dl class="facts facts-columns">
        <div class="fact">
          <dt>Honest test, accuracy</dt>
          <dd>{honest ? shareWithInterval(honest.accuracy) : 'Not measured'}</dd>
        </div>
        {other && (
          <div class="fact">
            <dt>{other.split}, accuracy</dt>
            <dd>{shareWithInterval(other.accuracy)}</dd>
          </div>
        )}
        <div class="fact">
          <dt>Films answered here</dt>
          <dd>
            {films === 0 ? (
              'None'
            ) : (
              <a href={`/dashboard/studies?model=${encodeURIComponent(model.id)}`}>{number(films)}</a>
            )}
          </dd>
        </div>
        <div class="fact">
          <dt>Network</dt>
          <dd>
            {manifest.architecture}, {manifest.inputShape[1]} × {manifest.inputShape[0]}
          </dd>
        </div>
        <div class="fact">
          <dt>Made</dt>
          <dd>{manifest.created}</dd>
        </div>
        <div class="fact">
          <dt>Id</dt>
          <dd class="mono">{model.id}</dd>
        </div>
      </dl>
    </li>
  )
}

/** Which of the models this is: the one that answers, the one that will. */
export function ModelChips(props: {
  readonly model: Pick<ShelvedModel, 'id'>
  readonly live: LiveModel | null
  readonly served: string | null
}) {
  const { model, live, served } = props
  return (
    <span class="model-chips">
      {served === model.id && <Chip tone="finding" icon={<DotIcon />} text="Answers now" />}
      {live?.id === model.id && (
        <Chip
          tone="normal"
          icon={<RingIcon />}
          text={served === model.id ? 'Live' : 'Live from the next start on'}
        />
      )}
    </span>
  )
}

function CompareForm({ models }: { readonly models: readonly ShelvedModel[] }) {
  const options = (chosen: number) =>
    models.map(({ name }, index) => (
      <option value={name} selected={index === chosen}>
        {name}
      </option>
    ))
  return (
    <form class="card compare-form" method="get" action="/dashboard/models/compare">
      <h2>Compare two</h2>
      <div class="field">
        <label for="a">One</label>
        <select id="a" name="a">
          {options(0)}
        </select>
      </div>
      <div class="field">
        <label for="b">Other</label>
        <select id="b" name="b">
          {options(1)}
        </select>
      </div>
      <button class="button" type="submit">
        Compare
      </button>
    </form>
  )
}

function Broken({ broken }: { readonly broken: readonly BrokenModel[] }) {
  return (
    <section class="card" aria-labelledby="broken">
      <h2 id="broken">Cannot be served</h2>
      <ul class="models-broken">
        {broken.map(({ name, problem }) => (
          <li>
            <span class="mono">{name}</span> <span class="hint">{problem}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
