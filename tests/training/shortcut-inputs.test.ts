import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { growForest } from '../../src/training/shortcut/extra-trees.js'
import { createRandom } from '../../src/training/random.js'
import { meanQuantisation, metadataFeatures } from '../../src/training/shortcut/shortcut-metadata.js'
import {
  centre,
  changeScanner,
  hideInFile,
  hideRegion,
  lungFields,
  recompressAsTelegram,
  setInOther,
} from '../../src/training/shortcut/shortcut-pictures.js'
import { drawRadiograph } from '../support/radiograph.js'

describe('another scanner', () => {
  it('makes another film of the same one, always the same', async () => {
    const film = await drawRadiograph({ format: 'jpeg' })
    const changed = await changeScanner(film)
    expect(await changeScanner(film)).toEqual(changed)
    const { width, height, format } = await sharp(changed).metadata()
    expect({ width, height, format }).toEqual({ width: 320, height: 320, format: 'png' })
    const plain = await sharp(film).resize(320, 320, { fit: 'fill' }).toColourspace('b-w').raw().toBuffer()
    const pixels = await sharp(changed).toColourspace('b-w').raw().toBuffer()
    expect(pixels.equals(plain)).toBe(false)
  })
})

describe('the surroundings of another film', () => {
  const SIDE = 320
  it('take the place of the outer 15 % of each side, and of nothing else', async () => {
    const asked: string[] = []
    const donor = await drawRadiograph({ format: 'png', seed: 2 })
    const film = await drawRadiograph({ format: 'png', seed: 1 })
    const draw = (seed: string) => {
      asked.push(seed)
      return Promise.resolve(donor)
    }
    const read = async (bytes: Uint8Array) =>
      sharp(bytes)
        .toColourspace('b-w')
        .resize(SIDE, SIDE, { fit: 'fill' })
        .normalise()
        .extractChannel(0)
        .raw()
        .toBuffer()
    const set = await sharp(await setInOther(film, draw))
      .toColourspace('b-w')
      .raw()
      .toBuffer()
    const [own, other] = [await read(film), await read(donor)]
    const rows = { border: [], centre: [] } as Record<'border' | 'centre', number[]>
    for (let pixel = 0; pixel < SIDE * SIDE; pixel += 1) {
      const [x, y] = [((pixel % SIDE) + 0.5) / SIDE, (Math.floor(pixel / SIDE) + 0.5) / SIDE]
      const edge = Math.min(x, y, 1 - x, 1 - y)
      if (edge < 0.15) rows.border.push((set[pixel] ?? 0) - (other[pixel] ?? 0))
      if (edge > 0.2) rows.centre.push((set[pixel] ?? 0) - (own[pixel] ?? 0))
    }
    expect(Math.max(...rows.border.map(Math.abs))).toBe(0)
    expect(Math.max(...rows.centre.map(Math.abs))).toBe(0)
    await setInOther(film, draw)
    expect(new Set(asked).size).toBe(1)
    await setInOther(donor, draw)
    expect(new Set(asked).size).toBe(2)
  })
})

describe('hiding a region', () => {
  it('fills it with the mean of what stays, so that nothing of it is left', () => {
    const picture = { width: 2, height: 2, pixels: Uint8Array.from([10, 20, 200, 255]) }
    const lower = (_: number, y: number) => y > 0.5
    expect([...hideRegion(picture, lower).pixels]).toEqual([10, 20, 15, 15])
    const darker = { ...picture, pixels: Uint8Array.from([10, 20, 0, 0]) }
    expect(hideRegion(darker, lower)).toEqual(hideRegion(picture, lower))
  })

  it('may hide everything', () => {
    const picture = { width: 1, height: 1, pixels: Uint8Array.from([9]) }
    expect([...hideRegion(picture, () => true).pixels]).toEqual([0])
  })

  it('knows the centre by 15 % of each side, and lungs by two rounded boxes', () => {
    const inside = [0.149, 0.151, 0.849, 0.851]
    expect(inside.map((x) => centre(x, 0.5))).toEqual([false, true, true, false])
    expect(inside.map((y) => centre(0.5, y))).toEqual([false, true, true, false])
    // Both lungs, the spine between them, the neck, the belly, and a corner that is rounded off.
    const places = [
      [0.3, 0.45, true],
      [0.7, 0.45, true],
      [0.5, 0.45, false],
      [0.5, 0.05, false],
      [0.3, 0.9, false],
      [0.11, 0.11, false],
      [0.11, 0.3, true],
    ] as const
    expect(places.map(([x, y]) => lungFields(x, y))).toEqual(places.map(([, , hidden]) => hidden))
  })

  it('of a file leaves size and border as they were, and one gray in the centre', async () => {
    const film = await drawRadiograph({ width: 200, height: 300 })
    const raw = (file: Uint8Array) =>
      sharp(file).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true })
    const [before, after] = await Promise.all([raw(film), raw(await hideInFile(film, centre))])
    expect(after.info).toMatchObject({ width: 200, height: 300, channels: 1 })
    expect(after.data.subarray(0, 200 * 40)).toEqual(before.data.subarray(0, 200 * 40))
    const middle = new Set([100, 150, 200].map((y) => after.data[y * 200 + 100]))
    expect(middle.size).toBe(1)
    expect(new Set([100, 150, 200].map((y) => before.data[y * 200 + 100])).size).toBeGreaterThan(1)
  })
})

