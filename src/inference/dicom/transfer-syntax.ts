import type { Encoding } from './elements.js'

/** In what the pixels of a file are wrapped. */
export type Packing =
  'native' | 'encapsulated' | 'deflated-frames' | 'rle' | 'jpeg' | 'jpeg-ls' | 'jpeg-2000' | 'htj2k'

/** What a transfer syntax says of a file (DICOM PS3.5, section 10). */
export interface TransferSyntax {
  readonly encoding: Encoding
  readonly packing: Packing
  /** The data set is one deflate stream. */
  readonly deflated: boolean
}

const EXPLICIT: Encoding = { explicit: true, bigEndian: false }

const packed = (packing: Packing): TransferSyntax => ({ encoding: EXPLICIT, packing, deflated: false })

const SYNTAXES: ReadonlyMap<string, TransferSyntax> = new Map(
  Object.entries({
    '1.2.840.10008.1.2': { ...packed('native'), encoding: { explicit: false, bigEndian: false } },
    '1.2.840.10008.1.2.1': packed('native'),
    '1.2.840.10008.1.2.1.98': packed('encapsulated'),
    '1.2.840.10008.1.2.1.99': { ...packed('native'), deflated: true },
    '1.2.840.10008.1.2.2': { ...packed('native'), encoding: { explicit: true, bigEndian: true } },
    '1.2.840.10008.1.2.8.1': packed('deflated-frames'),
    '1.2.840.10008.1.2.5': packed('rle'),
    '1.2.840.10008.1.2.4.50': packed('jpeg'),
    '1.2.840.10008.1.2.4.51': packed('jpeg'),
    '1.2.840.10008.1.2.4.53': packed('jpeg'),
    '1.2.840.10008.1.2.4.55': packed('jpeg'),
    '1.2.840.10008.1.2.4.57': packed('jpeg'),
    '1.2.840.10008.1.2.4.70': packed('jpeg'),
    '1.2.840.10008.1.2.4.80': packed('jpeg-ls'),
    '1.2.840.10008.1.2.4.81': packed('jpeg-ls'),
    '1.2.840.10008.1.2.4.90': packed('jpeg-2000'),
    '1.2.840.10008.1.2.4.91': packed('jpeg-2000'),
    '1.2.840.10008.1.2.4.201': packed('htj2k'),
    '1.2.840.10008.1.2.4.202': packed('htj2k'),
    '1.2.840.10008.1.2.4.203': packed('htj2k'),
  }),
)

/** Null for one that is not read here: video, JPEG XL, arithmetic coding, private ones. */
export const transferSyntax = (uid: string): TransferSyntax | null => SYNTAXES.get(uid) ?? null
