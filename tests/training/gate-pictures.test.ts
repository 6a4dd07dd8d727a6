import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FilmReading, GrayPicture } from '../../src/core/gray-picture.js'
import type { Sample } from '../../src/training/data/data-set.js'
import {
  drawFilms,
  filmPicture,
  listGatePictures,
  readOthers,
  turnedFilms,
} from '../../src/training/gate/gate-pictures.js'
import { makeLateral } from '../../src/training/gate/made/made-laterals.js'
import { MADE_KINDS, makePicture } from '../../src/training/gate/made/made-pictures.js'
import { cutFragment, spoilFilm, SPOILINGS, turnFilm } from '../../src/training/gate/spoiled-films.js'
import { drawRadiograph } from '../support/radiograph.js'

let film: GrayPicture
let folder: string

beforeAll(async () => {
  const bytes = await drawRadiograph({ width: 120, height: 90, format: 'png' })
  film = { width: 120, height: 90, pixels: await sharp(bytes).toColourspace('b-w').raw().toBuffer() }
  folder = await mkdtemp(join(tmpdir(), 'gate-pictures-'))
})

afterAll(() => rm(folder, { recursive: true, force: true }))

const deviation = ({ pixels }: GrayPicture): number => {
  const mean = pixels.reduce((sum, gray) => sum + gray, 0) / pixels.length
  return Math.sqrt(pixels.reduce((sum, gray) => sum + (gray - mean) ** 2, 0) / pixels.length)
}

describe('pictures made by code', () => {
  it.each(MADE_KINDS)('of the kind %s are the same for a seed and others for another', async (kind) => {
    const [first, again, other] = await Promise.all(['1', '1', '2'].map((seed) => makePicture(kind, seed)))
    expect(again).toEqual(first)
    expect(Buffer.compare(first?.pixels ?? Buffer.of(), other?.pixels ?? Buffer.of())).not.toBe(0)
    expect(first?.pixels.length).toBe((first?.width ?? 0) * (first?.height ?? 0))
    // A blank may hold grain and nothing else; everything else shows something.
    if (kind !== 'made_blank') expect(deviation(first as GrayPicture)).toBeGreaterThan(8)
  })

  it('include laterals whose grain comes from a film', async () => {
    const [first, again, other] = await Promise.all(['1', '1', '2'].map((seed) => makeLateral(film, seed)))
    expect(again).toEqual(first)
    expect(other).not.toEqual(first)
  })
})

describe('turning a film', () => {
  const corner: GrayPicture = { width: 3, height: 2, pixels: Uint8Array.of(1, 2, 3, 4, 5, 6) }

  it.each([
    [90, 2, 3, [4, 1, 5, 2, 6, 3]],
    [180, 3, 2, [6, 5, 4, 3, 2, 1]],
    [270, 2, 3, [3, 6, 2, 5, 1, 4]],
  ] as const)('by %i degrees goes clockwise', (rotated, width, height, pixels) => {
    expect(turnFilm(corner, { inverted: false, rotated })).toEqual({
      width,
      height,
      pixels: Uint8Array.from(pixels),
    })
  })

  it('swaps the tones where it is inverted', () => {
    expect([...turnFilm(corner, { inverted: true, rotated: 0 }).pixels]).toEqual([
      254, 253, 252, 251, 250, 249,
    ])
  })

  it('agrees with what sharp calls a rotation', async () => {
    const raw = { raw: { width: film.width, height: film.height, channels: 1 } } as const
    const rotated = await sharp(film.pixels, raw).rotate(90).toColourspace('b-w').raw().toBuffer()
    expect(Buffer.compare(turnFilm(film, { inverted: false, rotated: 90 }).pixels, rotated)).toBe(0)
  })
})

describe('spoiling a film', () => {
  it.each(SPOILINGS)('by %s leaves its size and little of what it showed', async (spoiling) => {
    const spoiled = await spoilFilm(film, spoiling, 'a')
    expect([spoiled.width, spoiled.height, spoiled.pixels.length]).toEqual([120, 90, 120 * 90])
    expect(await spoilFilm(film, spoiling, 'a')).toEqual(spoiled)
    const difference = film.pixels.reduce(
      (sum, gray, at) => sum + Math.abs(gray - (spoiled.pixels[at] ?? 0)),
      0,
    )
    expect(difference / film.pixels.length).toBeGreaterThan(5)
  })

  it('cuts a fragment out of the film itself', () => {
    const { width, height, pixels } = cutFragment(film, 'a')
    expect(width * height).toBeLessThan(0.55 * 120 * 90)
    const firstRow = Buffer.from(pixels.subarray(0, width))
    const rows = Array.from({ length: film.height }, (_, row) =>
      Buffer.from(film.pixels.subarray(row * 120, (row + 1) * 120)),
    )
    expect(rows.some((row) => row.includes(firstRow))).toBe(true)
    expect(pixels.length).toBe(width * height)
  })

  it('can cut up a film of a few pixels', () => {
    const dot = { width: 9, height: 9, pixels: new Uint8Array(81) }
    for (const seed of ['a', 'b', 'c', 'd', 'e', 'f'])
      expect(cutFragment(dot, seed).pixels.length).toBeGreaterThan(0)
  })
})

