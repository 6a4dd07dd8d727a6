import type { Labelled } from '../core/calibration.js'
import { Fault } from '../core/fault.js'
import type { Label } from '../core/label.js'
import type { Proportion, ReportedMetrics } from '../core/model-manifest.js'
import type { Estimate } from './intervals.js'
import { bootstrap, wilson } from './intervals.js'
import * as metrics from './metrics.js'
import { createRandom } from './random.js'

/** A picture of known class as a model scored it, with what it is broken down by. */
export interface EvaluatedPicture extends Labelled {
  /** The file as the data set's manifest names it. */
  readonly path: string
  readonly source: string
  readonly population: string
  /** Joins pictures of one patient; empty when unknown. */
  readonly group: string
}

/** One class against the others. A figure is null where its denominator is 0. */
export interface ClassFigures {
  readonly n: number
  readonly sensitivity: Proportion | null
  readonly specificity: Proportion | null
  readonly positivePredictiveValue: Proportion | null
  readonly negativePredictiveValue: Proportion | null
  readonly areaUnderCurve: Estimate | null
}

/** The figures of the pictures that share a source or a population. */
export interface PartFigures {
  readonly name: string
  readonly n: number
  readonly pictures: Readonly<Record<Label, number>>
  readonly accuracy: Proportion | null
  readonly sensitivity: Readonly<Record<Label, Proportion | null>>
}

/** Everything that is computed from scored pictures. Proportions have Wilson, estimates bootstrap intervals. */
export interface Evaluation {
  readonly n: number
  /** Groups drawn by the bootstrap: patients, and single pictures of unknown patients. */
  readonly groups: number
  readonly confusion: metrics.ConfusionMatrix
  readonly accuracy: Proportion
  /** The same figure with an interval that knows of patients with several pictures. */
  readonly accuracyByGroups: Estimate | null
  readonly balancedAccuracy: Estimate | null
  readonly meanAreaUnderCurve: Estimate | null
  readonly expectedCalibrationError: Estimate | null
  readonly classes: Readonly<Record<Label, ClassFigures>>
  readonly reliability: readonly metrics.ReliabilityBin[]
  readonly bySource: readonly PartFigures[]
  readonly byPopulation: readonly PartFigures[]
}

export interface EvaluationOptions {
  /** The same seed gives the same intervals. */
  readonly seed?: string
  readonly resamples?: number
}

/** @throws Fault `data_set_invalid` when there is no picture */
export function evaluatePictures(
  rows: readonly EvaluatedPicture[],
  options: EvaluationOptions = {},
): Evaluation {
  const { seed = 'evaluation', resamples = 1000 } = options
  const confusion = metrics.confusionMatrix(rows)
  const accuracy = wilson(metrics.countRight(confusion), rows.length)
  if (accuracy === null) throw new Fault('data_set_invalid', 'there is no picture to evaluate')
  // Each figure from the same resamples, so that their intervals can be compared.
  const estimate = (figure: (drawn: readonly EvaluatedPicture[]) => number | null) =>
    bootstrap(rows, figure, { random: createRandom(seed), resamples })
  return {
    n: rows.length,
    groups:
      rows.filter(({ group }) => !group).length +
      new Set(rows.map(({ group }) => group).filter(Boolean)).size,
    confusion,
    accuracy,
    accuracyByGroups: estimate(metrics.accuracy),
    balancedAccuracy: estimate(metrics.balancedAccuracy),
    meanAreaUnderCurve: estimate(metrics.meanAreaUnderCurve),
    expectedCalibrationError: estimate(metrics.expectedCalibrationError),
    classes: metrics.byLabel((label) => ({
      ...classFigures(confusion, label),
      areaUnderCurve: estimate((drawn) => metrics.areaUnderCurve(drawn, label)),
    })),
    reliability: metrics.reliabilityBins(rows),
    bySource: partFigures(rows, ({ source }) => source),
    byPopulation: partFigures(rows, ({ population }) => population),
  }
}

function classFigures(
  confusion: metrics.ConfusionMatrix,
  label: Label,
): Omit<ClassFigures, 'areaUnderCurve'> {
  const { truePositive, falseNegative, falsePositive, trueNegative } = metrics.countClass(confusion, label)
  return {
    n: truePositive + falseNegative,
    sensitivity: wilson(truePositive, truePositive + falseNegative),
    specificity: wilson(trueNegative, trueNegative + falsePositive),
    positivePredictiveValue: wilson(truePositive, truePositive + falsePositive),
    negativePredictiveValue: wilson(trueNegative, trueNegative + falseNegative),
  }
}

function partFigures(
  rows: readonly EvaluatedPicture[],
  keyOf: (row: EvaluatedPicture) => string,
): readonly PartFigures[] {
  return [...metrics.groupRows(rows, keyOf)].map(([name, part]) => {
    const confusion = metrics.confusionMatrix(part)
    const figures = metrics.byLabel((label) => classFigures(confusion, label))
    return {
      name,
      n: part.length,
      pictures: metrics.byLabel((label) => figures[label].n),
      accuracy: wilson(metrics.countRight(confusion), part.length),
      sensitivity: metrics.byLabel((label) => figures[label].sensitivity),
    }
  })
}

/**
 * The part of an evaluation that a model's manifest carries.
 * @throws Fault `data_set_invalid` when a class has no picture in the split, so that a figure would be empty
 */
export function toReportedMetrics(evaluation: Evaluation, split: string, command: string): ReportedMetrics {
  const figures = (key: 'sensitivity' | 'specificity') =>
    metrics.byLabel((label) => {
      const figure = evaluation.classes[label][key]
      if (figure === null) throw new Fault('data_set_invalid', `no ${key} of ${label} on ${split}`)
      return figure
    })
  const { accuracy } = evaluation
  return {
    split,
    command,
    accuracy,
    sensitivity: figures('sensitivity'),
    specificity: figures('specificity'),
  }
}
