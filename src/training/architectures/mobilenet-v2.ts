import type * as TensorFlow from '@tensorflow/tfjs'
import type { Architecture } from './architecture.js'
import { buildNetwork } from './build-network.js'
import { scaleToSigned } from './input-scaling.js'
import { apply, chain } from './layer-chain.js'

type Tensor = TensorFlow.SymbolicTensor

/** Filters, stride of the first and number of the inverted residuals of each stage (Sandler et al. 2018, table 2). */
const STAGES = [
  { filters: 16, stride: 1, count: 1 },
  { filters: 24, stride: 2, count: 2 },
  { filters: 32, stride: 2, count: 3 },
  { filters: 64, stride: 2, count: 4 },
  { filters: 96, stride: 1, count: 3 },
  { filters: 160, stride: 2, count: 3 },
  { filters: 320, stride: 1, count: 1 },
] as const

const EXPANSION = 6

/** MobileNetV2 of width 1. */
export const mobilenetV2: Architecture = {
  name: 'mobilenet-v2',
  heads: ['pooled'],
  size: 224,
  minimumSize: 32,
  build: (tf, options = {}) =>
    buildNetwork(tf, mobilenetV2, { scale: scaleToSigned, convolutions: stackConvolutions }, options),
  lastConvolution: 'out_relu',
  gateLayers: ['block_2_add', 'block_5_add', 'block_9_add', 'block_12_add', 'block_15_add', 'out_relu'],
  blocks: [
    { name: 'stage1', output: 'expanded_conv_project_BN' },
    { name: 'stage2', output: 'block_2_add' },
    { name: 'stage3', output: 'block_5_add' },
    { name: 'stage4', output: 'block_9_add' },
    { name: 'stage5', output: 'block_12_add' },
    { name: 'stage6', output: 'block_15_add' },
    { name: 'stage7', output: 'out_relu' },
  ],
}

function stackConvolutions(tf: typeof TensorFlow, input: Tensor): Tensor {
  let x = chain(
    input,
    tf.layers.conv2d({
      name: 'Conv1',
      filters: 32,
      kernelSize: 3,
      strides: 2,
      padding: 'same',
      useBias: false,
    }),
    normalize(tf, 'bn_Conv1'),
    relu6(tf, 'Conv1_relu'),
  )
  let block = 0
  for (const { filters, stride, count } of STAGES) {
    for (let index = 0; index < count; index += 1) {
      x = invertedResidual(tf, x, { block, filters, stride: index === 0 ? stride : 1 })
      block += 1
    }
  }
  return chain(
    x,
    tf.layers.conv2d({ name: 'Conv_1', filters: 1280, kernelSize: 1, useBias: false }),
    normalize(tf, 'Conv_1_bn'),
    relu6(tf, 'out_relu'),
  )
}

function invertedResidual(
  tf: typeof TensorFlow,
  input: Tensor,
  options: { readonly block: number; readonly filters: number; readonly stride: number },
): Tensor {
  const { block, filters, stride } = options
  const prefix = block === 0 ? 'expanded_conv' : `block_${block}`
  const channels = input.shape[3] ?? 0
  let x = input
  if (block > 0) {
    x = pointwise(tf, x, `${prefix}_expand`, EXPANSION * channels)
    x = apply(relu6(tf, `${prefix}_expand_relu`), x)
  }
  if (stride === 2) x = pad(tf, x, `${prefix}_pad`)
  x = chain(
    x,
    tf.layers.depthwiseConv2d({
      name: `${prefix}_depthwise`,
      kernelSize: 3,
      strides: stride,
      padding: stride === 1 ? 'same' : 'valid',
      useBias: false,
      depthMultiplier: 1,
    }),
    normalize(tf, `${prefix}_depthwise_BN`),
    relu6(tf, `${prefix}_depthwise_relu`),
  )
  x = pointwise(tf, x, `${prefix}_project`, filters)
  const residual = channels === filters && stride === 1
  return residual ? apply(tf.layers.add({ name: `${prefix}_add` }), [input, x]) : x
}

function pointwise(tf: typeof TensorFlow, x: Tensor, name: string, filters: number): Tensor {
  return chain(
    x,
    tf.layers.conv2d({ name, filters, kernelSize: 1, padding: 'same', useBias: false }),
    normalize(tf, `${name}_BN`),
  )
}

/** One row and column of zeros at the bottom and right, and at the top and left too where the side is odd. */
function pad(tf: typeof TensorFlow, x: Tensor, name: string): Tensor {
  const before = (side: number | null | undefined) => {
    if (typeof side !== 'number') throw new RangeError('mobilenet-v2 pads by the size of its pictures')
    return side % 2
  }
  const padding: [[number, number], [number, number]] = [
    [before(x.shape[1]), 1],
    [before(x.shape[2]), 1],
  ]
  return apply(tf.layers.zeroPadding2d({ name, padding }), x)
}

function normalize(tf: typeof TensorFlow, name: string): TensorFlow.layers.Layer {
  return tf.layers.batchNormalization({ name, epsilon: 1e-3, momentum: 0.999 })
}

function relu6(tf: typeof TensorFlow, name: string): TensorFlow.layers.Layer {
  return tf.layers.reLU({ name, maxValue: 6 })
}
