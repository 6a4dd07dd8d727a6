import type * as TensorFlow from '@tensorflow/tfjs'
import { chain } from './layer-chain.js'

/** The layers of both heads that have weights. */
export const HEAD_LAYERS: readonly string[] = ['dense', 'predictions']

/** Share of the pooled features that is left out at each training step. */
const DROPOUT = 0.3

/**
 * Dense 256 with relu and Dense 3 with softmax, on flat features.
 * Weights begin as Keras's Dense begins: Glorot's uniform distribution, zero biases.
 */
export function stackDense256(
  tf: typeof TensorFlow,
  features: TensorFlow.SymbolicTensor,
  seed: number,
): TensorFlow.SymbolicTensor {
  const kernelInitializer = tf.initializers.glorotUniform({ seed })
  return chain(
    features,
    tf.layers.dense({ name: 'dense', units: 256, activation: 'relu', kernelInitializer }),
    tf.layers.dense({ name: 'predictions', units: 3, activation: 'softmax', kernelInitializer }),
  )
}

/** The mean of each map, Dropout, and Dense 3 with softmax. */
export function stackPooledHead(
  tf: typeof TensorFlow,
  maps: TensorFlow.SymbolicTensor,
  seed: number,
): TensorFlow.SymbolicTensor {
  const kernelInitializer = tf.initializers.glorotUniform({ seed })
  return chain(
    maps,
    tf.layers.globalAveragePooling2d({ name: 'pool', dataFormat: 'channelsLast' }),
    tf.layers.dropout({ name: 'dropout', rate: DROPOUT, seed }),
    tf.layers.dense({ name: 'predictions', units: 3, activation: 'softmax', kernelInitializer }),
  )
}
