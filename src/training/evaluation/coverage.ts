import type { Labelled } from '../../core/calibration.js'
import { decide } from '../../core/calibration.js'
import type { Scores } from '../../core/label.js'
import { highestLabel } from '../../core/label.js'
import type { Proportion } from '../../core/model-manifest.js'
import { wilson } from './intervals.js'

/** How right a model is on the pictures that it is surest of. */
export interface CoveragePoint {
  /** The share of pictures that is kept, 0..1; `n` pictures after rounding. */
  readonly coverage: number
  readonly n: number
  /** The highest score of the least sure picture that is kept. */
  readonly lowestScore: number
  readonly accuracy: Proportion
}

/** Shares that the report's table shows. */
export const COVERAGES = [0.5, 0.6, 0.7, 0.8, 0.9, 1] as const

/** Every hundredth from a fifth up, for the plot: fewer pictures than that say little. */
export const PLOTTED_COVERAGES = Array.from({ length: 81 }, (_, index) => (20 + index) / 100)

/**
 * Accuracy on the pictures with the highest top scores, for each share to keep (R. El-Yaniv & Y. Wiener, On the
 * Foundations of Noise-free Selective Classification, 2010). Of equal scores the file's name decides, never the class.
 * Empty without pictures.
 */
export function coverageCurve(
  rows: readonly (Labelled & { readonly path: string })[],
  shares: readonly number[] = COVERAGES,
): readonly CoveragePoint[] {
  const sure = rows
    .map(({ label, scores, path }) => {
      const best = highestLabel(scores)
      return { score: scores[best], right: best === label ? 1 : 0, path }
    })
    .sort((a, b) => b.score - a.score || (a.path < b.path ? -1 : 1))
  const rightUpTo = [0]
  for (const { right } of sure) rightUpTo.push((rightUpTo.at(-1) ?? 0) + right)
  return shares.flatMap((coverage) => {
    const n = Math.min(sure.length, Math.max(1, Math.round(coverage * sure.length)))
    const accuracy = wilson(rightUpTo[n] ?? 0, n)
    const last = sure[n - 1]
    return accuracy && last && sure.length > 0 ? [{ coverage, n, lowestScore: last.score, accuracy }] : []
  })
}

/** What the thresholds of a model leave when every picture is let through to them. */
export interface ThresholdFigures {
  /** Pictures in which no class reaches its threshold. */
  readonly uncertain: Proportion | null
  /** Right answers among the rest. */
  readonly accuracy: Proportion | null
}

export function applyThresholds(rows: readonly Labelled[], thresholds: Scores): ThresholdFigures {
  const decided = rows.map(({ label, scores }) => ({ label, decision: decide(scores, thresholds) }))
  const findings = decided.filter(({ decision }) => decision.kind === 'finding')
  const right = findings.filter(
    ({ label, decision }) => decision.kind === 'finding' && decision.label === label,
  )
  return {
    uncertain: wilson(rows.length - findings.length, rows.length),
    accuracy: wilson(right.length, findings.length),
  }
}
