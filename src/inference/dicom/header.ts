import { inflateRawSync } from 'node:zlib'
import { PIXEL_DATA, readElements, readFirstItem, type Element, type Elements } from './elements.js'
import { transferSyntax, type TransferSyntax } from './transfer-syntax.js'
import { corrupt, unsupported, UnreadableDicom } from './unreadable.js'
import { decimals, text, word, words } from './values.js'

/** A table of gray values (PS3.3, C.11.1 and C.11.2), and of one colour of a palette. */
export interface LookupTable {
  /** The input that the first entry belongs to; smaller ones get the first entry, larger ones the last. */
  readonly first: number
  readonly entries: Uint16Array
  /** Bits of an entry. */
  readonly bits: number
}

export interface Window {
  readonly center: number
  readonly width: number
  readonly shape: 'LINEAR' | 'LINEAR_EXACT' | 'SIGMOID'
}

/** What is read of a DICOM file, and all of it: nothing here says whose picture it is. */
export interface DicomHeader {
  readonly syntax: TransferSyntax
  /** Upper case; empty where the file does not say. */
  readonly modality: string
  readonly bodyPart: string
  readonly view: string
  readonly rows: number
  readonly columns: number
  readonly frames: number
  readonly samples: number
  readonly photometric: string
  /** Each colour in a plane of its own. */
  readonly planar: boolean
  readonly bitsAllocated: number
  readonly bitsStored: number
  readonly highBit: number
  readonly signed: boolean
  readonly slope: number
  readonly intercept: number
  readonly modalityTable: LookupTable | null
  readonly voiTable: LookupTable | null
  readonly window: Window | null
  /** Stored values from the first to the second are filling around the picture. */
  readonly padding: readonly [number, number] | null
  readonly palette: readonly LookupTable[] | null
  readonly pixels: Element | null
}

const TAG = {
  transferSyntax: 0x00020010,
  modality: 0x00080060,
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
  pixels: PIXEL_DATA,
} as const

const WANTED = new Set<number>(Object.values(TAG))
const META_GROUP = 2
const META_ENCODING = { explicit: true, bigEndian: false }

/** Bytes that a deflated file may expand to: the largest picture allowed at 16 bits, and a mebibyte beside it. */
export const maxInflated = (maxPixels: number): number => maxPixels * 2 + 2 ** 20

/** The elements that are read, as they stand in the file. */
export interface DataSet {
  readonly uid: string
  readonly syntax: TransferSyntax
  readonly elements: Elements
}

/**
 * Reads what is needed of a DICOM file. `maxInflated` is how many bytes a deflated data set may expand to.
 * Throws {@link UnreadableDicom}; a data set without pixels is none of its business.
 */
export function readHeader(file: Uint8Array, maxInflated: number): DicomHeader {
  const { syntax, elements } = readDataSet(file, maxInflated)
  return { syntax, ...describe(elements) }
}

/** The first half of {@link readHeader}, before anything is understood. */
export function readDataSet(file: Uint8Array, maxInflated: number): DataSet {
  const body = hasPreamble(file) ? file.subarray(132) : file
  const meta = readElements(body, META_ENCODING, WANTED, META_GROUP)
  const uid = text(meta.elements.get(TAG.transferSyntax))
  if (uid === '') throw corrupt()
  const syntax = transferSyntax(uid)
  if (syntax === null) throw unsupported()
  const rest = body.subarray(meta.end)
  const dataSet = syntax.deflated ? inflate(rest, maxInflated) : rest
  return { uid, syntax, elements: readElements(dataSet, syntax.encoding, WANTED).elements }
}

/** The 128 bytes before the magic are of no meaning; old writers leave both out. */
function hasPreamble(file: Uint8Array): boolean {
  return [0x44, 0x49, 0x43, 0x4d].every((letter, index) => file[128 + index] === letter)
}

function inflate(bytes: Uint8Array, maxOutputLength: number): Uint8Array {
  try {
    return inflateRawSync(bytes, { maxOutputLength })
  } catch (error) {
    const full = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'
    throw full ? new UnreadableDicom('too_large') : corrupt()
  }
}

