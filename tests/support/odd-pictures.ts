import assert from 'node:assert/strict'
import sharp from 'sharp'
import type { DecodedPicture } from '../../src/inference/decode.js'
import type { HostileFile } from './hostile-files.js'
import { makePng, makeTiff, PNG_COLOR, pngChunk, withJpegSegment } from './picture-files.js'
import { drawRadiograph } from './radiograph.js'

type Check = (picture: DecodedPicture) => void

/** Pictures that are unusual and right: each must be decoded, and to the right pixels. */
export async function makeOddPictures(): Promise<HostileFile[]> {
  const pictures = [
    ...depths(),
    ...transparent(),
    ...(await colours()),
    ...(await orientations()),
    ...(await metadata()),
  ]
  return pictures.map((picture) => ({ ...picture, expected: picture.expected ?? 'decoded' }))
}

type OddPicture = Omit<HostileFile, 'expected'> & { readonly expected?: HostileFile['expected'] }

/** A picture whose columns must have the gray values that `value` gives. */
const columns =
  (value: (x: number) => number): Check =>
  ({ pixels, facts: { width, height } }) => {
    assert.equal(pixels.byteLength, width * height)
    for (const y of [0, height - 1]) {
      for (let x = 0; x < width; x += 1)
        assert.equal(pixels[y * width + x], value(x), `column ${x} of row ${y}`)
    }
  }

/** A picture that must equal another within `tolerance` gray values everywhere. */
const near =
  (expected: Uint8Array, tolerance: number): Check =>
  ({ pixels }) => {
    assert.equal(pixels.byteLength, expected.byteLength)
    const worst = pixels.reduce(
      (most, value, index) => Math.max(most, Math.abs(value - (expected[index] ?? 0))),
      0,
    )
    assert.ok(worst <= tolerance, `differs by ${worst}`)
  }

function depths(): OddPicture[] {
  const size = { width: 256, height: 130 }
  const twelve = { ...size, depth: 16, sample: (x: number) => x * 16 } as const
  const full = { ...size, depth: 16, sample: (x: number) => x * 257 } as const
  const narrow = { ...size, depth: 16, sample: (x: number) => 30_000 + x } as const
  const each = columns((x) => x)
  return [
    {
      name: 'PNG of 1 bit',
      bytes: makePng({ ...size, depth: 1, sample: (x) => x & 1 }),
      check: columns((x) => (x & 1) * 255),
    },
    {
      name: 'PNG of 2 bits',
      bytes: makePng({ ...size, depth: 2, sample: (x) => x & 3 }),
      check: columns((x) => (x & 3) * 85),
    },
    {
      name: 'PNG of 4 bits',
      bytes: makePng({ ...size, depth: 4, sample: (x) => x & 15 }),
      check: columns((x) => (x & 15) * 17),
    },
    { name: 'PNG of 16 bits', bytes: makePng(full), check: each },
    { name: 'PNG of 12 bits in 16, stretched', bytes: makePng(twelve), check: each },
    { name: 'PNG of 16 bits with few values, stretched', bytes: makePng(narrow), check: each },
    { name: 'PNG of 16 bits in colour', bytes: makePng({ ...twelve, color: PNG_COLOR.rgb }), check: each },
    {
      name: 'PNG of 16 bits of one value',
      bytes: makePng({ ...size, depth: 16, sample: () => 900 }),
      check: columns(() => 0),
    },
    { name: 'TIFF of 16 bits', bytes: makeTiff(full), check: each },
    { name: 'TIFF of 12 bits in 16, stretched', bytes: makeTiff(twelve), check: each },
    { name: 'TIFF of 16 bits, big endian', bytes: makeTiff({ ...twelve, bigEndian: true }), check: each },
    {
      name: 'TIFF with white as zero',
      bytes: makeTiff({ ...size, photometric: 0 }),
      check: columns((x) => 255 - x),
    },
    {
      name: 'TIFF of signed values',
      bytes: makeTiff({ ...twelve, sampleFormat: 2 }),
      expected: 'unsupported_format',
    },
    { name: 'TIFF of 32 bits', bytes: makeTiff({ ...twelve, depth: 32 }), expected: 'unsupported_format' },
    {
      name: 'TIFF of floating-point values',
      bytes: makeTiff({ ...twelve, depth: 32, sampleFormat: 3 }),
      expected: 'unsupported_format',
    },
  ]
}

