import type { Random } from '../random.js'

/** What is drawn over a film by those who handle it: letters at the edge, borders, patches. Changes `square` itself. */
export function drawMarks(square: Uint8Array, size: number, random: Random): void {
  if (random.uniform(0, 1) < 0.3) drawBorder(square, size, random)
  const letters = random.uniform(0, 1) < 0.4 ? 1 + random.integer(3) : 0
  for (let index = 0; index < letters; index += 1) drawText(square, size, random)
  if (random.uniform(0, 1) < 0.25) coverPatch(square, size, random)
}

/** A band of one gray along one to four edges, up to a tenth of the side wide: letterboxing, a screen's frame. */
function drawBorder(square: Uint8Array, size: number, random: Random): void {
  const gray = [0, 0, 255, random.integer(256)][random.integer(4)] ?? 0
  const edge = () => (random.uniform(0, 1) < 0.6 ? Math.round(random.uniform(0.01, 0.1) * size) : 0)
  const [top, bottom, left, right] = [edge(), edge(), edge(), edge()]
  fill(square, size, { x: 0, y: 0, width: size, height: top }, gray)
  fill(square, size, { x: 0, y: size - bottom, width: size, height: bottom }, gray)
  fill(square, size, { x: 0, y: 0, width: left, height: size }, gray)
  fill(square, size, { x: size - right, y: 0, width: right, height: size }, gray)
}

/** A line of made-up letters, 5 x 7 cells each, near an edge. They mean nothing: what counts is that they are there. */
function drawText(square: Uint8Array, size: number, random: Random): void {
  const cell = Math.max(1, Math.round(size * random.uniform(0.004, 0.012)))
  const letters = 1 + random.integer(10)
  const width = letters * 6 * cell
  const along = Math.round(random.uniform(0.02, 0.9) * size)
  const near = Math.round(random.uniform(0.01, 0.12) * size)
  const y = random.uniform(0, 1) < 0.5 ? near : size - near - 7 * cell
  const x = Math.min(along, Math.max(0, size - width))
  const gray = random.uniform(0, 1) < 0.8 ? 200 + random.integer(56) : random.integer(60)
  for (let letter = 0; letter < letters; letter += 1) {
    for (let bit = 0; bit < 35; bit += 1) {
      if (random.uniform(0, 1) < 0.55) continue
      const left = x + letter * 6 * cell + (bit % 5) * cell
      fill(square, size, { x: left, y: y + Math.floor(bit / 5) * cell, width: cell, height: cell }, gray)
    }
  }
}

/** One even rectangle anywhere, up to a fifth of the side: no single place may decide (random erasing, Zhong 2017). */
function coverPatch(square: Uint8Array, size: number, random: Random): void {
  const side = () => Math.round(random.uniform(0.05, 0.2) * size)
  const [width, height] = [side(), side()]
  const box = { x: random.integer(size - width), y: random.integer(size - height), width, height }
  fill(square, size, box, random.integer(256))
}

interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** The part of the box that lies within the square. */
function fill(square: Uint8Array, size: number, { x, y, width, height }: Box, gray: number): void {
  for (let row = Math.max(0, y); row < Math.min(size, y + height); row += 1) {
    square.fill(gray, row * size + Math.max(0, x), row * size + Math.min(size, Math.max(0, x + width)))
  }
}
