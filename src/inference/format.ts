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
  // Little and big endian TIFF, and their 64-bit variants.
  if (starts(0, 0x49, 0x49, 0x2a, 0x00) || starts(0, 0x4d, 0x4d, 0x00, 0x2a)) return 'tiff'
  if (starts(0, 0x49, 0x49, 0x2b, 0x00) || starts(0, 0x4d, 0x4d, 0x00, 0x2b)) return 'tiff'
  return null
}
