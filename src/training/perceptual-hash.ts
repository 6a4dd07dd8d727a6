/** Pixels on each side of the thumbnails that hashing and comparing start from. */
export const THUMBNAIL_SIZE = 64

/** Samples on each side of a window that is hashed or compared. */
export const WINDOW_SIZE = 32

/** Lowest spatial frequencies a side that the hash keeps, without the constant one: 8 * 8 = 64 bits. */
const FREQUENCIES = 8

/** A part of a picture, as shares of its width and height cut off (negative: added) at each side. */
export interface Window {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

export const WHOLE: Window = { left: 0, right: 0, top: 0, bottom: 0 }

const MARGINS = [
  [0, 0],
  [0.05, 0.05],
  [0.1, 0.1],
  [0.16, 0.16],
  [0.08, 0],
  [0, 0.08],
  [0.16, 0.06],
  [0.06, 0.16],
] as const

/** The whole picture first, then the cuts that crops of films are looked for with. */
export const WINDOWS: readonly Window[] = MARGINS.flatMap(([left, right]) =>
  MARGINS.map(([top, bottom]) => ({ left, right, top, bottom })),
)

/**
 * A perceptual hash of 64 bits, as two 32-bit words: the signs of the lowest cosine frequencies of the window
 * against their median (the "pHash" of C. Zauner, Implementation and Benchmarking of Perceptual Image Hash
 * Functions, 2010). Re-encoding, resizing and even changes of brightness and contrast move few of its bits.
 * @param window `WINDOW_SIZE` squared samples in rows from the top
 */
export function hashWindow(window: ArrayLike<number>): readonly [number, number] {
  const rows = new Float64Array(FREQUENCIES * WINDOW_SIZE)
  for (let v = 0; v < FREQUENCIES; v += 1) {
    for (let y = 0; y < WINDOW_SIZE; y += 1) {
      const weight = cosine(v + 1, y)
      for (let x = 0; x < WINDOW_SIZE; x += 1) {
        rows[v * WINDOW_SIZE + x] = at(rows, v * WINDOW_SIZE + x) + weight * at(window, y * WINDOW_SIZE + x)
      }
    }
  }
  const strengths = new Float64Array(FREQUENCIES * FREQUENCIES)
  for (let v = 0; v < FREQUENCIES; v += 1) {
    for (let u = 0; u < FREQUENCIES; u += 1) {
      let sum = 0
      for (let x = 0; x < WINDOW_SIZE; x += 1) sum += cosine(u + 1, x) * at(rows, v * WINDOW_SIZE + x)
      strengths[v * FREQUENCIES + u] = sum
    }
  }
  const sorted = strengths.slice().sort()
  const median = (at(sorted, 31) + at(sorted, 32)) / 2
  const words: [number, number] = [0, 0]
  strengths.forEach((strength, bit) => {
    // The margin keeps rounding errors out of the hash of a blank picture.
    if (strength > median + 1e-6) words[bit >> 5 === 0 ? 0 : 1] |= 1 << (bit & 31)
  })
  return words
}

/** Bits in which two words differ. */
export function countBits(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555)
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333)
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

/**
 * Samples `window` of a thumbnail on a grid of `WINDOW_SIZE` a side, between pixels by bilinear interpolation. What
 * lies outside the thumbnail repeats its border.
 */
export function sampleWindow(thumbnail: Uint8Array, window: Window, out: Float32Array): Float32Array {
  const columns = sampleAxis(window.left, window.right)
  const rows = sampleAxis(window.top, window.bottom)
  for (let y = 0; y < WINDOW_SIZE; y += 1) {
    const above = at(rows.from, y) * THUMBNAIL_SIZE
    const below = Math.min(at(rows.from, y) + 1, THUMBNAIL_SIZE - 1) * THUMBNAIL_SIZE
    const down = at(rows.share, y)
    for (let x = 0; x < WINDOW_SIZE; x += 1) {
      const left = at(columns.from, x)
      const right = Math.min(left + 1, THUMBNAIL_SIZE - 1)
      const across = at(columns.share, x)
      const upper = at(thumbnail, above + left) * (1 - across) + at(thumbnail, above + right) * across
      const lower = at(thumbnail, below + left) * (1 - across) + at(thumbnail, below + right) * across
      out[y * WINDOW_SIZE + x] = upper * (1 - down) + lower * down
    }
  }
  return out
}

function sampleAxis(cutBefore: number, cutAfter: number): { from: Int32Array; share: Float32Array } {
  const from = new Int32Array(WINDOW_SIZE)
  const share = new Float32Array(WINDOW_SIZE)
  for (let index = 0; index < WINDOW_SIZE; index += 1) {
    const position =
      (cutBefore + ((index + 0.5) / WINDOW_SIZE) * (1 - cutBefore - cutAfter)) * THUMBNAIL_SIZE - 0.5
    const inside = Math.min(THUMBNAIL_SIZE - 1, Math.max(0, position))
    from[index] = Math.floor(inside)
    share[index] = inside - Math.floor(inside)
  }
  return { from, share }
}

const COSINES = Float64Array.from({ length: (FREQUENCIES + 1) * WINDOW_SIZE }, (_, index) =>
  Math.cos((Math.PI * (2 * (index % WINDOW_SIZE) + 1) * Math.floor(index / WINDOW_SIZE)) / (2 * WINDOW_SIZE)),
)

function cosine(frequency: number, position: number): number {
  return at(COSINES, frequency * WINDOW_SIZE + position)
}

/** An element of an array that is known to hold it. */
function at(values: ArrayLike<number>, index: number): number {
  return values[index] as number
}
