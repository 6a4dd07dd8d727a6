import type { Turn } from '../core/examination.js'
import type { GrayPicture } from '../core/gray-picture.js'

/** Rows of values from the top. */
interface Grid<T extends Uint8Array | Float32Array> {
  readonly width: number
  readonly height: number
  readonly values: T
}

const QUARTERS: Readonly<Record<Turn, number>> = {
  inverted: 0,
  rotated_90: 1,
  rotated_180: 2,
  rotated_270: 3,
}

/** By how many quarters, clockwise, a film as received is turned from upright: 0..3. */
export function quartersOf(turns: readonly Turn[]): number {
  return turns.reduce((sum, turn) => sum + QUARTERS[turn], 0) % 4
}

/** The picture as it should have come: upright, bones white. The picture given stays as it is. */
export function putRight({ width, height, pixels }: GrayPicture, turns: readonly Turn[]): GrayPicture {
  const turned = rotate({ width, height, values: pixels }, (4 - quartersOf(turns)) % 4)
  const { values } = turned
  return {
    width: turned.width,
    height: turned.height,
    pixels: turns.includes('inverted') ? values.map((value) => 255 - value) : values,
  }
}

/** Turns by quarters, clockwise. */
export function rotate<T extends Uint8Array | Float32Array>(grid: Grid<T>, quarters: number): Grid<T> {
  const { width, height, values } = grid
  if (quarters === 0) return grid
  // Not `slice`: a Buffer's shares its memory.
  const turned = (values instanceof Float32Array ? new Float32Array(values) : new Uint8Array(values)) as T
  const [across, down] = quarters === 2 ? [width, height] : [height, width]
  // Of the first value at the new place, and of each step to the right and down, where the old grid holds them.
  const [first, right, below] =
    quarters === 1
      ? [(height - 1) * width, -width, 1]
      : quarters === 2
        ? [width * height - 1, -1, -width]
        : [width - 1, width, -1]
  for (let row = 0, to = 0; row < down; row += 1) {
    for (let column = 0, from = first + row * below; column < across; column += 1, from += right) {
      turned[to++] = values[from] ?? 0
    }
  }
  return { width: across, height: down, values: turned }
}
