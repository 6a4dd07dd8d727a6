import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FilmReading } from '../../src/core/gray-picture.js'
import { LABELS } from '../../src/core/label.js'
import { decodePicture } from '../../src/inference/decode.js'
import { fitToNetwork } from '../../src/inference/preprocess.js'
import type { Sample } from '../../src/training/data/data-set.js'
import { removeBurntIn } from '../../src/training/films/burnt-in.js'
import { burnText } from '../../src/training/films/burnt-text.js'
import { createPlane, type Plane } from '../../src/training/plane.js'
import { findComponents } from '../../src/training/films/principal-components.js'
import { FINE_LEVELS, invertField, register, warp } from '../../src/training/films/registration.js'
import { noProgress } from '../../src/training/progress.js'
import { createRandom } from '../../src/training/random.js'
import {
  FILM_SIZE,
  MADE_TEXT,
  makeSampleFilms,
  type SampleFilmOptions,
} from '../../src/training/sample-films.js'
import { drawPerson } from '../support/films.js'

const reading: FilmReading = {
  async decode(bytes) {
    const decoded = await decodePicture(bytes, { maxPixels: 4_000_000 })
    return decoded.kind === 'refused' ? null : { ...decoded.facts, pixels: decoded.pixels }
  },
  fit: (picture, size) => fitToNetwork(picture, { version: 'gray-fill-1', size }),
}

let root: string
let samples: Sample[]

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'chestcheck-made-'))
  samples = []
  for (const [number, label] of LABELS.entries()) {
    for (let person = 0; person < 4; person += 1) {
      const file = join(root, `${label}-${person}.png`)
      await writeFile(file, await drawPerson(number * 10 + person))
      samples.push({
        file,
        path: `${label}-${person}.png`,
        label,
        picture: file,
        group: file,
        source: 'drawn',
        population: 'adult',
        seedSplit: '',
        split: person === 3 ? 'test' : 'train',
      })
    }
  }
})
afterAll(() => rm(root, { recursive: true, force: true }))

async function make(changes: Partial<SampleFilmOptions> = {}) {
  const out = await mkdtemp(join(root, 'out-'))
  const films = await makeSampleFilms({
    samples,
    population: 'adult',
    pictures: 3,
    seed: 1,
    picks: { COVID: 1, NORMAL: 1, PNEUMONIA: 1 },
    draws: 0,
    out,
    reading,
    progress: noProgress,
    signal: new AbortController().signal,
    ...changes,
  })
  return { out, films, read: (name: string) => readFile(join(out, name)) }
}

describe('made films', () => {
  it('are one a class, of training pictures alone, marked in the picture and in the file, the same for the same seed', async () => {
    const first = await make()
    expect((await readdir(first.out)).sort()).toEqual(['covid.png', 'normal.png', 'pneumonia.png'])
    expect(first.films.map(({ label, n, distance }) => [label, n, distance.pictures])).toEqual(
      LABELS.map((label) => [label, 3, 3]),
    )
    const bytes = await first.read('covid.png')
    expect(bytes.includes(Buffer.from(`tEXtComment\0${MADE_TEXT}`, 'latin1'))).toBe(true)
    const film = await reading.decode(bytes)
    expect(film).toMatchObject({ width: FILM_SIZE, height: FILM_SIZE })
    // The strip of the text: dark, with light letters on it.
    const strip = film?.pixels.subarray((FILM_SIZE - 7) * FILM_SIZE, (FILM_SIZE - 7) * FILM_SIZE + 110) ?? []
    expect(new Set(strip)).toEqual(new Set([8, 215]))
    expect(await (await make()).read('covid.png')).toEqual(bytes)
  })

  it('differ from draw to draw, and the pick says which one is kept', async () => {
    const { read } = await make({ draws: 2, picks: { COVID: 2, NORMAL: 1, PNEUMONIA: 1 } })
    expect(await read('covid.png')).toEqual(await read('covid-2.png'))
    expect(await read('covid.png')).not.toEqual(await read('covid-1.png'))
    expect(await read('normal.png')).toEqual(await read('normal-1.png'))
  })

  it('are refused where a class has too few pictures, or one that cannot be read', async () => {
    await expect(make({ population: 'child' })).rejects.toMatchObject({ code: 'data_set_invalid' })
    const broken = join(root, 'broken.png')
    await writeFile(broken, 'no picture')
    const spoiled = samples.map((sample, index) => (index === 0 ? { ...sample, file: broken } : sample))
    await expect(make({ samples: spoiled })).rejects.toMatchObject({ code: 'data_set_invalid' })
  })

  it('stop being made when that is asked', async () => {
    const stopping = new AbortController()
    stopping.abort(new Error('stopped'))
    await expect(make({ signal: stopping.signal })).rejects.toThrow('stopped')
  })
})

