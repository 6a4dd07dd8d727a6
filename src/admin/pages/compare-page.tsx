import type { Interval, ModelDossier } from '../../core/model-shelf.js'
import { LABELS } from '../../core/label.js'
import type { SignedInUser } from '../auth.js'
import type { Site } from '../web.js'
import { BackIcon, InfoIcon } from './icons.js'
import { Page } from './layout.js'
import { decimalWithInterval, shareWithInterval } from './model-tables.js'

export interface ComparePageProps {
  readonly site: Site
  readonly user: SignedInUser
  readonly a: ModelDossier
  readonly b: ModelDossier
}

interface ComparedRow {
  readonly name: string
  readonly a: Interval | null
  readonly b: Interval | null
  /** Areas and errors are written as decimals, shares in percent. */
  readonly as: 'share' | 'decimal'
  /** For an error less is better. */
  readonly lessIsBetter?: boolean
}

/** Two models side by side, on every split that both were evaluated on. */
export function ComparePage({ site, user, a, b }: ComparePageProps) {
  const splits = a.manifest.metrics.map(({ split }) => split)
  const shared = splits.filter((split) => b.manifest.metrics.some((one) => one.split === split))
  return (
    <Page
      site={site}
      title={`${a.name} and ${b.name}`}
      user={user}
      current="models"
      styles={['overview.css', 'models.css']}
    >
      <p class="back">
        <a href="/dashboard/models">
          <BackIcon /> All models
        </a>
      </p>
      <div class="page-head">
        <h1>
          {a.name} and {b.name}
        </h1>
        <p class="meta">
          <a href={`/dashboard/models/compare?a=${b.name}&b=${a.name}`}>The other way round</a>
        </p>
      </div>
      {shared.length === 0 && (
        <div class="empty">
          <h2>Nothing to compare</h2>
          <p>There is no part of a data set on which both were evaluated.</p>
        </div>
      )}
      {shared.map((split) => (
        <section class="model-part" aria-labelledby={idOf(split)}>
          <h2 id={idOf(split)}>On {split}</h2>
          <div class="card">
            <Comparison a={a} b={b} rows={rowsOf(a, b, split)} />
          </div>
        </section>
      ))}
      <section class="model-part" aria-labelledby="made">
        <h2 id="made">What they are made of</h2>
        <div class="card">
          <Making a={a} b={b} />
        </div>
      </section>
      {shared.length > 0 && (
        <p class="notice">
          <InfoIcon />
          <span>
            Where the intervals overlap, the difference may be chance. A comparison film by film is sharper:{' '}
            <code>{`chestcheck compare models/${a.name} models/${b.name} --data DATA`}</code>
          </span>
        </p>
      )}
    </Page>
  )
}

function idOf(split: string): string {
  return `on-${split.replace(/[^a-z0-9]+/gi, '-')}`
}

function rowsOf(a: ModelDossier, b: ModelDossier, split: string): readonly ComparedRow[] {
  const of = (model: ModelDossier) => model.manifest.metrics.find((one) => one.split === split)
  const [ofA, ofB] = [of(a), of(b)]
  const reports = a.report?.split === split && b.report?.split === split ? [a.report, b.report] : []
  const [reportA, reportB] = reports
  return [
    { name: 'Accuracy', a: ofA?.accuracy ?? null, b: ofB?.accuracy ?? null, as: 'share' },
    ...LABELS.flatMap((label): ComparedRow[] => [
      {
        name: `${label}, sensitivity`,
        a: ofA?.sensitivity[label] ?? null,
        b: ofB?.sensitivity[label] ?? null,
        as: 'share',
      },
      {
        name: `${label}, specificity`,
        a: ofA?.specificity[label] ?? null,
        b: ofB?.specificity[label] ?? null,
        as: 'share',
      },
    ]),
    ...(reportA && reportB
      ? ([
          {
            name: 'Balanced accuracy',
            a: reportA.balancedAccuracy,
            b: reportB.balancedAccuracy,
            as: 'share',
          },
          {
            name: 'Mean area under the ROC curve',
            a: reportA.meanAreaUnderCurve,
            b: reportB.meanAreaUnderCurve,
            as: 'decimal',
          },
          {
            name: 'Calibration error',
            a: reportA.expectedCalibrationError,
            b: reportB.expectedCalibrationError,
            as: 'decimal',
            lessIsBetter: true,
          },
        ] satisfies ComparedRow[])
      : []),
  ]
}

function Comparison(props: Pick<ComparePageProps, 'a' | 'b'> & { readonly rows: readonly ComparedRow[] }) {
  const { a, b, rows } = props
  return (
    <div class="scroll" tabindex={0} role="region" aria-label="Figures side by side">
      <table class="figures">
        <thead>
          <tr>
            <th scope="col">Figure</th>
            <th scope="col">{a.name}</th>
            <th scope="col">{b.name}</th>
            <th scope="col">Difference</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const write = row.as === 'share' ? shareWithInterval : decimalWithInterval
            return (
              <tr>
                <th scope="row">{row.name}</th>
                <td>{write(row.a)}</td>
                <td>{write(row.b)}</td>
                <td>
                  <Difference row={row} />
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

function Difference({ row }: { readonly row: ComparedRow }) {
  const { a, b, as, lessIsBetter = false } = row
  if (a === null || b === null) return <>–</>
  const difference = b.value - a.value
  const written = as === 'share' ? `${signed(difference * 100, 1)} points` : signed(difference, 3)
  const overlap = a.low <= b.high && b.low <= a.high
  const better = difference > 0 !== lessIsBetter
  return (
    <>
      {written}
      <span class="difference">{overlap ? 'intervals overlap' : better ? 'better' : 'worse'}</span>
    </>
  )
}

function signed(value: number, digits: number): string {
  const written = Math.abs(value).toFixed(digits)
  return Number(written) === 0 ? written : `${value > 0 ? '+' : '−'}${written}`
}

function Making({ a, b }: Pick<ComparePageProps, 'a' | 'b'>) {
  const rows: readonly (readonly [string, (model: ModelDossier) => string])[] = [
    ['Id', ({ id }) => id],
    ['Network', ({ manifest }) => manifest.architecture],
    ['Input', ({ manifest }) => `${manifest.inputShape[1]} × ${manifest.inputShape[0]}`],
    ['Preprocessing', ({ manifest }) => manifest.preprocessing.version],
    ['Temperature', ({ manifest }) => String(manifest.temperature)],
    ...LABELS.map(
      (label) =>
        [`Threshold ${label}`, ({ manifest }: ModelDossier) => String(manifest.thresholds[label])] as const,
    ),
    ['Gate', ({ gated }) => (gated ? 'Yes' : 'No')],
    ['Training', ({ manifest }) => manifest.training.protocol],
    ['Made', ({ manifest }) => manifest.created],
  ]
  return (
    <div class="scroll" tabindex={0} role="region" aria-label="Both side by side">
      <table class="figures figures-words">
        <thead>
          <tr>
            <th scope="col">Part</th>
            <th scope="col">{a.name}</th>
            <th scope="col">{b.name}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, read]) => (
            <tr>
              <th scope="row">{name}</th>
              <td>{read(a)}</td>
              <td>{read(b)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
