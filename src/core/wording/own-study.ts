import type { Label } from '../label.js'
import type { Figures } from './figures.js'
import type { OwnStudy } from './wording.js'

/** What became of a study, in a word or two. */
export interface OwnStudyWords {
  readonly labels: Readonly<Record<Label, string>>
  readonly uncertain: string
  readonly refused: string
  readonly fault: string
  readonly waiting: string
}

/** One line of the list that `mine` gives: when, which, what was said. */
export function ownStudyLine(
  { reference, receivedAt, outcome }: OwnStudy,
  figures: Figures,
  words: OwnStudyWords,
): string {
  return `${figures.time(receivedAt)}  ${reference}  ${saidOf(outcome, words)}`
}

function saidOf(outcome: OwnStudy['outcome'], words: OwnStudyWords): string {
  switch (outcome?.kind) {
    case 'finding':
      return words.labels[outcome.label]
    case 'uncertain':
      return words.uncertain
    case 'refused':
      return words.refused
    case 'fault':
      return words.fault
    case undefined:
      return words.waiting
  }
}
