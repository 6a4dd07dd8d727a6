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
    const copies = withCopies([sample], 2)
    expect(copies.map(({ path, copy }) => [path, copy])).toEqual([
      ['film.png', 0],
      ['film.png#1', 1],
      ['film.png#2', 2],
    ])
    for (const { file, label, group } of copies) {
      expect({ file, label, group }).toEqual({ file: sample.file, label: 'COVID', group: 'g' })
    }
  })

  it('come as they are first, then changed, each in its way and always in the same', async () => {
    const shown = filmsOfCopies(films, 0.7)
    const copies = withCopies([sample], 2)
    const [plain, first, second] = await shown.plain(copies, SIZE)
    expect([plain]).toEqual(await films.plain([sample], SIZE))
    expect(first).not.toEqual(plain)
    expect(second).not.toEqual(first)
    expect(await shown.plain(copies.toReversed(), SIZE)).toEqual([second, first, plain])
    expect(await shown.plain([sample], SIZE)).toEqual([plain])
  })
})
