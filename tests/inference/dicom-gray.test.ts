import { describe, expect, it } from 'vitest'
import { readStoredPixels } from '../../src/inference/dicom/picture.js'
import { makeDicom, SYNTAX, TAG, type DicomElements, type DicomOptions } from '../support/dicom-files.js'

/** The gray values of the first row. */
async function row(options: DicomOptions, elements: DicomElements = {}): Promise<number[]> {
  const film = makeDicom({ height: 4, ...options, elements })
  const found = await readStoredPixels(film, 1e6)
  if (typeof found === 'string') throw new Error(`refused as ${found}`)
  return [...found.gray.subarray(0, found.width)]
}

const kept = (bits: number): DicomElements => ({
  [TAG.bitsStored]: ['US', bits],
  [TAG.highBit]: ['US', bits - 1],
})
const window = (center: string, width: string, shape?: string): DicomElements => ({
  [TAG.center]: ['DS', center],
  [TAG.width]: ['DS', width],
  ...(shape === undefined ? {} : { [TAG.shape]: ['CS', shape] as const }),
})
const table = (first: number, entries: readonly number[], bits: number): DicomElements => ({
  [TAG.tableDescriptor]: ['US', [entries.length, first, bits]],
  [TAG.tableEntries]: ['US', entries],
})
const steps = (...values: number[]): DicomOptions => ({ width: values.length, sample: (x) => values[x] ?? 0 })

describe('a file without a window', () => {
  it('keeps its gray values in 8 bits', async () => {
    expect(await row({ ...steps(3, 100, 200, 255), bits: 8 })).toEqual([3, 100, 200, 255])
  })

  it('shows the range that occurs above that', async () => {
    expect(await row(steps(1000, 1100, 1200, 3040), kept(12))).toEqual([0, 13, 25, 255])
    expect(await row({ ...steps(-500, 0, 10), signed: true })).toEqual([0, 250, 255])
  })

  it('shows all black where only one value occurs', async () => {
    expect(await row(steps(900, 900))).toEqual([0, 0])
  })

  it('spreads fewer than 8 bits over the range', async () => {
    expect(await row({ ...steps(0, 1, 63), bits: 8 }, kept(6))).toEqual([0, 4, 255])
  })

  it('leaves padding out of the range and makes it black', async () => {
    const padding: DicomElements = { [TAG.padding]: ['US', 65_535] }
    expect(await row(steps(65_535, 100, 200, 300), padding)).toEqual([0, 0, 128, 255])
    const inverted = { ...padding, [TAG.photometric]: ['CS', 'MONOCHROME1'] } as const
    expect(await row(steps(65_535, 100, 200, 300), inverted)).toEqual([0, 255, 128, 0])
    const range: DicomElements = { [TAG.padding]: ['SS', -2000], [TAG.paddingLimit]: ['SS', -1500] }
    expect(await row({ ...steps(-2000, -1600, 0, 10), signed: true }, range)).toEqual([0, 0, 0, 255])
  })

  it('turns round where the rescale slope is negative', async () => {
    const slope: DicomElements = { [TAG.slope]: ['DS', '-1'], [TAG.intercept]: ['DS', '1023'] }
    expect(await row(steps(0, 511, 1023), slope)).toEqual([255, 128, 0])
    expect(await row({ ...steps(0, 100, 255), bits: 8 }, slope)).toEqual([255, 155, 0])
  })
})

describe('MONOCHROME1', () => {
  it('shows its smallest value white', async () => {
    const inverted: DicomElements = { [TAG.photometric]: ['CS', 'MONOCHROME1'] }
    expect(await row({ ...steps(0, 55, 255), bits: 8 }, inverted)).toEqual([255, 200, 0])
    expect(await row(steps(0, 100, 1000), inverted)).toEqual([255, 230, 0])
    expect(await row(steps(0, 500, 999), { ...inverted, ...window('500', '1000') })).toEqual([255, 127, 0])
  })
})

