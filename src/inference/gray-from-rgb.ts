import sharp from 'sharp'
import type { GrayPicture } from '../core/gray-picture.js'

/** Makes colours gray as libvips does for every other format, so that equal pictures stay equal. Three bytes a pixel. */
export async function grayFromRgb(rgb: Uint8Array, width: number, height: number): Promise<GrayPicture> {
  const pixels = await sharp(rgb, { raw: { width, height, channels: 3 }, limitInputPixels: false })
    .toColourspace('b-w')
    .raw()
    .toBuffer()
  return { width, height, pixels }
}
