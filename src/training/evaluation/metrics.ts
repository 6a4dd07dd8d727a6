import type { Labelled } from '../../core/calibration.js'
import type { Label } from '../../core/label.js'
import { LABELS, highestLabel } from '../../core/label.js'

/** Pictures by true class and, within it, by the class with the highest score. */
export type ConfusionMatrix = Readonly<Record<Label, Readonly<Record<Label, number>>>>

export function confusionMatrix(rows: readonly Labelled[]): ConfusionMatrix {
  const matrix = byLabel(() => byLabel(() => 0)) as Record<Label, Record<Label, number>>
  for (const row of rows) matrix[row.label][highestLabel(row.scores)] += 1
  return matrix
}

/** One class against all others. */
export interface ClassCounts {
  readonly truePositive: number
  readonly falseNegative: number
  readonly falsePositive: number
  readonly trueNegative: number
}

export function countClass(matrix: ConfusionMatrix, label: Label): ClassCounts {
  const counts = { truePositive: 0, falseNegative: 0, falsePositive: 0, trueNegative: 0 }
  for (const actual of LABELS) {
    for (const predicted of LABELS) {
      const right = (actual === label) === (predicted === label)
      const key = `${right ? 'true' : 'false'}${predicted === label ? 'Positive' : 'Negative'}` as const
      counts[key] += matrix[actual][predicted]
    }
  }
  return counts
}

/** Pictures whose highest score is their class. */
export function countRight(matrix: ConfusionMatrix): number {
  return LABELS.reduce((sum, label) => sum + matrix[label][label], 0)
}

/** Share of right answers, 0..1; null without rows. */
export function accuracy(rows: readonly Labelled[]): number | null {
  return rows.length === 0 ? null : countRight(confusionMatrix(rows)) / rows.length
}

/**
 * Mean sensitivity of the classes, 0..1: of those that occur by default. Null without rows, or when one of the classes
 * has none.
 */
export function balancedAccuracy(
  rows: readonly Labelled[],
  labels: readonly Label[] = labelsIn(rows),
): number | null {
  const matrix = confusionMatrix(rows)
  const sensitivities = labels.map((label) => {
    const { truePositive, falseNegative } = countClass(matrix, label)
    return truePositive + falseNegative === 0 ? null : truePositive / (truePositive + falseNegative)
  })
  return sensitivities.length > 0 && sensitivities.every((one) => one !== null) ? mean(sensitivities) : null
}

/**
 * Area under the ROC curve of one class against the others: the chance that a picture of the class scores higher
 * than one of another class, a tie counting half (Hanley & McNeil 1982). Null when either side is empty.
 */
export function areaUnderCurve(rows: readonly Labelled[], label: Label): number | null {
  const { positive, negative } = splitScores(rows, label)
  if (positive.length === 0 || negative.length === 0) return null
  let below = 0
  let notAbove = 0
  let wins = 0
  for (const score of positive) {
    while (below < negative.length && (negative[below] as number) < score) below += 1
    if (notAbove < below) notAbove = below
    while (notAbove < negative.length && (negative[notAbove] as number) <= score) notAbove += 1
    wins += below + (notAbove - below) / 2
  }
  return wins / (positive.length * negative.length)
}

/** Mean of the areas of the classes, all of them by default; null when one of these has none. */
export function meanAreaUnderCurve(
  rows: readonly Labelled[],
  labels: readonly Label[] = LABELS,
): number | null {
  const areas = labels.map((label) => areaUnderCurve(rows, label))
  return areas.length > 0 && areas.every((area) => area !== null) ? mean(areas) : null
}

/** The classes that occur among the pictures, in the order of all. */
export function labelsIn(rows: readonly Pick<Labelled, 'label'>[]): readonly Label[] {
  return LABELS.filter((label) => rows.some((row) => row.label === label))
}

export interface RocPoint {
  /** Pictures with at least this score are called positive; infinite at the first point. */
  readonly threshold: number
  readonly falsePositiveRate: number
  readonly truePositiveRate: number
}