describe('a window', () => {
  // The examples of PS3.3, C.11.2.1.2: centre 2048 and width 4096 over 12 bits change nothing; centre 0, width 1 is a step.
  it('is linear by default, its centre half a step off', async () => {
    expect(await row(steps(0, 2047, 2048, 4095), window('2048', '4096'))).toEqual([0, 127, 128, 255])
    expect(await row({ ...steps(-1, 0, 1), signed: true }, window('0', '1'))).toEqual([0, 255, 255])
    expect(await row({ ...steps(-51, -50, 0, 49, 50), signed: true }, window('0', '100'))).toEqual([
      0, 0, 129, 255, 255,
    ])
  })

  it('can be linear exactly', async () => {
    const exact = window('2048', '4096', 'LINEAR_EXACT')
    expect(await row(steps(0, 1024, 2048, 4096), exact)).toEqual([0, 64, 128, 255])
    expect(await row(steps(9, 10, 11), window('10', '0.5', 'LINEAR_EXACT'))).toEqual([0, 128, 255])
  })

  it('can be a sigmoid', async () => {
    const values = await row(steps(0, 1000, 2000, 4000), window('2000', '2000', 'SIGMOID'))
    expect(values).toEqual([5, 30, 128, 250])
  })

  it('counts in the values behind the rescaling', async () => {
    const rescale: DicomElements = { [TAG.slope]: ['DS', '2'], [TAG.intercept]: ['DS', '-1024'] }
    const shown = await row(steps(0, 412, 512, 612), { ...rescale, ...window('0', '401') })
    expect(shown).toEqual([0, 0, 128, 255])
  })

  it('is the first of several', async () => {
    expect(await row(steps(0, 50, 100), window('50.5\\900', '101\\10'))).toEqual([0, 128, 255])
  })

  it.each([
    ['zero', '50', '0'],
    ['negative', '50', '-10'],
    ['no number', 'x', 'y'],
    ['infinite', '1e999', '10'],
    ['empty', '', ''],
  ])('of a width that is %s is none', async (_, center, width) => {
    expect(await row(steps(0, 50, 100), window(center, width))).toEqual([0, 128, 255])
  })
})

describe('tables', () => {
  it('of VOI come before the window', async () => {
    const voi: DicomElements = { [TAG.voiTable]: ['SQ', [table(10, [0, 4095, 2048], 12)]] }
    const both = { ...voi, ...window('50', '100') }
    expect(await row(steps(0, 10, 11, 12, 500), both)).toEqual([0, 0, 255, 128, 128])
  })

  it('of the modality come before the VOI', async () => {
    const modality: DicomElements = { [TAG.modalityTable]: ['SQ', [table(0, [900, 500, 100], 16)]] }
    expect(await row(steps(0, 1, 2, 9), modality)).toEqual([255, 128, 0, 0])
    const voi: DicomElements = { [TAG.voiTable]: ['SQ', [table(100, [0, 128, 255], 8)]] }
    expect(await row(steps(0, 2), { ...modality, ...voi })).toEqual([255, 0])
  })

  it('may be packed in bytes, may start below zero, and may be in any encoding', async () => {
    const bytes: DicomElements = {
      [TAG.voiTable]: [
        'SQ',
        [
          {
            [TAG.tableDescriptor]: ['SS', [4, -2, 8]],
            [TAG.tableEntries]: ['OW', Buffer.from([10, 20, 30, 40])],
          },
        ],
      ],
    }
    const signed = { ...steps(-5, -2, -1, 0, 1, 5), signed: true }
    for (const syntax of [SYNTAX.explicit, SYNTAX.implicit, SYNTAX.deflated]) {
      expect(await row({ ...signed, syntax }, bytes)).toEqual([10, 10, 20, 30, 40, 40])
    }
  })

  it.each([
    ['more entries than it has', { [TAG.tableDescriptor]: ['US', [900, 0, 16]] }],
    ['entries of no bits', { [TAG.tableDescriptor]: ['US', [3, 0, 0]] }],
    ['entries of 99 bits', { [TAG.tableDescriptor]: ['US', [3, 0, 99]] }],
    ['half a descriptor', { [TAG.tableDescriptor]: ['US', [3]] }],
  ] as const)('of %s are corrupt', async (_, wrong) => {
    const voi: DicomElements = { [TAG.voiTable]: ['SQ', [{ ...table(0, [1, 2, 3], 16), ...wrong }]] }
    expect(await readStoredPixels(makeDicom({ elements: voi }), 1e6)).toBe('corrupt_image')
  })

  it('without items are none', async () => {
    const empty: DicomElements = { [TAG.voiTable]: ['SQ', []], [TAG.modalityTable]: ['SQ', [{}]] }
    expect(await row(steps(0, 50, 100), empty)).toEqual([0, 128, 255])
  })
})

