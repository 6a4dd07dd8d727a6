import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { decodePicture } from '../../src/inference/decode.js'
import { readStoredPixels } from '../../src/inference/dicom/picture.js'
import { makeDicom, TAG, type DicomElements, type DicomOptions } from '../support/dicom-files.js'
import {
  decodeByPydicom,
  dicomFolder,
  HTJ2K_SAMPLES,
  needsDicomFiles,
  needsPydicom,
  REFERENCE_FILES,
} from '../support/dicom-reference.js'
import { describeWith } from '../support/requirements.js'

const LIMITS = { maxPixels: 64_000_000 }

const hash12 = (values: Int32Array | Uint8Array) =>
  createHash('sha256').update(values).digest('hex').slice(0, 12)

async function stored(bytes: Buffer) {
  const found = await readStoredPixels(bytes, LIMITS.maxPixels)
  if (typeof found === 'string') throw new Error(`refused as ${found}`)
  return found
}

describeWith(needsDicomFiles, 'the DICOM files beside the repository', () => {
  let names: string[]
  beforeAll(async () => {
    names = (await readdir(dicomFolder)).filter((name) => name.endsWith('.dcm'))
  })
  const read = (beginning: string) => {
    const matching = names.filter((name) => name.startsWith(beginning))
    expect(matching).toHaveLength(1)
    return readFile(join(dicomFolder, matching[0] ?? ''))
  }

  it('are all known here', () => {
    expect(names).toHaveLength(Object.keys(REFERENCE_FILES).length)
  })

  it.each(Object.entries(REFERENCE_FILES))('%s', async (beginning, expected) => {
    const bytes = await read(beginning)
    const found = await decodePicture(bytes, LIMITS)
    expect(found.kind === 'decoded' ? found.kind : found.code).toBe(expected.outcome)
    if (expected.outcome === 'corrupt_image') {
      expect(await readStoredPixels(bytes, LIMITS.maxPixels)).toBe('corrupt_image')
      return
    }
    const { values, gray } = await stored(bytes)
    if (expected.stored !== null) expect(hash12(values)).toBe(expected.stored)
    if (expected.gray !== null) expect(hash12(gray)).toBe(expected.gray)
    if (found.kind === 'decoded') expect(Buffer.from(found.pixels).equals(gray)).toBe(true)
  })

  it('of high-throughput JPEG 2000 are within a rounding of another decoder', async () => {
    const { values } = await stored(await read('pydicom__HTJ2K_08_RGB'))
    HTJ2K_SAMPLES.forEach((sample, index) => {
      expect(Math.abs((values[index * 23_041] ?? -9) - sample)).toBeLessThanOrEqual(1)
    })
  })

  it('of MONOCHROME1 are read to the same pixels once their body part is a chest', async () => {
    const bytes = await read('pydicom__RG3_J2KI')
    bytes.write('CHEST     ', bytes.indexOf('EXTREMITY'), 'latin1')
    const found = await decodePicture(bytes, LIMITS)
    expect(found.kind === 'decoded' && hash12(found.pixels)).toBe(REFERENCE_FILES['pydicom__RG3_J2KI']?.gray)
  })
})

