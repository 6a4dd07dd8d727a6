import { corrupt } from './unreadable.js'

/** How the elements of a data set are written (DICOM PS3.5, section 7.1). */
export interface Encoding {
  readonly explicit: boolean
  readonly bigEndian: boolean
}

/** One element that was asked for. */
export interface Element {
  /** Null where the encoding leaves it out. */
  readonly vr: string | null
  /** The bytes of the value; of a sequence all its items; of encapsulated pixels nothing. */
  readonly value: Uint8Array
  /** Of encapsulated pixels the items, the first of which is the table of offsets. Else null. */
  readonly fragments: readonly Uint8Array[] | null
  readonly encoding: Encoding
}

/** By tag, group in the upper 16 bits. */
export type Elements = ReadonlyMap<number, Element>

export const PIXEL_DATA = 0x7fe00010

export const ITEM = 0xfffee000
const ITEM_END = 0xfffee00d
export const SEQUENCE_END = 0xfffee0dd
export const UNDEFINED_LENGTH = 0xffffffff
/** Elements inside an `UN` of undefined length are written so, whatever surrounds them (PS3.5, 6.2.2). */
const IMPLICIT: Encoding = { explicit: false, bigEndian: false }
/** The VRs whose length has 32 bits. */
export const LONG = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV'])
/** Real files nest a handful of levels. */
const DEEPEST = 24

interface Head {
  readonly tag: number
  readonly vr: string | null
  readonly length: number
  readonly valueAt: number
}

/**
 * Walks a data set and gives the elements with a tag in `wanted`, the first of each. All others, names and numbers of
 * patients among them, are stepped over without being read. Ends behind the pixel data. With `group` it also ends
 * before the first element of another group.
 *
 * Throws {@link corrupt} where a length leads out of the file or the nesting makes no sense; takes time in
 * proportion to the bytes and memory in proportion to what is wanted.
 */
export function readElements(
  bytes: Uint8Array,
  encoding: Encoding,
  wanted: ReadonlySet<number>,
  group?: number,
): { readonly elements: Elements; readonly end: number } {
  const found = new Map<number, Element>()
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 0
  while (at < bytes.byteLength) {
    // What follows the meta group may be written in another encoding: its group is looked at before the rest.
    if (group !== undefined && at + 2 <= bytes.byteLength && view.getUint16(at, true) !== group) break
    const head = readHead(view, at, encoding)
    const { tag, vr, length, valueAt } = head
    if (tag === PIXEL_DATA && length === UNDEFINED_LENGTH) {
      const fragments = readFragments(bytes, view, valueAt)
      found.set(tag, { vr, value: new Uint8Array(0), fragments, encoding })
      break
    }
    const end = valueEnd(view, head, encoding, 0)
    if (wanted.has(tag) && !found.has(tag)) {
      const inner = innerEncoding(head, encoding)
      found.set(tag, { vr, value: bytes.subarray(valueAt, end), fragments: null, encoding: inner })
    }
    at = end
    if (tag === PIXEL_DATA) break
  }
  return { elements: found, end: at }
}

/** The elements of the first item of a sequence; null where it has none. */
export function readFirstItem(sequence: Element, wanted: ReadonlySet<number>): Elements | null {
  const { value, encoding } = sequence
  if (value.byteLength < 8) return null
  const view = new DataView(value.buffer, value.byteOffset, value.byteLength)
  const head = readHead(view, 0, encoding)
  if (head.tag !== ITEM) return null
  const end =
    head.length === UNDEFINED_LENGTH ? skipElements(view, 8, encoding, 1) - 8 : within(view, 8, head.length)
  return readElements(value.subarray(8, end), encoding, wanted).elements
}

function readHead(view: DataView, at: number, { explicit, bigEndian }: Encoding): Head {
  if (at + 8 > view.byteLength) throw corrupt()
  const little = !bigEndian
  const tag = view.getUint16(at, little) * 0x10000 + view.getUint16(at + 2, little)
  // Items and their ends have no VR in any encoding.
  if (!explicit || tag >>> 16 === 0xfffe) {
    return { tag, vr: null, length: view.getUint32(at + 4, little), valueAt: at + 8 }
  }
  const vr = String.fromCharCode(view.getUint8(at + 4), view.getUint8(at + 5))
  if (!/^[A-Z]{2}$/.test(vr)) throw corrupt()
  if (!LONG.has(vr)) return { tag, vr, length: view.getUint16(at + 6, little), valueAt: at + 8 }
  if (at + 12 > view.byteLength) throw corrupt()
  return { tag, vr, length: view.getUint32(at + 8, little), valueAt: at + 12 }
}

const innerEncoding = ({ vr, length }: Head, encoding: Encoding): Encoding =>
  vr === 'UN' && length === UNDEFINED_LENGTH ? IMPLICIT : encoding

/** Where the element ends that `head` begins. */
function valueEnd(view: DataView, head: Head, encoding: Encoding, depth: number): number {
  if (head.length !== UNDEFINED_LENGTH) return within(view, head.valueAt, head.length)
  return skipItems(view, head.valueAt, innerEncoding(head, encoding), depth)
}

function within(view: DataView, at: number, length: number): number {
  if (at + length > view.byteLength) throw corrupt()
  return at + length
}

/** The place behind the end of a sequence of undefined length whose items begin at `at`. */
function skipItems(view: DataView, at: number, encoding: Encoding, depth: number): number {
  if (depth > DEEPEST) throw corrupt()
  for (;;) {
    const { tag, length, valueAt } = readHead(view, at, encoding)
    if (tag === SEQUENCE_END) return valueAt
    if (tag !== ITEM) throw corrupt()
    at =
      length === UNDEFINED_LENGTH
        ? skipElements(view, valueAt, encoding, depth + 1)
        : within(view, valueAt, length)
  }
}

/** The place behind the end of an item of undefined length whose elements begin at `at`. */
function skipElements(view: DataView, at: number, encoding: Encoding, depth: number): number {
  for (;;) {
    const head = readHead(view, at, encoding)
    if (head.tag === ITEM_END) return head.valueAt
    at = valueEnd(view, head, encoding, depth)
  }
}

/** The items of encapsulated pixels (PS3.5, annex A.4), which are little endian always. */
function readFragments(bytes: Uint8Array, view: DataView, start: number): Uint8Array[] {
  const fragments: Uint8Array[] = []
  for (let at = start; ;) {
    const { tag, length, valueAt } = readHead(view, at, IMPLICIT)
    if (tag === SEQUENCE_END) return fragments
    if (tag !== ITEM || length === UNDEFINED_LENGTH) throw corrupt()
    at = within(view, valueAt, length)
    fragments.push(bytes.subarray(valueAt, at))
  }
}
