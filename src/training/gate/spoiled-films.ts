import sharp, { type Sharp } from 'sharp'
import type { GrayPicture } from '../../core/gray-picture.js'
import { createRandom, type Random } from '../random.js'

/** Clockwise turns of a film, and whether its tones are swapped. */
export interface Turned {
  readonly inverted: boolean
  readonly rotated: 0 | 90 | 180 | 270
}

/** The film with its tones swapped and turned clockwise. */
export function turnFilm({ width, height, pixels }: GrayPicture, { inverted, rotated }: Turned): GrayPicture {
  const [newWidth, newHeight] = rotated % 180 === 0 ? [width, height] : [height, width]
  const turned = new Uint8Array(pixels.length)
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      const gray = pixels[row * width + column] ?? 0
      const place = placeAfter(rotated, row, column, width, height)
      turned[place] = inverted ? 255 - gray : gray
    }
  }
  return { width: newWidth, height: newHeight, pixels: turned }
}

function placeAfter(
  rotated: Turned['rotated'],
  row: number,
  column: number,
  width: number,
  height: number,
): number {
  switch (rotated) {
    case 0:
      return row * width + column
    case 90:
      return column * height + (height - 1 - row)
    case 180:
      return (height - 1 - row) * width + (width - 1 - column)
    case 270:
      return (width - 1 - column) * height + row
  }
}

/** How a film becomes useless while still being one. */
export const SPOILINGS = ['blurred', 'few_tones', 'grainy', 'washed_out', 'tiny', 'covered'] as const

export type Spoiling = (typeof SPOILINGS)[number]

/** A film that nobody should read. The same seed gives the same film. */
export async function spoilFilm(film: GrayPicture, spoiling: Spoiling, seed: string): Promise<GrayPicture> {
  const random = createRandom(`${spoiling}:${seed}`)
  const raw = { raw: { width: film.width, height: film.height, channels: 1 } } as const
  const shorter = Math.min(film.width, film.height)
  switch (spoiling) {
    case 'blurred': {
      const blurred = sharp(film.pixels, raw).blur(shorter * random.uniform(0.04, 0.12))
      return { ...film, pixels: await toGray(blurred) }
    }
    case 'few_tones': {
      // Nearly black or nearly white: what is left of the range is a handful of grays.
      const range = random.uniform(2, 7)
      const base = random.uniform(0, 1) < 0.5 ? 0 : 255 - range
      return { ...film, pixels: film.pixels.map((gray) => Math.round(base + (gray / 255) * range)) }
    }
    case 'grainy': {
      const grain = random.uniform(110, 260)
      return change(film, (gray) => gray * 0.5 + 64 + random.uniform(-grain, grain))
    }
    case 'washed_out': {
      // Over- or under-exposed: all but a tail of the film is one gray.
      const keep = random.uniform(0.06, 0.15)
      const sorted = Uint8Array.from(film.pixels).sort()
      const dark = random.uniform(0, 1) < 0.5
      const limit = sorted[Math.floor(sorted.length * (dark ? 1 - keep : keep))] ?? 128
      return change(film, (gray) => (dark ? (gray - limit) * 4 : 255 - (limit - gray) * 4))
    }
    case 'tiny': {
      const side = 8 + random.integer(9)
      const small = await toGray(sharp(film.pixels, raw).resize(side, side, { fit: 'fill' }))
      const large = sharp(small, { raw: { width: side, height: side, channels: 1 } }).resize(
        film.width,
        film.height,
        { fit: 'fill', kernel: random.integer(2) === 0 ? 'nearest' : 'cubic' },
      )
      return { ...film, pixels: await toGray(large) }
    }
    case 'covered':
      return cover(film, random)
  }
}

/** A part of a film that shows no whole chest: a half, a third or a quarter of it, blown up. */
export function cutFragment({ width, height, pixels }: GrayPicture, seed: string): GrayPicture {
  const random = createRandom(`fragment:${seed}`)
  const share = (): number => random.uniform(0.25, 0.5)
  const kind = random.integer(4)
  const [across, down] = [
    [share(), random.uniform(0.8, 1)],
    [random.uniform(0.8, 1), share()],
    [share(), share()],
    [random.uniform(0.2, 0.4), random.uniform(0.2, 0.4)],
  ][kind] as [number, number]
  const [newWidth, newHeight] = [
    Math.max(8, Math.round(width * across)),
    Math.max(8, Math.round(height * down)),
  ]
  // A half is a left or a right one, or one of above or below; a small piece lies anywhere.
  const edge = (free: number) => (kind < 2 ? random.integer(2) * free : random.integer(free + 1))
  const [left, top] = [edge(width - newWidth), edge(height - newHeight)]
  const cut = new Uint8Array(newWidth * newHeight)
  for (let row = 0; row < newHeight; row += 1) {
    const from = (top + row) * width + left
    cut.set(pixels.subarray(from, from + newWidth), row * newWidth)
  }
  return { width: newWidth, height: newHeight, pixels: cut }
}

function change(film: GrayPicture, gray: (gray: number) => number): GrayPicture {
  return { ...film, pixels: Uint8Array.from(Uint8ClampedArray.from(film.pixels, gray)) }
}

/** A band of one gray over most of the film: a hand, a sheet of paper, the light of a window. */
function cover({ width, height, pixels }: GrayPicture, random: Random): GrayPicture {
  const share = random.uniform(0.6, 0.85)
  const gray = random.integer(256)
  const side = random.integer(4)
  const covered = pixels.map((value, index) => {
    const x = (index % width) / width
    const y = Math.floor(index / width) / height
    const along = [x, 1 - x, y, 1 - y][side] as number
    return along < share ? gray : value
  })
  return { width, height, pixels: covered }
}

async function toGray(picture: Sharp): Promise<Uint8Array> {
  return Uint8Array.from(await picture.toColourspace('b-w').raw().toBuffer())
}
