import type { Outcome } from '../core/outcome.js'
import type { Verdict } from '../core/review.js'
import { VERDICTS } from '../core/review.js'
import type { Wording } from '../core/wording/wording.js'
import type { ButtonPicture } from './button-data.js'
import { readButton, writeButton } from './button-data.js'
import type { Button, Buttons } from './reply-line.js'

/** A picture with its outcome, as far as its buttons go. */
export interface AnsweredPicture extends ButtonPicture {
  readonly outcome: Pick<Outcome, 'kind'>
}

/** Pictures whose buttons stand under one another. More of them are picked by their number, one at a time. */
const SIDE_BY_SIDE = 2
const NUMBERS_IN_A_ROW = 5
/** Two rows of numbers leave room for three rows more: Discord takes five in all. */
const PICKED_AT_MOST = 10

/**
 * The buttons under an answer to `pictures`, in their order. There are none for a refusal or a fault: nobody can agree
 * with those.
 */
export function answerButtons(pictures: readonly AnsweredPicture[], wording: Wording): Buttons {
  const read = pictures.filter(isRead)
  if (read.length <= SIDE_BY_SIDE) return read.flatMap((picture) => questionRows(picture, wording))
  const numbers = read.slice(0, PICKED_AT_MOST).map(({ studyId, number }): Button => ({
    text: String(number),
    data: writeButton({ kind: 'pick', studyId, number }),
  }))
  const rows = [numbers.slice(0, NUMBERS_IN_A_ROW), numbers.slice(NUMBERS_IN_A_ROW)]
  return [
    ...rows.filter((row) => row.length > 0),
    ...read.slice(0, 1).flatMap((picture) => questionRows(picture, wording)),
  ]
}

export const isRead = ({ outcome }: Pick<AnsweredPicture, 'outcome'>): boolean =>
  outcome.kind === 'finding' || outcome.kind === 'uncertain'

/** Whether the reading is right. Where no class was given there is nothing to agree with, and the classes are offered. */
export function questionRows({ studyId, number, outcome }: AnsweredPicture, wording: Wording): Buttons {
  const report = reportButton({ studyId, number }, wording)
  if (outcome.kind !== 'finding') {
    if (number === null) return [...choiceRows({ studyId, number }, wording), [report]]
    return [
      [
        { text: named(number, wording.yourView), data: writeButton({ kind: 'disagree', studyId, number }) },
        report,
      ],
    ]
  }
  const agree = {
    text: named(number, wording.agree),
    data: writeButton({ kind: 'agree', studyId, number }),
  }
  const disagree = {
    text: named(number, wording.disagree),
    data: writeButton({ kind: 'disagree', studyId, number }),
  }
  return number === null ? [[agree, disagree], [report]] : [[agree, disagree, report]]
}

/** What the film shows instead: two rows of two, which a telephone shows whole. */
export function choiceRows({ studyId, number }: ButtonPicture, wording: Wording): Buttons {
  const choices = VERDICTS.map((verdict) => ({
    text: named(number, wording.verdicts[verdict]),
    data: writeButton({ kind: 'verdict', studyId, verdict, number }),
  }))
  return [choices.slice(0, 2), choices.slice(2)]
}

/** What somebody said of the film, for as long as they don't change it. */
export function saidRows({ studyId, number }: ButtonPicture, verdict: Verdict, wording: Wording): Buttons {
  const change = {
    text: named(number, `✓ ${wording.verdicts[verdict]} · ${wording.changeReview}`),
    data: writeButton({ kind: 'change', studyId, number }),
  }
  return [[change], [reportButton({ studyId, number }, wording)]]
}

/** `standing` with `rows` in the place of the rows of one picture. The buttons of other pictures stay. */
export function withRows(standing: Buttons, studyId: string, rows: Buttons): Buttons {
  const numbers = standing.filter((row) => row.some(({ data }) => readButton(data)?.kind === 'pick'))
  if (numbers.length > 0) return [...numbers, ...rows]
  const isOwn = (row: readonly Button[]): boolean => row.some(({ data }) => data.includes(studyId))
  const at = standing.findIndex(isOwn)
  if (at < 0) return rows
  return [...standing.slice(0, at), ...rows, ...standing.slice(at).filter((row) => !isOwn(row))]
}

function reportButton({ studyId, number }: ButtonPicture, wording: Wording): Button {
  return { text: named(number, wording.askReport), data: writeButton({ kind: 'report', studyId, number }) }
}

const named = (number: number | null, text: string): string =>
  number === null ? text : `${number} · ${text}`
