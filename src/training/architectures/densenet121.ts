import type * as TensorFlow from '@tensorflow/tfjs'
import type { Architecture } from './architecture.js'
import { buildNetwork } from './build-network.js'
import { scaleAsTorch } from './input-scaling.js'
import { apply, chain } from './layer-chain.js'

type Tensor = TensorFlow.SymbolicTensor

/** Layers of each dense block (Huang et al. 2017, table 1). */
const BLOCKS = [6, 12, 24, 16] as const

/** Channels that each layer adds. */
const GROWTH = 32

/** DenseNet-121. */
export const densenet121: Architecture = {
  name: 'densenet121',
  heads: ['pooled'],
  size: 224,
  minimumSize: 32,
  build: (tf, options = {}) =>
    buildNetwork(tf, densenet121, { scale: scaleAsTorch, convolutions: stackConvolutions }, options),
  lastConvolution: 'relu',
  gateLayers: ['conv1_relu', 'pool2_relu', 'pool3_relu', 'pool4_relu', 'relu'],
  blocks: [
    { name: 'block1', output: 'pool1' },
    { name: 'block2', output: 'pool2_pool' },
    { name: 'block3', output: 'pool3_pool' },
    { name: 'block4', output: 'pool4_pool' },
    { name: 'block5', output: 'relu' },
  ],
}

function stackConvolutions(tf: typeof TensorFlow, input: Tensor): Tensor {
  let x = chain(
    input,
    tf.layers.zeroPadding2d({
      name: 'zero_padding2d',
      padding: [
        [3, 3],
        [3, 3],
      ],
    }),
    tf.layers.conv2d({ name: 'conv1_conv', filters: 64, kernelSize: 7, strides: 2, useBias: false }),
    ...activate(tf, 'conv1'),
    tf.layers.zeroPadding2d({
      name: 'zero_padding2d_1',
      padding: [
        [1, 1],
        [1, 1],
      ],
    }),
    tf.layers.maxPooling2d({ name: 'pool1', poolSize: 3, strides: 2 }),
  )
  BLOCKS.forEach((layers, index) => {
    const block = index + 2
    for (let layer = 1; layer <= layers; layer += 1) x = grow(tf, x, `conv${block}_block${layer}`)
    if (block < 5) x = halve(tf, x, `pool${block}`)
  })
  return chain(x, tf.layers.batchNormalization({ name: 'bn', epsilon: 1.001e-5 }), relu(tf, 'relu'))
}

/** A bottleneck and a convolution, whose maps are laid beside what came in. */
function grow(tf: typeof TensorFlow, x: Tensor, name: string): Tensor {
  const added = chain(
    x,
    ...activate(tf, `${name}_0`),
    tf.layers.conv2d({ name: `${name}_1_conv`, filters: 4 * GROWTH, kernelSize: 1, useBias: false }),
    ...activate(tf, `${name}_1`),
    tf.layers.conv2d({
      name: `${name}_2_conv`,
      filters: GROWTH,
      kernelSize: 3,
      padding: 'same',
      useBias: false,
    }),
  )
  return apply(tf.layers.concatenate({ name: `${name}_concat`, axis: -1 }), [x, added])
}

/** Between two blocks: half the channels, half the side. */
function halve(tf: typeof TensorFlow, x: Tensor, name: string): Tensor {
  const filters = (x.shape[3] ?? 0) / 2
  return chain(
    x,
    ...activate(tf, name),
    tf.layers.conv2d({ name: `${name}_conv`, filters, kernelSize: 1, useBias: false }),
    tf.layers.averagePooling2d({ name: `${name}_pool`, poolSize: 2, strides: 2 }),
  )
}

function activate(tf: typeof TensorFlow, name: string): TensorFlow.layers.Layer[] {
  return [tf.layers.batchNormalization({ name: `${name}_bn`, epsilon: 1.001e-5 }), relu(tf, `${name}_relu`)]
}

function relu(tf: typeof TensorFlow, name: string): TensorFlow.layers.Layer {
  return tf.layers.activation({ name, activation: 'relu' })
}
