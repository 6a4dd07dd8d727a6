import { deflateRawSync } from 'node:zlib'
import { encodeFrame } from './dicom-encoders.js'
import { head, makeDicom, nativePixels, SYNTAX, TAG, type DicomElements } from './dicom-files.js'
import type { HostileFile } from './hostile-files.js'

const MEBIBYTE = 2 ** 20
const EIGHT = { bits: 8, sample: (x: number, y: number) => (x * y) & 0xff } as const

/** DICOM files with one thing wrong each, and some that are odd and right. */
export async function makeHostileDicom(): Promise<HostileFile[]> {
  return [...lies(), ...nesting(), ...wrappings(), ...(await codestreams()), ...bombs()]
}

const all = (expected: HostileFile['expected'], files: Record<string, Buffer>): HostileFile[] =>
  Object.entries(files).map(([name, bytes]) => ({ name: `DICOM ${name}`, bytes, expected }))

const withElements = (elements: DicomElements) => makeDicom({ elements })

/** Writes the 16 bits at `offset` behind the beginning of an element. */
function changed(film: Buffer, tag: number, offset: number, value: number): Buffer {
  const start = Buffer.alloc(4)
  start.writeUInt16LE(tag >>> 16)
  start.writeUInt16LE(tag & 0xffff, 2)
  const copy = Buffer.from(film)
  copy.writeUInt16LE(value, copy.indexOf(start, 132) + offset)
  return copy
}

function lies(): HostileFile[] {
  const film = makeDicom()
  const us = (tag: number, value: number) => withElements({ [tag]: ['US', value] })
  const frames = (value: string) => withElements({ [TAG.frames]: ['IS', value] })
  return [
    ...all('corrupt_image', {
      'without a transfer syntax': withElements({ [TAG.transferSyntax]: null }),
      'with an empty transfer syntax': withElements({ [TAG.transferSyntax]: ['UI', ''] }),
      'without pixels': withElements({ [TAG.pixels]: null }),
      'with no bytes of pixels': withElements({ [TAG.pixels]: ['OW', Buffer.alloc(0)] }),
      'with one pixel too few': makeDicom({ raw: nativePixels({}).subarray(0, -2) }),
      'without rows': withElements({ [TAG.rows]: null }),
      'with no rows': us(TAG.rows, 0),
      'with no columns': us(TAG.columns, 0),
      'whose pixels claim to reach behind its end': changed(film, TAG.pixels, 10, 0x7fff),
      'whose rows claim to reach behind its end': changed(film, TAG.rows, 6, 0xffff),
      'with a VR of control characters': changed(film, TAG.rows, 4, 0x0101),
      'whose native pixels have no length': changed(
        changed(film, TAG.pixels, 8, 0xffff),
        TAG.pixels,
        10,
        0xffff,
      ),
      'in implicit encoding that says explicit': makeDicom({
        syntax: SYNTAX.implicit,
        elements: { [TAG.transferSyntax]: ['UI', SYNTAX.explicit] },
      }),
      'in big endian that says little': makeDicom({
        syntax: SYNTAX.bigEndian,
        elements: { [TAG.transferSyntax]: ['UI', SYNTAX.explicit] },
      }),
      'with no frames': frames('0'),
      'with minus five frames': frames('-5'),
      'of zeros behind its magic': Buffer.concat([film.subarray(0, 132), Buffer.alloc(600)]),
    }),
    ...all('too_large', {
      'of 65,535 × 65,535': makeDicom({ width: 65_535, height: 65_535, raw: Buffer.alloc(9) }),
    }),
    ...all('unsupported_format', {
      'of a thousand million frames': frames('1000000000'),
      'of so many frames that no number holds them': frames('9'.repeat(300)),
      'with 60,000 samples a pixel': us(TAG.samples, 60_000),
      'without samples': us(TAG.samples, 0),
      'with an unknown transfer syntax': withElements({ [TAG.transferSyntax]: ['UI', '1.2.3.4'] }),
      'with a transfer syntax that is an object key': withElements({
        [TAG.transferSyntax]: ['UI', 'constructor'],
      }),
    }),
    ...all('decoded', {
      'whose number of frames is no number': frames('several'),
      'with bytes behind its pixels': Buffer.concat([film, Buffer.alloc(4000, 0xff)]),
      'with pixels to spare': makeDicom({ raw: Buffer.concat([nativePixels({}), Buffer.alloc(90)]) }),
      'with a JPEG in a private element': withElements({
        0x00091001: ['OB', Buffer.from('ffd8ffe000104a464946', 'hex')],
      }),
    }),
  ]
}

