import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type * as TensorFlow from '@tensorflow/tfjs'
import sharp from 'sharp'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createReading } from '../../src/cli/train.js'
import { LABELS, nameScores } from '../../src/core/label.js'
import { baseUpTo, tailOf } from '../../src/training/architectures/blocks.js'
import { vgg16 } from '../../src/training/architectures/vgg16.js'
import { loadTensorFlow } from '../../src/inference/tensorflow.js'
import type { Sample } from '../../src/training/data/data-set.js'
import { toInput } from '../../src/training/data/feature-cache.js'
import { createFilmStore, type FilmStore } from '../../src/training/data/film-store.js'
import { createOutputStore } from '../../src/training/data/output-store.js'
import { copyWeights } from '../../src/training/network-weights.js'
import { noProgress, type Progress } from '../../src/training/progress.js'
import { picturesDrawn, trainStage, type StageSettings } from '../../src/training/stage.js'

const SIZE = 32
const SETTINGS: StageSettings = {
  name: 'stage',
  epochs: 2,
  pictures: 48,
  batch: 8,
  learningRate: 0.01,
  frozen: () => false,
}
let tf: typeof TensorFlow
let folder: string
let run: string
let samples: readonly Sample[]
let films: FilmStore

/** Dark above, dark below, or dark on the left: what any network tells apart. */
async function drawSample(index: number): Promise<Sample> {
  const label = LABELS[index % 3] ?? 'COVID'
  const path = `${index}.png`
  const pixels = Uint8Array.from({ length: 128 * 128 }, (_, place) => {
    const dark = label === 'COVID' ? place < 8192 : label === 'NORMAL' ? place >= 8192 : place % 128 < 64
    return dark ? 20 + index : 230 - index
  })
  await sharp(pixels, { raw: { width: 128, height: 128, channels: 1 } })
    .png()
    .toFile(join(folder, path))
  return {
    path,
    file: join(folder, path),
    label,
    picture: path,
    group: path,
    source: 's',
    population: index % 2 === 0 ? 'adult' : 'child',
    seedSplit: '',
    split: 'train',
  }
}

beforeAll(async () => {
  ;({ tf } = await loadTensorFlow('native'))
  folder = await mkdtemp(join(tmpdir(), 'chestcheck-stage-'))
  samples = await Promise.all(Array.from({ length: 48 }, (_, index) => drawSample(index)))
  films = createFilmStore(createReading('gray-fill-2', 1e8))
})
afterAll(() => rm(folder, { recursive: true }))
beforeEach(async () => {
  run = await mkdtemp(join(folder, 'run-'))
})

/** A small network in the place of VGG16: what a stage does hangs on no layer. */
function createSmallNetwork(): TensorFlow.LayersModel {
  const layers = [
    tf.layers.averagePooling2d({ poolSize: 8, inputShape: [SIZE, SIZE, 3] }),
    tf.layers.flatten({ name: 'flat' }),
    tf.layers.dense({
      units: 12,
      activation: 'relu',
      name: 'hidden',
      kernelInitializer: tf.initializers.glorotUniform({ seed: 3 }),
    }),
    tf.layers.dense({
      units: 3,
      activation: 'softmax',
      name: 'predictions',
      kernelInitializer: tf.initializers.glorotUniform({ seed: 4 }),
    }),
  ]
  return tf.sequential({ layers })
}

async function squares(batch: readonly Sample[]): Promise<TensorFlow.Tensor4D> {
  const plain = await films.plain(batch, SIZE)
  return tf.tidy(() => toInput(tf, plain))
}

function train(
  network: TensorFlow.LayersModel,
  settings: StageSettings,
  options: { signal?: AbortSignal; progress?: Progress; input?: typeof squares } = {},
) {
  const { signal = new AbortController().signal, progress = noProgress, input: show = squares } = options
  return trainStage(
    {
      run: { tf, folder: run, seed: 1, progress, signal },
      network,
      train: samples,
      input: show,
      judge: async () => {
        const input = await squares(samples)
        const rows = tf.tidy(() => (network.predict(input) as TensorFlow.Tensor2D).arraySync())
        input.dispose()
        return samples.map(({ label, population }, index) => ({
          label,
          population,
          scores: nameScores(rows[index] ?? []),
        }))
      },
    },
    settings,
  )
}

const weightsOf = (network: TensorFlow.LayersModel) =>
  network.getWeights().map((weight) => [...weight.dataSync()])

