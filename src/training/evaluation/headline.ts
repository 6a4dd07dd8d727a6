import type { Labelled } from '../../core/calibration.js'
import type { Label } from '../../core/label.js'
import type { Proportion } from '../../core/model-manifest.js'
import type { Estimate, Figure } from './intervals.js'
import { bootstrapFigures, countClusters, wilson } from './intervals.js'
import * as metrics from './metrics.js'
import { createRandom } from '../random.js'

/** A picture of known class as a model scored it, with what it is broken down by. */
export interface EvaluatedPicture extends Labelled {
  /** The file as the data set's manifest names it. */
  readonly path: string
  readonly source: string
  /** `adult`, `child` or `unknown`; empty when nothing is stated. */
  readonly population: string
  /** Joins pictures of one patient; empty when unknown. */
  readonly group: string
}

/** The figures by which a model is judged, on one set of pictures. */
export interface Headline {
  readonly n: number
  /** Groups drawn by the bootstrap: patients, and single pictures of unknown patients. */
  readonly groups: number
  /** How many pictures of each class there are. Figures that average over classes do so over those that occur. */
  readonly pictures: Readonly<Record<Label, number>>
  /** With Wilson's interval; null without pictures. */
  readonly accuracy: Proportion | null
  /** The same figure with an interval that knows of patients with several pictures. */
  readonly accuracyByGroups: Estimate | null
  readonly balancedAccuracy: Estimate | null
  /** Null where a single class occurs. */
  readonly meanAreaUnderCurve: Estimate | null
  readonly expectedCalibrationError: Estimate | null
}

export interface EvaluationOptions {
  /** The same seed gives the same intervals. */
  readonly seed?: string
  readonly resamples?: number
}

/**
 * The figures of {@link Headline} that the bootstrap gives intervals to, on pictures of these classes. A resample that
 * lacks one of them would be of another question, and is left out.
 */
export function headlineFigures(labels: readonly Label[]) {
  return {
    accuracyByGroups: metrics.accuracy,
    balancedAccuracy: (rows) => metrics.balancedAccuracy(rows, labels),
    meanAreaUnderCurve: (rows) => metrics.meanAreaUnderCurve(rows, labels),
    expectedCalibrationError: metrics.expectedCalibrationError,
  } satisfies Record<string, Figure<Labelled>>
}

/** The headline figures of some pictures with their intervals. */
export function headline(rows: readonly EvaluatedPicture[], options: EvaluationOptions = {}): Headline {
  const { seed = 'evaluation', resamples = 1000 } = options
  return {
    n: rows.length,
    groups: countClusters(rows),
    pictures: metrics.byLabel((label) => rows.filter((row) => row.label === label).length),
    accuracy: wilson(metrics.countRight(metrics.confusionMatrix(rows)), rows.length),
    ...bootstrapFigures(rows, headlineFigures(metrics.labelsIn(rows)), {
      random: createRandom(seed),
      resamples,
      inflated: ['expectedCalibrationError'] satisfies (keyof Headline)[],
    }),
  }
}
