import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { programFolder } from '../config.js'
import { Fault } from '../core/fault.js'
import type { Label } from '../core/label.js'
import { LABELS } from '../core/label.js'
import type { PictureStore } from '../core/study.js'
import { decodePicture } from '../inference/decode.js'
import { drawHeatmap } from '../inference/heatmap-picture.js'
import type { MadeFilm } from '../store/demo/made-answer.js'

const MAX_PIXELS = 10_000_000
/** Longer sides, in pixels. */
const SIDES = [640, 720, 800, 900, 1024]
const HEAT_CELLS = 14

/**
 * Makes pictures for the made studies of the last weeks, each a little different, and keeps them with a heatmap that no network drew.
 * They come from the program's sample films where these are, which belong to nobody, and are drawn else. Each says what it is.
 */
export async function keepDemoFilms(
  pictures: PictureStore,
  count: number,
  signal: AbortSignal,
): Promise<readonly MadeFilm[]> {
  const films: MadeFilm[] = []
  for (let index = 0; index < count; index += 1) {
    signal.throwIfAborted()
    const label = LABELS[index % LABELS.length] ?? 'NORMAL'
    const bytes = await varyFilm((await readSample(label)) ?? (await drawFilm()), index)
    const decoded = await decodePicture(bytes, { maxPixels: MAX_PIXELS })
    if (decoded.kind === 'refused') throw new Fault('internal', 'a made film cannot be read')
    const { width, height, pixelsSha256, brightness } = decoded.facts
    const heatmap = await drawHeatmap({ width, height, pixels: decoded.pixels }, inventHeat(index))
    films.push({
      ...{ label, width, height, pixelsSha256, brightness: brightness ?? 0 },
      ...{ sha256: await pictures.keep(bytes), bytes: bytes.byteLength },
      heatmapSha256: await pictures.keep(heatmap),
    })
  }
  return films
}

async function readSample(label: Label): Promise<Uint8Array | null> {
  try {
    return await readFile(join(programFolder, 'samples', `${label.toLowerCase()}.png`))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

async function varyFilm(film: Uint8Array, index: number): Promise<Uint8Array> {
  const side = SIDES[index % SIDES.length] ?? 640
  const { data, info } = await sharp(film)
    .resize(side, side, { fit: 'inside', kernel: 'cubic' })
    .gamma(1 + ((index * 5) % 7) / 10)
    .toColourspace('b-w')
    .png()
    .toBuffer({ resolveWithObject: true })
  const mark = `<svg xmlns="http://www.w3.org/2000/svg" width="${info.width}" height="${info.height}">
    <text x="${info.width - 12}" y="${info.height - 14}" text-anchor="end" font-family="sans-serif"
      font-size="${Math.round(side / 36)}" fill="#ffffff" fill-opacity="0.8">DEMO ${index + 1}</text></svg>`
  return sharp(data)
    .composite([{ input: Buffer.from(mark) }])
    .toColourspace('b-w')
    .png()
    .toBuffer()
}

/** The outlines of a chest: trunk, lungs, spine and heart. */
function drawFilm(): Promise<Uint8Array> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="512" height="512">
    <defs><filter id="soft"><feGaussianBlur stdDeviation="9"/></filter></defs>
    <rect width="512" height="512" fill="#050505"/>
    <g filter="url(#soft)">
      <path d="M120 20 Q 256 -20 392 20 L 480 150 L 470 512 L 42 512 L 32 150 Z" fill="#8c8c8c"/>
      <ellipse cx="162" cy="250" rx="78" ry="166" fill="#242424"/><ellipse cx="352" cy="250" rx="76" ry="164" fill="#262626"/>
      <rect x="238" y="10" width="36" height="480" fill="#b4b4b4"/>
      <path d="M226 240 Q 330 250 356 392 Q 280 420 232 396 Z" fill="#b9b9b9"/>
    </g></svg>`
  return sharp(Buffer.from(svg)).flatten({ background: '#000000' }).toColourspace('b-w').png().toBuffer()
}

/** One warm place in one of the lungs. */
function inventHeat(index: number): Parameters<typeof drawHeatmap>[1] {
  const centres = Array.from({ length: HEAT_CELLS }, (_, cell) => (cell + 0.5) / HEAT_CELLS)
  const [x, y] = [index % 2 === 0 ? 0.32 : 0.68, 0.4 + ((index * 3) % 5) / 14]
  const strengths = new Float32Array(HEAT_CELLS * HEAT_CELLS)
  for (const [row, atRow] of centres.entries()) {
    for (const [column, atColumn] of centres.entries()) {
      const far = ((atRow - y) ** 2 + (atColumn - x) ** 2) / 0.03
      strengths[row * HEAT_CELLS + column] = Math.exp(-far)
    }
  }
  return { rows: centres, columns: centres, strengths }
}