/** Sequences inside sequences, of defined and undefined lengths. */
function nesting(): HostileFile[] {
  const film = makeDicom()
  const insert = (...parts: Buffer[]) => {
    const at = film.indexOf(head(TAG.samples, 'US', 2))
    return Buffer.concat([film.subarray(0, at), ...parts, film.subarray(at)])
  }
  const open = head(0x00091002, 'SQ', 0xffffffff)
  const item = head(0xfffee000, null, 0xffffffff)
  const closed = [head(0xfffee00d, null, 0), head(0xfffee0dd, null, 0)]
  const nested = (depth: number) =>
    insert(
      Buffer.concat(Array.from({ length: depth }, () => [open, item]).flat()),
      Buffer.concat(Array.from({ length: depth }, () => closed).flat()),
    )
  const icon = [head(TAG.pixels, 'OB', 0xffffffff), head(0xfffee000, null, 0), head(0xfffee0dd, null, 0)]
  return [
    ...all('decoded', {
      'with sequences ten deep': nested(10),
      'with an empty sequence of undefined length': insert(open, head(0xfffee0dd, null, 0)),
      'with pixels of an icon in a sequence': insert(open, item, ...icon, ...closed),
      'with a private element of unknown VR and undefined length': insert(
        head(0x00091003, 'UN', 0xffffffff),
        head(0xfffee000, null, 8),
        Buffer.from('0910000000000000', 'hex'),
        head(0xfffee0dd, null, 0),
      ),
    }),
    ...all('corrupt_image', {
      'with sequences a hundred deep': nested(100),
      'with sequences 50,000 deep': nested(50_000),
      'with a sequence that is never closed': insert(open, item),
      'with a sequence of something else than items': insert(open, head(TAG.rows, 'US', 2), Buffer.alloc(2)),
      'with an item that reaches behind the end': insert(open, head(0xfffee000, null, 0x7ffffff0)),
    }),
  ]
}

/** Encapsulated pixels whose wrapping is wrong. */
function wrappings(): HostileFile[] {
  const syntax = SYNTAX.encapsulated
  const raw = nativePixels(EIGHT)
  const film = makeDicom({ ...EIGHT, syntax, fragments: [raw] })
  const bytewise = Array.from(raw, (value) => Buffer.of(value, 0)).map((pair) => pair.subarray(0, 2))
  return [
    ...all('corrupt_image', {
      'without fragments': makeDicom({ ...EIGHT, syntax, fragments: [] }),
      'with empty fragments': makeDicom({ ...EIGHT, syntax, fragments: [Buffer.alloc(0), Buffer.alloc(0)] }),
      'without the end of its fragments': film.subarray(0, -8),
      'without its last fragment': makeDicom({ ...EIGHT, syntax, fragments: [raw.subarray(0, 9000)] }),
      'with a fragment that reaches behind the end': changed(film, 0xfffee000, 14, 0x7fff),
      'with native pixels where fragments should be': makeDicom({
        ...EIGHT,
        elements: { [TAG.transferSyntax]: ['UI', syntax] },
      }),
      'with fragments where native pixels should be': makeDicom({ ...EIGHT, fragments: [raw] }),
      'deflated, cut off': makeDicom({ syntax: SYNTAX.deflated }).subarray(0, -20),
      'deflated, of no deflate stream': makeDicom({
        elements: { [TAG.transferSyntax]: ['UI', SYNTAX.deflated] },
      }),
      'of deflated frames that are cut off': makeDicom({
        ...EIGHT,
        syntax: SYNTAX.deflatedFrames,
        fragments: [deflateRawSync(raw).subarray(0, -30)],
      }),
    }),
    ...all('decoded', {
      'in 22,400 fragments': makeDicom({ ...EIGHT, syntax, fragments: bytewise }),
      'with a table of offsets of rubbish': makeDicom({
        ...EIGHT,
        syntax,
        fragments: [raw],
        offsets: Buffer.alloc(400, 0xee),
      }),
    }),
  ]
}

