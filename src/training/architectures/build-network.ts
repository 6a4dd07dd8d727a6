import type * as TensorFlow from '@tensorflow/tfjs'
import type { Architecture, BuildOptions } from './architecture.js'
import { stackDense256, stackPooledHead } from './heads.js'
import { SCALING_LAYER } from './input-scaling.js'
import { apply } from './layer-chain.js'

/** One step of a network under construction. */
type Stack = (tf: typeof TensorFlow, input: TensorFlow.SymbolicTensor) => TensorFlow.SymbolicTensor

export interface NetworkParts {
  readonly scale?: Stack
  /** Ends at the last convolution's maps. */
  readonly convolutions: Stack
  /** What the head that flattens puts between the maps and Flatten. */
  readonly beforeFlatten?: Stack
}

/** Puts input, scaling, convolutions and head together, for {@link Architecture.build}. */
export function buildNetwork(
  tensorFlow: typeof TensorFlow,
  architecture: Pick<Architecture, 'name' | 'heads' | 'size' | 'minimumSize'>,
  parts: NetworkParts,
  options: BuildOptions,
): TensorFlow.LayersModel {
  const { name, heads, minimumSize } = architecture
  const tf = options.blank === true ? withoutFirstWeights(tensorFlow) : tensorFlow
  const { size = architecture.size, head = heads[0], seed = 0, frozenBase = false, scaling = true } = options
  if (!heads.includes(head)) throw new RangeError(`${name} has no head ${head}`)
  if (size !== null && (!Number.isInteger(size) || size < minimumSize)) {
    throw new RangeError(`${name} takes pictures of at least ${minimumSize} pixels a side`)
  }
  const input = tf.input({ shape: [size, size, 3], name: 'input' })
  const maps = parts.convolutions(tf, scaling && parts.scale ? parts.scale(tf, input) : input)
  const base = tf.model({ inputs: input, outputs: maps })
  for (const layer of base.layers) layer.trainable = !frozenBase && layer.name !== SCALING_LAYER
  const outputs =
    head === 'pooled'
      ? stackPooledHead(tf, maps, seed)
      : stackDense256(
          tf,
          apply(tf.layers.flatten({ name: 'flatten' }), parts.beforeFlatten?.(tf, maps) ?? maps),
          seed,
        )
  return tf.model({ name, inputs: input, outputs })
}

/** TensorFlow whose layers begin with zeros: drawing millions of random numbers takes seconds. */
function withoutFirstWeights(tf: typeof TensorFlow): typeof TensorFlow {
  const { layers } = tf
  const whole = { kernelInitializer: 'zeros' } as const
  const apart = { depthwiseInitializer: 'zeros', pointwiseInitializer: 'zeros' } as const
  return {
    ...tf,
    layers: {
      ...layers,
      conv2d: (settings) => layers.conv2d({ ...settings, ...whole }),
      separableConv2d: (settings) => layers.separableConv2d({ ...settings, ...apart }),
      depthwiseConv2d: (settings) => layers.depthwiseConv2d({ ...settings, depthwiseInitializer: 'zeros' }),
      dense: (settings) => layers.dense({ ...settings, ...whole }),
    },
  }
}
