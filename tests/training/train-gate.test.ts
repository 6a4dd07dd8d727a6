import { appendFile, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FilmReading } from '../../src/core/gray-picture.js'
import { gateFeatures } from '../../src/inference/gate-features.js'
import { parseGate } from '../../src/inference/gate.js'
import type { Sample } from '../../src/training/data/data-set.js'
import { gateExamples } from '../../src/training/gate/gate-feature-store.js'
import { gateShape } from '../../src/training/gate/gate-fit.js'
import { gateMarkdown } from '../../src/training/gate/gate-markdown.js'
import { filmPicture } from '../../src/training/gate/gate-pictures.js'
import { noProgress } from '../../src/training/progress.js'
import { measureGate, trainGate, type GateSurroundings } from '../../src/training/gate/train-gate.js'
import { makePicture } from '../../src/training/gate/made/made-pictures.js'
import { drawRadiograph } from '../support/radiograph.js'

const SIZE = 32
let folder: string
let train: Sample[]
let val: Sample[]

async function writeFilm(name: string, seed: number, source: string): Promise<Sample> {
  const bytes = await drawRadiograph({ width: 64, height: 64, format: 'png', seed })
  await writeFile(join(folder, name), bytes)
  const about = {
    label: 'NORMAL',
    picture: name,
    group: name,
    population: 'adult',
    seedSplit: '',
    split: '',
  } as const
  return { ...about, file: join(folder, name), path: name, source }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'train-gate-'))
  const films = await Promise.all(
    Array.from({ length: 70 }, (_, index) =>
      writeFilm(`film-${index}.png`, index, index % 2 === 0 ? 'even' : 'odd'),
    ),
  )
  train = films.slice(0, 44)
  val = films.slice(44)
})

afterAll(() => rm(folder, { recursive: true, force: true }))

const reading: FilmReading = {
  decode: async (bytes) => {
    const { data, info } = await sharp(bytes).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true })
    return { width: info.width, height: info.height, pixels: data }
  },
  fit: async ({ width, height, pixels }, size) => {
    const square = sharp(pixels, { raw: { width, height, channels: 1 } }).resize(size, size, { fit: 'fill' })
    return Uint8Array.from(await square.toColourspace('b-w').raw().toBuffer())
  },
}

/** Stands for a network: the mean gray of each eighth of the rows, and the roughness of each eighth of the columns. */
function pool(square: Uint8Array): Float32Array {
  const pooled = new Float32Array(16)
  square.forEach((gray, at) => {
    const [row, column] = [Math.floor(at / SIZE), at % SIZE]
    const [band, stripe] = [Math.floor(row / 4), 8 + Math.floor(column / 4)]
    pooled[band] = (pooled[band] ?? 0) + gray / 128
    pooled[stripe] = (pooled[stripe] ?? 0) + Math.abs(gray - (square[at + 1] ?? gray)) / 16
  })
  return pooled
}

function surroundings(changes: Partial<GateSurroundings> = {}): GateSurroundings {
  return {
    shape: gateShape(['first', 'last'], [8, 8], 256),
    size: SIZE,
    reading,
    forward: (squares) => squares.map(pool),
    describe: gateFeatures,
    parse: parseGate,
    featureFile: join(folder, 'features'),
    progress: noProgress,
    signal: new AbortController().signal,
    ...changes,
  }
}

