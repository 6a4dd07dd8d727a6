import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type * as TensorFlow from '@tensorflow/tfjs'
import { Fault } from '../core/fault.js'
import { LABELS } from '../core/label.js'
import type { CheckedModelFolder } from './model-folder.js'
import type { FeatureMap, Network } from './network.js'

type TF = typeof TensorFlow

interface ModelJson {
  readonly modelTopology: object
  readonly weightsManifest: readonly {
    readonly paths: readonly string[]
    readonly weights: TensorFlow.io.WeightsManifestEntry[]
  }[]
}

/**
 * Builds the layers of a checked folder with their weights.
 * @throws Fault `model_folder_invalid` when the topology and the manifest disagree.
 */
export async function loadLayers(
  tf: TF,
  { folder, manifest }: CheckedModelFolder,
): Promise<TensorFlow.LayersModel> {
  const model = await tf
    .loadLayersModel({ load: () => readArtifacts(folder, manifest.files) })
    .catch((cause: unknown) => {
      throw new Fault('model_folder_invalid', 'the network cannot be built from its files', { cause })
    })
  const [, ...inputShape] = model.inputs[0]?.shape ?? []
  if (
    String(inputShape) !== String(manifest.inputShape) ||
    String(model.outputs[0]?.shape) !== `,${LABELS.length}`
  ) {
    model.dispose()
    throw new Fault('model_folder_invalid', 'the network has other shapes than its manifest')
  }
  return model
}

/**
 * The layer whose values the heatmap is made of: the one that the manifest names, or else the last with an output of
 * positions and channels that is no pooling.
 * @throws Fault `model_folder_invalid` when there is none.
 */
export function heatmapLayerOf(
  model: TensorFlow.LayersModel,
  { manifest }: Pick<CheckedModelFolder, 'manifest'>,
): string {
  const found =
    manifest.heatmapLayer === undefined
      ? model.layers.findLast(
          (layer) => rankOf(layer.outputShape) === 4 && !layer.getClassName().includes('Pooling'),
        )
      : model.layers.find(({ name }) => name === manifest.heatmapLayer)
  if (found === undefined || rankOf(found.outputShape) !== 4) {
    throw new Fault('model_folder_invalid', 'the network has no layer to make a heatmap of')
  }
  return found.name
}

function rankOf(shape: TensorFlow.Shape | TensorFlow.Shape[]): number {
  return Array.isArray(shape[0]) ? 0 : shape.length
}

export interface LayersNetworkOptions {
  readonly tf: TF
  /** Stays the caller's: `dispose` of the network leaves it alone. */
  readonly model: TensorFlow.LayersModel
  /** The gate's layers, in its order; empty without a gate. */
  readonly gateLayers: readonly string[]
  readonly heatmapLayer: string
}

/**
 * The layers model with more outputs than it was trained with: the same kernels run in the same order, so the scores
 * are the same to the last bit. Works on every backend.
 * @throws Fault `model_folder_invalid` when a named layer is not there.
 */
export function createLayersNetwork({ tf, model, gateLayers, heatmapLayer }: LayersNetworkOptions): Network {
  // A tensor that is asked for twice is given once and null the second time.
  const names = [...new Set([heatmapLayer, ...gateLayers])]
  const outputs = names.map((name) => outputOf(model, name))
  const seeing = tf.model({ inputs: model.inputs, outputs: [...model.outputs, ...outputs] })
  const inputSize = model.inputs[0]?.shape[1] ?? 0

  function run(squares: readonly Uint8Array[]): Batch {
    return tf.tidy(() => {
      const gray = tf.div(tf.tensor4d(joinSquares(squares), [squares.length, inputSize, inputSize, 1]), 255)
      const [scores, ...values] = seeing.predict(tf.tile(gray, [1, 1, 1, 3])) as TensorFlow.Tensor[]
      const [map] = values
      if (scores === undefined || map === undefined)
        throw new Fault('internal', 'the network gave no outputs')
      const [, height = 0, width = 0, channels = 0] = map.shape
      const means = gateLayers.map((name) => meanOverPositions(tf, values[names.indexOf(name)] ?? map))
      return {
        scores: scores.dataSync<'float32'>(),
        map: { height, width, channels, values: map.dataSync<'float32'>() },
        pooled: means.length === 0 ? new Float32Array() : tf.concat(means, 1).dataSync<'float32'>(),
      }
    })
  }

  return {
    inputSize,
    precision: 'float32',
    forward(squares) {
      if (squares.length === 0) return []
      const { scores, map, pooled } = run(squares)
      const part = (values: Float32Array, index: number) => {
        const length = values.length / squares.length
        return values.slice(index * length, (index + 1) * length)
      }
      return squares.map((_, index) => ({
        outputs: part(scores, index),
        pooled: part(pooled, index),
        convolution: { ...map, values: part(map.values, index) },
      }))
    },
    dispose: () => undefined,
  }
}

/** What a batch gives, one picture after the other. */
interface Batch {
  readonly scores: Float32Array
  readonly map: FeatureMap
  readonly pooled: Float32Array
}

function meanOverPositions(tf: TF, values: TensorFlow.Tensor): TensorFlow.Tensor2D {
  return values.rank === 4 ? tf.mean(values, [1, 2]) : (values as TensorFlow.Tensor2D)
}

function joinSquares(squares: readonly Uint8Array[]): Float32Array {
  const length = squares[0]?.length ?? 0
  const joined = new Float32Array(length * squares.length)
  squares.forEach((square, index) => {
    joined.set(square, index * length)
  })
  return joined
}

function outputOf(model: TensorFlow.LayersModel, name: string): TensorFlow.SymbolicTensor {
  const layer = model.layers.find((one) => one.name === name)
  if (layer === undefined || Array.isArray(layer.output)) {
    throw new Fault('model_folder_invalid', `the network has no layer ${name}`)
  }
  return layer.output
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