function describe(elements: Elements): Omit<DicomHeader, 'syntax'> {
  const bitsAllocated = word(elements.get(TAG.bitsAllocated)) ?? 0
  const bitsStored = word(elements.get(TAG.bitsStored)) ?? bitsAllocated
  const signed = word(elements.get(TAG.signed)) === 1
  const name = (tag: number) => text(elements.get(tag)).toUpperCase()
  return {
    modality: name(TAG.modality),
    bodyPart: name(TAG.bodyPart),
    view: name(TAG.view),
    rows: word(elements.get(TAG.rows)) ?? 0,
    columns: word(elements.get(TAG.columns)) ?? 0,
    frames: decimals(elements.get(TAG.frames))[0] ?? 1,
    samples: word(elements.get(TAG.samples)) ?? 1,
    photometric: name(TAG.photometric),
    planar: word(elements.get(TAG.planar)) === 1,
    bitsAllocated,
    bitsStored,
    highBit: word(elements.get(TAG.highBit)) ?? bitsStored - 1,
    signed,
    slope: decimals(elements.get(TAG.slope))[0] ?? 1,
    intercept: decimals(elements.get(TAG.intercept))[0] ?? 0,
    modalityTable: tableOf(elements.get(TAG.modalityTable), signed),
    voiTable: tableOf(elements.get(TAG.voiTable), signed),
    window: windowOf(elements),
    padding: paddingOf(elements, signed),
    palette: paletteOf(elements),
    pixels: elements.get(TAG.pixels) ?? null,
  }
}

/** The first window, where it means something (PS3.3, C.11.2.1.2). */
function windowOf(elements: Elements): Window | null {
  const center = decimals(elements.get(TAG.center))[0]
  const width = decimals(elements.get(TAG.width))[0]
  if (center === undefined || width === undefined) return null
  const named = text(elements.get(TAG.shape)).toUpperCase()
  const shape = named === 'SIGMOID' || named === 'LINEAR_EXACT' ? named : 'LINEAR'
  return width >= (shape === 'LINEAR' ? 1 : Number.MIN_VALUE) ? { center, width, shape } : null
}

function paddingOf(elements: Elements, signed: boolean): readonly [number, number] | null {
  const value = word(elements.get(TAG.padding), signed)
  if (value === undefined) return null
  const limit = word(elements.get(TAG.paddingLimit), signed) ?? value
  return [Math.min(value, limit), Math.max(value, limit)]
}

/** The part of a sequence that is read: of those here the first item. */
export const tableItem = (sequence: Element): Elements | null => readFirstItem(sequence, WANTED)

/** The elements that are sequences. */
export const TABLES: ReadonlySet<number> = new Set([TAG.modalityTable, TAG.voiTable])

function tableOf(sequence: Element | undefined, signed: boolean): LookupTable | null {
  const item = sequence && tableItem(sequence)
  if (!item) return null
  const descriptor = item.get(TAG.tableDescriptor)
  const entries = item.get(TAG.tableEntries)
  return descriptor && entries ? lookupTable(descriptor, entries, signed) : null
}

function paletteOf(elements: Elements): readonly LookupTable[] | null {
  const pairs = [
    [elements.get(TAG.redDescriptor), elements.get(TAG.red)],
    [elements.get(TAG.greenDescriptor), elements.get(TAG.green)],
    [elements.get(TAG.blueDescriptor), elements.get(TAG.blue)],
  ] as const
  const tables = pairs.flatMap(([descriptor, entries]) =>
    descriptor && entries ? [lookupTable(descriptor, entries, false)] : [],
  )
  return tables.length === 3 ? tables : null
}

function lookupTable(descriptor: Element, entries: Element, signed: boolean): LookupTable {
  const [count, , bits] = words(descriptor, false)
  const [, first] = words(descriptor, descriptor.vr === 'SS' || (descriptor.vr === null && signed))
  if (count === undefined || first === undefined || bits === undefined) throw corrupt()
  if (bits < 1 || bits > 16) throw corrupt()
  // 65,536 entries do not fit the field and are written as none.
  const wanted = count === 0 ? 65_536 : count
  const bytewise = entries.value.byteLength < wanted * 2
  const values = bytewise ? Uint16Array.from(entries.value) : words(entries, false)
  if (values.length < wanted) throw corrupt()
  return { first, entries: Uint16Array.from(values.subarray(0, wanted)), bits }
}
