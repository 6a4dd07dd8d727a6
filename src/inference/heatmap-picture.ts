import sharp from 'sharp'
import type { GrayPicture } from '../core/gray-picture.js'
import { FILM_BRIGHTNESS, HEAT_STEPS, heatOf } from './heatmap-colours.js'

/** Strengths at places of a picture. */
export interface StrengthMap {
  /** Centres of the rows, as shares of the height from the top in 0..1, rising. */
  readonly rows: readonly number[]
  /** Centres of the columns, as shares of the width from the left. */
  readonly columns: readonly number[]
  /** `rows * columns` values in 0..1, rows from the top. */
  readonly strengths: Float32Array
}

/** Pixels of the longer side at most, with the strip. */
const LONGEST = 800

/**
 * Draws the strengths over the picture, as a JPEG of at most 800 pixels a side. Strengths between the centres are
 * interpolated. At the right there is a strip with the scale: its foot is nothing, its head the strongest, with a tick at
 * each quarter.
 */
export async function drawHeatmap(picture: GrayPicture, map: StrengthMap): Promise<Uint8Array> {
  const { width, height, strip } = sizesFor(picture)
  const film = await shrink(picture, width, height)
  const canvas: Canvas = { width: width + strip, height, rgb: new Uint8Array((width + strip) * height * 3) }
  paintFilm(canvas, film, width, map)
  paintScale(canvas, width)
  return sharp(canvas.rgb, { raw: { width: canvas.width, height, channels: 3 } })
    .jpeg({ quality: 85 })
    .toBuffer()
}

interface Canvas {
  readonly width: number
  readonly height: number
  readonly rgb: Uint8Array
}

function sizesFor(picture: GrayPicture): { width: number; height: number; strip: number } {
  const broadest = 32
  const scale = Math.min(1, (LONGEST - broadest) / picture.width, LONGEST / picture.height)
  const width = Math.max(1, Math.round(picture.width * scale))
  const height = Math.max(1, Math.round(picture.height * scale))
  return { width, height, strip: Math.max(16, Math.min(broadest, Math.round(height / 16))) }
}

async function shrink(
  { width, height, pixels }: GrayPicture,
  toWidth: number,
  toHeight: number,
): Promise<Uint8Array> {
  if (width === toWidth && height === toHeight) return pixels
  return sharp(pixels, { raw: { width, height, channels: 1 }, limitInputPixels: false })
    .resize(toWidth, toHeight, { fit: 'fill', kernel: 'linear' })
    .toColourspace('b-w')
    .raw()
    .toBuffer()
}

function paintFilm(canvas: Canvas, film: Uint8Array, width: number, map: StrengthMap): void {
  const across = between(map.columns, width)
  const down = between(map.rows, canvas.height)
  const stride = map.columns.length
  const line = new Float32Array(stride)
  for (let y = 0; y < canvas.height; y += 1) {
    const row = down[y] ?? EDGE
    for (let column = 0; column < stride; column += 1) {
      const above = map.strengths[row.from * stride + column] ?? 0
      const below = map.strengths[row.to * stride + column] ?? 0
      line[column] = above + (below - above) * row.share
    }
    let pixel = y * canvas.width
    for (let x = 0; x < width; x += 1, pixel += 1) {
      const { from, to, share } = across[x] ?? EDGE
      const left = line[from] ?? 0
      mix(canvas.rgb, pixel, film[y * width + x] ?? 0, left + ((line[to] ?? 0) - left) * share)
    }
  }
}

/** Between which two centres a pixel lies, and how far along. */
interface Between {
  readonly from: number
  readonly to: number
  readonly share: number
}

const EDGE: Between = { from: 0, to: 0, share: 0 }

function between(centres: readonly number[], pixels: number): readonly Between[] {
  return Array.from({ length: pixels }, (_, pixel) => {
    const place = (pixel + 0.5) / pixels
    const to = centres.findIndex((centre) => centre > place)
    if (to === 0) return EDGE
    const from = (to === -1 ? centres.length : to) - 1
    const [low = 0, high = 1] = [centres[from], centres[to]]
    return to === -1 ? { from, to: from, share: 0 } : { from, to, share: (place - low) / (high - low) }
  })
}

/** Of each strength what remains of the film, and what red, green and blue come to it. For a million pixels. */
const MIXTURES = Float32Array.from(
  Array.from({ length: HEAT_STEPS }, (_, step) => {
    const { red, green, blue, cover } = heatOf(step / (HEAT_STEPS - 1))
    return [FILM_BRIGHTNESS * (1 - cover), red * cover, green * cover, blue * cover]
  }).flat(),
)

function mix(rgb: Uint8Array, pixel: number, gray: number, strength: number): void {
  const at = Math.round(strength * (HEAT_STEPS - 1)) * 4
  const film = gray * (MIXTURES[at] ?? 0) + 0.5
  rgb[pixel * 3] = film + (MIXTURES[at + 1] ?? 0)
  rgb[pixel * 3 + 1] = film + (MIXTURES[at + 2] ?? 0)
  rgb[pixel * 3 + 2] = film + (MIXTURES[at + 3] ?? 0)
}

/** The scale as it looks over black film, right of the column `left`. */
function paintScale(canvas: Canvas, left: number): void {
  const strip = canvas.width - left
  const margin = Math.floor(Math.min(strip, canvas.height / 4) / 2)
  const length = canvas.height - 2 * margin
  const [barFrom, barTo, tickTo] = [1 / 4, 5 / 8, 7 / 8].map((share) => left + Math.round(strip * share))
  if (barFrom === undefined || barTo === undefined || tickTo === undefined) return
  for (let y = 0; y < length; y += 1) {
    const strength = length > 1 ? 1 - y / (length - 1) : 1
    const start = (margin + y) * canvas.width
    for (let x = barFrom; x < barTo; x += 1) mix(canvas.rgb, start + x, 0, strength)
  }
  for (const quarter of [0, 1, 2, 3, 4]) {
    const y = margin + Math.round(((length - 1) * quarter) / 4)
    canvas.rgb.fill(200, (y * canvas.width + barTo) * 3, (y * canvas.width + tickTo) * 3)
  }
}

/** The same picture as a PNG, which is larger and which every program opens. */
export async function toPng(jpeg: Uint8Array): Promise<Uint8Array> {
  return sharp(jpeg).png().toBuffer()
}
