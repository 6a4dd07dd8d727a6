import type * as TensorFlow from '@tensorflow/tfjs'
import { expect, it } from 'vitest'
import { LABELS } from '../../src/core/label.js'
import { createHeatmapGradient } from '../../src/inference/heatmap-gradient.js'
import { createLayersNetwork } from '../../src/inference/layers-network.js'
import { loadTensorFlow } from '../../src/inference/tensorflow.js'
import { drawSquare } from '../support/small-model.js'

type Weights = readonly { readonly shape: number[]; readonly values: Float32Array }[]

/** With a pooling and a dense layer after the last convolution, as the reference architecture has them. */
function buildNetwork(tf: typeof TensorFlow): TensorFlow.LayersModel {
  const convolution = { kernelSize: 3, padding: 'same', activation: 'relu' } as const
  const initialize = (seed: number) => ({ kernelInitializer: tf.initializers.glorotNormal({ seed }) })
  return tf.sequential({
    layers: [
      tf.layers.conv2d({ filters: 4, inputShape: [32, 32, 3], ...convolution, ...initialize(1) }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.conv2d({ name: 'last', filters: 8, ...convolution, ...initialize(2) }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 16, activation: 'relu', ...initialize(3) }),
      tf.layers.dense({ units: 3, activation: 'softmax', ...initialize(4) }),
    ],
  })
}

async function weighOn(backend: 'native' | 'wasm', weights?: Weights) {
  const { tf } = await loadTensorFlow(backend)
  const model = buildNetwork(tf)
  if (weights) model.setWeights(weights.map(({ shape, values }) => tf.tensor(values, shape)))
  const network = createLayersNetwork({ tf, model, gateLayers: ['last'], heatmapLayer: 'last' })
  const weigh = createHeatmapGradient({ tf, model, layer: 'last' })
  const [pass] = network.forward([drawSquare(32, 4)])
  if (!pass) throw new Error('no pass')
  const kept = model
    .getWeights()
    .map((weight) => ({ shape: weight.shape, values: weight.dataSync<'float32'>() }))
  return { pass, weights: kept, strengths: LABELS.map((label) => weigh(pass.convolution, label)) }
}

it('the wasm backend gives the scores and the heatmaps of the native one', async () => {
  const native = await weighOn('native')
  const wasm = await weighOn('wasm', native.weights)
  expect(native.strengths.flatMap((values) => [...values]).some((strength) => strength > 0)).toBe(true)
  native.strengths.forEach((values, index) => {
    values.forEach((strength, position) => {
      expect(wasm.strengths[index]?.[position]).toBeCloseTo(strength, 4)
    })
  })
  native.pass.outputs.forEach((output, index) => {
    expect(wasm.pass.outputs[index]).toBeCloseTo(output, 5)
  })
  native.pass.pooled.forEach((value, index) => {
    expect(wasm.pass.pooled[index]).toBeCloseTo(value, 5)
  })
})
