import { createHash } from 'node:crypto'
import type { Metadata, Sharp } from 'sharp'
import sharp from 'sharp'
import type { PictureFacts, PictureFormat } from '../core/examination.js'
import type { GrayPicture } from '../core/gray-picture.js'
import type { RefusalCode, Refused } from '../core/outcome.js'
import { refused } from '../core/outcome.js'
import { decodeBmp } from './bmp.js'
import { decodeDicom } from './dicom/picture.js'
import { sniffFormat } from './format.js'

/** What a picture may cost before it is turned away. */
export interface DecodeLimits {
  /** Width times height, all pages counted, that is decoded at most. */
  readonly maxPixels: number
}

/** A picture as shown: 8-bit gray, upright, `width * height` bytes in rows from the top. */
export interface DecodedPicture {
  readonly kind: 'decoded'
  readonly pixels: Uint8Array
  readonly facts: PictureFacts
}

/** Below this no film can be read; the training pictures have 232 pixels a side. */
export const MIN_SIDE = 128

/** libvips keeps opened files and results in a cache that is of no use for pictures seen once. */
sharp.cache(false)

/** Patents keep the decoder of HEIC out of sharp's own libvips; one of the system may have it. */
const HEIC_SUFFIX = '.heic'
const readsHeic = sharp.format.heif.input.fileSuffix?.includes(HEIC_SUFFIX) ?? false

/**
 * Decodes a picture file to gray pixels. Serving and training both come through here.
 * Never throws for what the bytes contain: a picture that cannot be decoded is a refusal.
 */
export async function decodePicture(
  bytes: Uint8Array,
  limits: DecodeLimits,
): Promise<DecodedPicture | Refused> {
  if (bytes.byteLength === 0) return refused('corrupt_image')
  const format = sniffFormat(bytes)
  if (format === null) return refused('unsupported_format')
  const decoded = await decodeAs(format, bytes, limits)
  if (typeof decoded === 'string') return refused(decoded)
  const { pixels, width, height } = decoded
  const pixelsSha256 = createHash('sha256').update(`${width}x${height}:`).update(pixels).digest('hex')
  const facts = { format, width, height, pixelsSha256, brightness: brightnessOf(pixels) }
  return { kind: 'decoded', pixels, facts }
}

function brightnessOf(pixels: Uint8Array): number {
  let sum = 0
  for (const value of pixels) sum += value
  return sum / (pixels.length * 255)
}

async function decodeAs(
  format: PictureFormat,
  bytes: Uint8Array,
  limits: DecodeLimits,
): Promise<GrayPicture | RefusalCode> {
  switch (format) {
    case 'dicom':
      return decodeDicom(bytes, { ...limits, minSide: MIN_SIDE })
    case 'bmp':
      return decodeBmp(bytes, { ...limits, minSide: MIN_SIDE })
    case 'heic':
      return readsHeic ? decodeByVips('heif', bytes, limits) : 'unsupported_format'
    default:
      return decodeByVips(format, bytes, limits)
  }
}

/** `loader` is libvips's name of the format that the first bytes told. */
async function decodeByVips(
  loader: string,
  bytes: Uint8Array,
  limits: DecodeLimits,
): Promise<GrayPicture | RefusalCode> {
  // The pixel cap is checked on the header below, so that a bomb is told apart from a damaged file.
  const open = () =>
    sharp(bytes, { limitInputPixels: false, failOn: 'error', sequentialRead: true, pages: 1 })
  let metadata: Metadata
  try {
    metadata = await open().metadata()
  } catch {
    return 'corrupt_image'
  }
  if (metadata.format !== loader) return 'unsupported_format'
  if ((metadata.pages ?? 1) > 1) return 'unsupported_format'
  // Signed, 32-bit and floating-point TIFFs have no agreed black and white: clipped to bytes they would be misread.
  if (metadata.depth !== 'uchar' && metadata.depth !== 'ushort') return 'unsupported_format'
  if (metadata.width * metadata.height > limits.maxPixels) return 'too_large'
  if (Math.min(metadata.width, metadata.height) < MIN_SIDE) return 'too_small'
  try {
    // Transparent pixels become black, as the borders of films are.
    const upright = open().autoOrient().flatten({ background: '#000000' })
    return metadata.depth === 'ushort' ? await gray16(upright) : await gray8(upright)
  } catch {
    return 'corrupt_image'
  }
}

async function gray8(upright: Sharp): Promise<GrayPicture> {
  const { data, info } = await upright.toColourspace('b-w').raw().toBuffer({ resolveWithObject: true })
  return { pixels: onlyChannel(data, info.channels), width: info.width, height: info.height }
}

/** 16-bit films often use 10 or 12 of their bits: the range that occurs is stretched over 8. */
async function gray16(upright: Sharp): Promise<GrayPicture> {
  const { data, info } = await upright
    .toColourspace('grey16')
    .raw({ depth: 'ushort' })
    .toBuffer({ resolveWithObject: true })
  const values = new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2)
  // Indexed loops: a film has millions of values, and iterators take seconds for them.
  let low = 65535
  let high = 0
  for (let index = 0; index < values.length; index += info.channels) {
    const value = values[index] ?? 0
    if (value < low) low = value
    if (value > high) high = value
  }
  const scale = high > low ? 255 / (high - low) : 0
  const pixels = new Uint8Array(info.width * info.height)
  for (let index = 0; index < pixels.length; index += 1) {
    pixels[index] = Math.round(((values[index * info.channels] ?? 0) - low) * scale)
  }
  return { pixels, width: info.width, height: info.height }
}

/** libvips may leave a second channel; the first is the gray one. */
function onlyChannel(data: Uint8Array, channels: number): Uint8Array {
  return channels === 1 ? data : data.filter((_, index) => index % channels === 0)
}
