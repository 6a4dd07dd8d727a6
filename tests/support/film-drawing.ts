import type { DrawFilm } from '../../src/core/gray-picture.js'
import { decodePicture } from '../../src/inference/decode.js'
import { createFilmDrawing } from '../../src/reports/report-picture.js'

/** Draws films as the program does. */
export const drawFilm: DrawFilm = createFilmDrawing(async (bytes) => {
  const decoded = await decodePicture(bytes, { maxPixels: 60_000_000 })
  return decoded.kind === 'decoded' ? { ...decoded.facts, pixels: decoded.pixels } : null
})
