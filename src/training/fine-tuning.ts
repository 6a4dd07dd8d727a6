import type * as TensorFlow from '@tensorflow/tfjs'
import { baseUpTo, tailOf } from './architectures/blocks.js'
import type { Sample } from './data/data-set.js'
import { useFastConvolutions } from './fast-convolutions.js'
import { shuffle } from './data/order.js'
import { trainStage, type StageFigures, type StageSettings } from './stage.js'
import { loadBatch, predictSamples, type TrainingRun } from './training-run.js'

/** Small steps: large ones would undo what the base has learned. */
export const FINE_TUNE_SETTINGS: StageSettings = {
  name: 'fine-tune',
  epochs: 1,
  pictures: Number.MAX_SAFE_INTEGER,
  batch: 16,
  learningRate: 0.00003,
  frozen: () => false,
}

/** The first blocks see edges, and are settled by ImageNet. */
const FROZEN_UNTIL = 'block3_pool'

/**
 * Lets the upper blocks of `network` and its head learn from augmented pictures, shuffled; copies of one picture
 * count once an epoch. A killed run goes on after its last checkpoint, and the best epoch's weights are kept.
 * @returns the figures of each epoch
 */
export async function fineTune(
  run: TrainingRun,
  network: TensorFlow.LayersModel,
  split: { readonly train: readonly Sample[]; readonly val: readonly Sample[] },
  settings: StageSettings,
): Promise<readonly StageFigures[]> {
  const { tf } = run
  useFastConvolutions(tf)
  const front = baseUpTo(tf, network, FROZEN_UNTIL)
  const train = onePerPicture(split.train)
  return trainStage(
    {
      run,
      network: tailOf(tf, network, FROZEN_UNTIL),
      train,
      draw: (epoch) =>
        shuffle(train, `${run.seed}:fine-tune:${epoch}`, ({ path }) => path).slice(0, settings.pictures),
      input: async (samples, epoch) => {
        const input = await loadBatch(run, samples, `fine-tune:${epoch}`)
        const output = front.predict(input) as TensorFlow.Tensor
        input.dispose()
        return output
      },
      judge: async () => {
        const judged = await predictSamples(run, network, split.val)
        return judged.map((one, index) => ({ ...one, population: split.val[index]?.population ?? '' }))
      },
    },
    settings,
  )
}

/** The last of each picture's copies. */
export function onePerPicture(samples: readonly Sample[]): readonly Sample[] {
  return [...new Map(samples.map((sample) => [sample.picture, sample])).values()]
}