async function codestreams(): Promise<HostileFile[]> {
  const names = ['jpeg', 'jpegLossless', 'jpegLs', 'jpeg2000', 'htj2k', 'rle'] as const
  const files: HostileFile[] = []
  for (const name of names) {
    const syntax = SYNTAX[name]
    const frame = await encodeFrame(syntax, EIGHT)
    const film = (fragment: Buffer, elements: DicomElements = {}) =>
      makeDicom({ ...EIGHT, syntax, fragments: [fragment], elements })
    files.push(
      ...all('corrupt_image', {
        [`${name} cut in half`]: film(frame.subarray(0, frame.byteLength >> 1)),
        [`${name} of its first 40 bytes`]: film(frame.subarray(0, 40)),
        [`${name} without its beginning`]: film(frame.subarray(30)),
        [`${name} of zeros`]: film(Buffer.alloc(4000)),
        [`${name} of another size than the file says`]: film(frame, { [TAG.rows]: ['US', 9000] }),
        [`${name} in gray that the file calls colour`]: film(frame, {
          [TAG.samples]: ['US', 3],
          [TAG.photometric]: ['CS', 'RGB'],
        }),
      }),
    )
  }
  const jpeg = await encodeFrame(SYNTAX.jpeg, EIGHT)
  const huge = { [TAG.rows]: ['US', 6000], [TAG.columns]: ['US', 6000] } as const
  const claiming = async (syntax: string) =>
    makeDicom({
      ...EIGHT,
      syntax,
      fragments: [withSize(await encodeFrame(syntax, EIGHT), 6000)],
      elements: huge,
    })
  const scan = jpeg.subarray(jpeg.indexOf(Buffer.from('ffda', 'hex')), -2)
  const scans = Buffer.concat([
    jpeg.subarray(0, -2),
    ...Array.from({ length: 500 }, () => scan),
    jpeg.subarray(-2),
  ])
  const j2k = await encodeFrame(SYNTAX.jpeg2000, EIGHT)
  const size = j2k.indexOf(Buffer.from('ff51', 'hex')) + 4
  const tiny = Buffer.from(j2k)
  tiny.writeUInt32BE(1, size + 18)
  tiny.writeUInt32BE(1, size + 22)
  const layers = Buffer.from(j2k)
  layers.writeUInt16BE(65_535, j2k.indexOf(Buffer.from('ff52', 'hex')) + 6)
  const as = (syntax: string, fragment: Buffer) => makeDicom({ ...EIGHT, syntax, fragments: [fragment] })
  return [
    ...files,
    ...all('corrupt_image', {
      'with a JPEG of 501 scans': as(SYNTAX.jpeg, scans),
      'with a JPEG 2000 of tiles of one pixel': as(SYNTAX.jpeg2000, tiny),
      'with a JPEG 2000 of 65,535 layers': as(SYNTAX.jpeg2000, layers),
      'with a JPEG whose data ends long before its 36 megapixels': await claiming(SYNTAX.jpeg),
      'with a lossless JPEG whose data ends long before its 36 megapixels': await claiming(
        SYNTAX.jpegLossless,
      ),
      'with a JPEG-LS whose data ends long before its 36 megapixels': await claiming(SYNTAX.jpegLs),
      'with a PNG where a JPEG should be': as(SYNTAX.jpeg, Buffer.from('89504e470d0a1a0a0000', 'hex')),
      'with two thousand million run-length segments': as(SYNTAX.rle, Buffer.alloc(6000, 0x7f)),
    }),
  ]
}

/** Writes another width and height into the frame header of a JPEG or JPEG-LS. */
function withSize(jpeg: Buffer, side: number): Buffer {
  const copy = Buffer.from(jpeg)
  for (let at = 2; at < copy.byteLength; at += 2 + copy.readUInt16BE(at + 2)) {
    if (![0xc0, 0xc1, 0xc3, 0xf7].includes(copy[at + 1] ?? 0)) continue
    copy.writeUInt16BE(side, at + 5)
    copy.writeUInt16BE(side, at + 7)
    return copy
  }
  throw new Error('the codestream has no frame header')
}

/** Small files that would grow large, and large ones of nothing. */
function bombs(): HostileFile[] {
  const zeros = Buffer.alloc(200 * MEBIBYTE)
  const empty = Array.from({ length: 400_000 }, (_, index) => head(0x00090000 + (index & 0xffff), 'LO', 0))
  const film = makeDicom()
  const meta = film.indexOf(head(TAG.modality, 'CS', 2))
  const deflated = makeDicom({ syntax: SYNTAX.deflated, elements: { 0x00091001: ['OB', zeros] } })
  const frame = deflateRawSync(zeros.subarray(0, 100 * MEBIBYTE))
  return [
    ...all('too_large', { 'that inflates to 200 MB': deflated }),
    ...all('corrupt_image', {
      'of a deflated frame of 100 MB': makeDicom({
        ...EIGHT,
        syntax: SYNTAX.deflatedFrames,
        fragments: [frame],
      }),
    }),
    ...all('decoded', {
      'with 400,000 empty elements': Buffer.concat([film.subarray(0, meta), ...empty, film.subarray(meta)]),
      'with 30 MB of private data': withElements({ 0x00091001: ['OB', zeros.subarray(0, 30 * MEBIBYTE)] }),
    }),
  ]
}
