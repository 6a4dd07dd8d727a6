import type { Answer, ScoreBar } from '../core/answer.js'
import type { Wording } from '../core/wording/wording.js'

const CELLS = 10

type Direction = Wording['direction']

/** How much of each answer is said. */
interface Parts {
  readonly sentences: boolean
  readonly bars: boolean
}

const FULLEST_FIRST: readonly Parts[] = [
  { sentences: true, bars: true },
  { sentences: false, bars: true },
  { sentences: false, bars: false },
]

/**
 * Lays answers out as plain text of at most `limit` characters (UTF-16 units, as both platforms' limits are safe
 * with): the headline first, a bar for each class, the disclaimer always. Several answers are numbered and share
 * the disclaimer. What does not fit goes in this order: explanations, all bars but the percentage of the class that was
 * given, the ends of long headlines. In a language that is written from the right, what is not is kept apart.
 */
export function replyText(answers: readonly Answer[], limit: number, direction: Direction = 'ltr'): string {
  const foot = keepNamesApart(footText(answers), direction)
  const numbered = answers.map((answer, index) => ({ answer, number: numberOf(index, answers.length) }))
  for (const parts of FULLEST_FIRST) {
    const bodies = numbered.map(({ answer, number }) => bodyText(answer, number, parts, direction))
    const text = [...bodies, foot].join('\n\n')
    if (text.length <= limit) return text
  }
  const room = Math.floor((limit - foot.length) / Math.max(1, answers.length)) - 2
  const bodies = numbered.map(({ answer, number }) => {
    const [headline = '', ...rest] = bodyText(
      answer,
      number,
      { sentences: false, bars: false },
      direction,
    ).split('\n')
    const reference = rest.join('\n')
    return `${shorten(headline, Math.max(number.length + 1, room - reference.length - 1))}\n${reference}`
  })
  return `${shorten(bodies.join('\n\n'), limit - foot.length - 2)}\n\n${foot}`
}

/** One class: `▇▇▇▇▇▇▇▇▇▁ 93.0 %  PNEUMONIA`. The bar comes first, so that bars line up in any font. */
export function barText({ score, percent, name }: ScoreBar): string {
  const filled = Math.round(score * CELLS)
  return `${'▇'.repeat(filled)}${'▁'.repeat(CELLS - filled)} ${percent}  ${name}`
}

/** Text that runs from the left, whatever it stands in: between the isolates of Unicode (UAX #9) where that matters. */
export function leftToRight(text: string, direction: Direction): string {
  return direction === 'rtl' ? `\u2066${text}\u2069` : text
}

/** At most `limit` UTF-16 units, with an ellipsis where something went, and no half of a character. */
export function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text
  return `${text.slice(0, Math.max(0, limit - 1)).replace(/[\uD800-\uDBFF]$/, '')}…`
}

/** Which picture of an album is spoken of; nothing where there is one. `index` from 0. */
export const numberOf = (index: number, count: number): string =>
  count > 1 ? `${index + 1}/${count} · ` : ''

function bodyText(answer: Answer, number: string, parts: Parts, direction: Direction): string {
  const given =
    answer.tone === 'finding' ? answer.bars.find(({ name }) => name === answer.headline) : undefined
  const headline = parts.bars || given === undefined ? answer.headline : `${answer.headline} ${given.percent}`
  return [
    `${number}${headline}`,
    ...(parts.bars ? answer.bars.map((bar) => leftToRight(barText(bar), direction)) : []),
    ...(parts.sentences ? answer.sentences : []),
    keepNamesApart(answer.reference, direction),
  ].join('\n')
}

function footText(answers: readonly Answer[]): string {
  const models = answers.flatMap((answer) => (answer.model === null ? [] : [answer.model]))
  return [...new Set([...answers.map((answer) => answer.disclaimer), ...models])].join('\n')
}

/** References and names of models, which are written from the left in every language. */
function keepNamesApart(text: string, direction: Direction): string {
  return text.replace(/CC-[0-9A-Z]{8}|\S+@[0-9a-f]{12}/g, (name) => leftToRight(name, direction))
}
