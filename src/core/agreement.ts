import type { Label } from './label.js'
import { LABELS } from './label.js'
import type { Proportion } from './model-manifest.js'
import type { VerdictTable } from './record-figures.js'
import type { Verdict } from './review.js'

/** Whether a verdict is the label that a study got; null where it got none that anybody could agree with. */
export function agreesWith(label: Label | null, verdict: Verdict): boolean | null {
  return label === null ? null : verdict === label
}

/** The normal quantile of a two-sided 95 % interval. */
const Z = 1.959963984540054

/**
 * A proportion with its 95 % interval by Wilson's score method (E. B. Wilson, Journal of the American Statistical
 * Association 22, 1927). Null when there is nothing to count. The method takes the `n` trials to be independent.
 */
export function wilson(successes: number, n: number): Proportion | null {
  if (n === 0) return null
  const value = successes / n
  const denominator = 1 + (Z * Z) / n
  const middle = (value + (Z * Z) / (2 * n)) / denominator
  const half = (Z / denominator) * Math.sqrt((value * (1 - value)) / n + (Z * Z) / (4 * n * n))
  // Rounding must not leave the value just outside its own interval at 0 and 1.
  return {
    value,
    low: Math.min(value, Math.max(0, middle - half)),
    high: Math.max(value, Math.min(1, middle + half)),
    n,
  }
}

/** One class against all others, with the reviewers' verdicts taken for the truth. Null where nothing was to count. */
export interface ClassAgainstReviewers {
  /** Of the films that reviewers gave this class, the share that the model gave it. */
  readonly sensitivity: Proportion | null
  /** Of the films that reviewers gave something else, the share that the model did not give this class. */
  readonly specificity: Proportion | null
}

/** How a model's answers stand beside the verdicts of reviewers. */
export interface AgainstReviewers {
  /** Verdicts counted. */
  readonly n: number
  /** Of the answers with a label. */
  readonly agreement: Proportion | null
  readonly classes: Readonly<Record<Label, ClassAgainstReviewers>>
  /** Films with a verdict on which the model was not sure: they count as not found, and against no class. */
  readonly uncertain: number
}

/** Holds a model's answers against the reviewers' verdicts. An uncertain answer finds nothing and claims nothing. */
export function holdAgainstReviewers(table: VerdictTable): AgainstReviewers {
  const count = (meant: (row: VerdictTable[number]) => boolean): number =>
    table.filter(meant).reduce((sum, row) => sum + row.count, 0)
  const n = count(() => true)
  const uncertain = count(({ answered }) => answered === 'uncertain')
  const classes = LABELS.map((label) => {
    const inClass = count(({ verdict }) => verdict === label)
    const found = count(({ answered, verdict }) => verdict === label && answered === label)
    const claimed = count(({ answered, verdict }) => verdict !== label && answered === label)
    const outside = n - inClass
    return [
      label,
      { sensitivity: wilson(found, inClass), specificity: wilson(outside - claimed, outside) },
    ] as const
  })
  return {
    n,
    agreement: wilson(
      count(({ answered, verdict }) => answered === verdict),
      n - uncertain,
    ),
    classes: Object.fromEntries(classes) as Record<Label, ClassAgainstReviewers>,
    uncertain,
  }
}
