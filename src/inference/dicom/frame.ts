import { inflateRawSync } from 'node:zlib'
import { decodeCodestream } from './codecs.js'
import { readJpeg2000Shape, readJpegShape, type CodestreamShape } from './codestream.js'
import type { Element } from './elements.js'
import type { DicomHeader } from './header.js'
import { decodeRunLength } from './run-length.js'
import { corrupt, unsupported, UnreadableDicom } from './unreadable.js'

/** The first frame of a file as it is stored, before any gray value means anything. */
export interface Frame {
  readonly width: number
  readonly height: number
  /** Samples of a pixel: 1, or 3 that lie together. */
  readonly samples: number
  /** The stored bits and nothing else, from bit 0 on; a sign is not yet looked at. */
  readonly values: Uint8Array | Uint16Array
  /** How three samples are meant. */
  readonly colour: 'rgb' | 'ycc'
}

/** Decodes the first frame. Throws `UnreadableDicom`, before it decodes anything where the picture is too large. */
export async function readFrame(header: DicomHeader, maxPixels: number): Promise<Frame> {
  const pixels = checkPixels(header)
  if (header.rows * header.columns > maxPixels) throw new UnreadableDicom('too_large')
  const { packing } = header.syntax
  if (packing === 'native') return nativeFrame(header, pixels)
  const packed = firstFrame(pixels.fragments ?? [], header.frames)
  if (packing === 'encapsulated') return nativeFrame(header, { ...pixels, value: packed })
  if (packing === 'deflated-frames') return nativeFrame(header, { ...pixels, value: inflate(packed, header) })
  if (packing === 'rle') return runLengthFrame(header, packed)
  const shape =
    packing === 'jpeg' || packing === 'jpeg-ls' ? readJpegShape(packed) : readJpeg2000Shape(packed)
  const { width, height, components } = shape
  if (width !== header.columns || height !== header.rows || components !== header.samples) throw corrupt()
  return compressedFrame(header, shape, await decodeCodestream(packing, packed, shape))
}

/** Checks what the header says against itself, and gives the pixels. */
function checkPixels(header: DicomHeader): Element {
  const { rows, columns, frames, samples, bitsAllocated, bitsStored, highBit, pixels, syntax } = header
  if (pixels === null || rows === 0 || columns === 0 || !(frames >= 1)) throw corrupt()
  if ((pixels.fragments === null) !== (syntax.packing === 'native')) throw corrupt()
  if (samples !== 1 && samples !== 3) throw unsupported()
  if (samples === 1 ? !GRAY.test(header.photometric) : !COLOUR.test(header.photometric)) throw unsupported()
  if (![1, 8, 16].includes(bitsAllocated) || (bitsAllocated === 1 && samples === 3)) throw unsupported()
  if (bitsStored < 1 || bitsStored > bitsAllocated || highBit >= bitsAllocated || highBit + 1 < bitsStored)
    throw corrupt()
  return pixels
}

const GRAY = /^(MONOCHROME[12]|PALETTE COLOR)$/
const COLOUR = /^(RGB|YBR_(FULL|FULL_422|ICT|RCT))$/

/** The bytes of the first of `frames` frames, which may be spread over several fragments. */
function firstFrame([offsets, ...fragments]: readonly Uint8Array[], frames: number): Uint8Array {
  if (offsets === undefined || fragments.length === 0) throw corrupt()
  if (frames === 1 || fragments.length === 1) return Buffer.concat(fragments)
  if (fragments.length === frames) return fragments[0] ?? offsets
  return Buffer.concat(fragments.slice(0, fragmentsOfFirst(offsets, fragments)))
}

/** How many fragments the first of several frames has: by the table of offsets, else by where the next one starts. */
function fragmentsOfFirst(offsets: Uint8Array, fragments: readonly Uint8Array[]): number {
  const table = new DataView(offsets.buffer, offsets.byteOffset, offsets.byteLength)
  const second = offsets.byteLength >= 8 ? table.getUint32(4, true) : 0
  if (second > 0) {
    let at = 0
    const count = fragments.findIndex((fragment) => (at += 8 + fragment.byteLength) >= second)
    return count < 0 ? fragments.length : count + 1
  }
  const starts = (fragment: Uint8Array) => fragment[0] === 0xff && [0xd8, 0x4f].includes(fragment[1] ?? 0)
  const next = fragments.findIndex((fragment, index) => index > 0 && starts(fragment))
  return next < 0 ? fragments.length : next
}

function inflate(packed: Uint8Array, header: DicomHeader): Uint8Array {
  try {
    return inflateRawSync(packed, { maxOutputLength: frameBytes(header) + 64 })
  } catch {
    throw corrupt()
  }
}

/** Bytes of one uncompressed frame. */
function frameBytes({ rows, columns, samples, bitsAllocated, photometric }: DicomHeader): number {
  const halved = photometric === 'YBR_FULL_422'
  return Math.ceil((rows * columns * (halved ? 2 : samples) * bitsAllocated) / 8)
}

