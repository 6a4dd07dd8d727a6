import type * as TensorFlow from '@tensorflow/tfjs'

/** Applies a layer to one tensor, or to several in order. */
export function apply(
  layer: TensorFlow.layers.Layer,
  input: TensorFlow.SymbolicTensor | TensorFlow.SymbolicTensor[],
): TensorFlow.SymbolicTensor {
  return layer.apply(input) as TensorFlow.SymbolicTensor
}

/** Applies layers one after the other. */
export function chain(
  input: TensorFlow.SymbolicTensor,
  ...layers: readonly TensorFlow.layers.Layer[]
): TensorFlow.SymbolicTensor {
  return layers.reduce<TensorFlow.SymbolicTensor>((tensor, layer) => apply(layer, tensor), input)
}
