import type * as TensorFlow from '@tensorflow/tfjs'
import { Fault } from '../core/fault.js'
import { LABELS, type Label } from '../core/label.js'
import type { FeatureMap } from './network.js'

/**
 * How much each position of a convolution spoke for `label`: `height * width` strengths in 0..1, rows from the top, the
 * strongest 1. All 0 where nothing spoke for it.
 */
export type WeighPositions = (convolution: FeatureMap, label: Label) => Float32Array

export interface HeatmapGradientOptions {
  readonly tf: typeof TensorFlow
  /** Has to stay loaded from `layer` to its end. */
  readonly model: TensorFlow.LayersModel
  /** The layer that gives the convolution's values. */
  readonly layer: string
}

/**
 * Grad-CAM (Selvaraju et al. 2017, "Visual Explanations from Deep Networks via Gradient-based Localization"): each
 * channel is weighted by the mean gradient of the label's logit, and what remains above 0 is kept. Only the layers
 * after the convolution run again, so it costs little beside the forward pass.
 * @throws Fault `model_folder_invalid` when those layers are no chain that ends in a dense softmax
 */
export function createHeatmapGradient({ tf, model, layer }: HeatmapGradientOptions): WeighPositions {
  const head = chainAfter(model, layer)
  const last = head.pop()
  if (last?.getClassName() !== 'Dense' || last.getConfig()['activation'] !== 'softmax') {
    throw new Fault('model_folder_invalid', 'the network does not end in a dense layer with softmax')
  }

  /** The logit, before the softmax: the softmax of a sure network has no gradient left. */
  function logit(convolution: TensorFlow.Tensor, label: Label): TensorFlow.Scalar {
    const features = head.reduce(
      (value, next) => applyLayer(tf, next, value),
      convolution,
    ) as TensorFlow.Tensor2D
    const [kernel, bias] = last?.getWeights() ?? []
    const products = tf.matMul(features, kernel as TensorFlow.Tensor2D)
    const logits = bias ? tf.add(products, bias) : products
    return tf.slice(logits, [0, LABELS.indexOf(label)], [1, 1]).asScalar()
  }

  return ({ height, width, channels, values }, label) =>
    tf.tidy(() => {
      const map = tf.tensor4d(values, [1, height, width, channels])
      const gradient = tf.grad((convolution) => logit(convolution, label))(map)
      const weights = tf.mean(gradient, [1, 2], true)
      const strengths = tf.relu(tf.sum(tf.mul(map, weights), 3)).dataSync<'float32'>()
      const strongest = strengths.reduce((most, value) => Math.max(most, value), 0)
      return strengths.map((value) => (strongest > 0 ? value / strongest : 0))
    })
}

/**
 * The wasm backend (4.22) loses the gradient of a pooling's windows in which everything is 0, and a ReLU before it
 * makes many. Lifted above 0 they have the gradient that native TensorFlow gives.
 */
function applyLayer(
  tf: typeof TensorFlow,
  layer: TensorFlow.layers.Layer,
  values: TensorFlow.Tensor,
): TensorFlow.Tensor {
  const lift = layer.getClassName() === 'MaxPooling2D' && tf.getBackend() === 'wasm'
  const applied = layer.apply(lift ? tf.add(values, 1) : values, { training: false }) as TensorFlow.Tensor
  return lift ? tf.sub(applied, 1) : applied
}

/** The layers after `name`, in their order. */
function chainAfter(model: TensorFlow.LayersModel, name: string): TensorFlow.layers.Layer[] {
  const chain: TensorFlow.layers.Layer[] = []
  let layer = model.outputs[0]?.sourceLayer
  while (layer !== undefined && layer.name !== name) {
    chain.unshift(layer)
    const before = layer.inboundNodes[0]?.inboundLayers ?? []
    if (before.length !== 1) {
      throw new Fault('model_folder_invalid', 'the layers after the last convolution are no chain')
    }
    layer = before[0]
  }
  return chain
}
