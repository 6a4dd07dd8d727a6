import type { GrayPicture } from '../../core/gray-picture.js'
import { grayFromRgb } from '../gray-from-rgb.js'
import type { Frame } from './frame.js'
import type { DicomHeader, LookupTable, Window } from './header.js'
import { unsupported } from './unreadable.js'

/** Renders a frame to 8-bit gray as a viewer shows it when a file is opened. */
export async function renderGray(header: DicomHeader, frame: Frame): Promise<GrayPicture> {
  const { width, height, samples, values } = frame
  if (samples === 3) return grayFromRgb(rgbOf(frame, header.bitsStored), width, height)
  if (header.photometric === 'PALETTE COLOR') {
    return grayFromRgb(paletteColours(values, header.palette), width, height)
  }
  const shown = grayTable(header, values)
  const pixels = new Uint8Array(values.length)
  for (let index = 0; index < pixels.length; index += 1) pixels[index] = shown[values[index] ?? 0] ?? 0
  return { width, height, pixels }
}

/** The number that a stored pattern of bits stands for. */
export function storedValue(pattern: number, { signed, bitsStored }: DicomHeader): number {
  return signed && pattern >= 2 ** (bitsStored - 1) ? pattern - 2 ** bitsStored : pattern
}

/**
 * The gray shown for every pattern of the stored bits: the modality transformation, then the VOI table or the window of
 * the file (PS3.3, C.11.1 and C.11.2), then the inversion of MONOCHROME1. A file with neither shows the full range: up
 * to 8 bits the one that could occur, as in any other 8-bit picture, above that the one that does occur. Padding is
 * black.
 */
export function grayTable(header: DicomHeader, values: Uint8Array | Uint16Array): Uint8Array {
  const patterns = 2 ** header.bitsStored
  const padded = (pattern: number) => {
    const value = storedValue(pattern, header)
    return header.padding !== null && value >= header.padding[0] && value <= header.padding[1]
  }
  // Indexed loops: there are 65,536 patterns, and iterators take ten times as long for them.
  const meanings = new Float64Array(patterns)
  for (let pattern = 0; pattern < patterns; pattern += 1) meanings[pattern] = modalityValue(header, pattern)
  const toGray = header.voiTable
    ? byTable(header.voiTable)
    : header.window
      ? byWindow(header.window)
      : byRange(meanings, occurring(header, values, padded))
  const inverted = header.photometric === 'MONOCHROME1'
  const shown = new Uint8Array(patterns)
  for (let pattern = 0; pattern < patterns; pattern += 1) {
    const gray = Math.min(255, Math.max(0, toGray(meanings[pattern] ?? 0)))
    shown[pattern] = padded(pattern) ? 0 : Math.floor((inverted ? 255 - gray : gray) + 0.5)
  }
  return shown
}

function modalityValue(header: DicomHeader, pattern: number): number {
  const value = storedValue(pattern, header)
  if (header.modalityTable !== null) return lookUp(header.modalityTable, value)
  return value * header.slope + header.intercept
}

type ToGray = (value: number) => number

const lookUp = ({ entries, first }: LookupTable, value: number): number =>
  entries[Math.min(entries.length - 1, Math.max(0, Math.trunc(value - first)))] ?? 0

const byTable =
  (table: LookupTable): ToGray =>
  (value) =>
    (lookUp(table, value) / (2 ** table.bits - 1)) * 255

/** The functions of PS3.3, C.11.2.1.2.1 and C.11.2.1.3, to 0…255. */
function byWindow({ center, width, shape }: Window): ToGray {
  if (shape === 'SIGMOID') return (value) => 255 / (1 + Math.exp((-4 * (value - center)) / width))
  const exact = shape === 'LINEAR_EXACT'
  const middle = exact ? center : center - 0.5
  const span = exact ? width : width - 1
  return (value) => {
    if (value <= middle - span / 2) return 0
    if (value > middle + span / 2) return 255
    return ((value - middle) / span + 0.5) * 255
  }
}

function byRange(meanings: Float64Array, patterns: readonly number[]): ToGray {
  let [low, high] = [Infinity, -Infinity]
  for (const pattern of patterns) {
    low = Math.min(low, meanings[pattern] ?? 0)
    high = Math.max(high, meanings[pattern] ?? 0)
  }
  return (value) => (high > low ? ((value - low) / (high - low)) * 255 : 0)
}

/** The patterns whose range is shown where no window is given. */
function occurring(
  header: DicomHeader,
  values: Uint8Array | Uint16Array,
  padded: (pattern: number) => boolean,
): number[] {
  const seen = new Uint8Array(2 ** header.bitsStored)
  if (header.bitsStored <= 8) seen.fill(1)
  else for (let index = 0; index < values.length; index += 1) seen[values[index] ?? 0] = 1
  const patterns: number[] = []
  for (let pattern = 0; pattern < seen.length; pattern += 1) {
    if (seen[pattern] === 1 && (header.bitsStored <= 8 || !padded(pattern))) patterns.push(pattern)
  }
  return patterns
}

function rgbOf({ values, colour }: Frame, bitsStored: number): Uint8Array {
  const shift = bitsStored - 8
  const bytes =
    values instanceof Uint8Array && shift === 0
      ? values
      : Uint8Array.from(values, (value) => (shift > 0 ? value >> shift : value << -shift))
  return colour === 'ycc' ? fromYcc(bytes) : bytes
}

/** ITU-R BT.601 with the full range (PS3.3, C.7.6.3.1.2). */
function fromYcc(ycc: Uint8Array): Uint8Array {
  const rgb = new Uint8ClampedArray(ycc.length)
  for (let index = 0; index < ycc.length; index += 3) {
    const luma = ycc[index] ?? 0
    const blue = (ycc[index + 1] ?? 0) - 128
    const red = (ycc[index + 2] ?? 0) - 128
    rgb[index] = luma + 1.402 * red
    rgb[index + 1] = luma - 0.344136 * blue - 0.714136 * red
    rgb[index + 2] = luma + 1.772 * blue
  }
  return new Uint8Array(rgb.buffer)
}

function paletteColours(values: Uint8Array | Uint16Array, palette: DicomHeader['palette']): Uint8Array {
  if (palette === null) throw unsupported()
  const rgb = new Uint8Array(values.length * 3)
  palette.forEach((table, colour) => {
    // Entries of 16 bits use all of them, whatever the descriptor says of older files.
    const shift = table.entries.some((entry) => entry > 255) ? 8 : 0
    for (let index = 0; index < values.length; index += 1) {
      rgb[index * 3 + colour] = lookUp(table, values[index] ?? 0) >> shift
    }
  })
  return rgb
}
