import type * as TensorFlow from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadTensorFlow } from '../../src/inference/tensorflow.js'
import { averageRuns } from '../../src/training/average-runs.js'

describe('runs from one start', () => {
  let tf: typeof TensorFlow
  beforeAll(async () => {
    ;({ tf } = await loadTensorFlow('native'))
  })

  it('each begin with the same weights, and leave their mean without a tensor more', async () => {
    const network = tf.sequential({
      layers: [tf.layers.dense({ units: 2, inputShape: [2], useBias: false })],
    })
    const weights = () => Array.from(network.weights[0]?.read().dataSync() ?? [])
    const move = (step: number) => {
      tf.tidy(() => {
        for (const weight of network.weights) weight.write(weight.read().add(step))
      })
    }
    const start = weights()
    const before = tf.memory().numTensors
    const met: number[][] = []
    const run = (step: number) => () => {
      met.push(weights())
      move(step)
      return Promise.resolve()
    }
    await averageRuns(tf, network, [run(1), run(2), run(6)])
    expect(met).toEqual([start, start, start])
    weights().forEach((value, index) => {
      expect(value).toBeCloseTo((start[index] ?? 0) + 3, 5)
    })
    expect(tf.memory().numTensors).toBe(before)
    network.dispose()
  })
})
