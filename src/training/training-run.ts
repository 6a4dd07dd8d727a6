import type * as TensorFlow from '@tensorflow/tfjs'
import type { FitPicture } from '../core/gray-picture.js'
import type { Labelled } from '../core/calibration.js'
import { LABELS, nameScores } from '../core/label.js'
import type { Sample } from './data/data-set.js'
import { loadPixels, toInput } from './data/feature-cache.js'
import { batches } from './data/order.js'
import type { Progress } from './progress.js'

/** What every stage of a training needs. */
export interface TrainingRun {
  readonly tf: typeof TensorFlow
  readonly fit: FitPicture
  /** Where checkpoints lie. */
  readonly folder: string
  readonly seed: number
  /** A changed copy of a gray square, drawn from `seed`; null trains on the pictures as they are. */
  readonly augment: ((pixels: Uint8Array, seed: string) => Uint8Array) | null
  readonly progress: Progress
  /** Aborting stops after the step at hand with a checkpoint on disk. */
  readonly signal: AbortSignal
}

/** One epoch's figures; losses in nats. */
export interface EpochFigures {
  readonly epoch: number
  readonly trainLoss: number
  readonly trainAccuracy: number
  readonly valLoss: number
  readonly valAccuracy: number
}

/** The labels one-hot, [batch, 3]. */
export function toTargets(tf: typeof TensorFlow, samples: readonly Sample[]): TensorFlow.Tensor2D {
  return tf.tensor2d(samples.map(({ label }) => LABELS.map((name) => (name === label ? 1 : 0))))
}

/** The network's input for some samples, augmented where the run says so. Not within a tidy: dispose it. */
export async function loadBatch(
  run: TrainingRun,
  samples: readonly Sample[],
  occasion: string,
): Promise<TensorFlow.Tensor4D> {
  const plain = await loadPixels(samples, run.fit)
  const { augment } = run
  const pixels = augment
    ? plain.map((square, index) => augment(square, `${run.seed}:${occasion}:${samples[index]?.path ?? ''}`))
    : plain
  return run.tf.tidy(() => toInput(run.tf, pixels))
}

/** Scores of a whole network for samples, in order. */
export async function predictSamples(
  run: Pick<TrainingRun, 'tf' | 'fit' | 'progress' | 'signal'>,
  network: TensorFlow.LayersModel,
  samples: readonly Sample[],
): Promise<Labelled[]> {
  const { tf } = run
  const found: Labelled[] = []
  run.progress.start('reading', samples.length)
  for (const batch of batches(samples, 8)) {
    run.signal.throwIfAborted()
    const pixels = await loadPixels(batch, run.fit)
    const outputs = tf.tidy(() => (network.predict(toInput(tf, pixels)) as TensorFlow.Tensor2D).arraySync())
    batch.forEach(({ label }, index) => {
      found.push({ label, scores: nameScores(outputs[index] ?? []) })
    })
    run.progress.advance(found.length)
  }
  run.progress.end()
  return found
}

/** `trainOnBatch` with loss and accuracy as numbers, and its inputs released. */
export async function step(
  model: TensorFlow.LayersModel,
  input: TensorFlow.Tensor,
  targets: TensorFlow.Tensor,
): Promise<{ loss: number; accuracy: number }> {
  try {
    const [loss = Number.NaN, accuracy = Number.NaN] = (await model.trainOnBatch(input, targets)) as number[]
    return { loss, accuracy }
  } finally {
    input.dispose()
    targets.dispose()
  }
}
