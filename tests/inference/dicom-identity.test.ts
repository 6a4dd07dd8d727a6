import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { decodePicture } from '../../src/inference/decode.js'
import { readStoredPixels } from '../../src/inference/dicom/picture.js'
import { withoutIdentity } from '../../src/inference/dicom/without-identity.js'
import { encodeFrame } from '../support/dicom-encoders.js'
import { makeDicom, SYNTAX, TAG, type DicomElements, type DicomOptions } from '../support/dicom-files.js'
import { dicomFolder, needsDicomFiles } from '../support/dicom-reference.js'
import { drawRadiograph } from '../support/radiograph.js'
import { describeWith } from '../support/requirements.js'

const LIMITS = { maxPixels: 4_000_000 }
const NAME = 'ZWETSCHGENKNOEDEL^KUNIGUNDE'
const SECRET: DicomElements = {
  0x00080080: ['LO', NAME],
  0x00081090: ['LO', NAME],
  0x00091001: ['LO', NAME],
  [TAG.patientName]: ['PN', NAME],
  0x00100020: ['LO', NAME],
  0x00104000: ['LT', NAME],
  0x00400275: ['SQ', [{ 0x00321060: ['LO', NAME] }]],
}
const NATIVE = ['implicit', 'explicit', 'bigEndian', 'deflated'] as const

/** Hashes in place of the numbers, because comparing millions of them takes seconds. */
async function stored(film: Uint8Array) {
  const found = await readStoredPixels(film, LIMITS.maxPixels)
  if (typeof found === 'string') return found
  const [values, gray] = [found.values, found.gray].map((numbers) =>
    createHash('sha256').update(numbers).digest('hex'),
  )
  return { ...found, values, gray }
}

/** All that a value holds, its bytes as letters. */
const seen = (value: unknown) =>
  JSON.stringify(value, (_, inner: unknown) =>
    inner instanceof Uint8Array ? Buffer.from(inner).toString('latin1') : inner,
  )

describe('what identifies a person', () => {
  it.each(NATIVE)('is in nothing that comes out of a file in %s', async (name) => {
    const film = makeDicom({ syntax: SYNTAX[name], elements: SECRET })
    const found = await decodePicture(film, LIMITS)
    if (found.kind !== 'decoded') throw new Error(found.code)
    expect(seen(found)).not.toContain('ZWETSCHGEN')
    expect(Object.keys(found)).toEqual(['kind', 'pixels', 'facts'])
    expect(Object.keys(found.facts).toSorted()).toEqual([
      'brightness',
      'format',
      'height',
      'pixelsSha256',
      'width',
    ])
    expect(Buffer.from(found.pixels.buffer).includes('ZWETSCHGEN')).toBe(false)
    expect(seen(await readStoredPixels(film, LIMITS.maxPixels))).not.toContain('ZWETSCHGEN')
  })

  it('is in no refusal, and printed nowhere', async () => {
    const printed: unknown[] = []
    const spies = [
      vi.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(text) > 0),
      vi.spyOn(process.stderr, 'write').mockImplementation((text) => printed.push(text) > 0),
      vi.spyOn(console, 'log').mockImplementation((...texts) => void printed.push(texts)),
      vi.spyOn(console, 'warn').mockImplementation((...texts) => void printed.push(texts)),
    ]
    const film = makeDicom({ elements: SECRET })
    const ct = makeDicom({ elements: { ...SECRET, [TAG.modality]: ['CS', 'CT'] } })
    const rubbish = makeDicom({ syntax: SYNTAX.jpeg, fragments: [Buffer.from(NAME)], elements: SECRET })
    const answers = []
    for (const bytes of [film, film.subarray(0, -9000), film.subarray(0, 400), ct, rubbish]) {
      answers.push(await decodePicture(bytes, LIMITS))
    }
    for (const spy of spies) spy.mockRestore()
    expect(answers.map(({ kind }) => kind)).toEqual(['decoded', 'refused', 'refused', 'refused', 'refused'])
    expect(seen(answers)).not.toContain('ZWETSCHGEN')
    expect(seen(printed)).not.toContain('ZWETSCHGEN')
  })
})

