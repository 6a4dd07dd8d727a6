import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type * as TensorFlow from '@tensorflow/tfjs'
import type { Sample } from './data/data-set.js'
import { cacheFeatures, type Features } from './data/feature-cache.js'
import { loadCheckpoint, saveCheckpoint } from './checkpoint.js'
import { batches, shuffle } from './data/order.js'
import { loadBatch, step, toTargets, type EpochFigures, type TrainingRun } from './training-run.js'
import { adoptHead, baseOf, createHead } from './vgg16.js'

/** The numbers of the reference protocol that may be changed for a trial. */
export interface ReferenceSettings {
  readonly epochs: number
  readonly batch: number
  readonly learningRate: number
  /** Training ends after the first epoch with at least this validation accuracy. */
  readonly stopAtAccuracy: number
}

export const REFERENCE_SETTINGS: ReferenceSettings = {
  epochs: 10,
  batch: 32,
  learningRate: 0.001,
  stopAtAccuracy: 0.99,
}

interface HeadState {
  readonly curve: readonly EpochFigures[]
  readonly bestLoss: number
  readonly done: boolean
}

/** A set of samples with the base's features for each. */
interface FeatureSet {
  readonly samples: readonly Sample[]
  readonly features: Features
}

/**
 * Trains the head of `network` on its frozen base by the reference protocol: Adam, categorical cross-entropy, the
 * weights with the least validation loss kept. Without augmentation the base's features are computed once and cached in
 * `featureFolder`; with it every epoch runs the base again. A killed run goes on after its last whole epoch.
 * @param baseKey names the base's weights for the cache
 * @returns the figures of each epoch; `network` then carries the best head
 */
export async function trainReferenceHead(
  run: TrainingRun,
  network: TensorFlow.LayersModel,
  split: { readonly train: readonly Sample[]; readonly val: readonly Sample[] },
  options: { readonly settings: ReferenceSettings; readonly featureFolder: string; readonly baseKey: string },
): Promise<readonly EpochFigures[]> {
  const { tf, progress, signal } = run
  const { settings } = options
  const base = baseOf(tf, network)
  const extract = (samples: readonly Sample[]): Promise<Features> =>
    cacheFeatures(samples, {
      tf,
      base,
      key: options.baseKey,
      folder: options.featureFolder,
      fit: run.fit,
      progress,
      signal,
    })
  // One cache over training and validation together: another split of them needs no new pass.
  const all = byPath([...split.train, ...split.val])
  const cached = run.augment === null ? indexFeatures(all, await extract(all)) : null
  const val: FeatureSet = cached
    ? { samples: split.val, features: cached(split.val) }
    : { samples: split.val, features: await extract(split.val) }

  const head = createHead(tf, base.outputShape[1] as number, run.seed)
  compile(tf, head, settings.learningRate)
  const last = join(run.folder, 'head-last.checkpoint')
  const best = join(run.folder, 'head-best.checkpoint')
  let state: HeadState = (await loadCheckpoint<HeadState>(tf, last, head)) ?? {
    curve: [],
    bestLoss: Infinity,
    done: false,
  }

  while (!state.done && state.curve.length < settings.epochs) {
    const epoch = state.curve.length + 1
    const trained = await trainEpoch(run, head, base, split.train, cached, settings, epoch)
    const judged = evaluateHead(tf, head, val)
    const figures: EpochFigures = { epoch, ...trained, ...judged }
    const better = judged.valLoss < state.bestLoss
    state = {
      curve: [...state.curve, figures],
      bestLoss: Math.min(state.bestLoss, judged.valLoss),
      done: judged.valAccuracy >= settings.stopAtAccuracy,
    }
    if (better) await saveCheckpoint(best, state, head)
    await saveCheckpoint(last, state, head)
  }
  await loadCheckpoint<HeadState>(tf, best, head)
  adoptHead(network, head)
  head.optimizer.dispose()
  head.dispose()
  return state.curve
}

/** Forgets the checkpoints of an earlier run. */
export async function discardCheckpoints(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true })
}

/** Adam and categorical cross-entropy, with accuracy reported. */
export function compile(tf: typeof TensorFlow, model: TensorFlow.LayersModel, learningRate: number): void {
  model.compile({
    optimizer: tf.train.adam(learningRate),
    loss: 'categoricalCrossentropy',
    metrics: ['accuracy'],
  })
}

async function trainEpoch(
  run: TrainingRun,
  head: TensorFlow.LayersModel,
  base: TensorFlow.LayersModel,
  train: readonly Sample[],
  cached: ((samples: readonly Sample[]) => Features) | null,
  settings: ReferenceSettings,
  epoch: number,
): Promise<{ trainLoss: number; trainAccuracy: number }> {
  const { tf, progress } = run
  const order = shuffle(train, `${run.seed}:${epoch}`, ({ path }) => path)
  let seen = 0
  let loss = 0
  let right = 0
  progress.start(`epoch ${epoch} of ${settings.epochs}`, train.length)
  for (const batch of batches(order, settings.batch)) {
    run.signal.throwIfAborted()
    const input = cached
      ? asTensor(tf, batch.length, cached(batch))
      : await baseOutput(run, base, batch, epoch)
    const figures = await step(head, input, toTargets(tf, batch))
    seen += batch.length
    loss += figures.loss * batch.length
    right += figures.accuracy * batch.length
    progress.advance(seen, `loss ${(loss / seen).toFixed(3)}`)
  }
  progress.end()
  return { trainLoss: loss / seen, trainAccuracy: right / seen }
}

async function baseOutput(
  run: TrainingRun,
  base: TensorFlow.LayersModel,
  batch: readonly Sample[],
  epoch: number,
): Promise<TensorFlow.Tensor> {
  const input = await loadBatch(run, batch, `head:${epoch}`)
  try {
    return base.predict(input) as TensorFlow.Tensor
  } finally {
    input.dispose()
  }
}

function evaluateHead(
  tf: typeof TensorFlow,
  head: TensorFlow.LayersModel,
  set: FeatureSet,
): { valLoss: number; valAccuracy: number } {
  const [valLoss = Number.NaN, valAccuracy = Number.NaN] = tf.tidy(() => {
    const figures = head.evaluate(asTensor(tf, set.samples.length, set.features), toTargets(tf, set.samples))
    return (figures as TensorFlow.Scalar[]).map((figure) => figure.dataSync()[0] ?? Number.NaN)
  })
  return { valLoss, valAccuracy }
}

function asTensor(tf: typeof TensorFlow, rows: number, features: Features): TensorFlow.Tensor2D {
  return tf.tensor2d(features.values, [rows, features.length])
}

/** Rows of cached features by sample. */
function indexFeatures(all: readonly Sample[], features: Features): (samples: readonly Sample[]) => Features {
  const rowOf = new Map(all.map(({ path }, row) => [path, row]))
  const { length } = features
  return (samples) => {
    const values = new Float32Array(samples.length * length)
    samples.forEach(({ path }, index) => {
      const row = rowOf.get(path) ?? 0
      values.set(features.values.subarray(row * length, (row + 1) * length), index * length)
    })
    return { length, values }
  }
}

/** The samples in the order of their paths, which does not depend on the split. */
function byPath(samples: readonly Sample[]): readonly Sample[] {
  return samples.toSorted((a, b) => (a.path < b.path ? -1 : 1))
}
