import type { Random } from '../random.js'

export { wilson } from '../../core/agreement.js'

/** A figure with its 95 % interval over resamples. */
export interface Estimate {
  readonly value: number
  readonly low: number
  readonly high: number
  /** Rows the value was computed from. */
  readonly n: number
}

export interface BootstrapOptions {
  readonly random: Random
  readonly resamples?: number
  /**
   * Figures of 0 or more that resampling alone makes larger, such as a mean of distances: every resample has repeats, and so
   * more noise than the rows. Their intervals are moved down by as much as the mean of the resamples lies above the
   * figure, the bootstrap's estimate of bias (Efron & Tibshirani 1993, chapter 10).
   */
  readonly inflated?: readonly string[]
}

/** A figure of some rows; null where they do not define it. */
export type Figure<Row> = (rows: readonly Row[]) => number | null

/**
 * Percentile bootstrap (B. Efron & R. J. Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13) of any
 * figure. Rows with the same non-empty `group` are drawn together: several pictures of one patient are not
 * independent, and drawing them apart would make the interval too narrow.
 * Null when the figure is undefined on the rows; resamples on which it is undefined are left out.
 */
export function bootstrap<Row extends { readonly group?: string }>(
  rows: readonly Row[],
  figure: Figure<Row>,
  options: BootstrapOptions,
): Estimate | null {
  return bootstrapFigures(rows, { figure }, options).figure
}

/** {@link bootstrap} of several figures, each on the same resamples, so that their intervals can be compared. */
export function bootstrapFigures<Row extends { readonly group?: string }, Name extends string>(
  rows: readonly Row[],
  figures: Readonly<Record<Name, Figure<Row>>>,
  { random, resamples = 1000, inflated = [] }: BootstrapOptions,
): Record<Name, Estimate | null> {
  const names = Object.keys(figures) as Name[]
  const values = names.map((name) => figures[name](rows))
  const resampled = names.map((): number[] => [])
  const clusters = clusterRows(rows)
  for (let resample = 0; resample < resamples && values.some((value) => value !== null); resample += 1) {
    const drawn: Row[] = []
    for (let draw = 0; draw < clusters.length; draw += 1)
      for (const row of clusters[random.integer(clusters.length)] ?? []) drawn.push(row)
    names.forEach((name, index) => {
      const again = values[index] === null ? null : figures[name](drawn)
      if (again !== null) resampled[index]?.push(again)
    })
  }
  const estimates = names.map((name, index) => {
    const value = values[index] ?? null
    const again = resampled[index] ?? []
    const kept = value !== null && inflated.includes(name) ? moveDown(again, value) : again
    return [name, toEstimate(value, kept, rows.length)]
  })
  return Object.fromEntries(estimates) as Record<Name, Estimate | null>
}

function toEstimate(value: number | null, resampled: number[], n: number): Estimate | null {
  if (value === null) return null
  resampled.sort((left, right) => left - right)
  return { value, low: quantile(resampled, 0.025) ?? value, high: quantile(resampled, 0.975) ?? value, n }
}

function moveDown(resampled: readonly number[], value: number): number[] {
  const excess = resampled.reduce((sum, one) => sum + one, 0) / resampled.length - value
  return resampled.map((one) => Math.max(0, one - Math.max(0, excess)))
}

/** How many units the bootstrap draws: groups, and rows without one. */
export function countClusters(rows: readonly { readonly group?: string }[]): number {
  return clusterRows(rows).length
}

function clusterRows<Row extends { readonly group?: string }>(rows: readonly Row[]): Row[][] {
  const alone: Row[][] = []
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const members = row.group ? groups.get(row.group) : undefined
    if (members) members.push(row)
    else if (row.group) groups.set(row.group, [row])
    else alone.push([row])
  }
  return [...groups.values(), ...alone]
}

/** Linear interpolation between the two nearest of the sorted values. */
function quantile(sorted: readonly number[], share: number): number | undefined {
  const position = (sorted.length - 1) * share
  const below = sorted[Math.floor(position)]
  const above = sorted[Math.ceil(position)]
  if (below === undefined || above === undefined) return undefined
  return below + (above - below) * (position - Math.floor(position))
}
