// What the benchmarks share.
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'

export const modelFolder = fileURLToPath(new URL('../models/reference-vgg16', import.meta.url))
export const silentLog = { info: () => undefined, warn: () => undefined, error: () => undefined }

/** A JPEG of a phone's size: its content does not matter for the time it takes. */
export function drawNoise() {
  const noise = { type: 'gaussian', mean: 110, sigma: 40 }
  const create = { width: 1280, height: 1280, channels: 3, background: '#000000', noise }
  return sharp({ create }).jpeg({ quality: 80 }).toBuffer()
}
