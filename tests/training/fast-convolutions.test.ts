import type * as TensorFlow from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadTensorFlow } from '../../src/inference/tensorflow.js'
import { useFastConvolutions } from '../../src/training/fast-convolutions.js'

let tf: typeof TensorFlow

beforeAll(async () => {
  ;({ tf } = await loadTensorFlow('native'))
})

function createNetwork(): TensorFlow.LayersModel {
  const layers = [
    tf.layers.conv2d({
      filters: 64,
      kernelSize: 3,
      padding: 'same',
      activation: 'relu',
      inputShape: [16, 16, 3],
    }),
    tf.layers.conv2d({ filters: 64, kernelSize: 3, padding: 'same', activation: 'relu' }),
    tf.layers.conv2d({ filters: 64, kernelSize: 3, padding: 'same', activation: 'tanh' }),
    tf.layers.conv2d({ filters: 64, kernelSize: 3, strides: 2, padding: 'valid' }),
    tf.layers.conv2d({ filters: 8, kernelSize: 1 }),
    tf.layers.globalAveragePooling2d({ dataFormat: 'channelsLast' }),
    tf.layers.dense({ units: 3, activation: 'softmax' }),
  ]
  return tf.sequential({ layers })
}

describe('fast convolutions', () => {
  it('change neither what a network gives nor what it learns, and leave no tensor behind', async () => {
    const network = createNetwork()
    const first = network.getWeights().map((weight) => weight.clone())
    const input = tf.randomNormal([4, 16, 16, 3], 0, 1, 'float32', 1)
    const target = tf.oneHot([0, 1, 2, 0], 3).toFloat()
    const train = async () => {
      network.setWeights(first)
      network.compile({ optimizer: tf.train.sgd(0.05), loss: 'categoricalCrossentropy' })
      const before = tf.memory().numTensors
      for (let step = 0; step < 3; step += 1) await network.trainOnBatch(input, target)
      const outputs = tf.tidy(() => (network.predict(input) as TensorFlow.Tensor2D).arraySync())
      return { outputs, tensors: tf.memory().numTensors - before }
    }
    const standard = await train()
    useFastConvolutions(tf)
    useFastConvolutions(tf)
    const fast = await train()
    expect(fast.tensors).toBe(standard.tensors)
    fast.outputs.flat().forEach((value, index) => {
      expect(value).toBeCloseTo(standard.outputs.flat()[index] ?? Number.NaN, 4)
    })
  })
})
