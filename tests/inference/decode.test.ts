import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { decodePicture, type DecodedPicture, MIN_SIDE } from '../../src/inference/decode.js'
import { makeBmp } from '../support/bmp-files.js'
import { makeDicom } from '../support/dicom-files.js'
import { makePng, makeTiff } from '../support/picture-files.js'
import { drawRadiograph } from '../support/radiograph.js'

const LIMITS = { maxPixels: 1_000_000 }

async function decoded(bytes: Uint8Array): Promise<DecodedPicture> {
  const found = await decodePicture(bytes, LIMITS)
  if (found.kind !== 'decoded') throw new Error(`refused as ${found.code}`)
  return found
}

const code = async (bytes: Uint8Array, limits = LIMITS) => {
  const found = await decodePicture(bytes, limits)
  return found.kind === 'refused' ? found.code : found.kind
}

describe('decoding a picture', () => {
  it.each(['jpeg', 'png', 'webp', 'tiff'] as const)(
    'gives the gray pixels and the facts of a %s',
    async (format) => {
      const film = await drawRadiograph({ format, width: 300, height: 200 })
      const { pixels, facts } = await decoded(film)
      expect(facts).toMatchObject({ format, width: 300, height: 200 })
      expect(facts.pixelsSha256).toMatch(/^[0-9a-f]{64}$/)
      expect(pixels.byteLength).toBe(60_000)
      const { data } = await sharp(film).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true })
      expect(Buffer.from(pixels).equals(data)).toBe(true)
      const mean = [...data].reduce((sum, value) => sum + value, 0) / data.length
      expect(facts.brightness).toBeCloseTo(mean / 255, 12)
    },
  )

  it('gives equal hashes for files that show the same picture, and others for other pictures', async () => {
    const film = await drawRadiograph({ format: 'png' })
    const { facts } = await decoded(film)
    const again = await sharp(film)
      .png({ compressionLevel: 1 })
      .withExif({ IFD0: { Artist: 'somebody' } })
      .toBuffer()
    expect(again.equals(film)).toBe(false)
    expect((await decoded(again)).facts.pixelsSha256).toBe(facts.pixelsSha256)
    expect(
      (await decoded(await sharp(film).tiff({ compression: 'lzw' }).toBuffer())).facts.pixelsSha256,
    ).toBe(facts.pixelsSha256)
    expect((await decoded(await drawRadiograph({ format: 'png', seed: 1 }))).facts.pixelsSha256).not.toBe(
      facts.pixelsSha256,
    )
  })

  it('gives a BMP and a DICOM film the hash of the PNG that shows the same', async () => {
    const size = { width: 150, height: 130, sample: (x: number, y: number) => (x * 2 + y) & 0xff }
    const { pixelsSha256 } = (await decoded(makePng(size))).facts
    expect((await decoded(makeBmp({ ...size, bits: 8 }))).facts).toMatchObject({
      format: 'bmp',
      pixelsSha256,
    })
    expect((await decoded(makeDicom({ ...size, bits: 8 }))).facts).toMatchObject({
      format: 'dicom',
      pixelsSha256,
    })
  })

  it('tells pictures apart that have the same bytes in another shape', async () => {
    const flat = { sample: () => 90 }
    const wide = await decoded(makePng({ width: 256, height: 128, ...flat }))
    const high = await decoded(makePng({ width: 128, height: 256, ...flat }))
    expect(wide.pixels).toEqual(high.pixels)
    expect(wide.facts.pixelsSha256).not.toBe(high.facts.pixelsSha256)
  })

  it('decodes the same bytes to the same pixels every time', async () => {
    const film = await drawRadiograph({ format: 'jpeg' })
    const hashes = await Promise.all([1, 2, 3, 4].map(async () => (await decoded(film)).facts.pixelsSha256))
    expect(new Set(hashes).size).toBe(1)
  })

  it('keeps the range of an 8-bit film and stretches that of a 16-bit one', async () => {
    const sample = (x: number) => 100 + (x % 64)
    const size = { width: 128, height: 128, sample }
    const range = ({ pixels }: DecodedPicture) => [Math.min(...pixels), Math.max(...pixels)]
    expect(range(await decoded(makePng(size)))).toEqual([100, 163])
    expect(range(await decoded(makePng({ ...size, depth: 16 })))).toEqual([0, 255])
    expect(range(await decoded(makeTiff({ ...size, depth: 16 })))).toEqual([0, 255])
  })

  it('decodes a 16-bit film of four megapixels in well under a second', async () => {
    const film = makeTiff({ width: 2000, height: 2000, depth: 16, sample: (x, y) => x + y })
    const start = performance.now()
    const found = await decodePicture(film, { maxPixels: 4_000_000 })
    expect(performance.now() - start).toBeLessThan(1000)
    expect(found.kind).toBe('decoded')
  })

  it('leaves the bytes it was given alone', async () => {
    const film = await drawRadiograph()
    const copy = Buffer.from(film)
    await decoded(film)
    expect(film.equals(copy)).toBe(true)
  })

  it('takes a part of a larger buffer, as a network read gives it', async () => {
    const film = await drawRadiograph()
    const larger = Buffer.concat([Buffer.alloc(7, 0xff), film, Buffer.alloc(9, 0xff)])
    const part = new Uint8Array(larger.buffer, larger.byteOffset + 7, film.byteLength)
    expect((await decoded(part)).facts.pixelsSha256).toBe((await decoded(film)).facts.pixelsSha256)
  })
})

describe('the limits', () => {
  it('count pixels: the cap itself is allowed, one row more is not', async () => {
    expect(await code(makePng({ width: 1000, height: 1000 }))).toBe('decoded')
    expect(await code(makePng({ width: 1000, height: 1001 }))).toBe('too_large')
  })

  it('come before the image data is looked at', async () => {
    const film = makePng({ width: 1500, height: 1500, raw: Buffer.alloc(5) })
    expect(await code(film)).toBe('too_large')
    expect(await code(film, { maxPixels: 3_000_000 })).toBe('corrupt_image')
  })

  it('hold for both sides', async () => {
    const size = (width: number, height: number) => code(makePng({ width, height }))
    expect(await size(MIN_SIDE, MIN_SIDE)).toBe('decoded')
    expect(await size(MIN_SIDE - 1, 400)).toBe('too_small')
    expect(await size(400, MIN_SIDE - 1)).toBe('too_small')
  })
})

describe('a refusal', () => {
  it('carries its code and no scores, since no network ran', async () => {
    expect(await decodePicture(Buffer.from('hello'), LIMITS)).toEqual({
      kind: 'refused',
      code: 'unsupported_format',
      scores: null,
    })
  })

  it('tells a foreign format from a damaged picture', async () => {
    const film = await drawRadiograph({ format: 'png' })
    expect(await code(await sharp(film).gif().toBuffer())).toBe('unsupported_format')
    expect(await code(film.subarray(0, 5000))).toBe('corrupt_image')
    expect(await code(Buffer.alloc(0))).toBe('corrupt_image')
  })
})