describe('stored bits', () => {
  it('are those up to the high bit: what lies beside them is an overlay', async () => {
    const elements: DicomElements = { [TAG.bitsStored]: ['US', 12], [TAG.highBit]: ['US', 13] }
    const film = makeDicom({ ...steps(0b1100_0000_0000_0111, 0b0011_1111_1111_1100), height: 1, elements })
    const found = await readStoredPixels(film, 1e6)
    expect(found).toMatchObject({ values: Int32Array.from([1, 4095]) })
  })

  it('have their sign in the highest of them', async () => {
    const elements: DicomElements = kept(12)
    const film = makeDicom({ ...steps(0x0fff, 0x0800, 0x07ff), height: 1, signed: true, elements })
    expect(await readStoredPixels(film, 1e6)).toMatchObject({ values: Int32Array.from([-1, -2048, 2047]) })
  })

  it('can be one', async () => {
    const film = makeDicom({ width: 8, height: 2, bits: 1, raw: Buffer.from([0b1000_0001, 0b0000_0010]) })
    const values = [1, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0]
    const found = await readStoredPixels(film, 1e6)
    expect(found).toMatchObject({ values: Int32Array.from(values) })
    expect(found).toMatchObject({ gray: Uint8Array.from(values, (value) => value * 255) })
  })

  const bits = (allocated: number, stored: number, high: number): DicomElements => ({
    [TAG.bitsAllocated]: ['US', allocated],
    [TAG.bitsStored]: ['US', stored],
    [TAG.highBit]: ['US', high],
  })
  it.each([
    [0, 0, 0, 'unsupported_format'],
    [12, 12, 11, 'unsupported_format'],
    [32, 32, 31, 'unsupported_format'],
    [65_535, 16, 15, 'unsupported_format'],
    [16, 0, 15, 'corrupt_image'],
    [16, 17, 16, 'corrupt_image'],
    [16, 16, 16, 'corrupt_image'],
    [16, 12, 5, 'corrupt_image'],
    [8, 16, 15, 'corrupt_image'],
  ])('of %s allocated, %s stored, high bit %s are refused', async (allocated, stored, high, code) => {
    const film = makeDicom({ elements: bits(allocated, stored, high) })
    expect(await readStoredPixels(film, 1e6)).toBe(code)
  })
})

describe('colours', () => {
  const gray = (x: number) => x * 20
  const rgb = { width: 12, height: 2, bits: 8, samples: 3, sample: gray } as const
  const photometric = (name: string): DicomElements => ({ [TAG.photometric]: ['CS', name] })
  const expected = Array.from({ length: 12 }, (_, x) => gray(x))

  it('become gray', async () => {
    expect(await row(rgb)).toEqual(expected)
  })

  it('may lie in planes', async () => {
    const planes = Buffer.from(Array.from({ length: 72 }, (_, index) => gray(index % 12)))
    expect(await row({ ...rgb, raw: planes }, { [TAG.planar]: ['US', 1] })).toEqual(expected)
  })

  it('may be luma and chroma, whole or shared by two pixels', async () => {
    const ycc = (x: number, _: number, channel: number) => (channel === 0 ? gray(x) : 128)
    expect(await row({ ...rgb, sample: ycc }, photometric('YBR_FULL'))).toEqual(expected)
    const shared = Buffer.from(
      Array.from({ length: 48 }, (_, index) =>
        index % 4 < 2 ? gray(((index >> 2) % 6) * 2 + (index % 4)) : 128,
      ),
    )
    expect(await row({ ...rgb, raw: shared }, photometric('YBR_FULL_422'))).toEqual(expected)
  })

  it('may come from a palette', async () => {
    const entries = Array.from({ length: 12 }, (_, x) => gray(x) * 257)
    const palette: DicomElements = {
      ...photometric('PALETTE COLOR'),
      [TAG.redDescriptor]: ['US', [12, 0, 16]],
      [TAG.greenDescriptor]: ['US', [12, 0, 16]],
      [TAG.blueDescriptor]: ['US', [12, 0, 16]],
      [TAG.red]: ['OW', Buffer.from(Uint16Array.from(entries).buffer)],
      [TAG.green]: ['OW', Buffer.from(Uint16Array.from(entries).buffer)],
      [TAG.blue]: ['OW', Buffer.from(Uint16Array.from(entries).buffer)],
    }
    expect(await row({ width: 12, bits: 8, sample: (x) => x }, palette)).toEqual(expected)
    const partial = { ...palette, [TAG.red]: null }
    expect(await readStoredPixels(makeDicom({ bits: 8, elements: partial }), 1e6)).toBe('unsupported_format')
  })

  it.each(['CMYK', 'HSV', 'YBR_PARTIAL_420', '', 'MONOCHROME2'])('as %s are not read', async (name) => {
    expect(await readStoredPixels(makeDicom({ ...rgb, elements: photometric(name) }), 1e6)).toBe(
      'unsupported_format',
    )
  })

  it('of four samples are not read', async () => {
    const film = makeDicom({ ...rgb, elements: { [TAG.samples]: ['US', 4] } })
    expect(await readStoredPixels(film, 1e6)).toBe('unsupported_format')
  })
})