function nativeFrame(header: DicomHeader, { value, vr, encoding }: Element): Frame {
  const { photometric, bitsAllocated, samples, planar } = header
  const size = frameBytes(header)
  if (value.byteLength < size) throw corrupt()
  // Bytes in 16-bit words change places where the words are big endian.
  const swapped = encoding.bigEndian && bitsAllocated <= 8 && vr !== 'OB'
  const bytes = swapped ? swapBytes(value) : value
  if (bitsAllocated === 1) return toFrame(header, unpackBits(bytes, header.rows * header.columns))
  const stored = bitsAllocated === 8 ? bytes.subarray(0, size) : sixteenBits(bytes, size, encoding.bigEndian)
  if (photometric === 'YBR_FULL_422') return toFrame(header, doubleChroma(stored))
  return toFrame(header, planar && samples === 3 ? interleave(stored) : stored)
}

function runLengthFrame(header: DicomHeader, packed: Uint8Array): Frame {
  const { rows, columns, samples, bitsAllocated } = header
  if (bitsAllocated === 1) throw unsupported()
  const bytes = decodeRunLength(packed, rows * columns, samples, bitsAllocated / 8)
  return toFrame(header, bitsAllocated === 8 ? bytes : sixteenBits(bytes, bytes.byteLength, false))
}

/** Takes `bitsStored` bits up to the high bit of each sample; others may hold an overlay. */
function toFrame(header: DicomHeader, stored: Uint8Array | Uint16Array): Frame {
  const { columns, rows, samples, bitsAllocated, bitsStored, highBit } = header
  const shift = highBit + 1 - bitsStored
  const mask = 2 ** bitsStored - 1
  const values = bitsStored === bitsAllocated ? stored : stored.map((value) => (value >> shift) & mask)
  return { width: columns, height: rows, samples, values, colour: colourOf(header) }
}

/** Codecs give whole samples, and lossy ones may overshoot the stored bits, which must not wrap around. */
function compressedFrame(header: DicomHeader, shape: CodestreamShape, bytes: Uint8Array): Frame {
  const { columns, rows, samples, bitsStored, signed } = header
  const whole = shape.precision > 8 ? sixteenBits(bytes, bytes.byteLength, false) : bytes
  const stored = shape.planes ? interleave(whole) : whole
  const mask = 2 ** bitsStored - 1
  const values =
    shape.precision <= bitsStored && !shape.signed
      ? stored
      : stored.map((value) => (signed ? value & mask : Math.min(value, mask)))
  const colour = shape.adobeYcc ? 'ycc' : colourOf(header)
  return { width: columns, height: rows, samples, values, colour }
}

/** JPEG 2000 decoders give RGB for `YBR_ICT` and `YBR_RCT`. */
const colourOf = ({ photometric }: DicomHeader): Frame['colour'] =>
  photometric.startsWith('YBR_FULL') ? 'ycc' : 'rgb'

function sixteenBits(bytes: Uint8Array, size: number, bigEndian: boolean): Uint16Array {
  const words = new Uint16Array(size >> 1)
  const [low, high] = bigEndian ? [1, 0] : [0, 1]
  for (let index = 0; index < words.length; index += 1) {
    words[index] = (bytes[index * 2 + low] ?? 0) | ((bytes[index * 2 + high] ?? 0) << 8)
  }
  return words
}

function swapBytes(bytes: Uint8Array): Uint8Array {
  const even = bytes.byteLength - (bytes.byteLength % 2)
  return Buffer.from(bytes.subarray(0, even)).swap16()
}

function unpackBits(bytes: Uint8Array, count: number): Uint8Array {
  const bits = new Uint8Array(count)
  for (let index = 0; index < count; index += 1) bits[index] = ((bytes[index >> 3] ?? 0) >> (index & 7)) & 1
  return bits
}

/** From three planes to three samples a pixel. */
function interleave(planes: Uint8Array | Uint16Array): Uint8Array | Uint16Array {
  const pixels = planes.length / 3
  const together = likewise(planes, planes.length)
  for (let index = 0; index < pixels; index += 1) {
    for (let sample = 0; sample < 3; sample += 1) {
      together[index * 3 + sample] = planes[sample * pixels + index] ?? 0
    }
  }
  return together
}

const likewise = (stored: Uint8Array | Uint16Array, length: number): Uint8Array | Uint16Array =>
  stored instanceof Uint16Array ? new Uint16Array(length) : new Uint8Array(length)

/** Two pixels are stored as two lumas and the chroma they share (PS3.3, C.7.6.3.1.2). */
function doubleChroma(stored: Uint8Array | Uint16Array): Uint8Array | Uint16Array {
  const pixels = stored.length >> 1
  const doubled = likewise(stored, pixels * 3)
  for (let index = 0; index < pixels; index += 1) {
    const pair = (index >> 1) * 4
    doubled[index * 3] = stored[pair + (index & 1)] ?? 0
    doubled[index * 3 + 1] = stored[pair + 2] ?? 0
    doubled[index * 3 + 2] = stored[pair + 3] ?? 0
  }
  return doubled
}
