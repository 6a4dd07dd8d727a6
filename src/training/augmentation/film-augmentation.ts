import sharp from 'sharp'
import type { GrayPicture } from '../../core/gray-picture.js'
import { drawMarks } from './film-marks.js'
import { restyleFilm } from './film-style.js'
import { createRandom, type Random } from '../random.js'

/**
 * A film as another hospital, chat or telephone would have sent it: other crop, turn, tone, sharpness, grain, marks
 * and compression. `size * size` gray bytes; the same seed gives the same film.
 * @param mildShare how many, 0..1, are changed as little as another scanner would: most films are sent by hospitals
 */
export async function augmentFilm(
  picture: GrayPicture,
  size: number,
  seed: string,
  mildShare = 0,
): Promise<Uint8Array> {
  const random = createRandom(seed)
  const chance = (probability: number) => random.uniform(0, 1) < probability
  const mild = mildShare > 0 && chance(mildShare)
  const square = warp(picture, size, drawView(random))
  return mild ? changeMildly(square, size, random, chance) : changeStrongly(square, size, random, chance)
}

/**
 * A film as the scanner of `donor`, another film, might have made it, in a crop, turn and ratio of sides of its own.
 * @param picture, donor both `size * size` gray bytes, their tones stretched as the network takes them
 */
export async function augmentStyle(
  picture: Uint8Array,
  donor: Uint8Array,
  size: number,
  seed: string,
): Promise<Uint8Array> {
  const random = createRandom(seed)
  const chance = (probability: number) => random.uniform(0, 1) < probability
  const view = drawView(random, STYLE_STRETCH)
  const warped = warp({ width: size, height: size, pixels: picture }, size, view)
  const square = restyleFilm(warped, donor, size, random.uniform(0.4, 1))
  if (chance(0.25)) drawMarks(square, size, random)
  return chance(0.2) ? recompress(square, size, 50 + random.integer(41)) : square
}

type Chance = (probability: number) => boolean

async function changeStrongly(
  warped: Uint8Array,
  size: number,
  random: Random,
  chance: Chance,
): Promise<Uint8Array> {
  let square = warped
  if (chance(0.7)) tone(square, random, { gamma: 0.4, contrast: 0.2, brightness: 20, curves: 0.15 })
  if (chance(0.15)) light(square, size, random)
  if (chance(0.2)) square = mix(square, size, random.uniform(0.3, 1))
  else if (chance(0.15)) square = mix(square, size, random.uniform(-0.8, -0.2))
  if (chance(0.05)) stripe(square, size, random)
  if (chance(0.2)) grain(square, random)
  if (chance(0.5)) drawMarks(square, size, random)
  return chance(0.4) ? recompress(square, size, 25 + random.integer(66)) : square
}

async function changeMildly(
  warped: Uint8Array,
  size: number,
  random: Random,
  chance: Chance,
): Promise<Uint8Array> {
  let square = warped
  tone(square, random, { gamma: 0.2, contrast: 0.1, brightness: 10, curves: 0 })
  if (chance(0.15)) square = mix(square, size, random.uniform(-0.4, 0.5))
  if (chance(0.25)) drawMarks(square, size, random)
  return chance(0.3) ? recompress(square, size, 50 + random.integer(41)) : square
}

/** Maps (x, y) of the result, both in -1..1, to the source: a projection with the denominator 1 + px * x + py * y. */
interface View {
  readonly xx: number
  readonly xy: number
  readonly yx: number
  readonly yy: number
  readonly shiftX: number
  readonly shiftY: number
  readonly px: number
  readonly py: number
}

/** The sides of films before they are squeezed into a square have ratios of up to about 1.25, or e^0.2. */
const STYLE_STRETCH = 0.2

function drawView(random: Random, widest = 0.08): View {
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

/** Four samples a pixel, each bilinear: enough against aliasing when a film shrinks to half. Outside is black. */
function warp({ width, height, pixels }: GrayPicture, size: number, view: View): Uint8Array {
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

/** Gamma, contrast and brightness, and now and then the S-curve of another film or window. */
function tone(
  square: Uint8Array,
  random: Random,
  range: { gamma: number; contrast: number; brightness: number; curves: number },
): void {
  const gamma = Math.exp(random.uniform(-range.gamma, range.gamma))
  const contrast = random.uniform(1 - range.contrast, 1 + range.contrast)
  const brightness = random.uniform(-range.brightness, range.brightness)
  const curve = random.uniform(0, 1) < range.curves ? random.uniform(2, 4) : 0
  const table = Uint8ClampedArray.from({ length: 256 }, (_, value) => {
    let share = (value / 255) ** gamma
    if (curve > 0) share = 1 / (1 + Math.exp(-curve * 2 * (share - 0.5)))
    return (share * 255 - 127.5) * contrast + 127.5 + brightness
  })
  square.forEach((value, index) => {
    square[index] = table[value] ?? 0
  })
}

/** Uneven light over the picture, as on a film before a window. */
function light(square: Uint8Array, size: number, random: Random): void {
  const [across, down, round] = [
    random.uniform(-0.3, 0.3),
    random.uniform(-0.3, 0.3),
    random.uniform(-0.25, 0.1),
  ]
  square.forEach((value, index) => {
    const x = ((index % size) / size) * 2 - 1
    const y = (Math.floor(index / size) / size) * 2 - 1
    square[index] = clamp(value * (1 + across * x + down * y + round * (x * x + y * y)))
  })
}

/** Towards the mean of the 3 x 3 neighbours by `amount` where positive, away from it where negative. */
function mix(square: Uint8Array, size: number, amount: number): Uint8Array {
  const mixed = Uint8Array.from(square)
  for (let row = 1; row < size - 1; row += 1) {
    for (let column = 1; column < size - 1; column += 1) {
      const middle = row * size + column
      let sum = 0
      for (let offset = -size; offset <= size; offset += size) {
        for (let side = -1; side <= 1; side += 1) sum += square[middle + offset + side] ?? 0
      }
      const value = square[middle] ?? 0
      mixed[middle] = clamp(value + amount * (sum / 9 - value))
    }
  }
  return mixed
}

/** The stripes that a camera sees on a screen. */
function stripe(square: Uint8Array, size: number, random: Random): void {
  const turn = random.uniform(0, Math.PI)
  const pitch = random.uniform(2.5, 12)
  const height = random.uniform(3, 12)
  const [x, y] = [Math.cos(turn) / pitch, Math.sin(turn) / pitch]
  square.forEach((value, index) => {
    const phase = 2 * Math.PI * ((index % size) * x + Math.floor(index / size) * y)
    square[index] = clamp(value + height * Math.sin(phase))
  })
}

function grain(square: Uint8Array, random: Random): void {
  const width = random.uniform(2, 10)
  square.forEach((value, index) => {
    // The sum of two even draws is a triangle: near enough to a bell.
    square[index] = clamp(value + random.uniform(-width, width) + random.uniform(-width, width))
  })
}

async function recompress(square: Uint8Array, size: number, quality: number): Promise<Uint8Array> {
  const jpeg = await sharp(square, { raw: { width: size, height: size, channels: 1 } })
    .jpeg({ quality })
    .toBuffer()
  return sharp(jpeg).toColourspace('b-w').raw().toBuffer()
}

function clamp(value: number): number {
  return Math.max(0, Math.min(255, value))
}
