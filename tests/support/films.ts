import sharp, { type Sharp } from 'sharp'
import { decodePicture } from '../../src/inference/decode.js'
import { fitToNetwork } from '../../src/inference/preprocess.js'
import { THUMBNAIL_SIZE } from '../../src/training/perceptual-hash.js'
import type { ProbePicture } from '../../src/training/prepare/fingerprints.js'
import { createRandom } from '../../src/training/random.js'
import { drawRadiograph } from './radiograph.js'

/** Cells of the coarse and of the fine pattern that tells one person's film from another's. */
const CELLS = [9, 30]

/**
 * A drawn film with a random pattern of its own, as lungs and ribs differ from person to person: two numbers give
 * films that no check may take for one.
 */
export async function drawPerson(person: number, size = 256): Promise<Buffer> {
  const random = createRandom(`person:${person}`)
  const film = await gray(
    sharp(await drawRadiograph({ width: size, height: size, format: 'png', seed: person })),
  )
  const patterns = await Promise.all(
    CELLS.map((cells) => {
      const values = Uint8Array.from({ length: cells * cells }, () => random.integer(256))
      const pattern = sharp(values, { raw: { width: cells, height: cells, channels: 1 } })
      return gray(pattern.resize(size, size, { fit: 'fill', kernel: 'cubic' }))
    }),
  )
  const pixels = film.map((value, index) =>
    Math.min(
      255,
      Math.max(0, value + patterns.reduce((sum, pattern) => sum + ((pattern[index] ?? 0) - 128) * 0.3, 0)),
    ),
  )
  return sharp(pixels, { raw: { width: size, height: size, channels: 1 } })
    .png()
    .toBuffer()
}

async function gray(picture: Sharp): Promise<Uint8Array> {
  const { data, info } = await picture.toColourspace('b-w').raw().toBuffer({ resolveWithObject: true })
  return data.filter((_, index) => index % info.channels === 0)
}

/** What the command passes to `prepare`: serving's own decoding. */
export const probeFilm: ProbePicture = async (bytes) => {
  const decoded = await decodePicture(bytes, { maxPixels: 4_000_000 })
  if (decoded.kind === 'refused') return { refused: decoded.code }
  const { format, width, height, pixelsSha256 } = decoded.facts
  const picture = { width, height, pixels: decoded.pixels }
  const thumbnail = await fitToNetwork(picture, { version: 'gray-fill-1', size: THUMBNAIL_SIZE })
  return { format, width, height, pixelsSha256, thumbnail }
}
