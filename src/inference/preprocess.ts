import sharp from 'sharp'
import type { GrayPicture } from '../core/gray-picture.js'
import type { PreprocessingSettings } from '../core/model-manifest.js'

/**
 * Fits a decoded picture to the network: `size * size` gray bytes, rows from the top. Both versions squeeze the
 * whole picture into the square as the reference data set does, with libvips's Lanczos-3 reduction. `gray-fill-2`
 * then stretches the range of tones, so that exposure and window say less about where a film was made.
 * The network divides by 255 and repeats the gray value over its three channels.
 */
export async function fitToNetwork(
  { width, height, pixels }: GrayPicture,
  { version, size }: PreprocessingSettings,
): Promise<Uint8Array> {
  const square =
    width === size && height === size
      ? pixels
      : await sharp(pixels, { raw: { width, height, channels: 1 } })
          .resize(size, size, { fit: 'fill', kernel: 'lanczos3' })
          .toColourspace('b-w')
          .raw()
          .toBuffer()
  return version === 'gray-fill-2' ? stretchTones(square) : square
}

/** Share of the pixels that become black, and white. */
const TAIL = 0.01

/** Maps the first percentile of the gray values to 0 and the last to 255. An even picture becomes black. */
function stretchTones(square: Uint8Array): Uint8Array {
  const counts = new Uint32Array(256)
  for (const value of square) counts[value] = (counts[value] ?? 0) + 1
  const tail = square.length * TAIL
  const darkest = (values: readonly number[]): number => {
    let passed = 0
    return values.find((value) => (passed += counts[value] ?? 0) > tail) ?? 0
  }
  const grays = Array.from({ length: 256 }, (_, value) => value)
  const low = darkest(grays)
  const high = darkest(grays.toReversed())
  const scale = high > low ? 255 / (high - low) : 0
  const table = Uint8ClampedArray.from(grays, (value) => (value - low) * scale)
  return square.map((value) => table[value] ?? 0)
}
