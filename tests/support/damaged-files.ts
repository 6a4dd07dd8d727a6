import { deflateSync } from 'node:zlib'
import type { Films, HostileFile } from './hostile-files.js'
import * as files from './picture-files.js'

const hex = (text: string) => Buffer.from(text, 'hex')

/** Films that end too early. */
export function truncated(films: Films & { readonly dicom: Buffer }): HostileFile[] {
  const cuts = [0.02, 0.3, 0.6, 0.9, 0.99]
  return [
    ...Object.entries(films).flatMap(([format, bytes]) =>
      cuts.map((cut) => ({
        name: `${format} cut off after ${cut * 100} %`,
        bytes: bytes.subarray(0, Math.floor(bytes.byteLength * cut)),
        expected: 'corrupt_image' as const,
      })),
    ),
    { name: 'jpeg without its end marker', bytes: films.jpeg.subarray(0, -2), expected: 'corrupt_image' },
    {
      name: 'png without its end chunk, all pixels there',
      bytes: films.png.subarray(0, -12),
      expected: 'decoded',
    },
  ]
}

/** PNGs with one thing wrong each. */
export function damagedPngs(png: Buffer): HostileFile[] {
  const flipped = (at: number) => {
    const copy = Buffer.from(png)
    copy[at] = (copy[at] ?? 0) ^ 0xff
    return copy
  }
  const parts = (...chunks: Buffer[]) =>
    Buffer.concat([files.PNG_SIGNATURE, ...chunks, files.pngChunk('IEND', Buffer.alloc(0))])
  const data = files.pngChunk('IDAT', deflateSync(Buffer.alloc(201 * 200)))
  const header = (width: number, height: number) => files.pngHeader(width, height)
  const damages: Record<string, Buffer> = {
    'a wrong checksum of its header': flipped(29),
    'a wrong checksum of its image data': flipped(
      png.indexOf('IDAT') + 4 + png.readUInt32BE(png.indexOf('IDAT') - 4),
    ),
    'a flipped byte in its image data': flipped(png.indexOf('IDAT') + 200),
    'no header': parts(data),
    'no image data': parts(header(200, 200)),
    'image data that is not compressed': parts(
      header(200, 200),
      files.pngChunk('IDAT', Buffer.alloc(400, 7)),
    ),
    'far fewer rows than it declares': files.makePng({
      width: 5000,
      height: 5000,
      raw: Buffer.alloc(5001 * 3),
    }),
    'a width of zero': parts(header(0, 200), data),
    'a height of zero': parts(header(200, 0), data),
    'no size at all': parts(header(0, 0), data),
    'a negative width': parts(header(2 ** 32 - 200, 200), data),
    'a size of two thousand million squared': parts(header(2 ** 31 - 1, 2 ** 31 - 1), data),
    'a bit depth of 3': parts(files.pngHeader(200, 200, 3), data),
    'a colour type of 5': parts(files.pngHeader(200, 200, 8, 5), data),
    'a palette colour type without a palette': files.makePng({
      width: 200,
      height: 200,
      color: files.PNG_COLOR.palette,
    }),
    'a chunk that claims four thousand million bytes': Buffer.concat([
      files.PNG_SIGNATURE,
      header(200, 200),
      hex('fffffff0'),
      Buffer.from('IDAT'),
      Buffer.alloc(500),
    ]),
  }
  return [
    ...Object.entries(damages).map(([name, bytes]) => ({
      name: `PNG with ${name}`,
      bytes,
      expected: 'corrupt_image' as const,
    })),
    { name: 'PNG with a wrong checksum of its end', bytes: flipped(png.byteLength - 5), expected: 'decoded' },
  ]
}

/** JPEGs with one thing wrong each. */
export function damagedJpegs(jpeg: Buffer): HostileFile[] {
  const frame = jpeg.indexOf(hex('ffc0'))
  const scan = jpeg.indexOf(hex('ffda'))
  const samsung = Buffer.from(jpeg)
  // The last but one byte of the scan's header: the end of its spectral selection.
  samsung[scan + samsung.readUInt16BE(scan + 2)] = 0
  return [
    {
      name: 'JPEG without a frame header',
      bytes: Buffer.concat([jpeg.subarray(0, frame), jpeg.subarray(scan)]),
      expected: 'corrupt_image',
    },
    {
      name: 'JPEG without a scan',
      bytes: Buffer.concat([jpeg.subarray(0, scan), hex('ffd9')]),
      expected: 'corrupt_image',
    },
    {
      name: 'JPEG with a segment longer than the file',
      bytes: Buffer.concat([hex('ffd8ffe0ffff'), jpeg.subarray(2, 400)]),
      expected: 'corrupt_image',
    },
    {
      name: 'JPEG with a height of zero',
      bytes: files.withJpegSize(jpeg, 480, 0),
      expected: 'corrupt_image',
    },
    {
      name: 'JPEG that declares 60,000 × 60,000',
      bytes: files.withJpegSize(jpeg, 60_000, 60_000),
      expected: 'too_large',
    },
    // Some phones write this field wrong in every picture; decoders ignore it where it has no meaning.
    { name: 'JPEG with a wrong scan header of a phone', bytes: samsung, expected: 'decoded' },
  ]
}

/** TIFFs whose directory lies. */
export function damagedTiffs(): HostileFile[] {
  const tiff = files.makeTiff({ width: 200, height: 200 })
  const directory = tiff.readUInt32LE(4)
  const changed = (change: (copy: Buffer) => void) => {
    const copy = Buffer.from(tiff)
    change(copy)
    return copy
  }
  /** Overwrites the value of entry `index` of the first directory. */
  const entry = (index: number, value: number) =>
    changed((copy) => copy.writeUInt32LE(value, directory + 2 + index * 12 + 8))
  return [
    {
      name: 'TIFF whose directory lies behind its end',
      bytes: changed((copy) => copy.writeUInt32LE(10_000_000, 4)),
      expected: 'corrupt_image',
    },
    {
      name: 'TIFF whose directory is its header',
      bytes: changed((copy) => copy.writeUInt32LE(0, 4)),
      expected: 'corrupt_image',
    },
    {
      name: 'TIFF without entries',
      bytes: changed((copy) => copy.writeUInt16LE(0, directory)),
      expected: 'corrupt_image',
    },
    { name: 'TIFF whose pixels lie behind its end', bytes: entry(5, 90_000_000), expected: 'corrupt_image' },
    { name: 'TIFF with a width of zero', bytes: entry(0, 0), expected: 'corrupt_image' },
    {
      name: 'TIFF that declares 20,000 × 20,000',
      bytes: files.makeTiff({ width: 200, height: 200, declared: 20_000 }),
      expected: 'too_large',
    },
    { name: 'TIFF with 60,000 samples a pixel', bytes: entry(6, 60_000), expected: 'corrupt_image' },
    {
      name: 'TIFF whose next directory is itself',
      bytes: changed((copy) =>
        copy.writeUInt32LE(directory, directory + 2 + copy.readUInt16LE(directory) * 12),
      ),
      expected: 'decoded',
    },
  ]
}
