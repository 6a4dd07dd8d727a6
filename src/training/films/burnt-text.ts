/** Rows of five pixels, the leftmost the highest bit: just the letters that are burnt into made films. */
const LETTERS: Readonly<Record<string, readonly number[]>> = {
  A: [14, 17, 17, 31, 17, 17, 17],
  D: [30, 17, 17, 17, 17, 17, 30],
  E: [31, 16, 16, 30, 16, 16, 31],
  I: [14, 4, 4, 4, 4, 4, 14],
  M: [17, 27, 21, 21, 17, 17, 17],
  N: [17, 25, 21, 19, 17, 17, 17],
  O: [14, 17, 17, 17, 17, 17, 14],
  P: [30, 17, 17, 30, 16, 16, 16],
  T: [31, 4, 4, 4, 4, 4, 4],
  ',': [0, 0, 0, 0, 4, 4, 8],
  ' ': [0, 0, 0, 0, 0, 0, 0],
}

const ADVANCE = 6
const HEIGHT = 7
const MARGIN = 3

/**
 * Writes light letters on a dark strip into the lower left corner of a gray picture, 5 by 7 pixels a letter. Fonts differ
 * from machine to machine; these do not.
 */
export function burnText(pixels: Uint8Array, width: number, text: string): void {
  const height = pixels.length / width
  const stripWidth = Math.min(width, text.length * ADVANCE + 2 * MARGIN)
  const top = height - HEIGHT - 2 * MARGIN
  for (let y = top; y < height; y += 1) pixels.fill(8, y * width, y * width + stripWidth)
  Array.from(text).forEach((letter, position) => {
    const rows = LETTERS[letter] ?? []
    rows.forEach((row, y) => {
      for (let x = 0; x < 5; x += 1) {
        const column = MARGIN + position * ADVANCE + x
        if ((row >> (4 - x)) & 1 && column < width) pixels[(top + MARGIN + y) * width + column] = 215
      }
    })
  })
}
