import { deflateRawSync } from 'node:zlib'
import { sniffFormat } from '../format.js'
import {
  ITEM,
  LONG,
  SEQUENCE_END,
  UNDEFINED_LENGTH,
  type Element,
  type Elements,
  type Encoding,
} from './elements.js'
import { maxInflated, readDataSet, tableItem, TABLES } from './header.js'

const EXPLICIT: Encoding = { explicit: true, bigEndian: false }
const META_LENGTH = 0x00020000
const TRANSFER_SYNTAX = 0x00020010

/**
 * The file to keep in place of a received one. Of a DICOM file it holds what the decoder reads and nothing else: no name, number,
 * date, device or note, no private element, no comment. It decodes to the same pixels, the same refusal where the
 * file says that it is none of ours, and is the same for the same file. Of a DICOM file that cannot be read, nothing is
 * left but its magic: there is no telling where a name might stand in it. Any other file comes back as it is.
 *
 * Words that are burnt into the picture stay. `maxPixels` bounds what a deflated file may expand to. Never throws.
 */
export function withoutIdentity(file: Uint8Array, maxPixels: number): Uint8Array {
  if (sniffFormat(file) !== 'dicom') return file
  const preamble = Buffer.alloc(132)
  preamble.write('DICM', 128, 'latin1')
  try {
    const { uid, syntax, elements } = readDataSet(file, maxInflated(maxPixels))
    const dataSet = writeElements(elements, syntax.encoding)
    const body = syntax.deflated ? deflateRawSync(dataSet) : dataSet
    return Buffer.concat([preamble, metaGroup(uid), body])
  } catch {
    return preamble
  }
}

function metaGroup(uid: string): Buffer {
  const value = Buffer.from(uid.length % 2 === 0 ? uid : `${uid}\0`, 'latin1')
  const syntax = Buffer.concat([head(TRANSFER_SYNTAX, 'UI', value.byteLength, EXPLICIT), value])
  const length = Buffer.alloc(4)
  length.writeUInt32LE(syntax.byteLength)
  return Buffer.concat([head(META_LENGTH, 'UL', 4, EXPLICIT), length, syntax])
}

function writeElements(elements: Elements, encoding: Encoding): Buffer {
  const inOrder = [...elements].toSorted(([one], [other]) => one - other)
  return Buffer.concat(inOrder.flatMap(([tag, element]) => writeElement(tag, element, encoding)))
}

function writeElement(tag: number, element: Element, encoding: Encoding): Uint8Array[] {
  const { vr, value, fragments } = element
  const end = head(SEQUENCE_END, null, 0, encoding)
  if (fragments !== null) {
    const items = fragments.flatMap((fragment) => [head(ITEM, null, fragment.byteLength, encoding), fragment])
    return [head(tag, vr, UNDEFINED_LENGTH, encoding), ...items, end]
  }
  if (!TABLES.has(tag)) return [head(tag, vr, value.byteLength, encoding), value]
  const item = tableItem(element)
  if (item === null) return []
  const content = writeElements(item, element.encoding)
  // Inside an `UN` of undefined length another encoding is in force.
  const inner = element.encoding.explicit === encoding.explicit ? 'SQ' : 'UN'
  return [
    head(tag, inner, UNDEFINED_LENGTH, encoding),
    head(ITEM, null, content.byteLength, element.encoding),
    content,
    head(SEQUENCE_END, null, 0, element.encoding),
  ]
}

/** What stands before a value (DICOM PS3.5, section 7.1). */
function head(tag: number, vr: string | null, length: number, { explicit, bigEndian }: Encoding): Buffer {
  const spelled = explicit && vr !== null
  const bytes = Buffer.alloc(spelled && LONG.has(vr) ? 12 : 8)
  const little = !bigEndian
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  view.setUint16(0, tag >>> 16, little)
  view.setUint16(2, tag & 0xffff, little)
  if (spelled) bytes.write(vr, 4, 'latin1')
  if (spelled && !LONG.has(vr)) view.setUint16(6, length, little)
  else view.setUint32(bytes.byteLength - 4, length, little)
  return bytes
}
