import { highestLabel } from '../../core/label.js'
import type { Proportion } from '../../core/model-manifest.js'
import type { EvaluatedPicture, EvaluationOptions, Headline } from '../evaluation/headline.js'
import { headline } from '../evaluation/headline.js'
import { wilson } from '../evaluation/intervals.js'
import { labelsIn } from '../evaluation/metrics.js'
import type { ScoredPicture } from '../evaluation/scores-file.js'

/** What a model was shown. */
export const SHORTCUT_VIEWS = [
  'whole',
  'another-scanner',
  'other-surroundings',
  'metadata',
  'borders',
  'hidden-lungs',
] as const

export type ShortcutView = (typeof SHORTCUT_VIEWS)[number]

/** What it scored on that, beside what guessing would. */
export interface ShortcutFigures extends Pick<
  Headline,
  'n' | 'groups' | 'pictures' | 'balancedAccuracy' | 'meanAreaUnderCurve'
> {
  readonly view: ShortcutView
  /** `all`, or the population within which it was judged. */
  readonly population: string
  /** Balanced accuracy of guessing: one over the classes that occur. The area of guessing is one half. */
  readonly chance: number
  readonly verdict: ShortcutVerdict
}

/**
 * `near-chance` when neither figure is further from guessing than {@link NEAR}, intervals aside. Below counts too: an area
 * well below one half ranks pictures by something, only the other way round.
 */
export type ShortcutVerdict = 'near-chance' | 'not-near-chance' | 'undefined'

/** How far from guessing, in balanced accuracy and in area, still counts as near it. */
export const NEAR = 0.05

/** A view scored on pictures. */
export interface ScoredView {
  readonly view: ShortcutView
  readonly population: string
  readonly rows: readonly EvaluatedPicture[]
}

export function judgeView(
  { view, population, rows }: ScoredView,
  options: EvaluationOptions = {},
): ShortcutFigures {
  const { n, groups, pictures, balancedAccuracy, meanAreaUnderCurve } = headline(rows, options)
  const chance = 1 / Math.max(1, labelsIn(rows).length)
  return {
    view,
    population,
    n,
    groups,
    pictures,
    balancedAccuracy,
    meanAreaUnderCurve,
    chance,
    verdict: judge(balancedAccuracy?.value, meanAreaUnderCurve?.value, chance),
  }
}

function judge(balanced: number | undefined, area: number | undefined, chance: number): ShortcutVerdict {
  if (balanced === undefined || area === undefined) return 'undefined'
  return Math.abs(balanced - chance) <= NEAR && Math.abs(area - 0.5) <= NEAR
    ? 'near-chance'
    : 'not-near-chance'
}

/** What a chat's recompression does to the answers. */
export interface RecompressionFigures {
  /** `all`, or the population. */
  readonly population: string
  readonly n: number
  /** Pictures whose class with the highest score is another one afterwards. */
  readonly labelsChanged: Proportion | null
  /** Pictures whose answer is another one afterwards: finding of which class, uncertain, or refused with which code. */
  readonly answersChanged: Proportion | null
}

/**
 * @param before the pictures as they are
 * @param after the same pictures recompressed; those without scores on either side count in the answers alone
 */
export function judgeRecompression(
  before: readonly ScoredPicture[],
  after: readonly ScoredPicture[],
  population: string,
): RecompressionFigures {
  const afterwards = new Map(after.map((row) => [row.path, row]))
  const both = before.flatMap((one) => {
    const other = afterwards.get(one.path)
    return other ? [{ one, other }] : []
  })
  const labels = both.flatMap(({ one, other }) =>
    one.scores && other.scores ? [highestLabel(one.scores) !== highestLabel(other.scores)] : [],
  )
  const answers = both.map(({ one, other }) => answerOf(one) !== answerOf(other))
  return {
    population,
    n: both.length,
    labelsChanged: wilson(labels.filter(Boolean).length, labels.length),
    answersChanged: wilson(answers.filter(Boolean).length, answers.length),
  }
}

function answerOf({ outcome, code, scores }: ScoredPicture): string {
  return outcome === 'finding' && scores ? highestLabel(scores) : (code ?? outcome)
}