/** The ROC curve from (0, 0) to (1, 1), one point a distinct score. Empty when either side is empty. */
export function rocCurve(rows: readonly Labelled[], label: Label): readonly RocPoint[] {
  const { positive, negative } = splitScores(rows, label)
  if (positive.length === 0 || negative.length === 0) return []
  const points: RocPoint[] = [{ threshold: Infinity, falsePositiveRate: 0, truePositiveRate: 0 }]
  let [positives, negatives] = [0, 0]
  while (positives < positive.length || negatives < negative.length) {
    const threshold = Math.max(positive.at(-1 - positives) ?? -1, negative.at(-1 - negatives) ?? -1)
    while (positive.at(-1 - positives) === threshold) positives += 1
    while (negative.at(-1 - negatives) === threshold) negatives += 1
    const rates = {
      falsePositiveRate: negatives / negative.length,
      truePositiveRate: positives / positive.length,
    }
    points.push({ threshold, ...rates })
  }
  return points
}

/** Scores of the class, ascending, of pictures that are in it and of those that are not. */
function splitScores(
  rows: readonly Labelled[],
  label: Label,
): { positive: Float64Array; negative: Float64Array } {
  const inside = rows.filter((row) => row.label === label)
  const outside = rows.filter((row) => row.label !== label)
  return {
    positive: Float64Array.from(inside, ({ scores }) => scores[label]).sort(),
    negative: Float64Array.from(outside, ({ scores }) => scores[label]).sort(),
  }
}

/** Pictures whose highest score lies in (low, high]; the first bin takes 0 too. */
export interface ReliabilityBin {
  readonly low: number
  readonly high: number
  readonly n: number
  /** Mean highest score; null in an empty bin. */
  readonly confidence: number | null
  /** Share of right answers; null in an empty bin. */
  readonly accuracy: number | null
}

/** Bins of equal width over the highest score. */
export function reliabilityBins(rows: readonly Labelled[], count = 15): readonly ReliabilityBin[] {
  const sums = Array.from({ length: count }, () => ({ n: 0, confidence: 0, right: 0 }))
  for (const { label, scores } of rows) {
    const best = highestLabel(scores)
    const bin = sums[Math.min(count, Math.max(1, Math.ceil(scores[best] * count))) - 1]
    if (!bin) continue
    bin.n += 1
    bin.confidence += scores[best]
    bin.right += best === label ? 1 : 0
  }
  return sums.map(({ n, confidence, right }, index) => ({
    low: index / count,
    high: (index + 1) / count,
    n,
    confidence: n === 0 ? null : confidence / n,
    accuracy: n === 0 ? null : right / n,
  }))
}

/**
 * Expected calibration error: the gap between mean highest score and share of right answers in 15 bins of equal
 * width, weighted by the pictures in each (C. Guo et al., On Calibration of Modern Neural Networks, 2017, eq. 3).
 * 0 is perfect, 1 is worst; null without rows.
 */
export function expectedCalibrationError(rows: readonly Labelled[]): number | null {
  if (rows.length === 0) return null
  return reliabilityBins(rows).reduce(
    (sum, bin) => sum + (bin.n / rows.length) * Math.abs((bin.confidence ?? 0) - (bin.accuracy ?? 0)),
    0,
  )
}

/** Rows by a key, in order of the keys. */
export function groupRows<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
): ReadonlyMap<string, readonly Row[]> {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const group = groups.get(keyOf(row))
    if (group) group.push(row)
    else groups.set(keyOf(row), [row])
  }
  return new Map([...groups].sort(([left], [right]) => (left < right ? -1 : 1)))
}

/** A record with one value a class. */
export function byLabel<Value>(make: (label: Label) => Value): Readonly<Record<Label, Value>> {
  return Object.fromEntries(LABELS.map((label) => [label, make(label)])) as Record<Label, Value>
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