describe('the films in samples/', () => {
  const folder = fileURLToPath(new URL('../../samples', import.meta.url))

  it.each(['covid', 'normal', 'pneumonia'])(
    '%s.png is small, readable and says that it is made',
    async (name) => {
      const file = join(folder, `${name}.png`)
      expect(existsSync(file)).toBe(true)
      const bytes = await readFile(file)
      expect(bytes.byteLength).toBeLessThan(60_000)
      expect(bytes.includes(Buffer.from(MADE_TEXT))).toBe(true)
      expect(await reading.decode(bytes)).not.toBeNull()
    },
  )
})

describe('the parts of the model', () => {
  it('finds the directions that rows were made of, the strongest first', () => {
    const random = createRandom('rows')
    const strong = Float32Array.of(0.6, 0.8, 0, 0, 0)
    const weak = Float32Array.of(0, 0, 0, 1, 0)
    const rows = Array.from({ length: 40 }, () => {
      const [a, b] = [random.uniform(-9, 9), random.uniform(-2, 2)]
      return strong.map((value, index) => 5 + a * value + b * (weak[index] ?? 0))
    })
    const { directions, deviations, mean } = findComponents(rows, 2)
    const along = (direction: Float32Array, wanted: Float32Array) =>
      Math.abs(direction.reduce((sum, value, index) => sum + value * (wanted[index] ?? 0), 0))
    expect(along(directions[0] as Float32Array, strong)).toBeGreaterThan(0.999)
    expect(along(directions[1] as Float32Array, weak)).toBeGreaterThan(0.98)
    expect(deviations[0]).toBeGreaterThan(3.5)
    expect(deviations[0]).toBeLessThan(7)
    expect(mean[2]).toBeCloseTo(5, 5)
  })

  it('lays a picture that was moved over its template again', () => {
    const template = drawDiscs(0, 0)
    const moved = drawDiscs(5, -4)
    const field = register(template, moved, FINE_LEVELS)
    const laid = warp(moved, {
      right: scale(field.right, 2),
      down: scale(field.down, 2),
    })
    expect(difference(laid, template)).toBeLessThan(difference(moved, template) / 4)
  })

  it('inverts a field', () => {
    const size = 40
    const field = { right: createPlane(size), down: createPlane(size) }
    for (let index = 0; index < size * size; index += 1) {
      field.right.values[index] = 2 * Math.sin((index % size) / 8)
      field.down.values[index] = 1.5 * Math.cos(Math.floor(index / size) / 9)
    }
    const picture = drawDiscs(0, 0, size)
    const back = warp(warp(picture, field), invertField(field))
    expect(difference(back, picture)).toBeLessThan(difference(warp(picture, field), picture) / 3)
  })

  it('leaves out what one film alone has burnt in, and keeps what is usual at a place', () => {
    const random = createRandom('films')
    const films = Array.from({ length: 15 }, () => {
      const film = drawDiscs(0, 0, 48)
      film.values.forEach((value, index) => (film.values[index] = value + random.uniform(-3, 3)))
      return film
    })
    const marked = films[4] as Plane
    const before = marked.values.slice()
    for (let x = 10; x < 30; x += 1) marked.values[40 * 48 + x] = 255
    const cleaned = removeBurntIn(films)
    const line = (plane: Plane | undefined) => (plane?.values ?? []).slice(40 * 48 + 12, 40 * 48 + 28)
    expect(Math.max(...line(marked))).toBe(255)
    // Of a bright line the broad part stays, of letters nothing that can be read.
    expect(Math.max(...line(cleaned[4]))).toBeLessThan(135)
    expect(difference(cleaned[5] as Plane, films[5] as Plane)).toBeLessThan(before.length * 0.3)
  })

  it('burns a text no wider than the picture', () => {
    const pixels = new Uint8Array(40 * 40).fill(100)
    burnText(pixels, 40, MADE_TEXT)
    expect(pixels.subarray(0, 40 * 27).every((value) => value === 100)).toBe(true)
    expect(pixels.subarray(40 * 27).every((value) => value === 8 || value === 215)).toBe(true)
  })
})

/** Two soft discs, moved by some pixels. */
function drawDiscs(right: number, down: number, size = 96): Plane {
  const plane = createPlane(size)
  const disc = (x: number, y: number, centreX: number, centreY: number, radius: number) =>
    120 /
    (1 + Math.exp((Math.hypot(x - centreX * size - right, y - centreY * size - down) - radius * size) / 2))
  for (let y = 0; y < size; y += 1)
    for (let x = 0; x < size; x += 1)
      plane.values[y * size + x] = 40 + disc(x, y, 0.35, 0.4, 0.14) + disc(x, y, 0.65, 0.6, 0.18)
  return plane
}

/** A field's plane for pictures of twice the size. */
function scale(plane: Plane, factor: number): Plane {
  const large = createPlane(plane.size * factor)
  for (let index = 0; index < large.values.length; index += 1) {
    const x = Math.floor((index % large.size) / factor)
    const y = Math.floor(index / large.size / factor)
    large.values[index] = (plane.values[y * plane.size + x] ?? 0) * factor
  }
  return large
}

function difference(left: Plane, right: Plane): number {
  return left.values.reduce((sum, value, index) => sum + Math.abs(value - (right.values[index] ?? 0)), 0)
}
