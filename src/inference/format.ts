import type { PictureFormat } from '../core/examination.js'

/**
 * Tells the format by the file's first bytes. A name or a declared type is never believed.
 * Null for everything that is not accepted, however well libvips could open it (SVG, PDF, GIF, …).
 */
export function sniffFormat(bytes: Uint8Array): PictureFormat | null {
  const starts = (offset: number, ...expected: number[]) =>
    expected.every((value, index) => bytes[offset + index] === value)
  if (starts(0, 0xff, 0xd8, 0xff)) return 'jpeg'
  if (starts(0, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'png'
  if (starts(0, 0x52, 0x49, 0x46, 0x46) && starts(8, 0x57, 0x45, 0x42, 0x50)) return 'webp'
  // Before TIFF: the preamble of a DICOM file may be a TIFF header, so that both kinds of reader open it.
  if (starts(128, 0x44, 0x49, 0x43, 0x4d) || startsBareDicom(bytes)) return 'dicom'
  // Little and big endian TIFF, and their 64-bit variants.
  if (starts(0, 0x49, 0x49, 0x2a, 0x00) || starts(0, 0x4d, 0x4d, 0x00, 0x2a)) return 'tiff'
  if (starts(0, 0x49, 0x49, 0x2b, 0x00) || starts(0, 0x4d, 0x4d, 0x00, 0x2b)) return 'tiff'
  if (startsBmp(bytes)) return 'bmp'
  if (startsHeic(bytes)) return 'heic'
  return null
}

const BMP_HEADER_SIZES = [12, 40, 52, 56, 64, 108, 124]

/** Two letters are no proof: the size of the header behind them must be one that there is. */
function startsBmp(bytes: Uint8Array): boolean {
  if (ascii(bytes, 0, 2) !== 'BM' || bytes.byteLength < 18) return false
  return bytes[15] === 0 && bytes[16] === 0 && bytes[17] === 0 && BMP_HEADER_SIZES.includes(bytes[14] ?? 0)
}

/** HEVC pictures by the brand they name first. AVIF has the same container and other brands. */
function startsHeic(bytes: Uint8Array): boolean {
  return ascii(bytes, 4, 4) === 'ftyp' && ['heic', 'heix', 'heim', 'heis'].includes(ascii(bytes, 8, 4))
}

/** DICOM without its preamble begins with the meta group, little endian, its VR spelled out. */
function startsBareDicom(bytes: Uint8Array): boolean {
  const meta = bytes[0] === 2 && bytes[1] === 0 && bytes[3] === 0
  return meta && ['UL', 'OB', 'UI'].includes(ascii(bytes, 4, 2))
}

const ascii = (bytes: Uint8Array, at: number, length: number): string =>
  String.fromCharCode(...bytes.subarray(at, at + length))
