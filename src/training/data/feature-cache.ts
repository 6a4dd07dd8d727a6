import { createHash } from 'node:crypto'
import { mkdir, open, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type * as TensorFlow from '@tensorflow/tfjs'
import type { FitPicture } from '../../core/gray-picture.js'
import { Fault } from '../../core/fault.js'
import type { Sample } from './data-set.js'
import type { Progress } from '../progress.js'

/** The base's outputs for some samples: `values` has `samples.length` rows of `length` numbers. */
export interface Features {
  readonly length: number
  readonly values: Float32Array
}

export interface FeatureCacheOptions {
  readonly tf: typeof TensorFlow
  /** Maps [batch, size, size, 3] in 0..1 to [batch, length]. */
  readonly base: TensorFlow.LayersModel
  /** Identifies the base's weights and the preprocessing: another key is another cache. */
  readonly key: string
  readonly folder: string
  readonly fit: FitPicture
  readonly progress: Progress
  readonly signal: AbortSignal
}

const ROWS_A_STEP = 8

/**
 * Runs the frozen base over the samples once and keeps the result on disk, appended step by step: a killed run goes
 * on at the first missing row. Stops with the signal's reason when aborted, keeping what is done.
 */
export async function cacheFeatures(
  samples: readonly Sample[],
  options: FeatureCacheOptions,
): Promise<Features> {
  const { tf, base, folder, progress, signal } = options
  const length = base.outputShape[1] as number
  const rowBytes = length * 4
  const name = createHash('sha256')
    .update(JSON.stringify([options.key, length, samples.map(({ path }) => path)]))
    .digest('hex')
    .slice(0, 16)
  await mkdir(folder, { recursive: true })
  const complete = join(folder, `${name}.f32`)
  if (!(await exists(complete))) {
    const partial = `${complete}.partial`
    const file = await open(partial, 'a')
    try {
      const rows = Math.floor((await file.stat()).size / rowBytes)
      await file.truncate(rows * rowBytes)
      progress.start('features', samples.length)
      for (let row = rows; row < samples.length; row += ROWS_A_STEP) {
        signal.throwIfAborted()
        const pixels = await loadPixels(samples.slice(row, row + ROWS_A_STEP), options.fit)
        const values = tf.tidy(() =>
          (base.predict(toInput(tf, pixels)) as TensorFlow.Tensor).dataSync<'float32'>(),
        )
        await file.write(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
        progress.advance(Math.min(row + ROWS_A_STEP, samples.length))
      }
      progress.end()
    } finally {
      await file.close()
    }
    await rename(partial, complete)
    await writeFile(
      `${complete}.json`,
      `${JSON.stringify({ key: options.key, length, rows: samples.length })}\n`,
    )
  }
  const bytes = await readFile(complete)
  if (bytes.byteLength !== samples.length * rowBytes)
    throw new Fault('data_set_invalid', 'the feature cache is damaged')
  return { length, values: new Float32Array(bytes.buffer, bytes.byteOffset, samples.length * length) }
}

/** Gray squares of the samples, in order. @throws Fault `data_set_invalid` for a picture that cannot be read. */
export async function loadPixels(samples: readonly Sample[], fit: FitPicture): Promise<Uint8Array[]> {
  return Promise.all(
    samples.map(async ({ file }) => {
      const fitted = await fit(await readFile(file))
      if (!fitted) throw new Fault('data_set_invalid', `cannot read the picture ${file}`)
      return fitted.pixels
    }),
  )
}

/** Gray squares as the network's input: [batch, size, size, 3], float32 in 0..1. To be called within a tidy. */
export function toInput(tf: typeof TensorFlow, squares: readonly Uint8Array[]): TensorFlow.Tensor4D {
  const size = Math.sqrt(squares[0]?.length ?? 0)
  const joined = new Float32Array(squares.length * size * size)
  squares.forEach((square, index) => {
    joined.set(square, index * size * size)
  })
  return tf.tile(tf.div(tf.tensor4d(joined, [squares.length, size, size, 1]), 255), [1, 1, 1, 3])
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
