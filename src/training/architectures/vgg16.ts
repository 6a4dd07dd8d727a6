import type * as TensorFlow from '@tensorflow/tfjs'
import type { Architecture } from './architecture.js'
import { buildNetwork } from './build-network.js'
import { apply } from './layer-chain.js'

/** Filters and number of 3 x 3 convolutions of each block (Simonyan & Zisserman 2014, configuration D). */
const BLOCKS = [
  { filters: 64, convolutions: 2 },
  { filters: 128, convolutions: 2 },
  { filters: 256, convolutions: 3 },
  { filters: 512, convolutions: 3 },
  { filters: 512, convolutions: 3 },
] as const

/**
 * VGG16. Both heads take the picture in 0..1 as it is, as the reference text does. The pooled one stands on
 * `block5_conv3` itself, so that its maps have 14 x 14 places at 224 to 239 pixels instead of 7 x 7.
 */
export const vgg16: Architecture = {
  name: 'vgg16',
  heads: ['pooled', 'flatten-dense256'],
  size: 232,
  minimumSize: 32,
  build: (tf, options = {}) =>
    buildNetwork(
      tf,
      vgg16,
      { convolutions: stackConvolutions, beforeFlatten: (_, x) => pool(tf, 5, x) },
      options,
    ),
  lastConvolution: 'block5_conv3',
  gateLayers: ['block1_conv2', 'block2_conv2', 'block3_conv3', 'block4_conv3', 'block5_conv3'],
  blocks: [
    ...[1, 2, 3, 4].map((block) => ({ name: `block${block}`, output: `block${block}_pool` })),
    { name: 'block5', output: 'block5_conv3' },
  ],
}

function stackConvolutions(
  tf: typeof TensorFlow,
  input: TensorFlow.SymbolicTensor,
): TensorFlow.SymbolicTensor {
  let x = input
  BLOCKS.forEach(({ filters, convolutions }, block) => {
    if (block > 0) x = pool(tf, block, x)
    for (let index = 1; index <= convolutions; index += 1) {
      x = apply(
        tf.layers.conv2d({
          name: `block${block + 1}_conv${index}`,
          filters,
          kernelSize: 3,
          padding: 'same',
          activation: 'relu',
        }),
        x,
      )
    }
  })
  return x
}

function pool(tf: typeof TensorFlow, block: number, x: TensorFlow.SymbolicTensor): TensorFlow.SymbolicTensor {
  return apply(tf.layers.maxPooling2d({ name: `block${block}_pool`, poolSize: 2, strides: 2 }), x)
}
