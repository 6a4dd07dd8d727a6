import { join } from 'node:path'
import type * as TensorFlow from '@tensorflow/tfjs'
import { loadCheckpoint, saveCheckpoint } from './checkpoint.js'
import type { Sample } from './data-set.js'
import { batches, shuffle } from './order.js'
import { compile } from './reference-training.js'
import { loadBatch, step, toTargets, type TrainingRun } from './training-run.js'

/** Every layer at a small rate: large steps would undo what the base has learned. */
export interface FineTuneSettings {
  readonly batch: number
  readonly learningRate: number
  /** Pictures of the pass, one file a picture; the pass takes fewer where there are fewer. */
  readonly pictures: number
  readonly checkpointEvery: number
}

export const FINE_TUNE_SETTINGS: FineTuneSettings = {
  batch: 8,
  learningRate: 0.00001,
  pictures: Number.MAX_SAFE_INTEGER,
  checkpointEvery: 25,
}

interface FineTuneState {
  readonly steps: number
  readonly loss: number
}

/**
 * One pass over the training pictures in which every layer of `network` learns. Copies of one picture count once.
 * A checkpoint is written every few steps and when aborted, and a killed run goes on there.
 * @returns the number of pictures learned from and the mean loss of the steps, in nats
 */
export async function fineTuneEveryLayer(
  run: TrainingRun,
  network: TensorFlow.LayersModel,
  train: readonly Sample[],
  settings: FineTuneSettings,
): Promise<{ readonly pictures: number; readonly loss: number }> {
  const { tf, progress } = run
  for (const layer of network.layers) layer.trainable = true
  compile(tf, network, settings.learningRate)
  const file = join(run.folder, 'fine-tune.checkpoint')
  let state = (await loadCheckpoint<FineTuneState>(tf, file, network)) ?? { steps: 0, loss: 0 }
  const chosen = shuffle(onePerPicture(train), `${run.seed}:fine-tune`, ({ path }) => path).slice(
    0,
    settings.pictures,
  )
  const plan = batches(chosen, settings.batch)
  progress.start('fine-tuning', plan.length)
  for (const [index, batch] of plan.entries()) {
    if (index < state.steps) continue
    const input = await loadBatch(run, batch, 'fine-tune')
    const { loss } = await step(network, input, toTargets(tf, batch))
    state = { steps: index + 1, loss: state.loss + loss }
    progress.advance(state.steps, `loss ${(state.loss / state.steps).toFixed(3)}`)
    const stopping = run.signal.aborted
    if (stopping || state.steps % settings.checkpointEvery === 0 || state.steps === plan.length) {
      await saveCheckpoint(file, state, network)
    }
    run.signal.throwIfAborted()
  }
  progress.end()
  return { pictures: chosen.length, loss: state.loss / Math.max(1, state.steps) }
}

function onePerPicture(samples: readonly Sample[]): readonly Sample[] {
  return [...new Map(samples.map((sample) => [sample.picture, sample])).values()]
}
