import sharp from 'sharp'
import type { GrayPicture } from '../../../core/gray-picture.js'
import { drawFan, drawHand, drawLimb, drawLump, drawSkull, drawSlice } from './made-bodies.js'
import {
  DRAWING_SIDE,
  drawChart,
  drawDocument,
  drawScene,
  drawScreenshot,
  drawSketch,
} from './made-drawings.js'
import {
  drawBlank,
  drawCode,
  drawGradient,
  drawNoise,
  drawTexture,
  drawTiles,
  PATTERN_SIDE,
  type DrawPattern,
} from './made-patterns.js'
import { createRandom, type Random } from '../../random.js'

/** Drawn as shapes. They belong to nobody, and stand for what people send by mistake. */
const DRAWINGS = {
  made_document: drawDocument,
  made_chart: drawChart,
  made_screenshot: drawScreenshot,
  made_sketch: drawSketch,
  made_scene: drawScene,
  made_slice: drawSlice,
  made_limb: drawLimb,
  made_hand: drawHand,
  made_skull: drawSkull,
  made_fan: drawFan,
  made_lump: drawLump,
} as const satisfies Record<string, (random: Random) => string>

/** Computed pixel by pixel. */
const PATTERNS = {
  made_blank: drawBlank,
  made_noise: drawNoise,
  made_gradient: drawGradient,
  made_tiles: drawTiles,
  made_code: drawCode,
  made_texture: drawTexture,
} as const satisfies Record<string, DrawPattern>

export type MadeKind = keyof typeof DRAWINGS | keyof typeof PATTERNS

export const MADE_KINDS = [...Object.keys(DRAWINGS), ...Object.keys(PATTERNS)] as readonly MadeKind[]

/** A picture of `kind` that is no radiograph of a chest. The same seed gives the same picture. */
export async function makePicture(kind: MadeKind, seed: string): Promise<GrayPicture> {
  const random = createRandom(`${kind}:${seed}`)
  if (kind in PATTERNS) {
    const pixels = PATTERNS[kind as keyof typeof PATTERNS](random)
    return { width: PATTERN_SIDE, height: PATTERN_SIDE, pixels: Uint8Array.from(pixels) }
  }
  const shapes = DRAWINGS[kind as keyof typeof DRAWINGS](random)
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${DRAWING_SIDE}" height="${DRAWING_SIDE}">${shapes}</svg>`
  const { data, info } = await sharp(Buffer.from(svg))
    .flatten({ background: '#000000' })
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true })
  const pixels = Uint8Array.from(data)
  // A camera's grain on some of them, so that a perfect edge does not give a drawing away.
  const grain = random.uniform(0, 1) < 0.5 ? random.uniform(1, 9) : 0
  if (grain > 0) {
    pixels.forEach((value, index) => {
      pixels[index] = Math.max(0, Math.min(255, value + random.uniform(-grain, grain)))
    })
  }
  return { width: info.width, height: info.height, pixels }
}
