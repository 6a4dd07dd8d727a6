/** A row of figures with its class, 0..classes-1. */
export interface TreeRow {
  readonly figures: readonly number[]
  readonly outcome: number
}

export type Predict = (figures: readonly number[]) => number

const MOST_LEVELS = 8
const LEAST_ROWS = 10
const MOST_THRESHOLDS = 48

/**
 * Grows a classification tree on the Gini impurity (Breiman, Friedman, Olshen and Stone, 1984), every class weighing the
 * same whatever its count. At most 8 levels and no leaf under 10 rows: enough to see what figures tell, too little to learn by heart.
 */
export function growTree(rows: readonly TreeRow[], classes: number): Predict {
  const counts = new Array<number>(classes).fill(0)
  for (const { outcome } of rows) counts[outcome] = (counts[outcome] as number) + 1
  const weights = counts.map((count) => (count === 0 ? 0 : 1 / count))
  return grow(rows, weights, MOST_LEVELS)
}

function grow(rows: readonly TreeRow[], weights: readonly number[], levels: number): Predict {
  const totals = weigh(rows, weights)
  const likeliest = totals.indexOf(Math.max(...totals))
  const split = levels > 0 && rows.length >= 2 * LEAST_ROWS ? bestSplit(rows, weights, totals) : null
  if (!split) return () => likeliest
  const { figure, threshold } = split
  const below = grow(
    rows.filter(({ figures }) => (figures[figure] as number) <= threshold),
    weights,
    levels - 1,
  )
  const above = grow(
    rows.filter(({ figures }) => (figures[figure] as number) > threshold),
    weights,
    levels - 1,
  )
  return (figures) => ((figures[figure] as number) <= threshold ? below : above)(figures)
}

interface TreeSplit {
  readonly figure: number
  readonly threshold: number
}

function bestSplit(
  rows: readonly TreeRow[],
  weights: readonly number[],
  totals: readonly number[],
): TreeSplit | null {
  let best: TreeSplit | null = null
  let least = impurity(totals) - 1e-9
  for (let figure = 0; figure < (rows[0]?.figures.length ?? 0); figure += 1) {
    const thresholds = chooseThresholds(rows, figure)
    const bins = fillBins(rows, figure, thresholds, weights)
    const below = totals.map(() => 0)
    let count = 0
    for (const [number, threshold] of thresholds.entries()) {
      const bin = bins[number] as Bin
      count += bin.rows
      bin.totals.forEach((total, outcome) => (below[outcome] = (below[outcome] as number) + total))
      if (count < LEAST_ROWS || rows.length - count < LEAST_ROWS) continue
      const above = totals.map((total, outcome) => total - (below[outcome] as number))
      const left = impurity(below) + impurity(above)
      if (left < least) {
        least = left
        best = { figure, threshold }
      }
    }
  }
  return best
}

/** Quantiles of a figure in rising order, each once, without the largest value. */
function chooseThresholds(rows: readonly TreeRow[], figure: number): readonly number[] {
  const sorted = Float64Array.from(rows, ({ figures }) => figures[figure] as number).sort()
  const chosen = Array.from(
    { length: MOST_THRESHOLDS },
    (_, index) => sorted[Math.floor(((index + 0.5) / MOST_THRESHOLDS) * sorted.length)] as number,
  )
  const last = sorted.at(-1)
  return [...new Set([sorted[0] as number, ...chosen])].filter((value) => value !== last)
}

interface Bin {
  rows: number
  readonly totals: number[]
}

/** What lies above the threshold before and up to each one: a pass over the rows, however many thresholds there are. */
function fillBins(
  rows: readonly TreeRow[],
  figure: number,
  thresholds: readonly number[],
  weights: readonly number[],
): readonly Bin[] {
  const bins = thresholds.map((): Bin => ({ rows: 0, totals: weights.map(() => 0) }))
  for (const { figures, outcome } of rows) {
    const value = figures[figure] as number
    let [low, high] = [0, thresholds.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (value <= (thresholds[middle] as number)) high = middle
      else low = middle + 1
    }
    const bin = bins[low]
    if (!bin) continue
    bin.rows += 1
    bin.totals[outcome] = (bin.totals[outcome] as number) + (weights[outcome] as number)
  }
  return bins
}

function weigh(rows: readonly TreeRow[], weights: readonly number[]): number[] {
  const totals = new Array<number>(weights.length).fill(0)
  for (const { outcome } of rows) totals[outcome] = (totals[outcome] as number) + (weights[outcome] as number)
  return totals
}

/** Gini impurity times weight: what two halves are compared by. */
function impurity(totals: readonly number[]): number {
  const sum = totals.reduce((whole, total) => whole + total, 0)
  return sum <= 0 ? 0 : sum - totals.reduce((squares, total) => squares + total * total, 0) / sum
}
