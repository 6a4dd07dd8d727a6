import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type * as TensorFlow from '@tensorflow/tfjs'
import sharp from 'sharp'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createFit } from '../../src/cli/train.js'
import { LABELS } from '../../src/core/label.js'
import { loadTensorFlow } from '../../src/inference/tensorflow.js'
import type { Sample } from '../../src/training/data/data-set.js'
import { settle, SETTLE_SETTINGS } from '../../src/training/settling.js'
import { fineTune, FINE_TUNE_SETTINGS } from '../../src/training/fine-tuning.js'
import { augmentSquare } from '../../src/training/augmentation/keras-augmentation.js'
import type { Progress } from '../../src/training/progress.js'
import { REFERENCE_SETTINGS, trainReferenceHead } from '../../src/training/reference-training.js'
import type { TrainingRun } from '../../src/training/training-run.js'
import { createVgg16 } from '../../src/training/vgg16.js'

const SIZE = 32
let tf: typeof TensorFlow
let folder: string
let samples: readonly Sample[]

/** Dark, bright, and half of each: what any network tells apart. */
async function drawSample(index: number): Promise<Sample> {
  const label = LABELS[index % 3] ?? 'COVID'
  const path = `${index}.png`
  const flat = (level: number, width: number) => ({
    create: { width, height: 128, channels: 3 as const, background: { r: level, g: level, b: level } },
  })
  const dark = 20 + index
  const whole = flat(label === 'NORMAL' ? 255 - dark : dark, 128)
  const half = { input: flat(255 - dark, 64), left: 0, top: 0 }
  const picture = sharp(whole).composite(label === 'PNEUMONIA' ? [half] : [])
  await writeFile(join(folder, path), await picture.png().toBuffer())
  return {
    path,
    file: join(folder, path),
    label,
    picture: path,
    group: path,
    source: 's',
    population: 'p',
    seedSplit: 'train',
    split: '',
  }
}

beforeAll(async () => {
  ;({ tf } = await loadTensorFlow('native'))
  folder = await mkdtemp(join(tmpdir(), 'chestcheck-training-'))
  samples = await Promise.all(Array.from({ length: 36 }, (_, index) => drawSample(index)))
})
afterAll(() => rm(folder, { recursive: true }))

/** Random weights of the size that keeps a signal alive through 13 layers (He et al. 2015). */
function createLivelyNetwork(): TensorFlow.LayersModel {
  const network = createVgg16(tf, { size: SIZE, frozenBase: true })
  for (const layer of network.layers.filter(({ name }) => name.includes('conv'))) {
    const [kernel, bias] = layer.getWeights()
    if (kernel && bias) layer.setWeights([tf.mul(kernel, Math.SQRT2), bias])
  }
  return network
}

let round = 0
let run: TrainingRun
let started: string[]
let stopping: AbortController
let whenAdvanced: (what: string, done: number) => void

beforeEach(() => {
  round += 1
  started = []
  stopping = new AbortController()
  whenAdvanced = () => undefined
  const progress: Progress = {
    start: (what) => void started.push(what),
    advance: (done) => {
      whenAdvanced(started.at(-1) ?? '', done)
    },
    end: () => undefined,
  }
  run = {
    tf,
    fit: createFit({ version: 'gray-fill-1', size: SIZE }, 1e6),
    folder: join(folder, `run-${round}`),
    seed: 1,
    augment: null,
    progress,
    signal: stopping.signal,
  }
})

const split = () => ({ train: samples.slice(0, 27), val: samples.slice(27) })
const options = (epochs: number, stopAtAccuracy = 2) => ({
  settings: { ...REFERENCE_SETTINGS, batch: 9, epochs, stopAtAccuracy },
  featureFolder: join(folder, `features-${round}`),
  baseKey: 'random',
})

describe('the reference network', () => {
  it('has 21,138,243 parameters, of which 6,423,555 train on a frozen base', () => {
    const network = createVgg16(tf, { frozenBase: true })
    const lines: string[] = []
    network.summary(undefined, undefined, (line: string) => void lines.push(line))
    expect(network.countParams()).toBe(21_138_243)
    expect(lines).toContain('Total params: 21138243')
    expect(lines).toContain('Trainable params: 6423555')
    network.dispose()
  })
})

