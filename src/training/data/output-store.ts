import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type * as TensorFlow from '@tensorflow/tfjs'
import type { Sample } from './data-set.js'
import { toInput } from './feature-cache.js'
import type { FilmStore } from './film-store.js'
import { batches } from './order.js'
import type { Progress } from '../progress.js'

/** What a frozen part of a network gives for each film, kept on disk: one file a picture, float32. */
export interface OutputStore {
  /** Computes what is missing. A killed run goes on where it was. */
  fill(samples: readonly Sample[]): Promise<void>
  /** [samples, ...shape]. Every sample must have been filled before. To be disposed of. */
  read(samples: readonly Sample[]): Promise<TensorFlow.Tensor>
}

export interface OutputStoreOptions {
  readonly tf: typeof TensorFlow
  /** Maps [batch, size, size, 3] in 0..1 to [batch, ...shape]. */
  readonly frozen: TensorFlow.LayersModel
  readonly size: number
  /** Names the weights of `frozen` and the preprocessing: another key is another store. */
  readonly key: string
  readonly folder: string
  readonly films: Pick<FilmStore, 'plain'>
  readonly progress: Progress
  readonly signal: AbortSignal
}

export function createOutputStore(options: OutputStoreOptions): OutputStore {
  const { tf, frozen, films, progress, signal } = options
  const folder = join(options.folder, options.key)
  const shape = frozen.outputShape.slice(1) as number[]
  const length = shape.reduce((product, side) => product * side, 1)
  const fileOf = ({ path }: Sample) =>
    join(folder, createHash('sha256').update(path).digest('hex').slice(0, 24))

  return {
    async fill(samples) {
      await mkdir(folder, { recursive: true })
      const there = await Promise.all(samples.map((sample) => isThere(fileOf(sample))))
      const missing = samples.filter((_, index) => !there[index])
      progress.start('features', missing.length)
      let done = 0
      for (const batch of batches(missing, 16)) {
        signal.throwIfAborted()
        const squares = await films.plain(batch, options.size)
        const values = tf.tidy(() =>
          (frozen.predict(toInput(tf, squares)) as TensorFlow.Tensor).dataSync<'float32'>(),
        )
        await Promise.all(
          batch.map((sample, row) => replace(fileOf(sample), values.slice(row * length, (row + 1) * length))),
        )
        progress.advance((done += batch.length))
      }
      progress.end()
    },

    async read(samples) {
      const values = new Float32Array(samples.length * length)
      await Promise.all(
        samples.map(async (sample, row) => {
          const bytes = await readFile(fileOf(sample))
          values.set(new Float32Array(bytes.buffer, bytes.byteOffset, length), row * length)
        }),
      )
      return tf.tensor(values, [samples.length, ...shape])
    },
  }
}

/**
 * What further layers make of stored outputs, for a few numbers a picture: computed at the first reading, all at once, and
 * kept in memory.
 */
export function rememberOutputs(
  tf: typeof TensorFlow,
  further: TensorFlow.LayersModel,
  store: OutputStore,
  samples: readonly Sample[],
): Pick<OutputStore, 'read'> {
  const compute = async (): Promise<ReadonlyMap<string, number[]>> => {
    const rows = new Map<string, number[]>()
    for (const batch of batches(samples, 32)) {
      const input = await store.read(batch)
      const values = tf.tidy(() => (further.predict(input) as TensorFlow.Tensor2D).arraySync())
      input.dispose()
      batch.forEach(({ path }, index) => rows.set(path, values[index] ?? []))
    }
    return rows
  }
  let computed: Promise<ReadonlyMap<string, number[]>> | null = null
  return {
    async read(wanted) {
      const rows = await (computed ??= compute())
      return tf.tensor2d(wanted.map(({ path }) => rows.get(path) ?? []))
    },
  }
}

/** A file is whole or not there. */
async function replace(file: string, values: Float32Array): Promise<void> {
  await writeFile(`${file}.partial`, new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
  await rename(`${file}.partial`, file)
}

async function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  )
}
