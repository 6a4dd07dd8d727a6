import { Fault } from '../../core/fault.js'
import type { Scores } from '../../core/label.js'
import { highestLabel } from '../../core/label.js'
import type { EvaluatedPicture, EvaluationOptions } from './headline.js'
import { headlineFigures } from './headline.js'
import type { Estimate } from './intervals.js'
import { bootstrapFigures, countClusters } from './intervals.js'
import { groupRows, labelsIn } from './metrics.js'
import { createRandom } from '../random.js'

/** One picture as two models scored it. */
export interface PairedPicture extends Omit<EvaluatedPicture, 'scores'> {
  readonly a: Scores
  readonly b: Scores
}

export interface Pairing {
  readonly pairs: readonly PairedPicture[]
  /** Pictures that only one of the two has scores for. */
  readonly onlyA: number
  readonly onlyB: number
}

/**
 * The pictures that both models scored.
 * @throws Fault `data_set_invalid` when there is none, or a picture has two labels
 */
export function pairPictures(a: readonly EvaluatedPicture[], b: readonly EvaluatedPicture[]): Pairing {
  const others = new Map(b.map((row) => [row.path, row]))
  const pairs = a.flatMap(({ path, label, source, population, group, scores }) => {
    const other = others.get(path)
    if (!other) return []
    if (other.label !== label) throw new Fault('data_set_invalid', `${path} has two labels`)
    return [{ path, label, source, population, group, a: scores, b: other.scores }]
  })
  if (pairs.length === 0) throw new Fault('data_set_invalid', 'the two have no picture in common')
  return { pairs, onlyA: a.length - pairs.length, onlyB: b.length - pairs.length }
}

export const COMPARED_FIGURES = [
  'accuracy',
  'balancedAccuracy',
  'meanAreaUnderCurve',
  'expectedCalibrationError',
] as const

export type ComparedFigure = (typeof COMPARED_FIGURES)[number]

/** How a figure changes from A to B. Its interval comes from resamples in which both see the same pictures. */
export interface FigureChange {
  readonly a: number
  readonly b: number
  /** B less A. */
  readonly difference: Estimate
}

/** Right and wrong answers of both on the same pictures. */
export interface Disagreement {
  readonly bothRight: number
  readonly onlyARight: number
  readonly onlyBRight: number
  readonly bothWrong: number
  /** Two-sided, exact: how likely a split as uneven as this is when both are equally good. */
  readonly p: number
}

export interface PartComparison {
  readonly name: string
  readonly n: number
  readonly groups: number
  /** Null where the pictures do not define the figure. */
  readonly figures: Readonly<Record<ComparedFigure, FigureChange | null>>
  readonly disagreement: Disagreement
}

/** Compares in all, then within each population. */
export function comparePictures(
  pairs: readonly PairedPicture[],
  options: EvaluationOptions = {},
): readonly PartComparison[] {
  const populations = groupRows(pairs, ({ population }) => population)
  return [['all', pairs] as const, ...populations].map(([name, part]) => comparePart(name, part, options))
}

function comparePart(
  name: string,
  pairs: readonly PairedPicture[],
  { seed = 'evaluation', resamples = 1000 }: EvaluationOptions,
): PartComparison {
  const { accuracyByGroups, ...others } = headlineFigures(labelsIn(pairs))
  const figures = { accuracy: accuracyByGroups, ...others }
  const sides = (rows: readonly PairedPicture[]) =>
    (['a', 'b'] as const).map((side) => rows.map((row) => ({ label: row.label, scores: row[side] })))
  // Both sides of a resample are taken apart once and serve every figure.
  let last: { rows: readonly PairedPicture[]; sides: ReturnType<typeof sides> } | null = null
  const sidesOf = (rows: readonly PairedPicture[]) => {
    if (last?.rows !== rows) last = { rows, sides: sides(rows) }
    return last.sides
  }
  const valuesOf = (figure: ComparedFigure, rows: readonly PairedPicture[]) => {
    const [a, b] = sidesOf(rows).map((side) => figures[figure](side))
    return typeof a === 'number' && typeof b === 'number' ? { a, b } : null
  }
  const changeOf = (figure: ComparedFigure) => (rows: readonly PairedPicture[]) => {
    const values = valuesOf(figure, rows)
    return values && values.b - values.a
  }
  const differences = bootstrapFigures<PairedPicture, ComparedFigure>(
    pairs,
    {
      accuracy: changeOf('accuracy'),
      balancedAccuracy: changeOf('balancedAccuracy'),
      meanAreaUnderCurve: changeOf('meanAreaUnderCurve'),
      expectedCalibrationError: changeOf('expectedCalibrationError'),
    },
    { random: createRandom(seed), resamples },
  )
  const entries = COMPARED_FIGURES.map((figure) => {
    const values = valuesOf(figure, pairs)
    const change = differences[figure]
    return [figure, values && change && { ...values, difference: change }]
  })
  return {
    name,
    n: pairs.length,
    groups: countClusters(pairs),
    figures: Object.fromEntries(entries) as PartComparison['figures'],
    disagreement: countDisagreement(pairs),
  }
}

function countDisagreement(pairs: readonly PairedPicture[]): Disagreement {
  const count = (aRight: boolean, bRight: boolean) =>
    pairs.filter(
      ({ label, a, b }) => (highestLabel(a) === label) === aRight && (highestLabel(b) === label) === bRight,
    ).length
  const [onlyARight, onlyBRight] = [count(true, false), count(false, true)]
  return {
    bothRight: count(true, true),
    onlyARight,
    onlyBRight,
    bothWrong: count(false, false),
    p: mcNemarExact(onlyARight, onlyBRight),
  }
}

/**
 * McNemar's test in its exact form: the two-sided binomial probability, at one half, of a split of the pictures on
 * which only one is right that is at least as uneven as this (Q. McNemar, Psychometrika 12, 1947). 1 without any.
 */
export function mcNemarExact(onlyFirst: number, onlySecond: number): number {
  const n = onlyFirst + onlySecond
  let logTerm = -n * Math.LN2
  let tail = 0
  for (let k = 0; k <= Math.min(onlyFirst, onlySecond); k += 1) {
    tail += Math.exp(logTerm)
    logTerm += Math.log((n - k) / (k + 1))
  }
  return Math.min(1, 2 * tail)
}