describe('a stage of training', () => {
  it('learns, tells adults from children in its figures, and keeps the best epoch', async () => {
    const network = createSmallNetwork()
    const curve = await train(network, { ...SETTINGS, epochs: 8 })
    expect(curve).toHaveLength(8)
    expect(curve.at(-1)?.valLoss).toBeLessThan(curve[0]?.valLoss ?? 0)
    expect(curve.at(-1)?.valAdults).toBeGreaterThan(0.9)
    expect(curve.at(-1)?.valChildren).toBeGreaterThan(0.9)
  })

  it('leaves frozen layers as they were', async () => {
    const network = createSmallNetwork()
    const kernelOf = (name: string) => [...(network.getLayer(name).getWeights()[0]?.dataSync() ?? [])]
    const before = ['hidden', 'predictions'].map(kernelOf)
    await train(network, { ...SETTINGS, frozen: (layer) => layer === 'hidden' })
    expect(kernelOf('hidden')).toEqual(before[0])
    expect(kernelOf('predictions')).not.toEqual(before[1])
  })

  it.each([
    ['with the weights of its last step', SETTINGS],
    ['with a running mean of them', { ...SETTINGS, averaging: 0.9 }],
  ])('stopped in the middle of an epoch goes on to the same end %s', async (_, settings) => {
    const whole = createSmallNetwork()
    const curve = await train(whole, settings)
    run = await mkdtemp(join(folder, 'run-'))
    const stop = new AbortController()
    const progress: Progress = {
      ...noProgress,
      advance: (done) => {
        if (done === 3) stop.abort()
      },
    }
    await expect(train(createSmallNetwork(), settings, { signal: stop.signal, progress })).rejects.toThrow()
    const resumed = createSmallNetwork()
    const resumedCurve = await train(resumed, settings)
    expect(resumedCurve.map(({ valLoss }) => valLoss)).toEqual(curve.map(({ valLoss }) => valLoss))
    expect(weightsOf(resumed)).toEqual(weightsOf(whole))
  })

  it('meets no picture that was not named beforehand', async () => {
    const settings = { ...SETTINGS, epochs: 1, pictures: 16 }
    const met = new Set<Sample>()
    const input = (batch: readonly Sample[]) => {
      for (const sample of batch) met.add(sample)
      return squares(batch)
    }
    await train(createSmallNetwork(), settings, { input })
    const named = picturesDrawn(samples, settings, 1)
    expect(new Set(named).size).toBe(named.length)
    expect(named).toEqual(expect.arrayContaining([...met]))
    expect(met.size).toBe(16)
    expect(named.length).toBeLessThan(samples.length)
  })

  it('keeps the mean of its steps where asked, not the last of them', async () => {
    const [last, mean] = [createSmallNetwork(), createSmallNetwork()]
    await train(last, { ...SETTINGS, keep: 'last' })
    run = await mkdtemp(join(folder, 'run-'))
    await train(mean, { ...SETTINGS, keep: 'last', averaging: 0.9 })
    const first = weightsOf(createSmallNetwork()).flat()
    const [far, near] = [last, mean].map((network) =>
      Math.hypot(
        ...weightsOf(network)
          .flat()
          .map((value, index) => value - (first[index] ?? 0)),
      ),
    )
    expect(near).toBeGreaterThan(0)
    expect(near).toBeLessThan(far ?? 0)
  })

  it('lets the rate fall over more epochs than it trains, where asked', async () => {
    const [short, long] = [createSmallNetwork(), createSmallNetwork()]
    await train(short, { ...SETTINGS, epochs: 1, keep: 'last' })
    run = await mkdtemp(join(folder, 'run-'))
    await train(long, { ...SETTINGS, epochs: 1, fallsOver: 8, keep: 'last' })
    expect(weightsOf(long)).not.toEqual(weightsOf(short))
  })

  it.each([undefined, 0.9])('releases its tensors, averaging %s', async (averaging) => {
    const settings = averaging === undefined ? SETTINGS : { ...SETTINGS, averaging }
    await train(createSmallNetwork(), settings)
    run = await mkdtemp(join(folder, 'run-'))
    const network = createSmallNetwork()
    const before = tf.memory().numTensors
    await train(network, settings)
    expect(tf.memory().numTensors).toBe(before)
  })
})

describe('a pooled VGG16 in parts', () => {
  it('gives through its front and its tail what it gives as a whole', async () => {
    const network = vgg16.build(tf, { head: 'pooled', size: SIZE, seed: 1 })
    const front = baseUpTo(tf, network, 'block2_pool')
    const tail = tailOf(tf, network, 'block2_pool')
    const input = await squares(samples.slice(0, 4))
    const whole = (network.predict(input) as TensorFlow.Tensor2D).arraySync()
    const parts = (tail.predict(front.predict(input)) as TensorFlow.Tensor2D).arraySync()
    expect(parts).toEqual(whole)
    const other = vgg16.build(tf, { head: 'pooled', size: null, seed: 2 })
    copyWeights(network, other)
    expect((other.predict(input) as TensorFlow.Tensor2D).arraySync()).toEqual(whole)
  })
})

describe('the store of outputs', () => {
  it('computes each film once, goes on after a stop, and gives the rows asked for', async () => {
    const network = vgg16.build(tf, { head: 'pooled', size: SIZE, seed: 1 })
    const frozen = baseUpTo(tf, network, 'block3_pool')
    const stop = new AbortController()
    const done: number[] = []
    const options = (signal: AbortSignal) => ({
      tf,
      frozen,
      size: SIZE,
      key: 'small',
      folder: run,
      films,
      signal,
      progress: {
        ...noProgress,
        advance: (count: number) => {
          done.push(count)
          if (done.length === 1) stop.abort()
        },
      },
    })
    await expect(createOutputStore(options(stop.signal)).fill(samples)).rejects.toThrow()
    const store = createOutputStore(options(new AbortController().signal))
    await store.fill(samples)
    expect(done).toEqual([16, 16, 32])
    const wanted = [samples[40], samples[2]].filter((sample) => sample !== undefined)
    const rows = await store.read(wanted)
    const input = await squares(wanted)
    const expected = frozen.predict(input) as TensorFlow.Tensor
    expect(rows.shape).toEqual(expected.shape)
    expect(Number(tf.max(tf.abs(tf.sub(rows, expected))).dataSync()[0])).toBeLessThan(1e-4)
  })
})

it('reads no film that serving would turn away', async () => {
  const path = 'small.png'
  await writeFile(
    join(folder, path),
    await sharp({ create: { width: 40, height: 40, channels: 3, background: '#777' } })
      .png()
      .toBuffer(),
  )
  const [first] = samples
  if (!first) throw new Error('no sample')
  const small = { ...first, path, file: join(folder, path) }
  expect(await films.readable([first, small])).toEqual([first])
  await expect(films.plain([small], SIZE)).rejects.toMatchObject({ code: 'data_set_invalid' })
})
