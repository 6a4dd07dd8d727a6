import type * as TensorFlow from '@tensorflow/tfjs'
import { Fault } from '../../core/fault.js'
import { HEAD_LAYERS } from '../architectures/heads.js'
import { SCALING_LAYER } from '../architectures/input-scaling.js'
import { groupAt, readH5, type WeightArray } from './keras-h5.js'
import { findSavedLayer, readSavedLayers, type SavedLayer, type SavedLayers } from './keras-weights.js'

/**
 * Loads the convolutions of `network` from a Keras file of weights without the top: a release of
 * `keras.applications`, `save_weights` or `save` of such a model. Layers are found by their names, or, where those
 * differ, by their order, as Keras does. The head and a layer that scales the input stay as they are.
 * @param within the group that holds the layers, where the file has more than them
 * @throws Fault `weights_invalid` when a layer is missing or has another shape
 */
export async function loadKerasBase(
  tf: typeof TensorFlow,
  network: TensorFlow.LayersModel,
  file: string,
  within = '',
): Promise<void> {
  const wanted = network.layers.filter(
    ({ name, weights }) => weights.length > 0 && name !== SCALING_LAYER && !HEAD_LAYERS.includes(name),
  )
  await readH5(file, (root) => {
    const saved = readSavedLayers(groupAt(root, within))
    for (const [layer, { weights }] of pairLayers(wanted, saved)) setLayer(tf, layer, weights)
  })
}

/**
 * Gives a layer its weights.
 * @throws Fault `weights_invalid` when their number or shapes differ
 */
export function setLayer(
  tf: typeof TensorFlow,
  layer: TensorFlow.layers.Layer,
  weights: readonly WeightArray[],
): void {
  const shapes = (arrays: readonly { readonly shape: readonly (number | null)[] }[]) =>
    arrays.map(({ shape }) => `[${String(shape)}]`).join(' ')
  if (shapes(weights) !== shapes(layer.weights)) {
    throw new Fault('weights_invalid', `${layer.name} needs ${shapes(layer.weights)}, not ${shapes(weights)}`)
  }
  const tensors = weights.map(({ values, shape }) => tf.tensor(values, [...shape], 'float32'))
  layer.setWeights(tensors)
  tf.dispose(tensors)
}

type Pairs = readonly (readonly [TensorFlow.layers.Layer, SavedLayer])[]

/** By name where the file has every name; else by order, which all releases of one architecture share. */
function pairLayers(wanted: readonly TensorFlow.layers.Layer[], { named, layers }: SavedLayers): Pairs {
  const names = named === 'by class' ? namesByClass(wanted) : wanted.map(({ name }) => name)
  const found = wanted.map((layer, index) => {
    const name = names[index] ?? layer.name
    return [layer, findSavedLayer(layers, name)] as const
  })
  const missing = found.find(([, saved]) => saved === undefined)
  if (!missing) return found as Pairs
  if (named === 'by layer' && layers.length === wanted.length) {
    return wanted.map((layer, index) => [layer, layers[index]]) as unknown as Pairs
  }
  throw new Fault(
    'weights_invalid',
    `the file has no weights for ${missing[0].name}, and ${layers.length} layers with weights, not ${wanted.length}`,
  )
}

/** How Keras 3 numbers the layers of each class in its own order: `conv2d`, `conv2d_1`. */
function namesByClass(layers: readonly TensorFlow.layers.Layer[]): readonly string[] {
  const counts = new Map<string, number>()
  return layers.map((layer) => {
    const name = layer
      .getClassName()
      .replace(/([a-z])([A-Z])/g, '$1_$2')
      .toLowerCase()
    const count = counts.get(name) ?? 0
    counts.set(name, count + 1)
    return count === 0 ? name : `${name}_${count}`
  })
}
