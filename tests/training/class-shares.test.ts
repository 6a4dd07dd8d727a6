import type * as TensorFlow from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadTensorFlow } from '../../src/inference/tensorflow.js'
import { adultShares, evenOutClasses } from '../../src/training/class-shares.js'
import type { Sample } from '../../src/training/data/data-set.js'
import type { Label } from '../../src/core/label.js'

const sampleOf = (label: Label, population: string): Sample => {
  const path = `${label}-${population}`
  return {
    label,
    population,
    path,
    file: path,
    picture: path,
    group: path,
    source: '',
    seedSplit: '',
    split: '',
  }
}

describe('the shares of the classes', () => {
  let tf: typeof TensorFlow
  beforeAll(async () => {
    ;({ tf } = await loadTensorFlow('native'))
  })

  it('are those among adults and pictures of unknown age', () => {
    const drawn = [
      sampleOf('COVID', 'adult'),
      sampleOf('COVID', 'unknown'),
      sampleOf('NORMAL', 'adult'),
      sampleOf('PNEUMONIA', 'adult'),
      sampleOf('PNEUMONIA', 'child'),
      sampleOf('NORMAL', 'child'),
    ]
    expect(adultShares(drawn)).toEqual({ COVID: 0.5, NORMAL: 0.25, PNEUMONIA: 0.25 })
  })

  it('leave a network that knew nothing but them undecided', () => {
    const shares = { COVID: 0.5, NORMAL: 0.4, PNEUMONIA: 0.1 }
    const layer = tf.layers.dense({
      units: 3,
      activation: 'softmax',
      kernelInitializer: 'zeros',
      inputShape: [2],
    })
    const network = tf.sequential({ layers: [layer] })
    layer.setWeights([tf.zeros([2, 3]), tf.tensor1d(Object.values(shares).map(Math.log))])
    const scores = () => Array.from((network.predict(tf.ones([1, 2])) as TensorFlow.Tensor).dataSync())
    for (const [index, share] of Object.values(shares).entries())
      expect(scores()[index]).toBeCloseTo(share, 5)
    evenOutClasses(tf, network, shares)
    for (const score of scores()) expect(score).toBeCloseTo(1 / 3, 5)
    network.dispose()
  })
})
