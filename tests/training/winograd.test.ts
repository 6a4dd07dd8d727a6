import type * as TensorFlow from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadTensorFlow } from '../../src/inference/tensorflow.js'
import { createWinograd, type Winograd } from '../../src/training/winograd.js'

let tf: typeof TensorFlow
let winograd: Winograd

beforeAll(async () => {
  ;({ tf } = await loadTensorFlow('native'))
  winograd = createWinograd(tf)
})

/** The largest difference as a share of the largest value. */
function difference(found: TensorFlow.Tensor, expected: TensorFlow.Tensor): number {
  expect(found.shape).toEqual(expected.shape)
  return tf.tidy(() =>
    Number(tf.div(tf.max(tf.abs(tf.sub(found, expected))), tf.max(tf.abs(expected))).dataSync()[0]),
  )
}

const SHAPES = [
  { height: 8, width: 8, channels: 3, filters: 5 },
  { height: 13, width: 6, channels: 4, filters: 2 },
  { height: 1, width: 3, channels: 2, filters: 2 },
  { height: 15, width: 16, channels: 1, filters: 7 },
]

describe('a convolution by Winograd’s method', () => {
  it.each(SHAPES)('equals the direct one on $height x $width with $channels channels', (shape) => {
    const { height, width, channels, filters } = shape
    const x = tf.randomNormal<TensorFlow.Rank.R4>([2, height, width, channels], 0, 1, 'float32', 1)
    const kernel = tf.randomNormal<TensorFlow.Rank.R4>([3, 3, channels, filters], 0, 1, 'float32', 2)
    expect(difference(winograd.convolve(x, kernel), tf.conv2d(x, kernel, 1, 'same'))).toBeLessThan(1e-4)
  })

  it.each(SHAPES)('has the direct one’s gradients on $height x $width', (shape) => {
    const { height, width, channels, filters } = shape
    const x = tf.randomNormal<TensorFlow.Rank.R4>([2, height, width, channels], 0, 1, 'float32', 3)
    const kernel = tf.randomNormal<TensorFlow.Rank.R4>([3, 3, channels, filters], 0, 1, 'float32', 4)
    const dy = tf.randomNormal<TensorFlow.Rank.R4>([2, height, width, filters], 0, 1, 'float32', 5)
    const convolve = (...[input, filter]: TensorFlow.Tensor[]) =>
      tf.conv2d(input as TensorFlow.Tensor4D, filter as TensorFlow.Tensor4D, 1, 'same')
    const [byInput, byKernel] = tf.grads(convolve)([x, kernel], dy)
    if (!byInput || !byKernel) throw new Error('no gradients')
    expect(difference(winograd.gradientByInput(dy, kernel), byInput)).toBeLessThan(1e-4)
    expect(difference(winograd.gradientByKernel(x, dy), byKernel)).toBeLessThan(1e-4)
  })
})
