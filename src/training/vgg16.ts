import type * as TensorFlow from '@tensorflow/tfjs'
import { stackDense256 } from './architectures/heads.js'
import { vgg16 } from './architectures/vgg16.js'

/** Pixels a side in the reference protocol. */
export const INPUT_SIZE = 232

/**
 * The reference network: VGG16 without its top, Flatten, Dense 256 with relu, Dense 3 with softmax.
 * Takes [batch, size, size, 3] in 0..1 and gives [batch, 3]. Layers carry Keras's names.
 * With `frozenBase` only the head trains: 6,423,555 of 21,138,243 parameters at 232 pixels.
 */
export function createVgg16(
  tf: typeof TensorFlow,
  options: { readonly size?: number; readonly frozenBase: boolean },
): TensorFlow.LayersModel {
  return vgg16.build(tf, { size: INPUT_SIZE, ...options, head: 'flatten-dense256' })
}

/** The head alone, on cached outputs of the base: [batch, length] in, [batch, 3] out. `seed` draws its first weights. */
export function createHead(tf: typeof TensorFlow, length: number, seed: number): TensorFlow.LayersModel {
  const input = tf.input({ shape: [length], name: 'features' })
  return tf.model({ name: 'head', inputs: input, outputs: stackDense256(tf, input, seed) })
}

/** The base of a network made by {@link createVgg16}, up to and with `flatten`; it shares the network's weights. */
export function baseOf(tf: typeof TensorFlow, network: TensorFlow.LayersModel): TensorFlow.LayersModel {
  const output = network.getLayer('flatten').getOutputAt(0) as TensorFlow.SymbolicTensor
  return tf.model({ name: 'base', inputs: network.inputs, outputs: output })
}

/** Copies a trained head into the network whose last two layers have its shape. */
export function adoptHead(network: TensorFlow.LayersModel, head: TensorFlow.LayersModel): void {
  for (const name of ['dense', 'predictions']) {
    network.getLayer(name).setWeights(head.getLayer(name).getWeights())
  }
}
