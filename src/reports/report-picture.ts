import type { Sharp } from 'sharp'
import sharp from 'sharp'
import type { DrawFilm, GrayPicture } from '../core/gray-picture.js'

/** A picture as a report holds it. */
export interface ReportPicture {
  readonly jpeg: Buffer
  readonly width: number
  readonly height: number
}

const LONGEST_SIDE = 1100
/** For a screen, where one looks closer. */
const LONGEST_SIDE_SHOWN = 2400
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
  longestSide = LONGEST_SIDE,
): Promise<ReportPicture | null> {
  try {
    if (isDrawn(bytes)) {
      const picture = sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: 'error', sequentialRead: true })
      return await toJpeg(picture.autoOrient(), longestSide)
    }
    const film = await decode(bytes)
    if (film === null) return null
    const { pixels, width, height } = film
    return await toJpeg(sharp(pixels, { raw: { width, height, channels: 1 } }), longestSide)
  } catch {
    return null
  }
}

/** Films for a screen, drawn as reports draw them. */
export function createFilmDrawing(decode: DecodeFilm): DrawFilm {
  return async (bytes) => (await drawForReport(bytes, decode, LONGEST_SIDE_SHOWN))?.jpeg ?? null
}

async function toJpeg(picture: Sharp, longestSide: number): Promise<ReportPicture> {
  const { data, info } = await picture
    .resize({ width: longestSide, height: longestSide, fit: 'inside', withoutEnlargement: true })
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
