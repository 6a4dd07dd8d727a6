import bidiFactory from 'bidi-js'
import type { Face } from './fonts.js'
import { faceOf } from './fonts.js'

/** A piece of a line that one font draws. Runs stand in the order in which they are seen, from left to right. */
export interface Run {
  /** Arabic as it is spoken, as the font turns and joins it; everything else as it is seen. */
  readonly text: string
  readonly face: Face
}

export interface Line {
  readonly runs: readonly Run[]
  readonly width: number
}

export type Direction = 'ltr' | 'rtl'

/** The package says that its factory is the member `default`; what Node imports is the factory itself. */
const createBidi = bidiFactory as unknown as typeof bidiFactory.default
const bidi = createBidi()
/** Marks of direction: they have done their work once the order is known, and no font draws them. */
const MARKS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/
const JOINERS = /[\u200c\u200d]/
/** Spaces that fonts may lack, as one that they have. */
const NARROW_SPACES = /[\u2009\u202f]/g

/**
 * Breaks text into lines of at most `width`, and orders each by the Unicode bidirectional algorithm (UAX 9) for a
 * paragraph of `direction`. A word that is wider than a line is broken where it must be.
 * @param measure the width of a run
 */
export function layLines(
  text: string,
  direction: Direction,
  width: number,
  measure: (run: Run) => number,
): readonly Line[] {
  return text
    .replace(NARROW_SPACES, '\u00a0')
    .split('\n')
    .flatMap((paragraph) => layParagraph(paragraph, direction, width, measure))
}

function layParagraph(
  text: string,
  direction: Direction,
  width: number,
  measure: (run: Run) => number,
): readonly Line[] {
  const { levels } = bidi.getEmbeddingLevels(text, direction)
  const runsOf = (start: number, end: number): readonly Run[] => visualRuns(text, levels, start, end)
  const widthOf = (start: number, end: number): number =>
    runsOf(start, end).reduce((sum, run) => sum + measure(run), 0)
  const space = measure({ text: ' ', face: 'latin' })
  const lines: Line[] = []
  let start = 0
  let end = 0
  let used = 0
  const breakLine = (): void => {
    if (end > start) lines.push({ runs: runsOf(start, end), width: used })
    used = 0
  }
  for (const piece of pieces(text, width, widthOf)) {
    const gap = used === 0 ? 0 : (piece.start - end) * space
    if (used > 0 && used + gap + piece.width > width) breakLine()
    if (used === 0) start = piece.start
    used += (used === 0 ? 0 : gap) + piece.width
    end = piece.end
  }
  breakLine()
  return lines
}

interface Piece {
  readonly start: number
  readonly end: number
  readonly width: number
}

/** Words, and parts of those that are wider than a line. */
function* pieces(
  text: string,
  width: number,
  widthOf: (start: number, end: number) => number,
): Iterable<Piece> {
  for (const { index, 0: word } of text.matchAll(/[^ ]+/g)) {
    const whole = widthOf(index, index + word.length)
    if (whole <= width) {
      yield { start: index, end: index + word.length, width: whole }
      continue
    }
    let start = index
    for (let end = index + 1; end <= index + word.length; end++) {
      const last = end === index + word.length
      if (!last && widthOf(start, end + 1) <= width) continue
      yield { start, end, width: widthOf(start, end) }
      start = end
    }
  }
}

interface LevelRun {
  readonly level: number
  readonly face: Face
  text: string
}

function visualRuns(text: string, levels: Uint8Array, start: number, end: number): readonly Run[] {
  const runs: LevelRun[] = []
  for (let index = start; index < end;) {
    const codePoint = text.codePointAt(index) ?? 0
    const character = String.fromCodePoint(codePoint)
    const level = levels[index] ?? 0
    index += character.length
    if (MARKS.test(character)) continue
    const last = runs.at(-1)
    const face = last && JOINERS.test(character) ? last.face : faceOf(codePoint)
    if (last?.level === level && last.face === face) last.text += character
    else runs.push({ level, face, text: character })
  }
  return inSeenOrder(runs).map(({ level, face, text: logical }) => ({
    face,
    text: level % 2 === 1 && face !== 'arabic' ? mirrored(logical) : logical,
  }))
}

/** Rule L2 of the algorithm, on runs: from the highest level down to the lowest odd one, each stretch is reversed. */
function inSeenOrder(runs: readonly LevelRun[]): readonly LevelRun[] {
  const seen = [...runs]
  const highest = Math.max(0, ...seen.map(({ level }) => level))
  for (let level = highest; level > 0; level--) {
    for (let start = 0; start < seen.length; start++) {
      if ((seen[start]?.level ?? 0) < level) continue
      let end = start
      while ((seen[end + 1]?.level ?? 0) >= level) end++
      seen.splice(start, end - start + 1, ...seen.slice(start, end + 1).reverse())
      start = end
    }
  }
  return seen
}

function mirrored(text: string): string {
  return Array.from(text)
    .reverse()
    .map((character) => bidi.getMirroredCharacter(character) ?? character)
    .join('')
}
