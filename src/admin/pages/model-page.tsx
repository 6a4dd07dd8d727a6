import type { LiveModel, ModelDossier } from '../../core/model-shelf.js'
import { HONEST_TEST_SPLIT } from '../../core/model-shelf.js'
import { LABELS } from '../../core/label.js'
import type { Label } from '../../core/label.js'
import { FIGURES } from '../../core/wording/figures.js'
import type { SignedInUser } from '../auth.js'
import { may } from '../roles.js'
import type { Site } from '../web.js'
import { BackIcon } from './icons.js'
import { Page } from './layout.js'
import { ModelCard } from './model-card.js'
import { ModelLive, type ModelLiveProps } from './model-live.js'
import {
  ClassTable,
  ConfusionMatrix,
  decimalWithInterval,
  ReliabilityPlot,
  shareWithInterval,
} from './model-tables.js'
import { ModelChips } from './models-page.js'

export interface ModelPageProps extends ModelLiveProps {
  readonly site: Site
  readonly user: SignedInUser
  readonly live: LiveModel | null
  readonly served: string | null
  /** How many films it answered here. */
  readonly films: number
}

const { number } = FIGURES.en

/** One model: what it was tested on and scored, how it does here, what it is made of. */
export function ModelPage(props: ModelPageProps) {
  const { site, user, model, live, served } = props
  return (
    <Page site={site} title={model.name} user={user} current="models" styles={['overview.css', 'models.css']}>
      <p class="back">
        <a href="/dashboard/models">
          <BackIcon /> All models
        </a>
      </p>
      <div class="page-head page-head-row">
        <h1>{model.name}</h1>
        <ModelChips model={model} live={live} served={served} />
        {may(user.role, 'models.promote') && model.promotable && live?.id !== model.id && (
          <a class="button model-promote" href={`/dashboard/models/${model.name}/promote`}>
            Promote
          </a>
        )}
      </div>
      {live?.id === model.id && <Promoted live={live} />}
      <nav class="model-jump" aria-label="On this page">
        <a href="#scored">What it scored</a>
        <a href="#work">At work</a>
        <a href="#drift">Drift</a>
        <a href="#made">What it is made of</a>
        {model.card !== null && <a href="#card">Card</a>}
      </nav>
      <Scored model={model} />
      <ModelLive model={model} work={props.work} range={props.range} />
      <Made model={model} films={props.films} />
      {model.card !== null && (
        <section class="model-part" aria-labelledby="card">
          <h2 id="card">Model card</h2>
          <div class="card">
            <ModelCard markdown={model.card} />
          </div>
        </section>
      )}
    </Page>
  )
}

function Promoted({ live }: { readonly live: LiveModel }) {
  return (
    <p class="meta">
      Promoted on <time datetime={live.promotedAt}>{live.promotedAt.slice(0, 10)}</time>
      {live.promotedBy !== null && ` by ${live.promotedBy}`}
      {live.replaced !== null && `, in place of ${live.replaced}`}
      {live.forced && '. It has no figures on the honest test; that was confirmed'}.
    </p>
  )
}

function Scored({ model }: Pick<ModelPageProps, 'model'>) {
  const { report, manifest } = model
  const honest = manifest.metrics.some(({ split }) => split === HONEST_TEST_SPLIT)
  const others = manifest.metrics.filter(({ split }) => split !== report?.split)
  return (
    <section class="model-part" aria-labelledby="scored">
      <h2 id="scored">What it scored</h2>
      {!honest && (
        <p class="notice notice-look">
          <span>
            There are no figures on the honest test (<code>{HONEST_TEST_SPLIT}</code>): the ones below may be
            better than the model is.
          </span>
        </p>
      )}
      {report !== null && <Report model={model} />}
      {others.map((metrics) => (
        <div class="card">
          <h3>On {metrics.split}</h3>
          <p>
            Accuracy {shareWithInterval(metrics.accuracy)}, of {number(metrics.accuracy.n)} films.
          </p>
          <ClassTable caption={`Figures by class on ${metrics.split}`} classes={classesOf(metrics)} />
          <Again command={metrics.command} />
        </div>
      ))}
      {report === null && manifest.metrics.length === 0 && (
        <p class="card-empty">Nobody has evaluated this model, or its folder does not say so.</p>
      )}
    </section>
  )
}

