import type { Interval, ModelReport } from '../../core/model-shelf.js'
import { LABELS } from '../../core/label.js'
import type { Label } from '../../core/label.js'
import { FIGURES } from '../../core/wording/figures.js'

const { number } = FIGURES.en

/** `97.5 % (96.4–98.3)`. */
export function shareWithInterval(figure: Interval | null): string {
  if (figure === null) return '–'
  const share = (value: number): string => (value * 100).toFixed(1)
  return `${share(figure.value)} % (${share(figure.low)}–${share(figure.high)})`
}

/** `0.998 (0.996–0.999)`. */
export function decimalWithInterval(figure: Interval | null): string {
  if (figure === null) return '–'
  return `${figure.value.toFixed(3)} (${figure.low.toFixed(3)}–${figure.high.toFixed(3)})`
}

/** Sensitivity and specificity by class, each with its interval and how many films it is of. */
export function ClassTable(props: {
  readonly caption: string
  readonly classes: Readonly<
    Record<Label, { readonly sensitivity: Interval | null; readonly specificity: Interval | null }>
  >
  readonly areas?: Readonly<Record<Label, Interval | null>>
}) {
  const { classes, areas } = props
  return (
    <div class="scroll" tabindex={0} role="region" aria-label={props.caption}>
      <table class="figures">
        <caption class="visually-hidden">{props.caption}</caption>
        <thead>
          <tr>
            <th scope="col">Class</th>
            <th scope="col">Sensitivity</th>
            <th scope="col">of</th>
            <th scope="col">Specificity</th>
            <th scope="col">of</th>
            {areas && <th scope="col">Area under the ROC curve</th>}
          </tr>
        </thead>
        <tbody>
          {LABELS.map((label) => (
            <tr>
              <th scope="row">{label}</th>
              <td>{shareWithInterval(classes[label].sensitivity)}</td>
              <td>{number(classes[label].sensitivity?.n ?? 0)}</td>
              <td>{shareWithInterval(classes[label].specificity)}</td>
              <td>{number(classes[label].specificity?.n ?? 0)}</td>
              {areas && <td>{decimalWithInterval(areas[label])}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** True classes in rows, answers in columns; the darker a cell, the more of its row. */
export function ConfusionMatrix({ confusion }: Pick<ModelReport, 'confusion'>) {
  return (
    <table class="confusion">
      <caption>True class in rows, answer in columns</caption>
      <thead>
        <tr>
          <td />
          {LABELS.map((label) => (
            <th scope="col">{label}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {LABELS.map((truth) => {
          const all = LABELS.reduce((sum, label) => sum + confusion[truth][label], 0)
          return (
            <tr>
              <th scope="row">{truth}</th>
              {LABELS.map((answer) => {
                const count = confusion[truth][answer]
                const share = all === 0 ? 0 : count / all
                return (
                  <td class={`cell cell-${Math.round(share * 10)} ${truth === answer ? 'cell-right' : ''}`}>
                    {number(count)}
                    <span class="cell-share">{all === 0 ? '' : `${(share * 100).toFixed(1)} %`}</span>
                  </td>
                )
              })}
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

/** How often it was right, by how sure it was: on the diagonal it is as right as it says. */
export function ReliabilityPlot({ reliability }: Pick<ModelReport, 'reliability'>) {
  const steps = reliability.flatMap(({ n, confidence, accuracy }) =>
    confidence === null || accuracy === null ? [] : [{ n, confidence, accuracy }],
  )
  const most = Math.max(1, ...steps.map(({ n }) => n))
  return (
    <figure class="plot">
      <svg
        viewBox="-12 -2 116 116"
        role="img"
        aria-label="Share of right answers by highest score. The numbers are in the table below."
      >
        <path class="plot-frame" d="M0 0H100V100H0Z" />
        <path class="plot-diagonal" d="M0 100L100 0" />
        {steps.map(({ n, confidence, accuracy }) => (
          <circle
            class="plot-point"
            cx={(confidence * 100).toFixed(2)}
            cy={((1 - accuracy) * 100).toFixed(2)}
            r={(1.2 + 2.6 * Math.sqrt(n / most)).toFixed(2)}
          >
            <title>{`Score ${confidence.toFixed(2)}: ${(accuracy * 100).toFixed(1)} % right of ${number(n)}`}</title>
          </circle>
        ))}
        {[0, 50, 100].map((at) => (
          <>
            <text class="plot-text plot-x" x={String(at)} y="107">
              {(at / 100).toFixed(1)}
            </text>
            <text class="plot-text plot-y" x="-2" y={String(100 - at + 1.6)}>
              {(at / 100).toFixed(1)}
            </text>
          </>
        ))}
      </svg>
      <figcaption>
        Highest score across, share of right answers up; larger points are of more films
      </figcaption>
      <details class="chart-numbers">
        <summary>Show the numbers</summary>
        <table class="figures">
          <thead>
            <tr>
              <th scope="col">Mean score</th>
              <th scope="col">Right</th>
              <th scope="col">Films</th>
            </tr>
          </thead>
          <tbody>
            {steps.map(({ n, confidence, accuracy }) => (
              <tr>
                <th scope="row">{confidence.toFixed(3)}</th>
                <td>{(accuracy * 100).toFixed(1)} %</td>
                <td>{number(n)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  )
}