describe('training the head by the reference protocol', () => {
  it('computes the features of each picture once, and learns to tell flat pictures apart', async () => {
    const network = createLivelyNetwork()
    const curve = await trainReferenceHead(run, network, split(), options(40, 0.99))
    expect(curve.at(-1)?.valAccuracy).toBeGreaterThan(0.99)
    expect(curve.length).toBeLessThan(40)
    expect(started.filter((what) => what === 'features')).toHaveLength(1)
    network.dispose()
  }, 120_000)

  it('runs the base again each epoch where pictures are augmented', async () => {
    const network = createVgg16(tf, { size: SIZE, frozenBase: true })
    const seeds: string[] = []
    const augment = (pixels: Uint8Array, seed: string) => {
      seeds.push(seed)
      return augmentSquare(pixels, seed)
    }
    await trainReferenceHead({ ...run, augment }, network, split(), options(2))
    expect(new Set(seeds).size).toBe(2 * split().train.length)
    network.dispose()
  }, 120_000)

  it('goes on after its last whole epoch when it was stopped', async () => {
    const network = createVgg16(tf, { size: SIZE, frozenBase: true })
    whenAdvanced = (what) => {
      if (what === 'epoch 2 of 3') stopping.abort(new Error('stopped'))
    }
    await expect(trainReferenceHead(run, network, split(), options(3))).rejects.toThrow('stopped')
    started = []
    const resumed = { ...run, signal: new AbortController().signal }
    const curve = await trainReferenceHead(resumed, network, split(), options(3))
    expect(started).toEqual(['epoch 2 of 3', 'epoch 3 of 3'])
    expect(curve.map(({ epoch }) => epoch)).toEqual([1, 2, 3])
    network.dispose()
  }, 120_000)

  it('leaves no tensors behind', async () => {
    const network = createVgg16(tf, { size: SIZE, frozenBase: true })
    await trainReferenceHead(run, network, split(), options(1))
    const before = tf.memory().numTensors
    await trainReferenceHead({ ...run, folder: `${run.folder}-again` }, network, split(), options(3))
    expect(tf.memory().numTensors).toBe(before)
    network.dispose()
  }, 120_000)
})

const digest = (values: Float32Array | Int32Array | Uint8Array) =>
  createHash('sha256').update(values).digest('hex')

describe('fine-tuning', () => {
  const settings = { ...FINE_TUNE_SETTINGS, batch: 4, pictures: 8, learningRate: 0.001 }
  const fineTuneOn = (network: TensorFlow.LayersModel, train: readonly Sample[]) =>
    fineTune(run, network, { train, val: samples.slice(0, 6) }, settings)

  it('lets the upper blocks and the head learn, and leaves the first three blocks', async () => {
    const network = createLivelyNetwork()
    const weights = () => new Map(network.weights.map((one) => [one.name, digest(one.read().dataSync())]))
    const before = weights()
    const [figures] = await fineTuneOn(network, samples)
    expect(figures?.valAccuracy).toBeGreaterThanOrEqual(0)
    for (const [name, values] of weights()) {
      if (/^block[123]_/.test(name)) expect(values, name).toEqual(before.get(name))
      else expect(values, name).not.toEqual(before.get(name))
    }
    network.dispose()
  }, 120_000)

  it('counts copies of one picture once', async () => {
    const network = createVgg16(tf, { size: SIZE, frozenBase: true })
    const copies = samples.slice(0, 16).map((sample, index) => ({ ...sample, picture: String(index % 4) }))
    const steps: number[] = []
    whenAdvanced = (what, done) => {
      if (what.startsWith('fine-tune')) steps.push(done)
    }
    await fineTuneOn(network, copies)
    expect(steps).toEqual([1])
    network.dispose()
  }, 120_000)
})

describe('settling', () => {
  const settings = { ...SETTLE_SETTINGS, epochs: 1, batch: 4, pictures: 8, learningRate: 0.001 }

  it('lets the last block and the head learn from pictures as they are and augmented, each of them read once', async () => {
    const network = createLivelyNetwork()
    const weights = () => new Map(network.weights.map((one) => [one.name, digest(one.read().dataSync())]))
    const before = weights()
    const filled: number[] = []
    whenAdvanced = (what, done) => {
      if (what === 'features') filled.push(done)
    }
    const train = [...samples.slice(0, 8), ...samples.slice(0, 8)]
    const where = { folder: join(run.folder, 'settle-features'), size: SIZE }
    const [figures] = await settle(run, network, { train, val: samples.slice(8, 14) }, settings, where)
    expect(figures?.valAccuracy).toBeGreaterThanOrEqual(0)
    expect(filled.at(-1)).toBe(8 * 2 + 6)
    for (const [name, values] of weights()) {
      if (/^block[1234]_/.test(name)) expect(values, name).toEqual(before.get(name))
      else expect(values, name).not.toEqual(before.get(name))
    }
    network.dispose()
  }, 120_000)
})
