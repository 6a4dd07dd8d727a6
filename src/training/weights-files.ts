import { createHash } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Float16Array } from '@petamoriken/float16'
import type { io } from '@tensorflow/tfjs'
import { z } from 'zod'
import { Fault } from '../core/fault.js'

/** Numbers as IEEE 754 half precision, little endian, rounded to nearest. Beyond ±65,504 they become infinite. */
export function encodeFloat16(values: Float32Array): Uint8Array {
  const halves = new Float16Array(values)
  return new Uint8Array(halves.buffer, halves.byteOffset, halves.byteLength)
}

/** The inverse of {@link encodeFloat16}. @throws RangeError for an odd length */
export function decodeFloat16(bytes: Uint8Array): Float32Array {
  // Asking a table of all 65,536 halves is thirty times faster than converting each.
  halfValues ??= new Float32Array(
    new Float16Array(Uint16Array.from({ length: 65_536 }, (_, bits) => bits).buffer),
  )
  const patterns = new Uint16Array(new Uint8Array(bytes).buffer)
  const values = new Float32Array(patterns.length)
  for (let index = 0; index < values.length; index += 1)
    values[index] = halfValues[patterns[index] as number] as number
  return values
}

let halfValues: Float32Array | undefined

/** A model folder's file names with the SHA-256 of each, in hex. */
export type FileHashes = Readonly<Record<string, string>>

export interface WriteModelOptions {
  readonly folder: string
  /** As `model.save(tf.io.withSaveHandler(…))` hands them over. */
  readonly artifacts: io.ModelArtifacts
  /** Bytes of one weights file at most. */
  readonly maxShardBytes?: number
  /** Half precision unless told otherwise: half the size, at scores that move in the fourth digit. */
  readonly precision?: 'float16' | 'float32'
}

/** An entry of the manifest as the tfjs converter writes it; tfjs's own type leaves `original_dtype` out. */
type Entry = io.WeightsManifestEntry & {
  readonly quantization?: { readonly dtype: 'float16'; readonly original_dtype: 'float32' }
}

const MODEL_FILE = 'model.json'

/** From here on half precision rounds to infinity. */
const HALF_LIMIT = 65_520

/**
 * Writes a tfjs layers model: `model.json` and shards `weights-1of3.bin` and on, every weight in one precision.
 * The same artifacts give the same bytes. Files of an earlier model in the folder stay unless they have these names.
 * @throws Fault `weights_invalid` for weights that are not float32, not finite or too large for the precision
 */
export async function writeModelArtifacts(options: WriteModelOptions): Promise<FileHashes> {
  const { folder, artifacts, maxShardBytes = 4 * 1024 * 1024, precision = 'float16' } = options
  const bytes = joinWeights(artifacts.weightData)
  const weights: Entry[] = []
  const parts: Uint8Array[] = []
  let offset = 0
  for (const { name, shape, dtype, quantization } of artifacts.weightSpecs ?? []) {
    if (dtype !== 'float32' || quantization) throw new Fault('weights_invalid', `${name} is not float32`)
    const raw = bytes.subarray(offset, (offset += sizeOf(shape) * 4))
    const values = new Float32Array(new Uint8Array(raw).buffer)
    if (precision === 'float32') {
      if (!values.every(Number.isFinite))
        throw new Fault('weights_invalid', `${name} has values that are not finite`)
      parts.push(raw)
      weights.push({ name, shape, dtype })
    } else {
      parts.push(halve(name, values))
      weights.push({ name, shape, dtype, quantization: { dtype: 'float16', original_dtype: 'float32' } })
    }
  }
  if (offset !== bytes.byteLength || weights.length === 0) {
    throw new Fault('weights_invalid', 'the weights do not fit their description')
  }
  const joined = Buffer.concat(parts)
  const count = Math.ceil(joined.byteLength / maxShardBytes)
  const shards = Array.from({ length: count }, (_, index) => ({
    name: `weights-${index + 1}of${count}.bin`,
    bytes: joined.subarray(index * maxShardBytes, (index + 1) * maxShardBytes),
  }))
  const model = {
    format: 'layers-model',
    generatedBy: artifacts.generatedBy ?? null,
    convertedBy: null,
    modelTopology: artifacts.modelTopology,
    weightsManifest: [{ paths: shards.map(({ name }) => name), weights }],
  }
  await mkdir(folder, { recursive: true })
  const files = [{ name: MODEL_FILE, bytes: Buffer.from(`${JSON.stringify(model)}\n`) }, ...shards]
  for (const file of files) await writeFile(join(folder, file.name), file.bytes)
  return hashFiles(files)
}

