import type { GrayPicture } from '../../core/gray-picture.js'
import type { Random } from '../random.js'

/** Maps (x, y) of the result, both in -1..1, to the source: a projection with the denominator 1 + px * x + py * y. */
export interface View {
  readonly xx: number
  readonly xy: number
  readonly yx: number
  readonly yy: number
  readonly shiftX: number
  readonly shiftY: number
  readonly px: number
  readonly py: number
}

/**
 * A crop, turn, shift and mirroring at random, now and then with the tilt of a photograph.
 * @param widest natural logarithm of the most that one side is stretched against the other
 */
export function drawView(random: Random, widest = 0.08): View {
  const spread = (range: number) => random.uniform(-range, range)
  const turn = (spread(8) * Math.PI) / 180
  const zoom = random.uniform(0.82, 1.05)
  const stretch = Math.exp(spread(widest))
  const mirrored = random.uniform(0, 1) < 0.5 ? -1 : 1
  const tilted = random.uniform(0, 1) < 0.15
  return {
    xx: mirrored * zoom * stretch * Math.cos(turn),
    xy: -zoom * stretch * Math.sin(turn) + spread(0.04),
    yx: (mirrored * zoom * Math.sin(turn)) / stretch,
    yy: (zoom * Math.cos(turn)) / stretch,
    shiftX: spread(0.08),
    shiftY: spread(0.08),
    px: tilted ? spread(0.12) : 0,
    py: tilted ? spread(0.12) : 0,
  }
}

/**
 * The picture seen so, as a square. Four samples a pixel, each bilinear: enough against aliasing when a film shrinks to half.
 * Outside is black.
 */
export function warp({ width, height, pixels }: GrayPicture, size: number, view: View): Uint8Array {
  const square = new Uint8Array(size * size)
  const at = (x: number, y: number): number => {
    if (x < 0 || y < 0 || x >= width - 1 || y >= height - 1) return 0
    const left = Math.floor(x)
    const top = Math.floor(y)
    const first = top * width + left
    const right = x - left
    const above = (pixels[first] ?? 0) * (1 - right) + (pixels[first + 1] ?? 0) * right
    const below = (pixels[first + width] ?? 0) * (1 - right) + (pixels[first + width + 1] ?? 0) * right
    return above + (below - above) * (y - top)
  }
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      let sum = 0
      for (let part = 0; part < 4; part += 1) {
        const x = ((column + 0.25 + (part % 2) * 0.5) / size) * 2 - 1
        const y = ((row + 0.25 + (part >> 1) * 0.5) / size) * 2 - 1
        const depth = 1 + view.px * x + view.py * y
        const u = (view.xx * x + view.xy * y + view.shiftX) / depth
        const v = (view.yx * x + view.yy * y + view.shiftY) / depth
        sum += at(((u + 1) / 2) * width - 0.5, ((v + 1) / 2) * height - 0.5)
      }
      square[row * size + column] = sum / 4
    }
  }
  return square
}