describe('the file that is kept', () => {
  const clean = (film: Buffer) => withoutIdentity(film, LIMITS.maxPixels)
  const table: DicomElements = {
    [TAG.tableDescriptor]: ['US', [3, 10, 8]],
    0x00283003: ['LO', NAME],
    [TAG.tableEntries]: ['US', [0, 100, 200]],
  }

  it.each(NATIVE)('has lost every word about a person, and no pixel, in %s', async (name) => {
    const film = makeDicom({
      syntax: SYNTAX[name],
      elements: { ...SECRET, [TAG.voiTable]: ['SQ', [table]], [TAG.padding]: ['US', 7] },
    })
    const kept = clean(film)
    expect(film.includes('KUNIGUNDE') || name === 'deflated').toBe(true)
    expect(Buffer.from(kept).includes('KUNIGUNDE')).toBe(false)
    expect(await stored(kept)).toEqual(await stored(film))
    expect(Buffer.from(clean(Buffer.from(kept))).equals(kept)).toBe(true)
  })

  it('keeps the fragments of a compressed film, and what stands before it in the preamble not', async () => {
    const frame = await encodeFrame(SYNTAX.jpegLs, { bits: 8, sample: (x, y) => (x * y) & 0xff })
    const fragments = [frame.subarray(0, 100), frame.subarray(100)]
    const film = makeDicom({ syntax: SYNTAX.jpegLs, bits: 8, fragments, elements: SECRET })
    film.write(NAME, 0)
    const kept = clean(film)
    expect(Buffer.from(kept).includes('KUNIGUNDE')).toBe(false)
    expect(await decodePicture(kept, LIMITS)).toEqual(await decodePicture(film, LIMITS))
  })

  it.each([
    ['another modality', { elements: { [TAG.modality]: ['CS', 'CT'] } }],
    ['a lateral view', { elements: { [TAG.view]: ['CS', 'LL'] } }],
    ['several frames', { elements: { [TAG.frames]: ['IS', '7'] } }],
    ['no pixels', { elements: { [TAG.pixels]: null } }],
    ['too small a picture', { width: 50 }],
    ['no transfer syntax', { elements: { [TAG.transferSyntax]: null } }],
  ] satisfies [string, DicomOptions][])('is refused for %s as the received one is', async (_, options) => {
    const film = makeDicom(options)
    const expected = await decodePicture(film, LIMITS)
    expect(expected.kind).toBe('refused')
    expect(await decodePicture(clean(film), LIMITS)).toEqual(expected)
  })

  it('is its magic alone where the received one cannot be read', () => {
    const film = makeDicom({ elements: SECRET })
    const kept = clean(film.subarray(0, film.byteLength - 500))
    expect(kept.byteLength).toBe(132)
  })

  it('is the received one where that is no DICOM file', async () => {
    const film = await drawRadiograph()
    expect(withoutIdentity(film, 1e6)).toBe(film)
  })

  it('is made of anything', () => {
    const film = makeDicom({ bits: 8, elements: { ...SECRET, [TAG.voiTable]: ['SQ', [table]] } })
    const change = fc.tuple(fc.integer({ min: 132, max: 900 }), fc.integer({ min: 0, max: 255 }))
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), (changes) => {
        const copy = Buffer.from(film)
        for (const [place, value] of changes) copy[place] = value
        expect(clean(copy).byteLength).toBeLessThanOrEqual(copy.byteLength + 64)
      }),
      { numRuns: 300 },
    )
  })

  describeWith(needsDicomFiles, 'of each file beside the repository', () => {
    const names = needsDicomFiles.met ? readdirSync(dicomFolder).filter((name) => name.endsWith('.dcm')) : []
    it.each(names)('%s decodes to the same', async (name) => {
      const film = readFileSync(join(dicomFolder, name))
      const kept = clean(film)
      const [found, expected] = [await stored(kept), await stored(film)]
      expect(found).toEqual(expected)
    })
  })
})
