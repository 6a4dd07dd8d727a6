import assert from 'node:assert/strict'
import type { HostileFile } from './hostile-files.js'

export interface BmpOptions {
  readonly width: number
  /** Negative: rows from the top. */
  readonly height: number
  readonly bits?: number
  readonly compression?: number
  /** Of the header: 12 or 40 to 124. */
  readonly size?: number
  /** The index or the gray of a pixel, counted from the top. */
  readonly sample?: (x: number, y: number) => number
  /** Colours in the palette; each is its own index, spread over 0…255. */
  readonly colours?: number
  readonly masks?: readonly number[]
}

/** A gray BMP written byte by byte, so that every field can be wrong. */
export function makeBmp(options: BmpOptions): Buffer {
  const { width, height, bits = 24, compression = 0, size = 40, sample = (x) => x & 0xff } = options
  const old = size === 12
  const header = Buffer.alloc(size)
  header.writeUInt32LE(size)
  if (old) {
    header.writeUInt16LE(width, 4)
    header.writeUInt16LE(height, 6)
    header.writeUInt16LE(bits, 10)
  } else {
    header.writeInt32LE(width, 4)
    header.writeInt32LE(height, 8)
    header.writeUInt16LE(bits, 14)
    header.writeUInt32LE(compression, 16)
    header.writeUInt32LE(bits <= 8 ? (options.colours ?? 0) : 0, 32)
  }
  const masks = Buffer.alloc((options.masks?.length ?? 0) * 4)
  options.masks?.forEach((mask, index) => masks.writeUInt32LE(mask, index * 4))
  const colours = bits <= 8 ? options.colours || 2 ** bits : 0
  const step = 255 / Math.max(1, 2 ** Math.min(bits, 8) - 1)
  const palette = Buffer.concat(
    Array.from({ length: colours }, (_, index) => Buffer.alloc(old ? 3 : 4, Math.round(index * step))),
  )
  const rowBytes = Math.ceil((width * bits) / 32) * 4
  const pixels = Buffer.alloc(rowBytes * Math.abs(height))
  for (let y = 0; y < Math.abs(height); y += 1) {
    const row = (height < 0 ? y : height - 1 - y) * rowBytes
    for (let x = 0; x < width; x += 1) {
      const value = sample(x, y)
      if (bits >= 24) pixels.fill(value, row + (x * bits) / 8, row + (x * bits) / 8 + 3)
      else {
        const byte = row + ((x * bits) >> 3)
        pixels[byte] = (pixels[byte] ?? 0) | (value << (8 - bits - ((x * bits) & 7)))
      }
    }
  }
  const file = Buffer.alloc(14)
  file.write('BM')
  const pixelsAt = 14 + size + masks.byteLength + palette.byteLength
  file.writeUInt32LE(pixelsAt + pixels.byteLength, 2)
  file.writeUInt32LE(pixelsAt, 10)
  return Buffer.concat([file, header, masks, palette, pixels])
}

/** BMPs that are right, each checked to the pixel, and BMPs that lie. */
export function makeBmpFiles(): HostileFile[] {
  const size = { width: 133, height: 130 }
  const ramp = { ...size, sample: (x: number, y: number) => (x + y) & 0xff }
  const right = (name: string, options: BmpOptions, gray: (x: number, y: number) => number): HostileFile => ({
    name: `BMP ${name}`,
    bytes: makeBmp(options),
    expected: 'decoded',
    check: ({ pixels, facts }) => {
      assert.equal(facts.format, 'bmp')
      assert.deepEqual([facts.width, facts.height], [133, 130])
      pixels.forEach((value, index) => {
        assert.equal(value, gray(index % 133, Math.floor(index / 133)), `pixel ${index}`)
      })
    },
  })
  const wrong = (expected: HostileFile['expected'], files: Record<string, Buffer>): HostileFile[] =>
    Object.entries(files).map(([name, bytes]) => ({ name: `BMP ${name}`, bytes, expected }))
  const film = makeBmp(ramp)
  const written = (offset: number, value: number) => {
    const copy = Buffer.from(film)
    copy.writeUInt32LE(value >>> 0, offset)
    return copy
  }
  const common = [0xff0000, 0xff00, 0xff]
  return [
    right('of 24 bits', ramp, ramp.sample),
    right('from the top', { ...ramp, height: -130 }, ramp.sample),
    right('of 32 bits', { ...ramp, bits: 32 }, ramp.sample),
    right('of 32 bits with masks', { ...ramp, bits: 32, compression: 3, masks: common }, ramp.sample),
    right('of 8 bits', { ...ramp, bits: 8 }, ramp.sample),
    right('of 4 bits', { ...size, bits: 4, sample: (x) => x & 15 }, (x) => (x & 15) * 17),
    right('of 1 bit', { ...size, bits: 1, sample: (x) => x & 1 }, (x) => (x & 1) * 255),
    right('with the header of OS/2', { ...ramp, size: 12 }, ramp.sample),
    right('with the longest header', { ...ramp, size: 124 }, ramp.sample),
    right('with fewer colours than it uses', { ...ramp, bits: 8, colours: 100 }, (x, y) =>
      Math.min((x + y) & 0xff, 99),
    ),
    ...wrong('corrupt_image', {
      'of its header alone': film.subarray(0, 54),
      'cut off': film.subarray(0, -1),
      'cut off in its header': film.subarray(0, 30),
      'with a width of zero': written(18, 0),
      'with a negative width': written(18, -5),
      'with a height of zero': written(22, 0),
      'of 3 bits': makeBmp({ ...ramp, bits: 8, colours: 4 }).fill(3, 28, 29),
      'with more colours than its bits count': makeBmp({ ...ramp, bits: 4, colours: 200 }),
      'whose pixels lie in its header': written(10, 20),
      'whose pixels lie behind its end': written(10, 0x7fffffff),
      'with a palette that reaches into its pixels': makeBmp({ ...ramp, bits: 8 }).fill(0xc0, 10, 11),
    }),
    ...wrong('unsupported_format', {
      'with run lengths': makeBmp({ ...ramp, bits: 8, compression: 1 }),
      'with other masks': makeBmp({ ...ramp, bits: 32, compression: 3, masks: common.toReversed() }),
      'of 16 bits': makeBmp({ ...ramp, bits: 24 }).fill(16, 28, 29),
      'with a JPEG inside': makeBmp({ ...ramp, compression: 4 }),
    }),
    ...wrong('too_large', {
      'that declares 133 × 2,000,000': written(22, 2_000_000),
      'that declares more than fits a number': written(22, 0x80000000),
    }),
    ...wrong('too_small', { 'of 127 × 300': makeBmp({ width: 127, height: 300 }) }),
  ]
}
