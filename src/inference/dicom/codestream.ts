import { corrupt, unsupported } from './unreadable.js'

/** What a compressed frame says of itself, read before any decoder sees it. */
export interface CodestreamShape {
  readonly width: number
  readonly height: number
  readonly components: number
  /** Bits of a sample, 2 to 16. */
  readonly precision: number
  /** An Adobe marker says that the colours are luma and chroma. */
  readonly adobeYcc: boolean
  /** Each colour comes as a whole plane (JPEG-LS only). */
  readonly planes: boolean
  /** The samples have a sign (JPEG 2000 only). */
  readonly signed: boolean
}

type JpegFrame = Pick<CodestreamShape, 'width' | 'height' | 'components' | 'precision'>

/** Progressive films have some ten; each one costs a pass over all pixels. */
const MAX_SCANS = 64
/** A decoder keeps a record of each tile before it looks at one. */
const MAX_TILES = 4096
const MAX_LAYERS = 128

const JPEG_LS_FRAME = 0xf7

const START_OF_TILE = 0xff90
const START_OF_DATA = 0xff93
const END_OF_CODESTREAM = 0xffd9
const CODING_STYLE = 0xff52
const COMPONENT_STYLE = 0xff53

/**
 * Reads the frame header of a JPEG or JPEG-LS codestream. Throws where there is none, where it does not end with its
 * end marker (the decoder would make up the missing rows), or where its scans would keep a processor busy for minutes.
 */
export function readJpegShape(bytes: Uint8Array): CodestreamShape {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8 || !endsWithMarker(bytes)) throw corrupt()
  const scans = countScans(bytes)
  if (scans === 0 || scans > MAX_SCANS) throw corrupt()
  let frame: JpegFrame | undefined
  let [adobeYcc, jpegLs] = [false, false]
  for (let at = 2; at + 4 <= bytes.byteLength;) {
    if (bytes[at] !== 0xff) throw corrupt()
    const marker = bytes[at + 1] ?? 0
    if (marker === 0xff) {
      at += 1
      continue
    }
    const length = view.getUint16(at + 2)
    if (at + 2 + length > bytes.byteLength) throw corrupt()
    if (marker === 0xda) {
      if (frame === undefined) throw corrupt()
      const planes = jpegLs && frame.components > 1 && interleaving(bytes, at) === 0
      return { ...frame, adobeYcc, planes, signed: false }
    }
    if (isFrameHeader(marker)) {
      frame = jpegFrame(view, at)
      jpegLs = marker === JPEG_LS_FRAME
    }
    if (marker === 0xee && length >= 14) adobeYcc = bytes[at + 4] === 0x41 && bytes[at + 15] === 1
    at += 2 + length
  }
  throw corrupt()
}

/** SOF markers, less the tables that share their range. */
const isFrameHeader = (marker: number): boolean =>
  marker === JPEG_LS_FRAME || (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))

function jpegFrame(view: DataView, at: number): JpegFrame {
  const precision = view.getUint8(at + 4)
  const height = view.getUint16(at + 5)
  const width = view.getUint16(at + 7)
  const components = view.getUint8(at + 9)
  if (precision < 2 || precision > 16) throw corrupt()
  return { width, height, components, precision }
}

/** The interleave mode of a JPEG-LS scan header at `at`: 0 for planes. */
const interleaving = (bytes: Uint8Array, at: number): number =>
  bytes[at + 4 + 2 * (bytes[at + 4] ?? 0) + 2] ?? 0

/** Frames are filled up to an even length, by some writers with more and by some with 0xff. */
function endsWithMarker(bytes: Uint8Array): boolean {
  let end = bytes.byteLength
  while (bytes[end - 1] === 0 || bytes[end - 1] === 0xff) end -= 1
  return bytes[end - 1] === 0xd9 && bytes[end - 2] === 0xff
}

/** Within the data of a scan no byte after 0xff has this value, so that counting the marker counts the scans. */
function countScans(bytes: Uint8Array): number {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let scans = 0
  for (let at = buffer.indexOf('ffda', 0, 'hex'); at >= 0; at = buffer.indexOf('ffda', at + 2, 'hex')) {
    scans += 1
  }
  return scans
}

/**
 * Reads the header of a JPEG 2000 codestream, bare or in its file format. Throws where it is damaged, cut off, or in
 * a form that the decoder's frame buffer has no room for.
 */
export function readJpeg2000Shape(bytes: Uint8Array): CodestreamShape {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const start = buffer.subarray(0, 4096).indexOf('ff4fff51', 0, 'hex')
  if (start < 0 || !endsWithMarker(bytes)) throw corrupt()
  const size = start + 4
  const at = (offset: number) => buffer.readUInt32BE(size + 4 + offset)
  const components = buffer.readUInt16BE(size + 36)
  const [width, height] = [at(0) - at(8), at(4) - at(12)]
  const [tileWidth, tileHeight] = [at(16), at(20)]
  if (width <= 0 || height <= 0 || tileWidth === 0 || tileHeight === 0) throw corrupt()
  if (Math.ceil(at(0) / tileWidth) * Math.ceil(at(4) / tileHeight) > MAX_TILES) throw corrupt()
  if (components !== 1 && components !== 3) throw unsupported()
  const depth = buffer.readUInt8(size + 38)
  for (let component = size + 38; component < size + 38 + components * 3; component += 3) {
    if (buffer[component] !== depth) throw unsupported()
    // Colours at half the width would leave the decoder reading behind their end.
    if (buffer[component + 1] !== 1 || buffer[component + 2] !== 1) throw unsupported()
  }
  const precision = (depth & 0x7f) + 1
  const signed = depth > 0x7f
  if (precision > (components === 1 ? 16 : 8) || (signed && precision <= 8)) throw unsupported()
  checkCoding(buffer, size + buffer.readUInt16BE(size))
  return { width, height, components, precision, adobeYcc: false, planes: false, signed }
}

/**
 * Walks the segments from `start` on, those of every part of every tile included, and checks the coding styles on the
 * way: the decoders believe them, and count for hours to sizes that the standard forbids (ISO/IEC 15444-1, A.6.1).
 */
function checkCoding(buffer: Buffer, start: number): void {
  let part = 0
  for (let at = start; ;) {
    const marker = buffer.readUInt16BE(at)
    if (marker === END_OF_CODESTREAM) return
    if (marker === START_OF_DATA) {
      const length = buffer.readUInt32BE(part + 6)
      // A length of zero says that this is the last part.
      if (length === 0) return
      if (part + length <= at) throw corrupt()
      at = part + length
      continue
    }
    if (marker === START_OF_TILE) part = at
    if (marker === CODING_STYLE) {
      const layers = buffer.readUInt16BE(at + 6)
      if (layers === 0 || layers > MAX_LAYERS) throw corrupt()
      checkBlocks(buffer, at + 9)
    }
    if (marker === COMPONENT_STYLE) checkBlocks(buffer, at + 6)
    at += 2 + buffer.readUInt16BE(at + 2)
  }
}

/** Levels and block sizes, which stand alike in both kinds of coding style. */
function checkBlocks(buffer: Buffer, at: number): void {
  const [levels, width, height] = [buffer.readUInt8(at), buffer.readUInt8(at + 1), buffer.readUInt8(at + 2)]
  if (levels > 32 || width > 8 || height > 8 || width + height > 8) throw corrupt()
}
