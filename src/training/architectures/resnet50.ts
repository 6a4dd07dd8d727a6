import type * as TensorFlow from '@tensorflow/tfjs'
import type { Architecture } from './architecture.js'
import { buildNetwork } from './build-network.js'
import { scaleAsCaffe } from './input-scaling.js'
import { apply, chain } from './layer-chain.js'

type Tensor = TensorFlow.SymbolicTensor

/** Filters of the bottleneck, number of blocks and stride of the first, of each stage (He et al. 2015, table 1). */
const STAGES = [
  { filters: 64, blocks: 3, stride: 1 },
  { filters: 128, blocks: 4, stride: 2 },
  { filters: 256, blocks: 6, stride: 2 },
  { filters: 512, blocks: 3, stride: 2 },
] as const

/** ResNet-50, version 1. */
export const resnet50: Architecture = {
  name: 'resnet50',
  heads: ['pooled'],
  size: 224,
  minimumSize: 32,
  build: (tf, options = {}) =>
    buildNetwork(tf, resnet50, { scale: scaleAsCaffe, convolutions: stackConvolutions }, options),
  lastConvolution: 'conv5_block3_out',
  gateLayers: ['conv1_relu', 'conv2_block3_out', 'conv3_block4_out', 'conv4_block6_out', 'conv5_block3_out'],
  blocks: [
    { name: 'stage1', output: 'pool1_pool' },
    ...STAGES.map(({ blocks }, index) => ({
      name: `stage${index + 2}`,
      output: `conv${index + 2}_block${blocks}_out`,
    })),
  ],
}

function stackConvolutions(tf: typeof TensorFlow, input: Tensor): Tensor {
  let x = chain(
    input,
    tf.layers.zeroPadding2d({
      name: 'conv1_pad',
      padding: [
        [3, 3],
        [3, 3],
      ],
    }),
    tf.layers.conv2d({ name: 'conv1_conv', filters: 64, kernelSize: 7, strides: 2 }),
    normalize(tf, 'conv1_bn'),
    relu(tf, 'conv1_relu'),
    tf.layers.zeroPadding2d({
      name: 'pool1_pad',
      padding: [
        [1, 1],
        [1, 1],
      ],
    }),
    tf.layers.maxPooling2d({ name: 'pool1_pool', poolSize: 3, strides: 2 }),
  )
  STAGES.forEach(({ filters, blocks, stride }, index) => {
    for (let block = 1; block <= blocks; block += 1) {
      const name = `conv${index + 2}_block${block}`
      x = bottleneck(tf, x, { name, filters, stride: block === 1 ? stride : 1, project: block === 1 })
    }
  })
  return x
}

function bottleneck(
  tf: typeof TensorFlow,
  x: Tensor,
  options: {
    readonly name: string
    readonly filters: number
    readonly stride: number
    readonly project: boolean
  },
): Tensor {
  const { name, filters, stride, project } = options
  const shortcut = project
    ? chain(
        x,
        tf.layers.conv2d({ name: `${name}_0_conv`, filters: 4 * filters, kernelSize: 1, strides: stride }),
        normalize(tf, `${name}_0_bn`),
      )
    : x
  const inner = chain(
    x,
    tf.layers.conv2d({ name: `${name}_1_conv`, filters, kernelSize: 1, strides: stride }),
    normalize(tf, `${name}_1_bn`),
    relu(tf, `${name}_1_relu`),
    tf.layers.conv2d({ name: `${name}_2_conv`, filters, kernelSize: 3, padding: 'same' }),
    normalize(tf, `${name}_2_bn`),
    relu(tf, `${name}_2_relu`),
    tf.layers.conv2d({ name: `${name}_3_conv`, filters: 4 * filters, kernelSize: 1 }),
    normalize(tf, `${name}_3_bn`),
  )
  return apply(relu(tf, `${name}_out`), apply(tf.layers.add({ name: `${name}_add` }), [shortcut, inner]))
}

function normalize(tf: typeof TensorFlow, name: string): TensorFlow.layers.Layer {
  return tf.layers.batchNormalization({ name, epsilon: 1.001e-5 })
}

function relu(tf: typeof TensorFlow, name: string): TensorFlow.layers.Layer {
  return tf.layers.activation({ name, activation: 'relu' })
}