function transparent(): OddPicture[] {
  const size = { width: 256, height: 130 }
  const half = (gray: number, opaque: number) => (x: number, _: number, channel: number, last: number) =>
    channel === last ? (x < 128 ? 0 : opaque) : gray
  const black = columns((x) => (x < 128 ? 0 : 200))
  const grays = Buffer.from(Array.from({ length: 256 }, (_, gray) => [gray, gray, gray]).flat())
  return [
    {
      name: 'PNG with transparent pixels, which become black',
      bytes: makePng({
        ...size,
        color: PNG_COLOR.grayAlpha,
        sample: (x, y, channel) => half(200, 255)(x, y, channel, 1),
      }),
      check: black,
    },
    {
      name: 'PNG in colour with transparent pixels',
      bytes: makePng({
        ...size,
        color: PNG_COLOR.rgba,
        sample: (x, y, channel) => half(200, 255)(x, y, channel, 3),
      }),
      check: black,
    },
    {
      name: 'PNG of 16 bits with transparent pixels',
      bytes: makePng({
        ...size,
        depth: 16,
        color: PNG_COLOR.grayAlpha,
        sample: (x, y, channel) => half(4000, 65_535)(x, y, channel, 1),
      }),
      check: columns((x) => (x < 128 ? 0 : 255)),
    },
    {
      name: 'PNG with a palette',
      bytes: makePng({ ...size, color: PNG_COLOR.palette, before: [pngChunk('PLTE', grays)] }),
      check: columns((x) => x),
    },
    {
      name: 'PNG with a palette of which a hundred are transparent',
      bytes: makePng({
        ...size,
        color: PNG_COLOR.palette,
        before: [pngChunk('PLTE', grays), pngChunk('tRNS', Buffer.alloc(100))],
      }),
      check: columns((x) => (x < 100 ? 0 : x)),
    },
    {
      name: 'PNG that is transparent all over',
      bytes: makePng({
        ...size,
        color: PNG_COLOR.grayAlpha,
        sample: (_x, _y, channel) => (channel === 1 ? 0 : 200),
      }),
      check: columns(() => 0),
    },
  ]
}

/** One film in gray and in colour, in every format: the network must meet the same pixels. */
async function colours(): Promise<OddPicture[]> {
  const film = await drawRadiograph({ format: 'png' })
  const gray = await sharp(film).toColourspace('b-w').raw().toBuffer()
  const color = () => sharp(film).toColourspace('srgb')
  return [
    { name: 'PNG in gray', bytes: film, check: near(gray, 0) },
    { name: 'PNG in colour, of a gray film', bytes: await color().png().toBuffer(), check: near(gray, 1) },
    {
      name: 'TIFF in colour, of a gray film',
      bytes: await color().tiff({ compression: 'lzw' }).toBuffer(),
      check: near(gray, 1),
    },
    {
      name: 'WebP without loss, of a gray film',
      bytes: await color().webp({ lossless: true }).toBuffer(),
      check: near(gray, 1),
    },
    {
      name: 'JPEG in gray',
      bytes: await sharp(film).toColourspace('b-w').jpeg({ quality: 100 }).toBuffer(),
      check: near(gray, 3),
    },
    { name: 'JPEG in colour', bytes: await color().jpeg({ quality: 100 }).toBuffer(), check: near(gray, 3) },
    {
      name: 'JPEG, progressive',
      bytes: await color().jpeg({ quality: 100, progressive: true }).toBuffer(),
      check: near(gray, 3),
    },
    {
      // Inks reach neither full black nor full white: the range is another, light and dark stay where they are.
      name: 'JPEG in CMYK',
      bytes: await sharp(film).toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer(),
      check: near(gray, 40),
    },
  ]
}

/** Gray values of the four quarters: upper left, upper right, lower left, lower right. */
type Quarters = readonly [number, number, number, number]

const STORED: Quarters = [30, 90, 150, 210]

