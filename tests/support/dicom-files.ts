import { deflateRawSync } from 'node:zlib'

/** The values of one element: texts, numbers of the width its VR has, bytes, or the items of a sequence. */
export type DicomValue = string | number | readonly number[] | Buffer | readonly DicomElements[]

/** By tag. Null leaves an element out. */
export type DicomElements = Readonly<Record<number, readonly [vr: string, value: DicomValue] | null>>

/** Transfer syntaxes that are used by name. */
export const SYNTAX = {
  implicit: '1.2.840.10008.1.2',
  explicit: '1.2.840.10008.1.2.1',
  encapsulated: '1.2.840.10008.1.2.1.98',
  deflated: '1.2.840.10008.1.2.1.99',
  bigEndian: '1.2.840.10008.1.2.2',
  deflatedFrames: '1.2.840.10008.1.2.8.1',
  rle: '1.2.840.10008.1.2.5',
  jpeg: '1.2.840.10008.1.2.4.50',
  jpegLossless: '1.2.840.10008.1.2.4.70',
  jpegLs: '1.2.840.10008.1.2.4.80',
  jpeg2000: '1.2.840.10008.1.2.4.90',
  htj2k: '1.2.840.10008.1.2.4.201',
} as const

/** Tags that tests set. */
export const TAG = {
  transferSyntax: 0x00020010,
  sopClass: 0x00080016,
  modality: 0x00080060,
  patientName: 0x00100010,
  bodyPart: 0x00180015,
  view: 0x00185101,
  samples: 0x00280002,
  photometric: 0x00280004,
  planar: 0x00280006,
  frames: 0x00280008,
  rows: 0x00280010,
  columns: 0x00280011,
  bitsAllocated: 0x00280100,
  bitsStored: 0x00280101,
  highBit: 0x00280102,
  signed: 0x00280103,
  padding: 0x00280120,
  paddingLimit: 0x00280121,
  center: 0x00281050,
  width: 0x00281051,
  intercept: 0x00281052,
  slope: 0x00281053,
  shape: 0x00281056,
  redDescriptor: 0x00281101,
  greenDescriptor: 0x00281102,
  blueDescriptor: 0x00281103,
  red: 0x00281201,
  green: 0x00281202,
  blue: 0x00281203,
  modalityTable: 0x00283000,
  tableDescriptor: 0x00283002,
  tableEntries: 0x00283006,
  voiTable: 0x00283010,
  pixels: 0x7fe00010,
} as const

export interface DicomOptions {
  readonly syntax?: string
  readonly preamble?: boolean
  readonly width?: number
  readonly height?: number
  /** Bits allocated; as many are stored unless `elements` say otherwise. */
  readonly bits?: 1 | 8 | 16 | 32
  readonly signed?: boolean
  /** The stored number of a pixel. */
  readonly sample?: (x: number, y: number, channel: number) => number
  /** Samples of a pixel. */
  readonly samples?: 1 | 3
  /** The bytes of the pixels instead of what `sample` gives. */
  readonly raw?: Buffer
  /** Encapsulated pixels behind an empty table of offsets; `offsets` is the table. */
  readonly fragments?: readonly Buffer[]
  readonly offsets?: Buffer
  /** Set last, so that any element can be wrong. */
  readonly elements?: DicomElements
}

interface Writing {
  readonly explicit: boolean
  readonly bigEndian: boolean
}

const ITEM = 0xfffee000
const SEQUENCE_END = 0xfffee0dd
const LONG = new Set(['OB', 'OW', 'SQ', 'UN', 'UT'])
const EXPLICIT: Writing = { explicit: true, bigEndian: false }

/** A DICOM file written byte by byte: a chest film of the kind CR unless the options say otherwise. */
export function makeDicom(options: DicomOptions = {}): Buffer {
  const { syntax = SYNTAX.explicit, preamble = true } = options
  const writing = {
    explicit: syntax !== SYNTAX.implicit,
    bigEndian: syntax === SYNTAX.bigEndian,
  }
  const elements: DicomElements = { ...describePicture(options), ...options.elements }
  const { [TAG.transferSyntax]: stated = ['UI', syntax] as const, ...rest } = elements
  const meta = stated === null ? Buffer.alloc(0) : element(TAG.transferSyntax, stated, EXPLICIT)
  const length = Buffer.alloc(4)
  length.writeUInt32LE(meta.byteLength)
  const dataSet = writeElements(rest, writing)
  return Buffer.concat([
    ...(preamble ? [Buffer.alloc(128), Buffer.from('DICM')] : []),
    element(0x00020000, ['UL', length], EXPLICIT),
    meta,
    syntax === SYNTAX.deflated ? deflateRawSync(dataSet) : dataSet,
    ...(options.fragments ? [encapsulated(options.fragments, options.offsets)] : []),
  ])
}

