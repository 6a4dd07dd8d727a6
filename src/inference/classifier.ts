import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type * as TensorFlow from '@tensorflow/tfjs'
import { calibrate, decide } from '../core/calibration.js'
import type { Examination, ModelIdentity } from '../core/examination.js'
import { Fault } from '../core/fault.js'
import type { Scores } from '../core/label.js'
import { decodePicture, type DecodeLimits } from './decode.js'
import type { CheckedModelFolder } from './model-folder.js'
import { fitToNetwork } from './preprocess.js'
import type { LoadedTensorFlow } from './tensorflow.js'

/** A loaded network. Not safe for use after `dispose`. */
export interface Classifier {
  readonly identity: ModelIdentity
  /** Decodes, fits and classifies one picture file. `queueMs` of the result is 0. */
  examine(bytes: Uint8Array): Promise<Examination>
  /** Tensors alive in this backend, for leak tests. */
  tensorCount(): number
  dispose(): void
}

interface ModelJson {
  readonly modelTopology: object
  readonly weightsManifest: readonly {
    readonly paths: readonly string[]
    readonly weights: TensorFlow.io.WeightsManifestEntry[]
  }[]
}

/**
 * Loads the network of a checked folder and runs it once, because the first pass is slow.
 * @throws Fault `model_folder_invalid` when the topology and the manifest disagree.
 */
export async function loadClassifier(
  { tf, backend }: Pick<LoadedTensorFlow, 'tf' | 'backend'>,
  { folder, id, manifest }: CheckedModelFolder,
  limits: DecodeLimits,
): Promise<Classifier> {
  const network = await tf
    .loadLayersModel({ load: () => readArtifacts(folder, manifest.files) })
    .catch((cause: unknown) => {
      throw new Fault('model_folder_invalid', 'the network cannot be built from its files', { cause })
    })
  const [, ...inputShape] = network.inputs[0]?.shape ?? []
  if (String(inputShape) !== String(manifest.inputShape) || String(network.outputs[0]?.shape) !== ',3') {
    throw new Fault('model_folder_invalid', 'the network has other shapes than its manifest')
  }
  const { size } = manifest.preprocessing

  function run(square: Uint8Array): Scores {
    const outputs = tf.tidy(() => {
      const gray = tf.div(tf.tensor4d(Float32Array.from(square), [1, size, size, 1]), 255)
      return (network.predict(tf.tile(gray, [1, 1, 1, 3])) as TensorFlow.Tensor).dataSync<'float32'>()
    })
    return calibrate(outputs, manifest.temperature)
  }

  run(new Uint8Array(size * size))
  const identity: ModelIdentity = {
    id,
    backend,
    precision: 'float32',
    preprocessing: manifest.preprocessing.version,
  }
  return {
    identity,
    async examine(bytes) {
      const started = performance.now()
      const decoded = await decodePicture(bytes, limits)
      if (decoded.kind === 'refused') {
        const timings = { queueMs: 0, decodeMs: performance.now() - started, classifyMs: 0 }
        return { outcome: decoded, picture: null, model: null, timings }
      }
      const square = await fitToNetwork(decoded, manifest.preprocessing)
      const fitted = performance.now()
      const outcome = decide(run(square), manifest.thresholds)
      const timings = { queueMs: 0, decodeMs: fitted - started, classifyMs: performance.now() - fitted }
      return { outcome, picture: decoded.facts, model: identity, timings }
    },
    tensorCount: () => tf.memory().numTensors,
    dispose: () => {
      network.dispose()
    },
  }
}

/** Only files whose hashes the manifest holds are read: anything else was not checked. */
async function readArtifacts(
  folder: string,
  checked: Readonly<Record<string, string>>,
): Promise<TensorFlow.io.ModelArtifacts> {
  const model = JSON.parse(await readFile(join(folder, 'model.json'), 'utf8')) as ModelJson
  const paths = model.weightsManifest.flatMap((group) => group.paths)
  if (!paths.every((path) => path in checked)) {
    throw new Fault('model_folder_invalid', 'model.json names a weights file that the manifest does not')
  }
  const shards = await Promise.all(paths.map((path) => readFile(join(folder, path))))
  const joined = Buffer.concat(shards)
  return {
    modelTopology: model.modelTopology,
    weightSpecs: model.weightsManifest.flatMap(({ weights }) => weights),
    weightData: joined.buffer.slice(joined.byteOffset, joined.byteOffset + joined.byteLength),
  }
}