/** By EXIF orientation: which stored quarter is to be seen in each quarter. */
const SHOWN: Readonly<Record<number, Quarters>> = {
  1: [0, 1, 2, 3],
  2: [1, 0, 3, 2],
  3: [3, 2, 1, 0],
  4: [2, 3, 0, 1],
  5: [0, 2, 1, 3],
  6: [2, 0, 3, 1],
  7: [3, 1, 2, 0],
  8: [1, 3, 0, 2],
}

async function orientations(): Promise<OddPicture[]> {
  const [width, height] = [240, 160]
  const stored = makePng({
    width,
    height,
    sample: (x, y) => STORED[(y < height / 2 ? 0 : 2) + (x < width / 2 ? 0 : 1)] ?? 0,
  })
  const upright =
    (orientation: number): Check =>
    ({ pixels, facts }) => {
      const turned = orientation > 4
      assert.deepEqual([facts.width, facts.height], turned ? [height, width] : [width, height])
      const at = (x: number, y: number) =>
        pixels[Math.floor(facts.height * y) * facts.width + Math.floor(facts.width * x)]
      const seen = [at(0.25, 0.25), at(0.75, 0.25), at(0.25, 0.75), at(0.75, 0.75)]
      const expected = (SHOWN[orientation] ?? []).map((quarter) => STORED[quarter] ?? 0)
      seen.forEach((value, quarter) => {
        assert.ok(
          Math.abs((value ?? -99) - (expected[quarter] ?? 0)) <= 2,
          `${seen.join()} is not ${expected.join()}`,
        )
      })
    }
  const made = []
  for (const orientation of [1, 2, 3, 4, 5, 6, 7, 8]) {
    const bytes = await sharp(stored).withMetadata({ orientation }).jpeg({ quality: 95 }).toBuffer()
    made.push({ name: `JPEG with EXIF orientation ${orientation}`, bytes, check: upright(orientation) })
  }
  for (const format of ['png', 'webp', 'tiff'] as const) {
    const bytes = await sharp(stored)
      .withMetadata({ orientation: 6 })
      .toFormat(format, { quality: 95 })
      .toBuffer()
    made.push({ name: `${format} with EXIF orientation 6`, bytes, check: upright(6) })
  }
  return made
}

async function metadata(): Promise<OddPicture[]> {
  const jpeg = await drawRadiograph({ format: 'jpeg' })
  const plain = await sharp(jpeg).toColourspace('b-w').raw().toBuffer()
  const exif = (payload: Buffer) =>
    withJpegSegment(jpeg, 0xe1, Buffer.concat([Buffer.from('Exif\0\0'), payload]))
  /** A TIFF directory of one entry that is the orientation. */
  const oriented = (value: number) =>
    exif(
      Buffer.from(
        `49492a0008000000 0100 1201 0300 01000000 ${value.toString(16).padStart(2, '0')}000000 00000000`.replaceAll(
          ' ',
          '',
        ),
        'hex',
      ),
    )
  const profile = Array.from({ length: 30 }, (_, part) =>
    Buffer.concat([Buffer.from('ICC_PROFILE\0'), Buffer.of(part + 1, 30), Buffer.alloc(60_000, 1)]),
  )
  const check = near(plain, 0)
  return [
    { name: 'JPEG with an EXIF block of rubbish', bytes: exif(Buffer.alloc(500, 0xff)), check },
    {
      name: 'JPEG with an EXIF block cut short',
      bytes: exif(Buffer.from('49492a000800000005', 'hex')),
      check,
    },
    {
      name: 'JPEG with an EXIF directory that points to itself',
      bytes: exif(
        Buffer.from('49492a00080000000100698704000100000008000000 08000000'.replaceAll(' ', ''), 'hex'),
      ),
      check,
    },
    { name: 'JPEG with EXIF orientation 0', bytes: oriented(0), check },
    { name: 'JPEG with EXIF orientation 99', bytes: oriented(99), check },
    {
      name: 'JPEG with a colour profile of 1.8 MB of rubbish',
      bytes: profile.reduceRight((file, part) => withJpegSegment(file, 0xe2, part), jpeg),
      check,
    },
    {
      name: 'JPEG with the first of 255 parts of a colour profile',
      bytes: withJpegSegment(
        jpeg,
        0xe2,
        Buffer.concat([Buffer.from('ICC_PROFILE\0'), Buffer.of(1, 255), Buffer.alloc(9000)]),
      ),
      check,
    },
  ]
}