describeWith(needsPydicom, 'pydicom', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'chestcheck-dicom-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  /** How often our gray differs from pydicom's by one; a larger difference, or one in the stored numbers, fails. */
  async function roundings(place: number, bytes: Buffer, name = ''): Promise<number> {
    const { values, gray } = await stored(bytes)
    const reference = await readFile(join(folder, `${place}.stored`))
    expect(Buffer.from(values.buffer).equals(reference), name).toBe(true)
    const shown = await readFile(join(folder, `${place}.gray`)).catch(() => null)
    if (shown === null) return 0
    expect(shown.byteLength, name).toBe(gray.byteLength)
    const differences = shown.map((value, index) => Math.abs(value - (gray[index] ?? 0)))
    expect(Math.max(...new Set(differences)), name).toBeLessThanOrEqual(1)
    return differences.reduce((sum, difference) => sum + difference, 0)
  }

  it('shows made films as we do, whatever their bits, sign, window, tables and photometry', async () => {
    const names = Object.keys(madeFilms())
    const films = Object.values(madeFilms()).map((film) => makeDicom(film))
    const files = films.map((_, place) => join(folder, `made-${place}.dcm`))
    await Promise.all(films.map((film, place) => writeFile(files[place] ?? '', film)))
    expect(decodeByPydicom(folder, files)).not.toContain(null)
    for (const [place, film] of films.entries()) {
      expect(await roundings(place, film, names[place]), names[place]).toBe(0)
    }
  })

  if (!needsDicomFiles.met) return
  it('decodes the files beside the repository as we do, where it has a decoder', async () => {
    // Lossy codestreams of 12 bits, and lossy high-throughput ones, are rounded by each decoder in its own way.
    const inexact = /_51\.|\.51\.|HTJ2K|Process10_12|Process6_8|meta_missing|nested_priv/
    const names = (await readdir(dicomFolder)).filter((name) => name.endsWith('.dcm') && !inexact.test(name))
    const files = names.map((name) => join(dicomFolder, name))
    const decoders = decodeByPydicom(folder, files)
    expect(decoders.filter((decoder) => decoder !== null).length).toBeGreaterThan(10)
    for (const [place, file] of files.entries()) {
      // Without GDCM the decoder of 8-bit JPEG is another one, which rounds in its own way.
      if (decoders[place] === null || decoders[place] === 'pylibjpeg') continue
      expect(await roundings(place, await readFile(file), names[place]), names[place]).toBe(0)
    }
  })
})

/** Films of 128 × 40 that go through every branch of the gray transformation that pydicom has too. */
function madeFilms(): Record<string, DicomOptions> {
  const size = { width: 128, height: 40 }
  const wide = { ...size, sample: (x: number, y: number) => (x * 40 + y) * 12 }
  const twelve: DicomElements = { [TAG.bitsStored]: ['US', 12], [TAG.highBit]: ['US', 11] }
  const inTwelve = { ...size, sample: (x: number, y: number) => (x * 32 + y) & 0xfff, elements: twelve }
  const signed = { ...size, signed: true, sample: (x: number, y: number) => (x * 40 + y) * 12 - 30_000 }
  const window = (center: string, width: string, shape = 'LINEAR'): DicomElements => ({
    [TAG.center]: ['DS', center],
    [TAG.width]: ['DS', width],
    [TAG.shape]: ['CS', shape],
  })
  const rescale: DicomElements = { [TAG.slope]: ['DS', '2.5'], [TAG.intercept]: ['DS', '-1024'] }
  const curve = Array.from({ length: 3000 }, (_, index) => Math.round(4095 * (index / 2999) ** 0.6))
  const table = (bits: number): DicomElements => ({
    [TAG.tableDescriptor]: ['US', [curve.length, 200, bits]],
    [TAG.tableEntries]: ['US', curve],
  })
  const film = (base: DicomOptions, ...elements: DicomElements[]): DicomOptions => ({
    ...base,
    elements: Object.assign({}, base.elements, ...elements) as DicomElements,
  })
  const inverted: DicomElements = { [TAG.photometric]: ['CS', 'MONOCHROME1'] }
  return {
    '8 bits': { ...size, bits: 8 },
    '8 bits, inverted': film({ ...size, bits: 8 }, inverted),
    '16 bits': wide,
    '16 bits, inverted': film(wide, inverted),
    '12 bits': inTwelve,
    signed,
    'signed, inverted': film(signed, inverted),
    'a window': film(inTwelve, window('1500', '2000')),
    'a window, inverted': film(inTwelve, window('1500', '2000'), inverted),
    'a narrow window': film(inTwelve, window('2000.5', '2')),
    'an exact window': film(inTwelve, window('1500', '2000', 'LINEAR_EXACT')),
    'a sigmoid': film(inTwelve, window('1500', '2000', 'SIGMOID')),
    'a window on signed numbers': film(signed, window('-10000', '20001')),
    'a window behind rescaling': film(inTwelve, rescale, window('2000', '5000')),
    'a table': film(inTwelve, { [TAG.voiTable]: ['SQ', [table(12)]] }),
    'a table, inverted': film(inTwelve, { [TAG.voiTable]: ['SQ', [table(12)]] }, inverted),
    'a modality table': film(inTwelve, { [TAG.modalityTable]: ['SQ', [table(16)]] }),
    'a modality table and a window': film(
      inTwelve,
      { [TAG.modalityTable]: ['SQ', [table(16)]] },
      window('2000', '3000'),
    ),
  }
}
