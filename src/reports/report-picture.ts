import type { Sharp } from 'sharp'
import sharp from 'sharp'
import type { GrayPicture } from '../core/gray-picture.js'

/** A picture as a report holds it. */
export interface ReportPicture {
  readonly jpeg: Buffer
  readonly width: number
  readonly height: number
}

const LONGEST_SIDE = 1100
const MOST_PIXELS = 120_000_000

/** Reads a film that the common formats do not cover, such as DICOM; null for what it cannot read. */
export type DecodeFilm = (bytes: Uint8Array) => Promise<GrayPicture | null>

/**
 * Draws a kept file anew as a small JPEG, without anything that the file says beside its pixels. Null for what cannot
 * be drawn: another format, a damaged file. Drawings and documents that the library could open are not opened: only
 * the first bytes decide.
 */
export async function drawForReport(
  bytes: Uint8Array,
  decode: DecodeFilm = () => Promise.resolve(null),
): Promise<ReportPicture | null> {
  try {
    if (isDrawn(bytes)) {
      const picture = sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: 'error', sequentialRead: true })
      return await toJpeg(picture.autoOrient())
    }
    const film = await decode(bytes)
    if (film === null) return null
    const { pixels, width, height } = film
    return await toJpeg(sharp(pixels, { raw: { width, height, channels: 1 } }))
  } catch {
    return null
  }
}

async function toJpeg(picture: Sharp): Promise<ReportPicture> {
  const { data, info } = await picture
    .resize({ width: LONGEST_SIDE, height: LONGEST_SIDE, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#000000' })
    .toColourspace('srgb')
    .jpeg({ quality: 88 })
    .toBuffer({ resolveWithObject: true })
  return { jpeg: data, width: info.width, height: info.height }
}

/** JPEG, PNG, WebP, TIFF or HEIC, by the first bytes. */
function isDrawn(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.subarray(0, 12)).toString('latin1')
  return (
    head.startsWith('\xff\xd8\xff') ||
    head.startsWith('\x89PNG') ||
    (head.startsWith('RIFF') && head.endsWith('WEBP')) ||
    head.startsWith('II*\0') ||
    head.startsWith('MM\0*') ||
    /^ftyphei[cxms]$/.test(head.slice(4))
  )
}
