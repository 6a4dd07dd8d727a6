import { crc32, deflateSync } from 'node:zlib'

/** PNG colour types. */
export const PNG_COLOR = { gray: 0, rgb: 2, palette: 3, grayAlpha: 4, rgba: 6 } as const

const PNG_CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }

export const PNG_SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex')

export interface PngOptions {
  readonly width: number
  readonly height: number
  readonly depth?: 1 | 2 | 4 | 8 | 16
  readonly color?: number
  /** Sample of a channel of a pixel, in the range of the depth. */
  readonly sample?: (x: number, y: number, channel: number) => number
  /** The inflated image data, instead of what `sample` gives. */
  readonly raw?: Buffer
  /** Chunks between header and image data, and after the image data. */
  readonly before?: readonly Buffer[]
  readonly after?: readonly Buffer[]
}

/** One PNG chunk with its checksum. */
export function pngChunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data])
  return Buffer.concat([uint32(data.byteLength), named, uint32(crc32(named))])
}

export function pngHeader(width: number, height: number, depth = 8, color: number = PNG_COLOR.gray): Buffer {
  return pngChunk('IHDR', Buffer.concat([uint32(width), uint32(height), Buffer.of(depth, color, 0, 0, 0)]))
}

/** A PNG written byte by byte, so that every field can be wrong. */
export function makePng(options: PngOptions): Buffer {
  const { width, height, depth = 8, color = PNG_COLOR.gray, before = [], after = [] } = options
  const data = pngChunk('IDAT', deflateSync(options.raw ?? pngRows(options)))
  const end = pngChunk('IEND', Buffer.alloc(0))
  return Buffer.concat([
    PNG_SIGNATURE,
    pngHeader(width, height, depth, color),
    ...before,
    data,
    ...after,
    end,
  ])
}

/** Unfiltered rows of samples as a PNG holds them. */
function pngRows({ width, height, depth = 8, color = PNG_COLOR.gray, sample = ramp }: PngOptions): Buffer {
  const channels = PNG_CHANNELS[color] ?? 1
  const rowBytes = Math.ceil((width * channels * depth) / 8)
  const rows = Buffer.alloc((rowBytes + 1) * height)
  for (let y = 0; y < height; y += 1) {
    const start = y * (rowBytes + 1) + 1
    for (let index = 0; index < width * channels; index += 1) {
      const value = sample(Math.floor(index / channels), y, index % channels)
      if (depth === 16) rows.writeUInt16BE(value, start + index * 2)
      else {
        const bit = index * depth
        const byte = start + (bit >> 3)
        rows[byte] = (rows[byte] ?? 0) | (value << (8 - depth - (bit & 7)))
      }
    }
  }
  return rows
}

const ramp = (x: number) => x % 256

export interface TiffOptions {
  readonly width: number
  readonly height: number
  readonly depth?: 8 | 16 | 32
  readonly pages?: number
  /** The width and height that the directory states, where it lies. */
  readonly declared?: number
  /** 0: white is zero; 1: black is. */
  readonly photometric?: 0 | 1
  /** 1 unsigned, 2 signed, 3 floating point; the values are written as unsigned all the same. */
  readonly sampleFormat?: 1 | 2 | 3
  readonly sample?: (x: number, y: number) => number
  readonly bigEndian?: boolean
}

/** An uncompressed gray TIFF; every page shows the same. */
export function makeTiff(options: TiffOptions): Buffer {
  const { width, height, depth = 8, pages = 1, sample = ramp, bigEndian = false, declared } = options
  const short = (value: number) => {
    const bytes = Buffer.alloc(2)
    return (bigEndian ? bytes.writeUInt16BE(value) : bytes.writeUInt16LE(value), bytes)
  }
  const long = (value: number) => {
    const bytes = Buffer.alloc(4)
    return (bigEndian ? bytes.writeUInt32BE(value) : bytes.writeUInt32LE(value), bytes)
  }
  const samples = Array.from({ length: width * height }, (_, index) =>
    sample(index % width, Math.floor(index / width)),
  )
  const data = depth === 8 ? Buffer.from(samples) : Buffer.concat(samples.map(depth === 16 ? short : long))
  const pixelsAt = 8
  const firstPage = pixelsAt + data.byteLength + (data.byteLength % 2)
  const entries = [
    [256, 4, declared ?? width],
    [257, 4, declared ?? height],
    [258, 3, depth],
    [259, 3, 1],
    [262, 3, options.photometric ?? 1],
    [273, 4, pixelsAt],
    [277, 3, 1],
    [278, 4, height],
    [279, 4, data.byteLength],
    [339, 3, options.sampleFormat ?? 1],
  ] as const
  const pageBytes = 2 + entries.length * 12 + 4
  const directories = Array.from({ length: pages }, (_, page) =>
    Buffer.concat([
      short(entries.length),
      ...entries.map(([tag, type, value]) =>
        Buffer.concat([
          short(tag),
          short(type),
          long(1),
          type === 3 ? Buffer.concat([short(value), short(0)]) : long(value),
        ]),
      ),
      long(page + 1 < pages ? firstPage + (page + 1) * pageBytes : 0),
    ]),
  )
  const header = Buffer.concat([Buffer.from(bigEndian ? 'MM' : 'II'), short(42), long(firstPage)])
  return Buffer.concat([header, data, Buffer.alloc(data.byteLength % 2), ...directories])
}

/** Puts a segment with `marker` (0xe0 to 0xfe) right behind the start of a JPEG. `payload` has up to 65,533 bytes. */
export function withJpegSegment(jpeg: Buffer, marker: number, payload: Buffer): Buffer {
  const head = Buffer.of(0xff, marker, (payload.byteLength + 2) >> 8, (payload.byteLength + 2) & 0xff)
  return Buffer.concat([jpeg.subarray(0, 2), head, payload, jpeg.subarray(2)])
}

/** Writes another size into the frame header of a JPEG. */
export function withJpegSize(jpeg: Buffer, width: number, height: number): Buffer {
  const copy = Buffer.from(jpeg)
  for (let at = 2; at < copy.byteLength && copy[at] === 0xff; at += 2 + copy.readUInt16BE(at + 2)) {
    const marker = copy[at + 1] ?? 0
    if (marker < 0xc0 || marker > 0xc2) continue
    copy.writeUInt16BE(height, at + 5)
    copy.writeUInt16BE(width, at + 7)
    return copy
  }
  throw new Error('the JPEG has no frame header')
}

/** A GIF of `frames` frames of one colour; `width` and `height` up to 65,535. */
export function makeGif(width: number, height: number, frames: number): Buffer {
  const size = Buffer.alloc(4)
  size.writeUInt16LE(width, 0)
  size.writeUInt16LE(height, 2)
  const frame = Buffer.concat([
    Buffer.from('2c00000000', 'hex'),
    size,
    // An empty picture: clear code and end code.
    Buffer.from('000202440100', 'hex'),
  ])
  return Buffer.concat([
    Buffer.from('GIF89a'),
    size,
    Buffer.from('800000000000ffffff', 'hex'),
    ...Array.from({ length: frames }, () => frame),
    Buffer.of(0x3b),
  ])
}

export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