const sample = (path: string, about: Partial<Sample> = {}): Sample => ({
  file: join(folder, path),
  path,
  label: 'NORMAL',
  picture: path,
  group: path,
  source: 'large',
  population: 'adult',
  seedSplit: '',
  split: 'train',
  ...about,
})

describe('the pictures of a gate', () => {
  const large = () => Array.from({ length: 90 }, (_, index) => sample(`large-${index}.png`))
  const small = () =>
    Array.from({ length: 10 }, (_, index) => sample(`small-${index}.png`, { source: 'small' }))

  it('hold small sources for more than their number', () => {
    const drawn = drawFilms([...large(), ...small()], 20, 'seed')
    expect(drawn.length).toBe(20)
    expect(new Set(drawn.map(({ path }) => path)).size).toBe(20)
    expect(drawn.filter(({ source }) => source === 'small').length).toBeGreaterThanOrEqual(5)
  })

  it('are all films where fewer are there than asked for', () => {
    expect(drawFilms(small(), 50, 'seed').length).toBe(10)
    expect(drawFilms([], 50, 'seed')).toEqual([])
  })

  it('have a key each, and the same ones again', () => {
    const split = { train: large(), val: small().map((one) => ({ ...one, path: `val-${one.path}` })) }
    const others = [
      { file: 'a.jpg', path: 'knee/a.jpg', kind: 'knee_radiograph', source: 'x' },
      { file: 'b.jpg', path: 'lateral/b.jpg', kind: 'lateral_chest', source: 'x' },
    ]
    const pictures = listGatePictures(split, others)
    const keys = pictures.map(({ key }) => key)
    const films = pictures.filter(({ source }) => source !== '')
    expect(listGatePictures(split, others).map(({ key }) => key)).toEqual(keys)
    expect(new Set(films.map(({ class: name }) => name))).toContain('inverted rotated_270')
    expect(
      pictures.filter(({ class: name }) => name === 'lateral').some(({ kind }) => kind === 'lateral_chest'),
    ).toBe(true)
    // No validation film is learnt from.
    const learnt = new Set(pictures.filter(({ part }) => part === 'fit').map(({ origin }) => origin))
    expect(pictures.filter(({ part, origin }) => part !== 'fit' && learnt.has(origin))).toEqual([])
  })

  it('show films inverted, and rotated each way', () => {
    const shown = turnedFilms(large(), 30)
    const count = (name: string) => shown.filter(({ class: turn }) => turn === name).length
    expect([count('inverted'), count('rotated_90'), count('rotated_180'), count('rotated_270')]).toEqual([
      30, 10, 10, 10,
    ])
  })

  it('are turned when they are loaded', async () => {
    const seen: GrayPicture[] = []
    const reading: FilmReading = {
      decode: () => Promise.resolve(film),
      fit: (picture) => {
        seen.push(picture)
        return Promise.resolve(new Uint8Array(4))
      },
    }
    await writeFile(join(folder, 'one.png'), 'read by the reading above')
    await filmPicture(sample('one.png'), 'fit', { turned: { inverted: true, rotated: 90 } }).load(reading, 2)
    expect(seen).toEqual([turnFilm(film, { inverted: true, rotated: 90 })])
  })

  it('are none where a film is refused before any gate', async () => {
    await writeFile(join(folder, 'broken.png'), 'no picture')
    const reading: FilmReading = {
      decode: () => Promise.resolve(null),
      fit: () => Promise.resolve(new Uint8Array()),
    }
    expect(await filmPicture(sample('broken.png'), 'fit').load(reading, 8)).toBeNull()
    expect(await filmPicture(sample('broken.png'), 'fit', { augmented: true }).load(reading, 8)).toBeNull()
  })
})

describe('the manifest of other pictures', () => {
  it('is read with its files beside it', async () => {
    await writeFile(join(folder, 'manifest.csv'), 'path,kind,source\nknee/1.jpg,knee_radiograph,someone\n')
    expect(await readOthers(folder)).toEqual([
      { file: join(folder, 'knee/1.jpg'), path: 'knee/1.jpg', kind: 'knee_radiograph', source: 'someone' },
    ])
  })

  it.each([
    ['no rows', 'path,kind,source\n'],
    ['no kind', 'path,source\na.jpg,someone\n'],
    ['an empty path', 'path,kind,source\n,photo,someone\n'],
  ])('with %s is refused', async (_, text) => {
    await writeFile(join(folder, 'manifest.csv'), text)
    await expect(readOthers(folder)).rejects.toMatchObject({ code: 'data_set_invalid' })
  })

  it('that is not there is refused', async () => {
    await expect(readOthers(join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'data_set_invalid' })
  })
})
