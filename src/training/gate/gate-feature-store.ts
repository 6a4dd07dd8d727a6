import { createHash } from 'node:crypto'
import { mkdir, open, readFile, stat, truncate } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { FilmReading } from '../../core/gray-picture.js'
import { batches } from '../data/order.js'
import type { GateExample } from './gate-classes.js'
import type { GatePicture } from './gate-pictures.js'
import type { Progress } from '../progress.js'

export interface GateFeatureOptions {
  /** The file that keeps features from run to run. One model, its layers and preprocessing have a file of their own. */
  readonly file: string
  readonly size: number
  readonly reading: FilmReading
  /** Pooled outputs of the gate's layers for some squares, from one forward pass. */
  readonly forward: (squares: readonly Uint8Array[]) => readonly Float32Array[]
  /** Serving's own features of a picture. */
  readonly describe: (pooled: Float32Array, square: Uint8Array) => Float32Array
  readonly progress: Progress
  readonly signal: AbortSignal
}

const BATCH = 8
const KEY_BYTES = 32

/** An example with what it is for. */
export interface SeenPicture extends GateExample {
  readonly part: GatePicture['part']
}

/**
 * The features of the pictures, in order, without those that are refused before a gate sees them. Each is computed once: they are appended to the file batch by batch, and a
 * run that was stopped goes on behind the last whole record. Two pictures with one key are one.
 */
export async function gateExamples(
  pictures: readonly GatePicture[],
  options: GateFeatureOptions,
): Promise<readonly SeenPicture[]> {
  const { file, size, reading, forward, describe, progress, signal } = options
  const known = await readRecords(file)
  const wanted = new Map(pictures.map((picture) => [hashOf(picture.key), picture]))
  const missing = [...wanted].filter(([hash]) => !known.has(hash))
  await mkdir(dirname(file), { recursive: true })
  const output = await open(file, 'a')
  try {
    progress.start('features', wanted.size)
    let done = wanted.size - missing.length
    for (const batch of batches(missing, BATCH)) {
      signal.throwIfAborted()
      const loaded = await Promise.all(
        batch.map(async ([hash, picture]) => ({ hash, square: await picture.load(reading, size) })),
      )
      const readable = loaded.flatMap(({ hash, square }) => (square ? [{ hash, square }] : []))
      const pooled = forward(readable.map(({ square }) => square))
      for (const [index, { hash, square }] of readable.entries()) {
        const features = describe(pooled[index] as Float32Array, square)
        await output.write(toRecord(hash, features))
        known.set(hash, features)
      }
      done += batch.length
      progress.advance(done)
    }
    progress.end()
  } finally {
    await output.close()
  }
  return pictures.flatMap((picture) => {
    const features = known.get(hashOf(picture.key))
    return features ? [{ ...picture, features }] : []
  })
}

function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}

/** The picture's hash, the number of features, the features. */
function toRecord(hash: string, features: Float32Array): Buffer {
  const record = Buffer.alloc(KEY_BYTES + 4 + features.length * 4)
  record.write(hash, 'hex')
  record.writeUInt32LE(features.length, KEY_BYTES)
  features.forEach((value, index) => record.writeFloatLE(value, KEY_BYTES + 4 + index * 4))
  return record
}

/** Reads what is there and cuts off a last record that was not written to its end. */
async function readRecords(file: string): Promise<Map<string, Float32Array>> {
  const records = new Map<string, Float32Array>()
  const found = await stat(file).catch(() => null)
  if (found === null) return records
  const bytes = await readFile(file)
  let at = 0
  while (at + KEY_BYTES + 4 <= bytes.byteLength) {
    const length = bytes.readUInt32LE(at + KEY_BYTES)
    const start = at + KEY_BYTES + 4
    if (start + length * 4 > bytes.byteLength) break
    const features = Float32Array.from({ length }, (_, index) => bytes.readFloatLE(start + index * 4))
    records.set(bytes.subarray(at, at + KEY_BYTES).toString('hex'), features)
    at = start + length * 4
  }
  if (at < bytes.byteLength) await truncate(file, at)
  return records
}
