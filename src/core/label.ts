/** The classes of the network, in the order of its outputs. The order is part of every model's manifest. */
export const LABELS = ['COVID', 'NORMAL', 'PNEUMONIA'] as const

export type Label = (typeof LABELS)[number]

/** One calibrated score a class, each in 0..1, summing to 1. */
export type Scores = Readonly<Record<Label, number>>

export function isLabel(text: unknown): text is Label {
  return LABELS.some((label) => label === text)
}

/** Names the outputs of the network. `outputs` is in the order of {@link LABELS}. */
export function nameScores(outputs: ArrayLike<number>): Scores {
  if (outputs.length !== LABELS.length) throw new RangeError(`expected ${LABELS.length} scores`)
  return Object.fromEntries(LABELS.map((label, index) => [label, outputs[index]])) as Record<Label, number>
}

/** The class with the highest score; the first in {@link LABELS} where two are equal. */
export function highestLabel(scores: Scores): Label {
  return LABELS.reduce((best, label) => (scores[label] > scores[best] ? label : best))
}
