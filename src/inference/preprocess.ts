import sharp from 'sharp'
import type { PreprocessingSettings } from '../core/model-manifest.js'
import type { DecodedPicture } from './decode.js'

/**
 * Fits a decoded picture to the network: `size * size` gray bytes, rows from the top. `gray-fill-1` squeezes the
 * whole picture into the square as the reference data set does, with libvips's Lanczos-3 reduction.
 * The network divides by 255 and repeats the gray value over its three channels.
 */
export async function fitToNetwork(
  picture: DecodedPicture,
  settings: PreprocessingSettings,
): Promise<Uint8Array> {
  const { width, height } = picture.facts
  if (width === settings.size && height === settings.size) return picture.pixels
  return sharp(picture.pixels, { raw: { width, height, channels: 1 } })
    .resize(settings.size, settings.size, { fit: 'fill', kernel: 'lanczos3' })
    .toColourspace('b-w')
    .raw()
    .toBuffer()
}
