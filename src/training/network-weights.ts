import { createHash } from 'node:crypto'
import type * as TensorFlow from '@tensorflow/tfjs'

/** The means of ImageNet's three channels, in 0..255, which VGG16 was trained less (Simonyan & Zisserman 2014). */
const IMAGENET_MEANS = [103.939, 116.779, 123.68]

/** Copies the weights of every layer that both networks have, by name. */
export function copyWeights(from: TensorFlow.LayersModel, to: TensorFlow.LayersModel): void {
  const targets = new Map(to.layers.map((layer) => [layer.name, layer]))
  for (const layer of from.layers) {
    if (layer.weights.length > 0) targets.get(layer.name)?.setWeights(layer.getWeights())
  }
}

/**
 * Puts ImageNet's own scaling into the first convolution of a VGG16, so that gray in 0..1 means to the network what
 * 0..255 less the means did: weights times 255, biases less what the means would have given.
 */
export function foldImageNetScaling(tf: typeof TensorFlow, network: TensorFlow.LayersModel): void {
  const layer = network.getLayer('block1_conv1')
  const folded = tf.tidy(() => {
    const [kernel, bias] = layer.getWeights() as [TensorFlow.Tensor4D, TensorFlow.Tensor1D]
    const means = tf.tensor4d(IMAGENET_MEANS, [1, 1, 3, 1])
    return [tf.mul(kernel, 255), tf.sub(bias, tf.sum(tf.mul(kernel, means), [0, 1, 2]))]
  })
  layer.setWeights(folded)
  tf.dispose(folded)
}

/** SHA-256 of every weight's float32 values, in the network's order, as hex: names what a store of its outputs was computed with. */
export function hashWeights(network: TensorFlow.LayersModel): string {
  const hash = createHash('sha256')
  for (const weight of network.weights) hash.update(Float32Array.from(weight.read().dataSync()))
  return hash.digest('hex')
}
