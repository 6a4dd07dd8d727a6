import type { Label } from '../label.js'
import { LABELS } from '../label.js'
import type { Figures } from './figures.js'
import type { ModelFacts } from './wording.js'

/** How one language tells what a model scored. */
export interface ScoreWords {
  readonly labels: Readonly<Record<Label, string>>
  readonly accuracy: (facts: {
    readonly split: string
    readonly right: string
    readonly low: string
    readonly high: string
    readonly n: string
  }) => string
  readonly label: (facts: {
    readonly label: string
    readonly sensitivity: string
    readonly specificity: string
  }) => string
}

/** Sets that are told of: a message has an end, and the model's card has the rest. */
const TOLD = 3

/** What a model scored, and on which pictures: a line a set, and one a class below it. */
export function scoreLines({ metrics }: ModelFacts, figures: Figures, words: ScoreWords): readonly string[] {
  const { number, percent } = figures
  return metrics.slice(0, TOLD).flatMap(({ split, accuracy, sensitivity, specificity }) => [
    words.accuracy({
      split,
      right: percent(accuracy.value),
      low: percent(accuracy.low),
      high: percent(accuracy.high),
      n: number(accuracy.n),
    }),
    ...LABELS.map((label) =>
      words.label({
        label: words.labels[label],
        sensitivity: percent(sensitivity[label].value),
        specificity: percent(specificity[label].value),
      }),
    ),
  ])
}
