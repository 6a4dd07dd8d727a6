import type { ScoreBar } from '../core/answer.js'
import type { Box, Paper } from './paper.js'
import { CONTENT_WIDTH, FULL, INK } from './paper.js'

const SOFT = '#44525a'
const TRACK = '#dfe6e8'
const REST = '#73848b'
const ACCENT = '#0a6871'

/** Keeps a heading with the first lines of what follows. */
export function drawHeading(paper: Paper, text: string): void {
  paper.need(60)
  paper.y += 10
  paper.write(text, { size: 10.5, weight: 700, colour: ACCENT })
  paper.y += 2
}

/** A bar for each class, with a mark where the leading class's threshold lies. */
export function drawScores(paper: Paper, bars: readonly ScoreBar[], threshold: number | null): void {
  const leading = bars.reduce((best, bar) => (bar.score > best.score ? bar : best))
  const name: Box = { start: FULL.start, width: 150 }
  const percent: Box = { start: FULL.start + CONTENT_WIDTH - 60, width: 60 }
  const track: Box = { start: name.start + name.width + 10, width: CONTENT_WIDTH - 230 }
  for (const bar of bars) {
    paper.need(20)
    const weight = bar === leading ? 700 : 400
    const style = { size: 10, weight, colour: bar === leading ? INK : SOFT } as const
    const height = paper.writeAt(paper.y, bar.name, style, name)
    paper.writeAt(paper.y, bar.percent, style, percent, 'end')
    const middle = paper.y + height / 2 - 4
    const filled = Math.min(1, Math.max(0, bar.score)) * track.width
    paper.fill(middle, 8, track, TRACK, 4)
    if (filled > 0)
      paper.fill(
        middle,
        8,
        { ...track, width: filled },
        bar === leading ? ACCENT : REST,
        Math.min(4, filled / 2),
      )
    if (bar === leading && threshold !== null) {
      const at = track.start + Math.min(1, Math.max(0, threshold)) * track.width
      paper.fill(middle - 3, 14, { start: at - 2, width: 4 }, '#ffffff')
      paper.fill(middle - 3, 14, { start: at - 1, width: 2 }, INK)
    }
    paper.y += height + 4
  }
}

export type Fact = readonly [name: string, value: string]

const COLUMNS = 3
const GAP = 14
const NAME = { size: 8, colour: SOFT } as const
const VALUE = { size: 9.5 } as const

/** Names and values in three columns; a value that needs it gets the whole width. */
export function drawFacts(paper: Paper, facts: readonly Fact[]): void {
  const width = (CONTENT_WIDTH - GAP * (COLUMNS - 1)) / COLUMNS
  const isWide = ([, value]: Fact): boolean => value.length > 60
  const narrow = facts.filter((fact) => !isWide(fact))
  paper.y += 4
  for (let first = 0; first < narrow.length; first += COLUMNS) {
    const row = narrow.slice(first, first + COLUMNS)
    paper.need(
      Math.max(
        ...row.map(([name, value]) => paper.height(name, NAME, width) + paper.height(value, VALUE, width)),
      ),
    )
    const heights = row.map((fact, column) =>
      drawFact(paper, fact, { start: FULL.start + column * (width + GAP), width }),
    )
    paper.y += Math.max(...heights) + 5
  }
  for (const fact of facts.filter(isWide)) {
    paper.need(40)
    paper.y += drawFact(paper, fact, FULL) + 5
  }
}

function drawFact(paper: Paper, [name, value]: Fact, box: Box): number {
  const height = paper.writeAt(paper.y, name, NAME, box)
  return height + paper.writeAt(paper.y + height, value, VALUE, box)
}