const modelJson = z.object({
  format: z.literal('layers-model'),
  generatedBy: z.string().nullish(),
  modelTopology: z.record(z.string(), z.unknown()),
  weightsManifest: z
    .array(
      z.object({
        // Plain names only: a model folder must not reach outside itself.
        paths: z.array(z.string().regex(/^[\w-][\w.-]*$/)).min(1),
        weights: z.array(
          z.object({
            name: z.string(),
            shape: z.array(z.int().nonnegative()),
            dtype: z.literal('float32'),
            quantization: z
              .object({ dtype: z.literal('float16'), original_dtype: z.literal('float32') })
              .optional(),
          }),
        ),
      }),
    )
    .min(1),
})

/** A model folder in memory. */
export interface ReadModel {
  /** For `tf.loadLayersModel(tf.io.fromMemory(artifacts))`; tfjs widens the half-precision weights itself. */
  readonly artifacts: io.ModelArtifacts
  readonly files: FileHashes
}

/**
 * Reads a layers model as {@link writeModelArtifacts} writes it, in half or full precision.
 * @throws Fault `model_folder_invalid` when a file is missing, cut short or not of this form
 */
export async function readModelArtifacts(folder: string): Promise<ReadModel> {
  const json = await readModelFile(folder, MODEL_FILE)
  const model = parseModel(json)
  const names = model.weightsManifest.flatMap(({ paths }) => paths)
  const shards = await Promise.all(
    names.map(async (name) => ({ name, bytes: await readModelFile(folder, name) })),
  )
  const joined = Buffer.concat(shards.map(({ bytes }) => bytes))
  const weightSpecs = model.weightsManifest.flatMap(({ weights }) => weights)
  const expected = weightSpecs.reduce(
    (sum, { shape, quantization }) => sum + sizeOf(shape) * (quantization ? 2 : 4),
    0,
  )
  if (joined.byteLength !== expected) {
    throw new Fault('model_folder_invalid', `the weights have ${joined.byteLength} bytes, not ${expected}`)
  }
  return {
    artifacts: {
      format: model.format,
      generatedBy: model.generatedBy ?? 'unknown',
      modelTopology: model.modelTopology,
      weightSpecs: weightSpecs as io.WeightsManifestEntry[],
      weightData: new Uint8Array(joined).buffer,
    },
    files: hashFiles([{ name: MODEL_FILE, bytes: json }, ...shards]),
  }
}

function parseModel(json: Uint8Array): z.infer<typeof modelJson> {
  try {
    return modelJson.parse(JSON.parse(Buffer.from(json).toString('utf8')))
  } catch (cause) {
    throw new Fault('model_folder_invalid', `${MODEL_FILE} does not describe a layers model`, { cause })
  }
}

async function readModelFile(folder: string, name: string): Promise<Buffer> {
  return readFile(join(folder, name)).catch((cause: unknown) => {
    throw new Fault('model_folder_invalid', `${name} cannot be read`, { cause })
  })
}

function halve(name: string, values: Float32Array): Uint8Array {
  if (!values.every((value) => Math.abs(value) < HALF_LIMIT)) {
    throw new Fault('weights_invalid', `${name} has values that half precision cannot hold`)
  }
  return encodeFloat16(values)
}

function joinWeights(data: io.WeightData | undefined): Uint8Array {
  return Buffer.concat((Array.isArray(data) ? data : data ? [data] : []).map((part) => new Uint8Array(part)))
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1)
}

function hashFiles(files: readonly { readonly name: string; readonly bytes: Uint8Array }[]): FileHashes {
  return Object.fromEntries(
    files.map(({ name, bytes }) => [name, createHash('sha256').update(bytes).digest('hex')] as const),
  )
}
