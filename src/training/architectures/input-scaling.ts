import type * as TensorFlow from '@tensorflow/tfjs'
import { apply } from './layer-chain.js'

/** ImageNet's means in 0..255 as BGR, which the first Caffe networks subtracted. */
const CAFFE_MEANS = [103.939, 116.779, 123.68] as const

/** ImageNet's means and deviations in 0..1 as RGB, which torchvision's networks use. */
const TORCH_MEANS = [0.485, 0.456, 0.406] as const
const TORCH_DEVIATIONS = [0.229, 0.224, 0.225] as const

/** 0..1 to -1..1, as Xception and MobileNetV2 were trained on. */
export function scaleToSigned(
  tf: typeof TensorFlow,
  input: TensorFlow.SymbolicTensor,
): TensorFlow.SymbolicTensor {
  return apply(tf.layers.rescaling({ name: SCALING_LAYER, scale: 2, offset: -1 }), input)
}

/** RGB in 0..1 to BGR in 0..255 less the means: a fixed 1 x 1 convolution, which every Keras reads. */
export function scaleAsCaffe(
  tf: typeof TensorFlow,
  input: TensorFlow.SymbolicTensor,
): TensorFlow.SymbolicTensor {
  const kernel = [
    [0, 0, 255],
    [0, 255, 0],
    [255, 0, 0],
  ]
  return fixedConvolution(
    tf,
    input,
    kernel,
    CAFFE_MEANS.map((mean) => -mean),
  )
}

/** RGB in 0..1 less the means, over the deviations: a fixed 1 x 1 convolution, which every Keras reads. */
export function scaleAsTorch(
  tf: typeof TensorFlow,
  input: TensorFlow.SymbolicTensor,
): TensorFlow.SymbolicTensor {
  const kernel = TORCH_DEVIATIONS.map((deviation, row) =>
    [0, 1, 2].map((c) => (c === row ? 1 / deviation : 0)),
  )
  const bias = TORCH_MEANS.map((mean, channel) => -mean / (TORCH_DEVIATIONS[channel] ?? 1))
  return fixedConvolution(tf, input, kernel, bias)
}

function fixedConvolution(
  tf: typeof TensorFlow,
  input: TensorFlow.SymbolicTensor,
  kernel: readonly (readonly number[])[],
  bias: readonly number[],
): TensorFlow.SymbolicTensor {
  const layer = tf.layers.conv2d({ name: SCALING_LAYER, filters: 3, kernelSize: 1, trainable: false })
  const output = apply(layer, input)
  const weights = [tf.tensor4d(kernel.flat(), [1, 1, 3, 3]), tf.tensor1d([...bias])]
  layer.setWeights(weights)
  tf.dispose(weights)
  return output
}

/** The name of whatever layer scales the input: no file of ImageNet weights holds it, and it never trains. */
export const SCALING_LAYER = 'scaling'
