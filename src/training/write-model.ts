import { createHash } from 'node:crypto'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type * as TensorFlow from '@tensorflow/tfjs'
import type { Labelled } from '../core/calibration.js'
import { chooseThresholds, fitTemperature, calibrate } from '../core/calibration.js'
import { LABELS } from '../core/label.js'
import { CHECK_SQUARES_FILE, type ModelManifest, type PreprocessingSettings } from '../core/model-manifest.js'
import { writeModelArtifacts } from './weights-files.js'

export interface WriteModelFolder {
  readonly tf: typeof TensorFlow
  readonly network: TensorFlow.LayersModel
  /** `models/<name>`; an older folder of that name is replaced once the new one is whole. */
  readonly folder: string
  /** Uncalibrated scores on the validation pictures, from which temperature and thresholds are chosen. */
  readonly validation: readonly Labelled[]
  readonly training: ModelManifest['training']
  readonly licence: string
  readonly created: Date
  readonly architecture: string
  /** Of the weights; float16 when not given. */
  readonly precision?: 'float16' | 'float32'
  readonly preprocessing: PreprocessingSettings
  /** Gray squares as the network takes them, which a quicker arithmetic has to read alike; may be left out. */
  readonly checkSquares?: readonly Uint8Array[]
}

/**
 * The rate at which reported classes are right on the validation pictures, from which thresholds follow. At 0.98 nearly
 * half of the adults' films would get no class; at 0.96 a fifth.
 */
export const WANTED_PRECISION = 0.96

const SHARD_BYTES = 16 * 1024 * 1024

/**
 * Writes a model folder: topology, weights as float16, and a manifest that binds temperature, thresholds and hashes.
 * The metrics stay empty until `evaluate` adds them.
 */
export async function writeModelFolder(options: WriteModelFolder): Promise<ModelManifest> {
  const { tf, network, folder, validation } = options
  const { size } = options.preprocessing
  const partial = `${folder}.partial`
  await rm(partial, { recursive: true, force: true })
  await mkdir(partial, { recursive: true })
  let files: Readonly<Record<string, string>> = {}
  await network.save(
    tf.io.withSaveHandler(async (artifacts) => {
      const { precision = 'float16' } = options
      files = await writeModelArtifacts({ folder: partial, artifacts, maxShardBytes: SHARD_BYTES, precision })
      return { modelArtifactsInfo: { dateSaved: options.created, modelTopologyType: 'JSON' } }
    }),
  )
  if (options.checkSquares && options.checkSquares.length > 0) {
    const squares = Buffer.concat(options.checkSquares)
    await writeFile(join(partial, CHECK_SQUARES_FILE), squares)
    files = { ...files, [CHECK_SQUARES_FILE]: createHash('sha256').update(squares).digest('hex') }
  }
  const temperature = fitTemperature(validation)
  const calibrated = validation.map(({ label, scores }) => ({
    label,
    scores: calibrate(
      LABELS.map((name) => scores[name]),
      temperature,
    ),
  }))
  const manifest: ModelManifest = {
    format: 1,
    name: basename(folder),
    created: options.created.toISOString().slice(0, 10),
    architecture: options.architecture,
    labels: LABELS,
    inputShape: [size, size, 3],
    preprocessing: options.preprocessing,
    temperature,
    thresholds: chooseThresholds(calibrated, WANTED_PRECISION),
    files,
    training: options.training,
    metrics: [],
    licence: options.licence,
  }
  await writeManifest(partial, manifest)
  await rm(folder, { recursive: true, force: true })
  await rename(partial, folder)
  return manifest
}

/** Writes `manifest.json`. It names the hashes of the other files, so it is written last. */
export async function writeManifest(folder: string, manifest: ModelManifest): Promise<void> {
  await writeFile(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`)
}
