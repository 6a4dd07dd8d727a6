import { Fault } from '../../core/fault.js'
import type { Label, Scores } from '../../core/label.js'
import type { Proportion, ReportedMetrics } from '../../core/model-manifest.js'
import type { CoveragePoint, ThresholdFigures } from './coverage.js'
import { applyThresholds, coverageCurve } from './coverage.js'
import type { EvaluatedPicture, EvaluationOptions, Headline } from './headline.js'
import { headline } from './headline.js'
import type { Estimate } from './intervals.js'
import { bootstrapFigures, wilson } from './intervals.js'
import * as metrics from './metrics.js'
import { createRandom } from '../random.js'

export type { EvaluatedPicture, EvaluationOptions, Headline } from './headline.js'

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
export interface PartFigures extends Headline {
  readonly name: string
  readonly sensitivity: Readonly<Record<Label, Proportion | null>>
  readonly coverage: readonly CoveragePoint[]
  /** Null where no thresholds were given. */
  readonly thresholds: ThresholdFigures | null
}

/** Everything that is computed from scored pictures. Proportions have Wilson, estimates bootstrap intervals. */
export interface Evaluation extends Headline {
  readonly accuracy: Proportion
  readonly confusion: metrics.ConfusionMatrix
  readonly classes: Readonly<Record<Label, ClassFigures>>
  readonly reliability: readonly metrics.ReliabilityBin[]
  readonly coverage: readonly CoveragePoint[]
  /** Null where no thresholds were given. */
  readonly thresholds: ThresholdFigures | null
  readonly bySource: readonly PartFigures[]
  readonly byPopulation: readonly PartFigures[]
}

/**
 * @param rows every picture that has scores, refused by a gate or not
 * @param thresholds of the model, for what they leave uncertain
 * @throws Fault `data_set_invalid` when there is no picture
 */
export function evaluatePictures(
  rows: readonly EvaluatedPicture[],
  options: EvaluationOptions & { readonly thresholds?: Scores } = {},
): Evaluation {
  const { seed = 'evaluation', resamples = 1000, thresholds } = options
  const whole = headline(rows, options)
  const { accuracy } = whole
  if (accuracy === null) throw new Fault('data_set_invalid', 'there is no picture to evaluate')
  const confusion = metrics.confusionMatrix(rows)
  const areas = bootstrapFigures(
    rows,
    metrics.byLabel((label) => (drawn: readonly EvaluatedPicture[]) => metrics.areaUnderCurve(drawn, label)),
    { random: createRandom(seed), resamples },
  )
  return {
    ...whole,
    accuracy,
    confusion,
    classes: metrics.byLabel((label) => ({
      ...classFigures(confusion, label),
      areaUnderCurve: areas[label],
    })),
    reliability: metrics.reliabilityBins(rows),
    coverage: coverageCurve(rows),
    thresholds: thresholds ? applyThresholds(rows, thresholds) : null,
    bySource: partFigures(rows, ({ source }) => source, options),
    byPopulation: partFigures(rows, ({ population }) => population, options),
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
  options: EvaluationOptions & { readonly thresholds?: Scores },
): readonly PartFigures[] {
  return [...metrics.groupRows(rows, keyOf)].map(([name, part]) => {
    const confusion = metrics.confusionMatrix(part)
    return {
      name,
      ...headline(part, options),
      sensitivity: metrics.byLabel((label) => classFigures(confusion, label).sensitivity),
      coverage: coverageCurve(part),
      thresholds: options.thresholds ? applyThresholds(part, options.thresholds) : null,
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
