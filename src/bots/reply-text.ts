import type { Answer, ScoreBar } from '../core/answer.js'

const CELLS = 10

/**
 * Lays answers out as plain text of at most `limit` characters (UTF-16 units, as both platforms' limits are safe
 * with): the headline first, a bar for each class, the disclaimer always. Several answers are numbered and share
 * the disclaimer. What does not fit goes in this order: explanations, bars, the end of the list.
 */
export function replyText(answers: readonly Answer[], limit: number): string {
  const foot = footText(answers)
  const fullest = [
    { sentences: true, bars: true },
    { sentences: false, bars: true },
    { sentences: false, bars: false },
  ].map((parts) => answers.map((answer, index) => bodyText(answer, numberOf(index, answers.length), parts)))
  for (const bodies of fullest) {
    const text = [...bodies, foot].join('\n\n')
    if (text.length <= limit) return text
  }
  const room = Math.max(0, limit - foot.length - 3)
  return `${(fullest.at(-1) ?? []).join('\n\n').slice(0, room)}…\n\n${foot}`
}

/** One class: `▇▇▇▇▇▇▇▇▇▁ 93.0 %  PNEUMONIA`. The bar comes first, so that bars line up in any font. */
export function barText({ score, percent, name }: ScoreBar): string {
  const filled = Math.round(score * CELLS)
  return `${'▇'.repeat(filled)}${'▁'.repeat(CELLS - filled)} ${percent}  ${name}`
}

function bodyText(answer: Answer, number: string, parts: { sentences: boolean; bars: boolean }): string {
  return [
    `${number}${answer.headline}`,
    ...(parts.bars ? answer.bars.map(barText) : []),
    ...(parts.sentences ? answer.sentences : []),
    answer.reference,
  ].join('\n')
}

function footText(answers: readonly Answer[]): string {
  const models = answers.flatMap((answer) => (answer.model === null ? [] : [answer.model]))
  return [...new Set([...answers.map((answer) => answer.disclaimer), ...models])].join('\n')
}

/** Which picture of an album is spoken of; nothing where there is one. `index` from 0. */
export const numberOf = (index: number, count: number): string =>
  count > 1 ? `${index + 1}/${count} · ` : ''
