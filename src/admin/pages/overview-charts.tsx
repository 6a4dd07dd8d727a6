import type { Child } from 'hono/jsx'
import { FIGURES } from '../../core/wording/figures.js'

/** A part of every column, in the order from below; `tone` names its colour in `overview.css`. */
export interface ChartPart {
  readonly key: string
  readonly name: string
  readonly tone: string
}

export interface ChartColumn {
  /** What the column stands for, in a word or two. */
  readonly name: string
  readonly href: string
  readonly counts: Readonly<Record<string, number>>
}

const { number } = FIGURES.en

/**
 * Counts as stacked columns. The drawing fits any width because nothing in it is text; what it shows is also a table, for those
 * who hear the page or want the numbers.
 */
export function StackedColumns(props: {
  readonly title: string
  /** What a row of the table is: `Day`. */
  readonly rows: string
  readonly parts: readonly ChartPart[]
  readonly columns: readonly ChartColumn[]
}) {
  const { columns, title } = props
  const parts = props.parts.filter(({ key }) => columns.some(({ counts }) => (counts[key] ?? 0) > 0))
  const top = niceTop(Math.max(...columns.map((column) => totalOf(column, props.parts))))
  return (
    <figure class="chart">
      <ul class="legend">
        {parts.map(({ name, tone }) => (
          <li>
            <Swatch tone={tone} /> {name}
          </li>
        ))}
      </ul>
      <div class="chart-plot">
        <ol class="chart-scale" aria-hidden="true">
          <li>{number(top)}</li>
          <li>{number(top / 2)}</li>
          <li>0</li>
        </ol>
        <svg
          class="chart-drawing"
          viewBox={`0 0 ${columns.length * 10} 100`}
          preserveAspectRatio="none"
          role="img"
          aria-label={`${title}. The numbers are in the table below.`}
        >
          {[0, 50, 100].map((y) => (
            <line class="chart-line" x1="0" x2={String(columns.length * 10)} y1={String(y)} y2={String(y)} />
          ))}
          {columns.map((column, index) => (
            <Column column={column} parts={parts} left={index * 10} top={top} />
          ))}
        </svg>
        <ol class="chart-axis" aria-hidden="true">
          {axisNames(columns).map((name) => (
            <li>{name}</li>
          ))}
        </ol>
      </div>
      <details class="chart-numbers">
        <summary>Show the numbers</summary>
        <div class="scroll" tabindex={0} role="region" aria-label={`${title}, as a table`}>
          <table class="figures">
            <thead>
              <tr>
                <th scope="col">{props.rows}</th>
                {parts.map(({ name }) => (
                  <th scope="col">{name}</th>
                ))}
                <th scope="col">All</th>
              </tr>
            </thead>
            <tbody>
              {[...columns].reverse().map((column) => (
                <tr>
                  <th scope="row">
                    <a href={column.href}>{column.name}</a>
                  </th>
                  {parts.map(({ key }) => (
                    <td>{number(column.counts[key] ?? 0)}</td>
                  ))}
                  <td>{number(totalOf(column, props.parts))}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  )
}

function Column(props: {
  readonly column: ChartColumn
  readonly parts: readonly ChartPart[]
  readonly left: number
  readonly top: number
}) {
  const { column, parts, left, top } = props
  let reached = 100
  const words = parts
    .filter(({ key }) => (column.counts[key] ?? 0) > 0)
    .map(({ key, name }) => `${name} ${number(column.counts[key] ?? 0)}`)
  return (
    <g class="chart-column">
      <title>{`${column.name}: ${words.join(', ') || 'nothing'}`}</title>
      <rect class="chart-hit" x={String(left)} y="0" width="10" height="100" />
      {parts.map(({ key, tone }) => {
        const height = ((column.counts[key] ?? 0) / top) * 100
        if (height === 0) return null
        reached -= height
        return (
          <rect
            class={`tone-${tone}`}
            x={String(left + 1)}
            y={reached.toFixed(3)}
            width="8"
            height={height.toFixed(3)}
          />
        )
      })}
    </g>
  )
}

export function Swatch({ tone }: { readonly tone: string }) {
  return (
    <svg class="swatch" width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
      <rect class={`tone-${tone}`} width="12" height="12" rx="3" />
    </svg>
  )
}

/** Counts one below the other, each with a bar as long as its share of the largest. */
export function CountBars(props: {
  readonly rows: readonly {
    readonly name: Child
    readonly count: number
    readonly share: number
    readonly href?: string
    readonly tone: string
  }[]
}) {
  const largest = Math.max(1, ...props.rows.map(({ count }) => count))
  return (
    <ul class="counts">
      {props.rows.map(({ name, count, share, href, tone }) => (
        <li class="count">
          <span class="count-name">{href ? <a href={href}>{name}</a> : name}</span>
          <span class="count-number">
            {number(count)} <span class="count-share">{FIGURES.en.percent(share)}</span>
          </span>
          <svg class="count-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
            <rect class="chart-ground" width="100" height="6" />
            <rect class={`tone-${tone}`} width={((count / largest) * 100).toFixed(2)} height="6" />
          </svg>
        </li>
      ))}
    </ul>
  )
}

function totalOf({ counts }: ChartColumn, parts: readonly ChartPart[]): number {
  return parts.reduce((sum, { key }) => sum + (counts[key] ?? 0), 0)
}

/** The next number of the kind 2, 4, 10, 20, 40, 100 that nothing reaches above; half of it is whole. */
export function niceTop(highest: number): number {
  if (highest <= 2) return 2
  const power = 10 ** Math.floor(Math.log10(highest))
  return [1, 2, 4, 6, 8, 10].map((step) => step * power).find((top) => top >= highest) ?? highest
}

/** The first, the last and what lies evenly between them: as many as fit a narrow screen. */
function axisNames(columns: readonly ChartColumn[]): readonly string[] {
  const most = Math.min(4, columns.length)
  if (most < 2) return columns.map(({ name }) => name)
  const step = (columns.length - 1) / (most - 1)
  return Array.from({ length: most }, (_, index) => columns[Math.round(index * step)]?.name ?? '')
}