describe('training a gate', () => {
  const counts = {
    fit: 44,
    fitAugmented: 8,
    val: 26,
    valAugmented: 4,
    turned: 10,
    checkTurned: 9,
    made: 1,
    spoiled: 1,
    fragments: 6,
    laterals: 6,
    copies: 1,
    lateralCopies: 2,
  }

  it(
    'refuses what is no film, accepts films, names turns, and says so in a report',
    { timeout: 120_000 },
    async () => {
      const others = await Promise.all(
        Array.from({ length: 12 }, async (_, index) => {
          const { width, height, pixels } = await makePicture('made_document', `other ${index}`)
          const path = `page-${index}.png`
          await sharp(pixels, { raw: { width, height, channels: 1 } })
            .png()
            .toFile(join(folder, path))
          return { file: join(folder, path), path, kind: 'page', source: 'x' }
        }),
      )
      const { content, report } = await trainGate({
        ...surroundings(),
        train,
        val,
        others,
        counts,
        settings: { epochs: 8, rate: 0.01, penalty: 0.01, seed: 'test' },
      })
      expect(report.others).toMatchObject({ n: 12, refused: { value: 1 } })
      expect(report.leftOut.map(({ name }) => name)).toContain('page')
      expect(report.upright.all.n).toBe(26)
      expect(report.upright.all.refused?.value ?? 1).toBeLessThan(0.2)
      expect(report.upright.bySource.map(({ name }) => name)).toEqual(['even', 'odd'])
      expect(report.turned.map(({ turn }) => turn)).toEqual([
        'inverted',
        'rotated_180',
        'rotated_270',
        'rotated_90',
      ])
      for (const { acceptedTurned } of report.turned) expect(acceptedTurned?.value).toBe(0)
      const text = gateMarkdown(report, 'The gate of a test', 'chestcheck train-gate')
      expect(text).toContain('| not_frontal_chest | 12 | 100.00 %')
      expect(text).not.toContain('undefined')

      const measured = await measureGate(content, { part: 'test', samples: val, turned: 6 }, surroundings())
      expect(measured.upright.all.n).toBe(26)
      expect(measured.turned.reduce((sum, { n }) => sum + n, 0)).toBe(12)
    },
  )
})

describe('the features on disk', () => {
  const pictures = () => train.slice(0, 20).map((sample) => filmPicture(sample, 'fit'))

  function counting(signal = new AbortController().signal) {
    let passes = 0
    const options = {
      ...surroundings({ signal, featureFile: join(folder, 'counted') }),
      file: join(folder, 'counted'),
      forward: (squares: readonly Uint8Array[]) => {
        passes += squares.length
        return squares.map(pool)
      },
    }
    return { options, passes: () => passes }
  }

  it('are computed once, and again only where a stopped run did not write them to their end', async () => {
    const first = counting()
    const examples = await gateExamples(pictures(), first.options)
    expect(first.passes()).toBe(20)
    const second = counting()
    const again = await gateExamples(pictures(), second.options)
    expect(again.map(({ features }) => features)).toEqual(examples.map(({ features }) => features))
    expect(second.passes()).toBe(0)

    const { size } = await stat(join(folder, 'counted'))
    await appendFile(join(folder, 'counted'), Buffer.alloc(50, 7))
    const third = counting()
    await gateExamples([...pictures(), filmPicture(val[0] as Sample, 'fit')], third.options)
    expect(third.passes()).toBe(1)
    expect((await stat(join(folder, 'counted'))).size).toBe(size + size / 20)
  })

  it('are left out for a picture that is refused before any gate', async () => {
    const { options, passes } = counting()
    const refusing = { ...reading, decode: () => Promise.resolve(null) }
    const [first, second] = [train[30] as Sample, train[31] as Sample]
    const seen = await gateExamples([filmPicture(first, 'fit')], { ...options, reading: refusing })
    expect(seen).toEqual([])
    expect(passes()).toBe(0)
    expect(
      (await gateExamples([filmPicture(first, 'fit'), filmPicture(second, 'val')], options)).map(
        ({ part }) => part,
      ),
    ).toEqual(['fit', 'val'])
  })

  it('stay when the run is stopped', async () => {
    const stopping = new AbortController()
    stopping.abort(new Error('stopped'))
    const { options } = counting(stopping.signal)
    await expect(gateExamples([filmPicture(val[1] as Sample, 'fit')], options)).rejects.toThrow('stopped')
    const third = counting()
    await gateExamples(pictures(), third.options)
    expect(third.passes()).toBe(0)
  })
})
