import type * as TensorFlow from '@tensorflow/tfjs'
import { nameScores } from '../core/label.js'
import type { Sample } from './data/data-set.js'
import { toInput } from './data/feature-cache.js'
import type { FilmStore } from './data/film-store.js'
import { batches } from './data/order.js'
import type { OutputStore } from './data/output-store.js'
import type { JudgedPicture } from './stage.js'
import type { TrainingRun } from './training-run.js'

/** Scores of samples by the end of a network, from stored outputs of its beginning. */
export async function judgeStored(
  tf: typeof TensorFlow,
  tail: TensorFlow.LayersModel,
  store: Pick<OutputStore, 'read'>,
  samples: readonly Sample[],
): Promise<readonly JudgedPicture[]> {
  const judged: JudgedPicture[] = []
  for (const batch of batches(samples, 32)) {
    const input = await store.read(batch)
    const rows = tf.tidy(() => (tail.predict(input) as TensorFlow.Tensor2D).arraySync())
    input.dispose()
    judged.push(
      ...batch.map(({ label, population }, index) => ({
        label,
        population,
        scores: nameScores(rows[index] ?? []),
      })),
    )
  }
  return judged
}

/** Scores of samples by a whole network, from their films as they are. */
export async function judgeFilms(
  { tf, progress, signal }: Pick<TrainingRun, 'tf' | 'progress' | 'signal'>,
  films: FilmStore,
  network: TensorFlow.LayersModel,
  samples: readonly Sample[],
  size: number,
): Promise<readonly JudgedPicture[]> {
  const judged: JudgedPicture[] = []
  progress.start('reading', samples.length)
  for (const batch of batches(samples, 16)) {
    signal.throwIfAborted()
    const squares = await films.plain(batch, size)
    const rows = tf.tidy(() => (network.predict(toInput(tf, squares)) as TensorFlow.Tensor2D).arraySync())
    judged.push(
      ...batch.map(({ label, population }, index) => ({
        label,
        population,
        scores: nameScores(rows[index] ?? []),
      })),
    )
    progress.advance(judged.length)
  }
  progress.end()
  return judged
}