describe('a photo as Telegram passes it on', () => {
  it('has 1280 pixels on the longer side at most, and is a JPEG', async () => {
    const large = await sharp(
      await recompressAsTelegram(await drawRadiograph({ width: 2000, height: 1000, format: 'png' })),
    ).metadata()
    expect(large).toMatchObject({ format: 'jpeg', width: 1280, height: 640 })
    const small = await sharp(
      await recompressAsTelegram(await drawRadiograph({ width: 320, height: 300 })),
    ).metadata()
    expect(small).toMatchObject({ width: 320, height: 300 })
  })
})

describe('metadata', () => {
  it('hold the compression of a JPEG: the coarser, the larger', async () => {
    const film = sharp(await drawRadiograph({ format: 'png' }))
    const at = async (quality: number) =>
      meanQuantisation(await film.clone().jpeg({ quality }).toBuffer()) ?? 0
    const [low, middle, high] = [await at(30), await at(75), await at(100)]
    expect(low).toBeGreaterThan(middle)
    expect(middle).toBeGreaterThan(high)
    expect(high).toBeGreaterThanOrEqual(1)
  })

  it('read the table where it stands, in bytes or in words', () => {
    const segment = (precision: number, steps: number[]) =>
      Buffer.from([
        0xff,
        0xd8,
        0xff,
        0xe0,
        0,
        4,
        1,
        2,
        0xff,
        0xdb,
        0,
        3 + steps.length,
        precision << 4,
        ...steps,
      ])
    expect(meanQuantisation(segment(0, Array<number>(64).fill(7)))).toBe(7)
    expect(
      meanQuantisation(
        segment(
          1,
          Array.from({ length: 128 }, (_, index) => (index % 2 === 0 ? 1 : 0)),
        ),
      ),
    ).toBe(256)
  })

  it.each([
    ['a PNG', Buffer.from([0x89, 0x50, 0x4e, 0x47])],
    ['nothing', Buffer.alloc(0)],
    ['a table that was cut off', Buffer.from([0xff, 0xd8, 0xff, 0xdb, 0, 67, 0, 1, 2])],
    ['a scan before any table', Buffer.from([0xff, 0xd8, 0xff, 0xda, 0, 4, 0, 0])],
    ['bytes that are no marker', Buffer.from([0xff, 0xd8, 1, 2, 3, 4])],
  ])('have no compression in %s', (_, bytes) => {
    expect(meanQuantisation(bytes)).toBeNull()
  })

  it('are what was stated of the picture before, and of the file where nothing was', () => {
    const bytes = Buffer.alloc(50)
    const file = { width: 10, height: 20 }
    expect(metadataFeatures(bytes, file, { width: 300, height: 100 })).toEqual([
      300, 100, 3, 10, 20, 50, 0.25, 0,
    ])
    expect(metadataFeatures(bytes, file, null).slice(0, 3)).toEqual([10, 20, 0.5])
  })
})

describe('a forest of random trees', () => {
  const rows = Array.from({ length: 200 }, (_, index) => ({
    features: [index % 7, index % 100],
    target: index % 100 >= 40 && index % 100 < 60 ? 1 : 0,
    weight: 1,
  }))

  it('finds a class between two values, which no line through them could', () => {
    const forest = growForest(rows, { classes: 2, random: createRandom('forest') })
    expect(forest([3, 50])[1]).toBeGreaterThan(0.8)
    expect(forest([3, 10])[1]).toBeLessThan(0.2)
    expect(forest([3, 90])[1]).toBeLessThan(0.2)
  })

  it('gives shares that sum to 1, and the same again for the same seed', () => {
    const grow = () => growForest(rows, { classes: 2, random: createRandom('forest'), trees: 10 })
    const shares = grow()([3, 41])
    expect((shares[0] ?? 0) + (shares[1] ?? 0)).toBeCloseTo(1, 12)
    expect(grow()([3, 41])).toEqual(shares)
  })

  it('weighs rows: a rare class counts as much as a common one', () => {
    const flat = Array.from({ length: 100 }, (_, index) => ({
      features: [1],
      target: index < 5 ? 1 : 0,
      weight: index < 5 ? 19 : 1,
    }))
    expect(growForest(flat, { classes: 2, random: createRandom(1) })([1])).toEqual([
      expect.closeTo(0.5, 12),
      expect.closeTo(0.5, 12),
    ])
  })

  it('needs rows', () => {
    expect(() => growForest([], { classes: 2, random: createRandom(1) })).toThrow(RangeError)
  })
})
