import type * as TensorFlow from '@tensorflow/tfjs'
import type { Architecture } from './architecture.js'
import { buildNetwork } from './build-network.js'
import { scaleToSigned } from './input-scaling.js'
import { apply, chain } from './layer-chain.js'

type Tensor = TensorFlow.SymbolicTensor

/** Filters of the two convolutions of the blocks that halve the picture. */
const ENTRY = [
  { block: 2, filters: [128, 128] },
  { block: 3, filters: [256, 256] },
  { block: 4, filters: [728, 728] },
] as const
const EXIT = { block: 13, filters: [728, 1024] } as const

/** Xception (Chollet 2017). Layers without a name of their own carry the one that Keras numbers them with. */
export const xception: Architecture = {
  name: 'xception',
  heads: ['pooled'],
  size: 299,
  minimumSize: 71,
  build: (tf, options = {}) =>
    buildNetwork(tf, xception, { scale: scaleToSigned, convolutions: stackConvolutions }, options),
  lastConvolution: 'block14_sepconv2_act',
  gateLayers: ['block1_conv2_act', 'add', 'add_1', 'add_2', 'add_10', 'add_11', 'block14_sepconv2_act'],
  blocks: [
    { name: 'block1', output: 'block1_conv2_act' },
    ...Array.from({ length: 12 }, (_, index) => ({ name: `block${index + 2}`, output: sum(index) })),
    { name: 'block14', output: 'block14_sepconv2_act' },
  ],
}

/** Keras's name for the sum that ends the block at `index`, the second block's being 0. */
function sum(index: number): string {
  return numbered('add', index)
}

function numbered(name: string, index: number): string {
  return index === 0 ? name : `${name}_${index}`
}

function stackConvolutions(tf: typeof TensorFlow, input: Tensor): Tensor {
  let x = input
  x = firstConvolution(tf, x, { name: 'block1_conv1', filters: 32, strides: 2 })
  x = firstConvolution(tf, x, { name: 'block1_conv2', filters: 64, strides: 1 })
  ENTRY.forEach((part, index) => {
    x = halve(tf, x, part, index)
  })
  for (let block = 5; block <= 12; block += 1) {
    let inner = x
    for (let index = 1; index <= 3; index += 1) {
      inner = apply(relu(tf, `block${block}_sepconv${index}`), inner)
      inner = separable(tf, inner, `block${block}_sepconv${index}`, 728)
    }
    x = apply(tf.layers.add({ name: sum(block - 2) }), [inner, x])
  }
  x = halve(tf, x, EXIT, ENTRY.length)
  for (const [index, filters] of [1536, 2048].entries()) {
    const name = `block14_sepconv${index + 1}`
    x = apply(relu(tf, name), separable(tf, x, name, filters))
  }
  return x
}

function firstConvolution(
  tf: typeof TensorFlow,
  x: Tensor,
  { name, filters, strides }: { readonly name: string; readonly filters: number; readonly strides: number },
): Tensor {
  return chain(
    x,
    tf.layers.conv2d({ name, filters, kernelSize: 3, strides, useBias: false }),
    tf.layers.batchNormalization({ name: `${name}_bn` }),
    relu(tf, name),
  )
}

/** Two separable convolutions and a pool beside a convolution of one pixel, summed: half the side. */
function halve(
  tf: typeof TensorFlow,
  x: Tensor,
  { block, filters }: { readonly block: number; readonly filters: readonly [number, number] },
  index: number,
): Tensor {
  const shortcut = chain(
    x,
    tf.layers.conv2d({
      name: numbered('conv2d', index),
      filters: filters[1],
      kernelSize: 1,
      strides: 2,
      padding: 'same',
      useBias: false,
    }),
    tf.layers.batchNormalization({ name: numbered('batch_normalization', index) }),
  )
  let inner = x
  for (const [step, count] of filters.entries()) {
    const name = `block${block}_sepconv${step + 1}`
    // The first halving block follows an activation already.
    if (block > 2 || step > 0) inner = apply(relu(tf, name), inner)
    inner = separable(tf, inner, name, count)
  }
  inner = apply(
    tf.layers.maxPooling2d({ name: `block${block}_pool`, poolSize: 3, strides: 2, padding: 'same' }),
    inner,
  )
  return apply(tf.layers.add({ name: sum(block - 2) }), [inner, shortcut])
}

function separable(tf: typeof TensorFlow, x: Tensor, name: string, filters: number): Tensor {
  return chain(
    x,
    tf.layers.separableConv2d({ name, filters, kernelSize: 3, padding: 'same', useBias: false }),
    tf.layers.batchNormalization({ name: `${name}_bn` }),
  )
}

function relu(tf: typeof TensorFlow, before: string): TensorFlow.layers.Layer {
  return tf.layers.activation({ name: `${before}_act`, activation: 'relu' })
}
