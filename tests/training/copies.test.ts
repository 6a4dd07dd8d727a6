import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createReading } from '../../src/cli/train.js'
import { filmsOfCopies, withCopies } from '../../src/training/data/copies.js'
import type { Sample } from '../../src/training/data/data-set.js'
import { createFilmStore, type FilmStore } from '../../src/training/data/film-store.js'
import { drawRadiograph } from '../support/radiograph.js'

const SIZE = 64

describe('films in changed copies', () => {
  let folder: string
  let films: FilmStore
  let sample: Sample

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'chestcheck-copies-'))
    const file = join(folder, 'film.png')
    await writeFile(file, await drawRadiograph({ format: 'png' }))
    films = createFilmStore(createReading('gray-fill-2', 1e8))
    const about = { label: 'COVID', picture: 'p', group: 'g', source: 's', population: 'adult' } as const
    sample = { ...about, file, path: 'film.png', seedSplit: '', split: 'train' }
  })
  afterAll(() => rm(folder, { recursive: true }))

  it('keep what is known of the film, each under a path of its own', () => {
    const copies = withCopies([sample], ['plain', 'changed', 'restyled'])
    expect(copies.map(({ path, kind }) => [path, kind])).toEqual([
      ['film.png', 'plain'],
      ['film.png#1', 'changed'],
      ['film.png#2', 'restyled'],
    ])
    for (const { file, label, group } of copies) {
      expect({ file, label, group }).toEqual({ file: sample.file, label: 'COVID', group: 'g' })
    }
  })

  it('come as they are first, then changed, each in its way and always in the same', async () => {
    const shown = filmsOfCopies(films, { mildShare: 0.7, donors: [sample] })
    const copies = withCopies([sample], ['plain', 'changed', 'changed', 'restyled'])
    const [plain, first, second, third] = await shown.plain(copies, SIZE)
    expect([plain]).toEqual(await films.plain([sample], SIZE))
    expect(new Set([plain, first, second, third].map((film) => film?.toString())).size).toBe(4)
    expect(await shown.plain(copies.toReversed(), SIZE)).toEqual([third, second, first, plain])
    expect(await shown.plain([sample], SIZE)).toEqual([plain])
  })

  it("are restyled after adults' films alone, of each class alike whatever its number", async () => {
    const named = (path: string, label: Sample['label'], population = 'adult', source = 's'): Sample => ({
      ...sample,
      path,
      label,
      population,
      source,
    })
    const donors = [
      named('child.png', 'NORMAL', 'child'),
      named('pneumonia.png', 'PNEUMONIA'),
      ...['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'].map((name) => named(name, 'COVID')),
      named('rare', 'COVID', 'adult', 'other'),
    ]
    const drawn: string[] = []
    const listening: FilmStore = {
      ...films,
      restyled: (_, donor) => {
        drawn.push(donor.path)
        return Promise.resolve(new Uint8Array(SIZE * SIZE))
      },
    }
    const asked = Array.from({ length: 400 }, (_, index) => named(`film-${index}.png`, 'NORMAL'))
    await filmsOfCopies(listening, { mildShare: 0, donors }).plain(withCopies(asked, ['restyled']), SIZE)
    const share = (wanted: string) => drawn.filter((path) => path === wanted).length / drawn.length
    expect(share('child.png')).toBe(0)
    expect(share('pneumonia.png')).toBeCloseTo(0.5, 1)
    // One film of a source beside nine of another: the root of one against the root of nine.
    expect(share('rare')).toBeCloseTo(0.125, 1)
  })
})
