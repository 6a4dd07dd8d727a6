import { createRandom, type Random } from '../random.js'

/** How far a picture may be changed, in the units of Keras's ImageDataGenerator. */
export interface AugmentationRanges {
  /** `zoom_range`: both zooms are drawn from 1 - zoom to 1 + zoom, one for each axis. */
  readonly zoom: number
  /** `shear_range`, in degrees (Keras's older documentation says radians, its code reads degrees). */
  readonly shear: number
}

/** What the reference protocol asks for. */
export const REFERENCE_RANGES: AugmentationRanges = { zoom: 0.2, shear: 0.2 }

/** One affine change of a picture. A field that is left out changes nothing. */
export interface AffineParameters {
  /** Degrees. */
  readonly rotation?: number
  /** Pixels. */
  readonly shiftX?: number
  readonly shiftY?: number
  /** Degrees. */
  readonly shear?: number
  /** Above 1 shows more than the picture, so its content shrinks; below 1 enlarges a part of it. */
  readonly zoomX?: number
  readonly zoomY?: number
}

/** The upper two rows of a 3 x 3 matrix that maps a point (x, y, 1) of the result to a point of the source. */
export type AffineMatrix = readonly [number, number, number, number, number, number]

const IDENTITY: AffineMatrix = [1, 0, 0, 0, 1, 0]

/** Draws shear first and the two zooms after it, as Keras does. */
export function drawParameters(
  random: Random,
  ranges: AugmentationRanges = REFERENCE_RANGES,
): AffineParameters {
  const shear = random.uniform(-ranges.shear, ranges.shear)
  const zoomX = random.uniform(1 - ranges.zoom, 1 + ranges.zoom)
  const zoomY = random.uniform(1 - ranges.zoom, 1 + ranges.zoom)
  return { shear, zoomX, zoomY }
}

/**
 * The matrix of Keras's `apply_affine_transform` for a square of `size` pixels a side: rotation, shift, shear and
 * zoom multiplied in this order, about the middle (`size / 2 - 0.5` on both axes). x runs along the columns, as in
 * Keras 3 and TensorFlow since 2.9; before that x ran along the rows, which turned the shear to the other axis.
 */
export function affineMatrix(parameters: AffineParameters, size: number): AffineMatrix {
  const { rotation = 0, shiftX = 0, shiftY = 0, shear = 0, zoomX = 1, zoomY = 1 } = parameters
  const turn = radians(rotation)
  const slant = radians(shear)
  const centre = size / 2 - 0.5
  return [
    [1, 0, centre, 0, 1, centre],
    [Math.cos(turn), -Math.sin(turn), 0, Math.sin(turn), Math.cos(turn), 0],
    [1, 0, shiftX, 0, 1, shiftY],
    [1, -Math.sin(slant), 0, 0, Math.cos(slant), 0],
    [zoomX, 0, 0, 0, zoomY, 0],
    [1, 0, -centre, 0, 1, -centre],
  ].reduce<AffineMatrix>((product, next) => multiply(product, next as unknown as AffineMatrix), IDENTITY)
}

/**
 * The changed picture: gray values in rows from the top, interpolated bilinearly and not rounded, in the range of
 * the source. Where the matrix points outside, the nearest pixel of the border is taken (`fill_mode='nearest'`).
 * `square` is `size * size` values.
 */
export function transformSquare(square: Uint8Array, matrix: AffineMatrix): Float32Array {
  const size = Math.sqrt(square.length)
  const [xx, xy, x0, yx, yy, y0] = matrix
  const last = size - 1
  const result = new Float32Array(square.length)
  let target = 0
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const x = Math.min(last, Math.max(0, xx * column + xy * row + x0))
      const y = Math.min(last, Math.max(0, yx * column + yy * row + y0))
      // One pixel before the end at most, so that the neighbour to the right and below exists.
      const left = Math.min(Math.floor(x), Math.max(0, last - 1))
      const top = Math.min(Math.floor(y), Math.max(0, last - 1))
      const right = x - left
      const below = y - top
      const at = top * size + left
      const across = last === 0 ? 0 : 1
      const down = last === 0 ? 0 : size
      const upper = pixel(square, at) * (1 - right) + pixel(square, at + across) * right
      const lower = pixel(square, at + down) * (1 - right) + pixel(square, at + down + across) * right
      result[target] = upper * (1 - below) + lower * below
      target += 1
    }
  }
  return result
}

/**
 * The square zoomed and sheared at random within the ranges; the same seed gives the same change. Rounded to whole
 * gray values, half a level at most away from what Keras would hand on.
 */
export function augmentSquare(square: Uint8Array, seed: string, ranges?: AugmentationRanges): Uint8Array {
  const matrix = affineMatrix(drawParameters(createRandom(seed), ranges), Math.sqrt(square.length))
  // A clamped array rounds what it takes.
  return new Uint8Array(new Uint8ClampedArray(transformSquare(square, matrix)).buffer)
}

function pixel(square: Uint8Array, index: number): number {
  return square[index] as number
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180
}

function multiply(left: AffineMatrix, right: AffineMatrix): AffineMatrix {
  const [a, b, c, d, e, f] = left
  const [g, h, i, j, k, l] = right
  return [a * g + b * j, a * h + b * k, a * i + b * l + c, d * g + e * j, d * h + e * k, d * i + e * l + f]
}
