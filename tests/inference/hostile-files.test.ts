import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { REFUSAL_CODES } from '../../src/core/outcome.js'
import { decodePicture, MIN_SIDE } from '../../src/inference/decode.js'
import { makeBmp } from '../support/bmp-files.js'
import { encodeFrame } from '../support/dicom-encoders.js'
import { makeDicom, SYNTAX } from '../support/dicom-files.js'
import { HOSTILE_LIMITS, MAGIC, makeHostileFiles } from '../support/hostile-files.js'
import { drawRadiograph } from '../support/radiograph.js'

const hostile = await makeHostileFiles()

describe('a hostile or odd file', () => {
  let peakBefore = 0

  beforeAll(() => {
    peakBefore = process.resourceUsage().maxRSS
  })

  it.each(hostile.map((file) => [file.name, file.expected, file] as const))(
    '%s: %s',
    async (_, expected, file) => {
      const found = await decodePicture(file.bytes, HOSTILE_LIMITS)
      expect(found.kind === 'decoded' ? 'decoded' : found.code).toBe(expected)
      if (found.kind === 'decoded') file.check?.(found)
    },
  )

  it('costs no more memory than a picture of the allowed size', () => {
    const grown = (process.resourceUsage().maxRSS - peakBefore) / 1024
    expect(grown).toBeLessThan(300)
  })

  it('has a name of its own, and there are enough of them', () => {
    expect(new Set(hostile.map(({ name }) => name)).size).toBe(hostile.length)
    expect(hostile.length).toBeGreaterThan(100)
  })
})

/** Whatever the bytes, a value comes back: a refusal with a known code, or a picture within the limits. */
async function expectAnswer(bytes: Buffer): Promise<void> {
  const found = await decodePicture(bytes, HOSTILE_LIMITS)
  if (found.kind === 'refused') {
    expect(REFUSAL_CODES).toContain(found.code)
    return
  }
  const { width, height } = found.facts
  expect(found.pixels.byteLength).toBe(width * height)
  expect(width * height).toBeLessThanOrEqual(HOSTILE_LIMITS.maxPixels)
  expect(Math.min(width, height)).toBeGreaterThanOrEqual(MIN_SIDE)
}

describe('random bytes', () => {
  it.each(Object.entries(MAGIC))('behind the magic of %s get an answer', async (_, magic) => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 600 }), (bytes) =>
        expectAnswer(Buffer.concat([magic, bytes])),
      ),
      { numRuns: 60 },
    )
  })

  it('without any magic get an answer', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 600 }), (bytes) => expectAnswer(Buffer.from(bytes))),
    )
  })

  const size = { width: 160, height: 160 } as const
  const film = (format: 'jpeg' | 'png' | 'webp' | 'tiff') => () => drawRadiograph({ format, ...size })
  const dicom = (name: 'explicit' | 'implicit' | 'bigEndian' | 'deflated') => () =>
    Promise.resolve(makeDicom({ ...size, bits: 8, syntax: SYNTAX[name] }))
  const compressed = (name: 'rle' | 'jpegLossless' | 'jpegLs' | 'jpeg2000' | 'htj2k') => async () => {
    const frame = await encodeFrame(SYNTAX[name], { ...size, bits: 8, sample: (x, y) => (x * y) & 0xff })
    return makeDicom({ ...size, bits: 8, syntax: SYNTAX[name], fragments: [frame] })
  }
  const originals: Readonly<Record<string, () => Promise<Buffer>>> = {
    JPEG: film('jpeg'),
    PNG: film('png'),
    WebP: film('webp'),
    TIFF: film('tiff'),
    BMP: () => Promise.resolve(makeBmp({ ...size, bits: 8 })),
    'DICOM, explicit': dicom('explicit'),
    'DICOM, implicit': dicom('implicit'),
    'DICOM, big endian': dicom('bigEndian'),
    'DICOM, deflated': dicom('deflated'),
    'DICOM in run lengths': compressed('rle'),
    'DICOM in lossless JPEG': compressed('jpegLossless'),
    'DICOM in JPEG-LS': compressed('jpegLs'),
    'DICOM in JPEG 2000': compressed('jpeg2000'),
    'DICOM in high-throughput JPEG 2000': compressed('htj2k'),
  }
  // The head of a DICOM file is behind its preamble, and that of its codestream behind some 500 bytes.
  const headOf = (name: string) => (name.startsWith('DICOM in') ? 800 : name.startsWith('DICOM') ? 480 : 80)
  const places = Object.entries(originals).flatMap(([name, make]) => [
    ['anywhere in', name, make, Infinity] as const,
    ['in the head of', name, make, headOf(name)] as const,
  ])

  it.each(places)(
    '%s a %s get an answer',
    async (_where, name, make, last) => {
      const film = await make()
      const at = fc.integer({
        min: name.startsWith('DICOM') ? 132 : 4,
        max: Math.min(last, film.byteLength - 1),
      })
      const changes = fc.array(fc.tuple(at, fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 8 })
      await fc.assert(
        fc.asyncProperty(changes, (changed) => {
          const copy = Buffer.from(film)
          for (const [place, value] of changed) copy[place] = value
          return expectAnswer(copy)
        }),
        // A codec's thread and sandbox take some 60 ms to start, and some seconds to be stopped.
        { numRuns: name.startsWith('DICOM in') ? 25 : 80 },
      )
    },
    180_000,
  )
})

describe('a file that ends anywhere', () => {
  it('gets an answer, and a DICOM film cut short is never a picture', async () => {
    const native = makeDicom({ bits: 8 })
    const frame = await encodeFrame(SYNTAX.jpegLs, { bits: 8, sample: (x, y) => (x * y) & 0xff })
    const packed = makeDicom({ bits: 8, syntax: SYNTAX.jpegLs, fragments: [frame] })
    for (const film of [native, packed]) {
      const ends = [...Array(600).keys(), film.byteLength - 9, film.byteLength - 2, film.byteLength - 1]
      for (const end of ends) {
        const found = await decodePicture(film.subarray(0, end), HOSTILE_LIMITS)
        expect(found.kind, `the first ${end} bytes`).toBe('refused')
      }
    }
  })

  it('gets one as a BMP too', async () => {
    const film = makeBmp({ width: 150, height: 150, bits: 8 })
    for (let end = 0; end < film.byteLength; end += end < 1100 ? 1 : 997) {
      expect((await decodePicture(film.subarray(0, end), HOSTILE_LIMITS)).kind).toBe('refused')
    }
  })
})

describe('a codec that a byte sends round in circles', () => {
  it('is stopped', async () => {
    const picture = {
      width: 160,
      height: 160,
      bits: 8,
      sample: (x: number, y: number) => (x * y) & 0xff,
    } as const
    const frame = await encodeFrame(SYNTAX.htj2k, picture)
    frame[305] = 181
    const film = makeDicom({ ...picture, syntax: SYNTAX.htj2k, fragments: [frame] })
    const start = performance.now()
    const found = await decodePicture(film, HOSTILE_LIMITS)
    expect(found).toMatchObject({ kind: 'refused', code: 'corrupt_image' })
    expect(performance.now() - start).toBeLessThan(30_000)
  })
})
