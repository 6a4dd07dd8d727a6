import { deflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { decodePicture, type DecodedPicture } from '../../src/inference/decode.js'
import { readStoredPixels } from '../../src/inference/dicom/picture.js'
import { encodeFrame } from '../support/dicom-encoders.js'
import { makeDicom, nativePixels, SYNTAX, TAG, type DicomElements } from '../support/dicom-files.js'
import { makePng } from '../support/picture-files.js'

const LIMITS = { maxPixels: 1_000_000 }

async function decoded(bytes: Buffer): Promise<DecodedPicture> {
  const found = await decodePicture(bytes, LIMITS)
  if (found.kind !== 'decoded') throw new Error(`refused as ${found.code}`)
  return found
}

const outcome = async (bytes: Buffer, limits = LIMITS) => {
  const found = await decodePicture(bytes, limits)
  return found.kind === 'refused' ? found.code : found.kind
}

async function stored(bytes: Buffer): Promise<number[]> {
  const found = await readStoredPixels(bytes, LIMITS.maxPixels)
  if (typeof found === 'string') throw new Error(`refused as ${found}`)
  return [...found.values]
}

const expectedSamples = (picture: { bits?: 8 | 16; signed?: boolean; samples?: 1 | 3 } = {}) => {
  const bytes = nativePixels({ ...picture, sample: wave })
  if ((picture.bits ?? 16) === 8) return [...bytes]
  return Array.from({ length: bytes.byteLength / 2 }, (_, index) =>
    picture.signed ? bytes.readInt16LE(index * 2) : bytes.readUInt16LE(index * 2),
  )
}

/** Something with edges and slopes in 8 bits. */
const wave = (x: number, y: number, channel: number) => (x * 3 + y * 5 + channel * 70) & 0xff
/** Signed numbers around zero. */
const around = (x: number, y: number) => wave(x, y, 0) * 100 - 12_000

describe('a transfer syntax', () => {
  it.each(['implicit', 'explicit', 'bigEndian', 'deflated'] as const)('%s gives the pixels', async (name) => {
    const syntax = SYNTAX[name]
    expect(await stored(makeDicom({ syntax, sample: wave }))).toEqual(expectedSamples())
    expect(await stored(makeDicom({ syntax, bits: 8, sample: wave }))).toEqual(expectedSamples({ bits: 8 }))
    const signed = await stored(makeDicom({ syntax, signed: true, sample: around }))
    expect(Math.min(...signed)).toBe(-12_000)
    expect(Math.max(...signed)).toBe(13_500)
  })

  it('swaps the bytes of 8-bit pixels in big endian words, and leaves those in bytes', async () => {
    const raw = nativePixels({ bits: 8, sample: wave })
    const words = makeDicom({
      syntax: SYNTAX.bigEndian,
      bits: 8,
      elements: { [TAG.pixels]: ['OW', Buffer.from(raw).swap16()] },
    })
    expect(await stored(words)).toEqual([...raw])
  })

  it.each(['rle', 'jpegLossless', 'jpegLs', 'jpeg2000', 'htj2k'] as const)(
    '%s without loss gives the very numbers, in 8, 12 and 16 bits, with and without a sign, gray and in colour',
    async (name) => {
      const syntax = SYNTAX[name]
      const pictures = [
        { bits: 8, sample: wave },
        { bits: 16, sample: (x: number, y: number) => wave(x, y, 0) * 257 },
        { bits: 16, stored: 12, sample: (x: number, y: number) => wave(x, y, 0) * 16 },
        { bits: 16, signed: true, sample: around },
        { bits: 8, samples: 3, sample: wave },
      ] as const
      for (const picture of pictures) {
        const bits = 'stored' in picture ? picture.stored : picture.bits
        const elements = { [TAG.bitsStored]: ['US', bits], [TAG.highBit]: ['US', bits - 1] } as const
        const frame = await encodeFrame(syntax, picture)
        const found = await stored(makeDicom({ ...picture, syntax, fragments: [frame], elements }))
        expect(found, JSON.stringify(picture)).toEqual(await stored(makeDicom({ ...picture, elements })))
      }
    },
  )

  it('jpeg gives the pixels nearly', async () => {
    const smooth = (x: number, y: number) => Math.round((x + y) * 0.8)
    const frame = await encodeFrame(SYNTAX.jpeg, { bits: 8, sample: smooth })
    const found = await stored(makeDicom({ syntax: SYNTAX.jpeg, bits: 8, fragments: [frame] }))
    found.forEach((value, index) => {
      expect(Math.abs(value - smooth(index % 160, Math.floor(index / 160)))).toBeLessThanOrEqual(2)
    })
  })

  it('joins a frame that is spread over fragments', async () => {
    const frame = await encodeFrame(SYNTAX.jpegLs, { bits: 8, sample: wave })
    const fragments = [frame.subarray(0, 500), frame.subarray(500, 502), frame.subarray(502)]
    const film = makeDicom({ syntax: SYNTAX.jpegLs, bits: 8, fragments })
    expect(await stored(film)).toEqual(expectedSamples({ bits: 8 }))
  })

  it('takes the pixels of frames that are deflated one by one, and of those that are only wrapped', async () => {
    const raw = nativePixels({ bits: 8, sample: wave })
    const deflated = makeDicom({ syntax: SYNTAX.deflatedFrames, bits: 8, fragments: [deflateRawSync(raw)] })
    const wrapped = makeDicom({ syntax: SYNTAX.encapsulated, bits: 8, fragments: [raw] })
    expect(await stored(deflated)).toEqual([...raw])
    expect(await stored(wrapped)).toEqual([...raw])
  })

  it.each(['1.2.840.10008.1.2.4.102', '1.2.840.10008.1.2.4.110', '1.2.840.113619.5.2', '9.9'])(
    '%s is not read',
    async (syntax) => {
      expect(await outcome(makeDicom({ syntax }))).toBe('unsupported_format')
    },
  )
})

describe('a DICOM film', () => {
  it('is told by its magic, and without a preamble by its meta group', async () => {
    const { facts, pixels } = await decoded(makeDicom())
    expect(facts).toMatchObject({ format: 'dicom', width: 160, height: 140 })
    expect(pixels.byteLength).toBe(160 * 140)
    const bare = await decoded(makeDicom({ preamble: false }))
    expect(bare.facts).toEqual(facts)
  })

  it('may carry a TIFF header in its preamble', async () => {
    const film = makeDicom()
    film.write('II*\0', 'latin1')
    expect((await decoded(film)).facts.format).toBe('dicom')
  })

  it('has the pixels, and so the hash, of a PNG that shows the same, gray or in colour', async () => {
    const size = { width: 160, height: 140, sample: wave }
    const gray = await decoded(makeDicom({ ...size, bits: 8 }))
    expect(gray.facts.pixelsSha256).toBe((await decoded(makePng(size))).facts.pixelsSha256)
    const colour = await decoded(makeDicom({ ...size, bits: 8, samples: 3 }))
    expect(colour.facts.pixelsSha256).toBe((await decoded(makePng({ ...size, color: 2 }))).facts.pixelsSha256)
  })

  it('is read in part of a larger buffer', async () => {
    const film = makeDicom()
    const larger = Buffer.concat([Buffer.alloc(7, 1), film, Buffer.alloc(9, 1)])
    const part = larger.subarray(7, 7 + film.byteLength)
    expect((await decoded(part)).facts).toEqual((await decoded(film)).facts)
  })
})

describe('what a file says of itself', () => {
  const cs = (tag: number, value: string) => outcome(makeDicom({ elements: { [tag]: ['CS', value] } }))

  it.each(['CT', 'MR', 'US', 'SEG', 'OP', 'MG', 'SR', 'NM', 'PT', 'IO', ' ct '])(
    'refuses the modality %s',
    async (modality) => {
      expect(await cs(TAG.modality, modality)).toBe('wrong_modality')
    },
  )

  it.each(['CR', 'DX', 'RG', 'RF', 'OT', 'SC', '', 'QQ'])('lets the modality %s go on', async (modality) => {
    expect(await cs(TAG.modality, modality)).toBe('decoded')
  })

  it('refuses a body part that is no chest, and lets words go on that it does not know', async () => {
    expect(await cs(TAG.bodyPart, 'EXTREMITY')).toBe('not_frontal_chest')
    expect(await cs(TAG.bodyPart, 'Knee ')).toBe('not_frontal_chest')
    expect(await cs(TAG.bodyPart, 'L-SPINE')).toBe('not_frontal_chest')
    for (const part of ['CHEST', 'THORAX', 'TORAX', 'LUNG', 'CHESTABDOMEN', '']) {
      expect(await cs(TAG.bodyPart, part)).toBe('decoded')
    }
  })

  it('refuses lateral views', async () => {
    for (const view of ['LL', 'RL', 'LATERAL', 'lat']) expect(await cs(TAG.view, view)).toBe('lateral_view')
    for (const view of ['PA', 'AP', 'LLD', '']) expect(await cs(TAG.view, view)).toBe('decoded')
  })

  it('comes before the pixels: a CT is refused as one, whatever else is wrong with it', async () => {
    const ct: DicomElements = { [TAG.modality]: ['CS', 'CT'] }
    expect(await outcome(makeDicom({ elements: { ...ct, [TAG.frames]: ['IS', '900'] } }))).toBe(
      'wrong_modality',
    )
    expect(await outcome(makeDicom({ elements: { ...ct, [TAG.pixels]: null } }))).toBe('wrong_modality')
    expect(await outcome(makeDicom({ elements: ct }), { maxPixels: 10 })).toBe('wrong_modality')
  })

  it('refuses several frames', async () => {
    const frames = makeDicom({ raw: Buffer.alloc(160 * 140 * 4), elements: { [TAG.frames]: ['IS', '2'] } })
    expect(await outcome(frames)).toBe('unsupported_format')
    expect(await outcome(makeDicom({ elements: { [TAG.frames]: ['IS', '1'] } }))).toBe('decoded')
  })
})

describe('the limits of a DICOM film', () => {
  it('count pixels, before the pixels are looked at', async () => {
    const size = { width: 1000, height: 1001, bits: 8, raw: Buffer.alloc(8) } as const
    expect(await outcome(makeDicom(size))).toBe('too_large')
    expect(await outcome(makeDicom({ ...size, height: 1000 }))).toBe('corrupt_image')
    const huge = makeDicom({ width: 65_535, height: 65_535, raw: Buffer.alloc(8) })
    expect(await outcome(huge)).toBe('too_large')
  })

  it('hold for both sides', async () => {
    expect(await outcome(makeDicom({ width: 127, height: 300 }))).toBe('too_small')
    expect(await outcome(makeDicom({ width: 300, height: 127 }))).toBe('too_small')
    expect(await outcome(makeDicom({ width: 128, height: 128 }))).toBe('decoded')
  })
})
