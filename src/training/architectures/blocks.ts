import type * as TensorFlow from '@tensorflow/tfjs'
import type { Architecture } from './architecture.js'
import { SCALING_LAYER } from './input-scaling.js'

/** The name under which {@link layersByBlock} lists what stands on the convolutions. */
export const HEAD_BLOCK = 'head'

/** The layers of each block of `network`, from the input on, and last those of the head. */
export function layersByBlock(
  network: TensorFlow.LayersModel,
  { blocks }: Pick<Architecture, 'blocks'>,
): ReadonlyMap<string, readonly TensorFlow.layers.Layer[]> {
  // Layers are listed by depth, and all that is computed after a block's output is less deep than it.
  const found = new Map<string, readonly TensorFlow.layers.Layer[]>()
  let from = 0
  for (const { name, output } of blocks) {
    const to = network.layers.findIndex((layer) => layer.name === output) + 1
    found.set(name, network.layers.slice(from, to))
    from = to
  }
  return found.set(HEAD_BLOCK, network.layers.slice(from))
}

/**
 * Lets only the named blocks learn, `head` among them where it shall, and freezes the others.
 * Compile the network afterwards. tfjs lets a frozen BatchNormalization go on with the statistics of the batch while
 * the network fits, unlike Keras: cut the network at a block (`tailOf`) and fit the rest on what the frozen part gives.
 * @throws RangeError for a block that the architecture does not have
 */
export function thawBlocks(
  network: TensorFlow.LayersModel,
  architecture: Pick<Architecture, 'blocks'>,
  thawed: readonly string[],
): void {
  const blocks = layersByBlock(network, architecture)
  const unknown = thawed.find((name) => !blocks.has(name))
  if (unknown !== undefined) throw new RangeError(`there is no block ${unknown}`)
  for (const [name, layers] of blocks) {
    for (const layer of layers) layer.trainable = thawed.includes(name) && layer.name !== SCALING_LAYER
  }
}

/** The network from its input to the output of `layer`. It shares the weights. */
export function baseUpTo(
  tf: typeof TensorFlow,
  network: TensorFlow.LayersModel,
  layer: string,
): TensorFlow.LayersModel {
  const output = network.getLayer(layer).getOutputAt(0) as TensorFlow.SymbolicTensor
  return tf.model({ name: `${network.name}_base`, inputs: network.inputs, outputs: output })
}

/**
 * The rest of the network after `layer`, which takes that layer's output; with `until`, no further than that layer's
 * output. It shares the weights. `network` has to be whole, not itself a part of another.
 */
export function tailOf(
  tf: typeof TensorFlow,
  network: TensorFlow.LayersModel,
  layer: string,
  until?: string,
): TensorFlow.LayersModel {
  const cut = network.getLayer(layer).getOutputAt(0) as TensorFlow.SymbolicTensor
  const [, ...shape] = cut.shape
  const input = tf.input({ shape, name: `${layer}_features` })
  const at = network.layers.findIndex(({ name }) => name === layer)
  // By the original tensor's id, what stands for it in the new network.
  const made = new Map([[cut.id, input]])
  for (const each of network.layers.slice(at + 1)) {
    const inputs = [each.getInputAt(0)].flat().map((tensor) => {
      const found = made.get(tensor.id)
      if (!found) throw new RangeError(`${each.name} needs more than the output of ${layer}`)
      return found
    })
    const output = each.getOutputAt(0) as TensorFlow.SymbolicTensor
    const [only] = inputs
    made.set(output.id, each.apply(inputs.length === 1 && only ? only : inputs) as TensorFlow.SymbolicTensor)
  }
  const end =
    until === undefined
      ? network.outputs[0]
      : (network.getLayer(until).getOutputAt(0) as TensorFlow.SymbolicTensor)
  const output = end && made.get(end.id)
  if (!output) throw new RangeError(`nothing follows ${layer}`)
  return tf.model({ name: `${network.name}_tail`, inputs: input, outputs: output })
}