function Report({ model }: Pick<ModelPageProps, 'model'>) {
  const { report, name, drawings } = model
  if (report === null) return null
  const areas = Object.fromEntries(
    LABELS.map((label) => [label, report.classes[label].areaUnderCurve]),
  ) as Record<Label, (typeof report.classes)[Label]['areaUnderCurve']>
  return (
    <div class="card">
      <h3>
        On {report.split}, {number(report.n)} films
      </h3>
      <dl class="facts facts-columns">
        <Figure name="Accuracy" value={shareWithInterval(report.accuracy)} />
        <Figure name="Balanced accuracy" value={shareWithInterval(report.balancedAccuracy)} />
        <Figure name="Mean area under the ROC curve" value={decimalWithInterval(report.meanAreaUnderCurve)} />
        <Figure name="Calibration error" value={decimalWithInterval(report.expectedCalibrationError)} />
      </dl>
      <ClassTable caption={`Figures by class on ${report.split}`} classes={report.classes} areas={areas} />
      <div class="plots">
        <div class="plot-box">
          <h4>Confusion matrix</h4>
          <ConfusionMatrix confusion={report.confusion} />
        </div>
        <div class="plot-box">
          <h4>Reliability</h4>
          <ReliabilityPlot reliability={report.reliability} />
        </div>
        {drawings.includes('roc.svg') && (
          <div class="plot-box">
            <h4>ROC curves</h4>
            <img
              class="plot-image"
              src={`/dashboard/models/${name}/drawings/roc.svg`}
              alt={`ROC curve of each class against the others. Areas: ${LABELS.map((label) => `${label} ${areas[label]?.value.toFixed(3) ?? 'not known'}`).join(', ')}.`}
              loading="lazy"
            />
          </div>
        )}
      </div>
      {report.byPopulation.length > 0 && <Parts title="By population" parts={report.byPopulation} />}
      {report.bySource.length > 1 && <Parts title="By source" parts={report.bySource} />}
      <p class="hint">In brackets 95 % intervals: Wilson’s for shares, bootstrap by patient for areas.</p>
      <Again command={report.command} />
    </div>
  )
}

function Parts(props: {
  readonly title: string
  readonly parts: NonNullable<ModelDossier['report']>['bySource']
}) {
  return (
    <div class="scroll" tabindex={0} role="region" aria-label={props.title}>
      <table class="figures">
        <caption>{props.title}</caption>
        <thead>
          <tr>
            <th scope="col">Part</th>
            <th scope="col">Films</th>
            <th scope="col">Accuracy</th>
            {LABELS.map((label) => (
              <th scope="col">{label} found</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.parts.map(({ name, n, accuracy, sensitivity }) => (
            <tr>
              <th scope="row">{name}</th>
              <td>{number(n)}</td>
              <td>{shareWithInterval(accuracy)}</td>
              {LABELS.map((label) => (
                <td>{shareWithInterval(sensitivity[label])}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Again({ command }: { readonly command: string }) {
  return (
    <p class="hint again">
      Again: <code>{command}</code>
    </p>
  )
}

function Made({ model, films }: Pick<ModelPageProps, 'model' | 'films'>) {
  const { manifest, id, gated } = model
  const { training, preprocessing, thresholds } = manifest
  const pictures = Object.entries(training.pictures).map(([name, n]) => `${name} ${number(n)}`)
  return (
    <section class="model-part" aria-labelledby="made">
      <h2 id="made">What it is made of</h2>
      <div class="card">
        <dl class="facts facts-columns">
          <Figure name="Id" value={id} mono />
          <Figure name="Network" value={manifest.architecture} />
          <Figure name="Made" value={manifest.created} />
          <Figure name="Input" value={`${manifest.inputShape[1]} × ${manifest.inputShape[0]} pixels`} />
          <Figure name="Preprocessing" value={preprocessing.version} mono />
          <Figure name="Temperature" value={String(manifest.temperature)} />
          {LABELS.map((label) => (
            <Figure name={`Threshold ${label}`} value={String(thresholds[label])} />
          ))}
          <Figure
            name="Gate"
            value={gated ? 'Refuses what it was not made for' : 'None: scores any picture'}
          />
          <Figure name="Films answered here" value={number(films)} />
        </dl>
        <h3>Training</h3>
        <p>{training.protocol}</p>
        {training.note !== '' && <p>{training.note}</p>}
        {pictures.length > 0 && <p class="hint">Pictures: {pictures.join(', ')}</p>}
        <h3>Licence</h3>
        <p>{manifest.licence}</p>
        <details class="how-read">
          <summary>SHA-256 of its files, as checked</summary>
          <dl class="facts">
            {Object.entries(manifest.files).map(([name, hash]) => (
              <Figure name={name} value={hash} mono />
            ))}
          </dl>
        </details>
      </div>
    </section>
  )
}

function Figure(props: { readonly name: string; readonly value: string; readonly mono?: boolean }) {
  return (
    <div class="fact">
      <dt>{props.name}</dt>
      <dd class={props.mono ? 'mono' : undefined}>{props.value}</dd>
    </div>
  )
}

type Metrics = ModelDossier['manifest']['metrics'][number]

/** The figures of a manifest by class. */
export function classesOf({ sensitivity, specificity }: Metrics) {
  return Object.fromEntries(
    LABELS.map((label) => [label, { sensitivity: sensitivity[label], specificity: specificity[label] }]),
  ) as Record<Label, { sensitivity: Metrics['accuracy']; specificity: Metrics['accuracy'] }>
}
