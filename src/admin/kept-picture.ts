import type { DrawFilm } from '../core/gray-picture.js'
import { faultCode } from '../core/fault.js'
import type { PictureStore, Study } from '../core/study.js'

/** The picture of a study as the web can show it. */
export type KeptPicture =
  | { readonly kind: 'picture'; readonly bytes: Uint8Array; readonly type: string; readonly shown: boolean }
  | {
      readonly kind: 'absent'
      readonly reason: 'never_taken' | 'erased' | 'missing' | 'altered' | 'not_a_picture'
    }

/**
 * Reads a study's picture. `shown` is whether a page can hold it: browsers draw some formats, and what was decoded once
 * (TIFF, DICOM) is drawn anew for them. The rest is for download.
 */
export async function readKeptPicture(study: Study, pictures: PictureStore): Promise<KeptPicture> {
  return readKept(study.sha256, study, pictures)
}

/** Reads the heatmap that goes with a study's picture. */
export async function readKeptHeatmap(study: Study, pictures: PictureStore): Promise<KeptPicture> {
  return readKept(study.heatmapSha256, study, pictures)
}

/** The bytes of a study's picture for a program that reads it; null where it is not kept, or is not what was received. */
export async function keptBytes(
  { sha256, pictureErasedAt }: Pick<Study, 'sha256' | 'pictureErasedAt'>,
  pictures: PictureStore,
): Promise<Uint8Array | null> {
  if (sha256 === null || pictureErasedAt !== null) return null
  try {
    return await pictures.read(sha256)
  } catch (error) {
    if (faultCode(error) === 'picture_unreadable') return null
    throw error
  }
}

async function readKept(
  sha256: string | null,
  { pictureErasedAt, pixelsSha256 }: Study,
  pictures: PictureStore,
): Promise<KeptPicture> {
  if (sha256 === null) return { kind: 'absent', reason: 'never_taken' }
  if (pictureErasedAt !== null) return { kind: 'absent', reason: 'erased' }
  try {
    const bytes = await pictures.read(sha256)
    if (bytes === null) return { kind: 'absent', reason: 'missing' }
    const type = pictureType(bytes)
    if (type === null) return { kind: 'absent', reason: 'not_a_picture' }
    return { kind: 'picture', bytes, type, shown: DRAWN_BY_BROWSERS.has(type) || pixelsSha256 !== null }
  } catch (error) {
    if (faultCode(error) === 'picture_unreadable') return { kind: 'absent', reason: 'altered' }
    throw error
  }
}

const DRAWN_BY_BROWSERS = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/bmp'])

/** The content type by the first bytes, never by what the sender claimed; null for what is no picture of ours. */
export function pictureType(bytes: Uint8Array): string | null {
  const starts = (...magic: number[]): boolean => magic.every((byte, index) => bytes[index] === byte)
  if (starts(0xff, 0xd8, 0xff)) return 'image/jpeg'
  if (starts(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'image/png'
  if (starts(0x52, 0x49, 0x46, 0x46) && asciiAt(bytes, 8, 4) === 'WEBP') return 'image/webp'
  if (asciiAt(bytes, 128, 4) === 'DICM') return 'application/dicom'
  if (starts(0x49, 0x49, 0x2a, 0x00) || starts(0x4d, 0x4d, 0x00, 0x2a)) return 'image/tiff'
  if (asciiAt(bytes, 0, 2) === 'BM') return 'image/bmp'
  if (/^ftyphei[cxms]$/.test(asciiAt(bytes, 4, 8))) return 'image/heic'
  return null
}

function asciiAt(bytes: Uint8Array, offset: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + length))
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/tiff': 'tif',
  'image/bmp': 'bmp',
  'image/heic': 'heic',
  'application/dicom': 'dcm',
}

/** A reference as the name of a file: nothing in it can end a header or a name. */
export function attachmentName(reference: string): string {
  return reference.replace(/[^A-Za-z0-9-]/g, '')
}

/** The response with a picture to look at: as received where browsers can draw it, else drawn anew; null where that fails. */
export async function shownPicture(
  picture: KeptPicture & { kind: 'picture' },
  reference: string,
  drawFilm: DrawFilm,
): Promise<Response | null> {
  if (!picture.shown || DRAWN_BY_BROWSERS.has(picture.type)) return pictureResponse(picture, reference)
  const bytes = await drawFilm(picture.bytes)
  return bytes && pictureResponse({ ...picture, bytes, type: 'image/jpeg' }, reference)
}

/**
 * The response that carries a kept picture. It may not be cached, framed by others or run anything, and its name is
 * made from the reference, never from what the sender called the file. `download` is for a picture that is to be saved
 * though a browser could draw it.
 */
export function pictureResponse(
  picture: KeptPicture & { kind: 'picture' },
  reference: string,
  { download = false } = {},
): Response {
  const name = `${attachmentName(reference)}.${EXTENSIONS[picture.type] ?? 'bin'}`
  return new Response(Uint8Array.from(picture.bytes), {
    headers: {
      'Content-Type': picture.type,
      'Content-Length': String(picture.bytes.byteLength),
      'Content-Disposition': `${picture.shown && !download ? 'inline' : 'attachment'}; filename="${name}"`,
      'Content-Security-Policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
      'Cache-Control': 'private, no-store',
    },
  })
}
