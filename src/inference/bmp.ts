import type { GrayPicture } from '../core/gray-picture.js'
import type { RefusalCode } from '../core/outcome.js'
import { grayFromRgb } from './gray-from-rgb.js'

/** What a BMP must keep to. */
export interface BmpLimits {
  readonly maxPixels: number
  /** Pixels of the shorter side. */
  readonly minSide: number
}

interface BmpHeader {
  readonly width: number
  readonly height: number
  /** Rows come from the bottom up. */
  readonly upwards: boolean
  readonly bits: number
  readonly compression: number
  /** Where the palette begins, how many colours it has, and bytes of each. */
  readonly palette: { readonly at: number; readonly colours: number; readonly size: 3 | 4 }
  readonly pixelsAt: number
  readonly rowBytes: number
}

const UNCOMPRESSED = 0
const BIT_FIELDS = 3
/** Red, green and blue as everybody writes them, and the only masks that are read. */
const COMMON_MASKS = [0xff0000, 0xff00, 0xff]

/**
 * Decodes an uncompressed BMP of 1, 4, 8, 24 or 32 bits to gray: what screenshots and scanners write, which libvips as
 * sharp ships it does not read. A fourth byte of a pixel is not looked at. Run lengths and other masks are refused.
 * Never throws for what the bytes contain.
 */
export async function decodeBmp(bytes: Uint8Array, limits: BmpLimits): Promise<GrayPicture | RefusalCode> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const header = readBmpHeader(view)
  if (typeof header === 'string') return header
  const { width, height, pixelsAt, rowBytes } = header
  if (width * height > limits.maxPixels) return 'too_large'
  if (Math.min(width, height) < limits.minSide) return 'too_small'
  if (pixelsAt + rowBytes * height > bytes.byteLength) return 'corrupt_image'
  return grayFromRgb(readRgb(bytes, header), width, height)
}

function readBmpHeader(view: DataView): BmpHeader | RefusalCode {
  if (view.byteLength < 26) return 'corrupt_image'
  const pixelsAt = view.getUint32(10, true)
  const size = view.getUint32(14, true)
  const old = size === 12
  if (14 + size > view.byteLength || pixelsAt < 14 + size) return 'corrupt_image'
  const width = old ? view.getUint16(18, true) : view.getInt32(18, true)
  const signedHeight = old ? view.getUint16(20, true) : view.getInt32(22, true)
  const bits = view.getUint16(old ? 24 : 28, true)
  const compression = old ? UNCOMPRESSED : view.getUint32(30, true)
  const height = Math.abs(signedHeight)
  if (width <= 0 || height === 0) return 'corrupt_image'
  if (![1, 4, 8, 24, 32].includes(bits))
    return [0, 2, 16].includes(bits) ? 'unsupported_format' : 'corrupt_image'
  if (compression === BIT_FIELDS) {
    // The masks belong to longer headers and follow the shortest: the place is the same.
    const masks = view.byteLength >= 66 ? [54, 58, 62].map((at) => view.getUint32(at, true)) : []
    if (bits !== 32 || masks.join() !== COMMON_MASKS.join()) return 'unsupported_format'
  } else if (compression !== UNCOMPRESSED) return 'unsupported_format'
  const used = old ? 0 : view.getUint32(46, true)
  const palette = {
    at: 14 + size,
    colours: used === 0 ? 2 ** Math.min(bits, 8) : used,
    size: old ? 3 : 4,
  } as const
  if (bits <= 8 && (palette.colours > 2 ** bits || palette.at + palette.colours * palette.size > pixelsAt)) {
    return 'corrupt_image'
  }
  const rowBytes = Math.ceil((width * bits) / 32) * 4
  return { width, height, upwards: signedHeight > 0, bits, compression, palette, pixelsAt, rowBytes }
}

function readRgb(bytes: Uint8Array, header: BmpHeader): Uint8Array {
  const { width, height, upwards, bits, palette, pixelsAt, rowBytes } = header
  const rgb = new Uint8Array(width * height * 3)
  let to = 0
  for (let y = 0; y < height; y += 1) {
    const row = pixelsAt + (upwards ? height - 1 - y : y) * rowBytes
    for (let x = 0; x < width; x += 1, to += 3) {
      const from =
        bits > 8 ? row + (x * bits) / 8 : palette.at + paletteIndex(bytes, row, x, header) * palette.size
      rgb[to] = bytes[from + 2] ?? 0
      rgb[to + 1] = bytes[from + 1] ?? 0
      rgb[to + 2] = bytes[from] ?? 0
    }
  }
  return rgb
}

/** An index behind the palette's end means its last colour. */
function paletteIndex(bytes: Uint8Array, row: number, x: number, { bits, palette }: BmpHeader): number {
  const bit = x * bits
  const byte = bytes[row + (bit >> 3)] ?? 0
  return Math.min((byte >> (8 - bits - (bit & 7))) & (2 ** bits - 1), palette.colours - 1)
}
