import type * as TensorFlow from '@tensorflow/tfjs'
import { createWinograd } from './winograd.js'

/** Below this many channels, or pixels a side, carrying tiles over costs more than it saves. */
const MIN_CHANNELS = 64
const MIN_SIDE = 12

/**
 * Lets the convolutions of this process run by Winograd's method where that pays, forwards and backwards: training on
 * two CPU cores is then about twice as fast (`bench/training-step.mjs`). For training alone; what serves keeps
 * TensorFlow's own convolution. Calling it again changes nothing.
 */
export function useFastConvolutions(tf: typeof TensorFlow): void {
  if (installed.has(tf)) return
  installed.add(tf)
  const backendName = tf.getBackend()
  const winograd = createWinograd(tf)
  const replace = (kernelName: string, run: (call: Call) => TensorFlow.Tensor4D) => {
    const standard = tf.getKernel(kernelName, backendName)
    tf.unregisterKernel(kernelName, backendName)
    tf.registerKernel({
      ...standard,
      kernelFunc: (call) => {
        const { x, filter } = call.inputs as unknown as Inputs
        if (!suits(x, filter, call.attrs)) return standard.kernelFunc(call)
        return tf.tidy(() => run(call as unknown as Call))
      },
    })
  }
  replace('Conv2D', ({ inputs }) => winograd.convolve(inputs.x, inputs.filter))
  replace('FusedConv2D', ({ inputs }) => {
    const convolved = winograd.convolve(inputs.x, inputs.filter)
    return tf.relu(inputs.bias ? tf.add(convolved, inputs.bias) : convolved)
  })

  const standard = tf.getGradient('Conv2D')
  tf.unregisterGradient('Conv2D')
  tf.registerGradient({
    ...standard,
    gradFunc: (dy, saved, attributes) => {
      const [x, filter] = saved as [TensorFlow.Tensor4D, TensorFlow.Tensor4D]
      if (!suits(x, filter, attributes)) return standard.gradFunc(dy, saved, attributes)
      const above = dy as TensorFlow.Tensor4D
      return {
        x: () => winograd.gradientByInput(above, filter),
        filter: () => winograd.gradientByKernel(x, above),
      }
    },
  })
}

const installed = new WeakSet<typeof TensorFlow>()

interface Inputs {
  readonly x: TensorFlow.Tensor4D
  readonly filter: TensorFlow.Tensor4D
  readonly bias?: TensorFlow.Tensor
}

interface Call {
  readonly inputs: Inputs
}

/** 3 x 3, stride 1, same padding, no dilation, and large enough; fused ones with relu. */
function suits(
  x: TensorFlow.Tensor4D,
  filter: TensorFlow.Tensor4D,
  attributes: TensorFlow.NamedAttrMap | undefined,
): boolean {
  const { strides, pad, dataFormat, dilations, activation } = attributes ?? {}
  const ones = (value: unknown) =>
    value === undefined || value === null || /^(1|\[1,1\])$/.test(JSON.stringify(value))
  return (
    String(filter.shape.slice(0, 2)) === '3,3' &&
    filter.shape[2] >= MIN_CHANNELS &&
    Math.min(x.shape[1], x.shape[2]) >= MIN_SIDE &&
    pad === 'same' &&
    dataFormat !== 'NCHW' &&
    ones(strides) &&
    ones(dilations) &&
    (activation === undefined || activation === 'relu')
  )
}