function describePicture(options: DicomOptions): DicomElements {
  const { width = 160, height = 140, bits = 16, signed = false, samples = 1 } = options
  return {
    [TAG.modality]: ['CS', 'CR'],
    [TAG.bodyPart]: ['CS', 'CHEST'],
    [TAG.view]: ['CS', 'PA'],
    [TAG.samples]: ['US', samples],
    [TAG.photometric]: ['CS', samples === 1 ? 'MONOCHROME2' : 'RGB'],
    ...(samples === 1 ? {} : { [TAG.planar]: ['US', 0] as const }),
    [TAG.rows]: ['US', height],
    [TAG.columns]: ['US', width],
    [TAG.bitsAllocated]: ['US', bits],
    [TAG.bitsStored]: ['US', bits],
    [TAG.highBit]: ['US', bits - 1],
    [TAG.signed]: ['US', signed ? 1 : 0],
    ...(options.fragments
      ? {}
      : { [TAG.pixels]: [bits === 8 ? 'OB' : 'OW', nativePixels(options)] as const }),
  }
}

const diagonal = (x: number, y: number): number => x + y

/** The samples of a picture as an uncompressed file holds them. */
export function nativePixels(options: DicomOptions): Buffer {
  const { width = 160, height = 140, bits = 16, samples = 1, sample = diagonal } = options
  if (options.raw) return options.raw
  const bigEndian = options.syntax === SYNTAX.bigEndian
  const bytes = Buffer.alloc(width * height * samples * (bits / 8))
  for (let index = 0; index < width * height * samples; index += 1) {
    const pixel = Math.floor(index / samples)
    const value = sample(pixel % width, Math.floor(pixel / width), index % samples)
    if (bits === 8) bytes[index] = value
    else if (bigEndian) bytes.writeUInt16BE(value & 0xffff, index * 2)
    else bytes.writeUInt16LE(value & 0xffff, index * 2)
  }
  return bytes
}

function writeElements(elements: DicomElements, writing: Writing): Buffer {
  return Buffer.concat(
    Object.entries(elements).map(([tag, content]) =>
      content === null ? Buffer.alloc(0) : element(Number(tag), content, writing),
    ),
  )
}

function element(tag: number, [vr, value]: readonly [string, DicomValue], writing: Writing): Buffer {
  const bytes = encode(vr, value, writing)
  return Buffer.concat([head(tag, vr, bytes.byteLength, writing), bytes])
}

/** What stands before a value. `length` may be any, for files that lie. */
export function head(tag: number, vr: string | null, length: number, writing: Writing = EXPLICIT): Buffer {
  const words = (...values: number[]) =>
    Buffer.concat(values.map((value) => number16(value, writing.bigEndian)))
  const long = number32(length, writing.bigEndian)
  const tagged = words(tag >>> 16, tag & 0xffff)
  if (vr === null || !writing.explicit) return Buffer.concat([tagged, long])
  if (LONG.has(vr)) return Buffer.concat([tagged, Buffer.from(vr), Buffer.alloc(2), long])
  return Buffer.concat([tagged, Buffer.from(vr), words(length)])
}

function encode(vr: string, value: DicomValue, writing: Writing): Buffer {
  if (Buffer.isBuffer(value)) return even(value, '\0')
  if (typeof value === 'string') return even(Buffer.from(value, 'latin1'), vr === 'UI' ? '\0' : ' ')
  const values = typeof value === 'number' ? [value] : value
  return Buffer.concat(
    values.map((item) => {
      if (typeof item === 'number') return number16(item, writing.bigEndian)
      const content = writeElements(item, writing)
      return Buffer.concat([head(ITEM, null, content.byteLength, writing), content])
    }),
  )
}

const even = (bytes: Buffer, filling: string): Buffer =>
  bytes.byteLength % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.from(filling)])

function encapsulated(fragments: readonly Buffer[], offsets: Buffer = Buffer.alloc(0)): Buffer {
  return Buffer.concat([
    head(TAG.pixels, 'OB', 0xffffffff),
    ...[offsets, ...fragments].flatMap((fragment) => {
      const filled = even(fragment, '\0')
      return [head(ITEM, null, filled.byteLength), filled]
    }),
    head(SEQUENCE_END, null, 0),
  ])
}

function number16(value: number, bigEndian: boolean): Buffer {
  const bytes = Buffer.alloc(2)
  return (bigEndian ? bytes.writeUInt16BE(value & 0xffff) : bytes.writeUInt16LE(value & 0xffff), bytes)
}

function number32(value: number, bigEndian: boolean): Buffer {
  const bytes = Buffer.alloc(4)
  return (bigEndian ? bytes.writeUInt32BE(value) : bytes.writeUInt32LE(value), bytes)
}
