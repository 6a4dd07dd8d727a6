import type * as TensorFlow from '@tensorflow/tfjs'

/** Filters and number of 3 x 3 convolutions of each block (Simonyan & Zisserman 2014, configuration D). */
const BLOCKS = [
  { filters: 64, convolutions: 2 },
  { filters: 128, convolutions: 2 },
  { filters: 256, convolutions: 3 },
  { filters: 512, convolutions: 3 },
  { filters: 512, convolutions: 3 },
] as const

/** Pixels a side in the reference protocol. */
export const INPUT_SIZE = 232

/**
 * The reference network: VGG16 without its top, Flatten, Dense 256 with relu, Dense 3 with softmax.
 * Takes [batch, size, size, 3] in 0..1 and gives [batch, 3]. Layers carry Keras's names.
 * With `frozenBase` only the head trains: 6,423,555 of 21,138,243 parameters at 232 pixels.
 */
export function createVgg16(
  tf: typeof TensorFlow,
  options: { readonly size?: number; readonly frozenBase: boolean },
): TensorFlow.LayersModel {
  const size = options.size ?? INPUT_SIZE
  const input = tf.input({ shape: [size, size, 3], name: 'input' })
  let x: TensorFlow.SymbolicTensor = input
  BLOCKS.forEach(({ filters, convolutions }, block) => {
    for (let index = 1; index <= convolutions; index += 1) {
      x = apply(
        tf.layers.conv2d({
          name: `block${block + 1}_conv${index}`,
          filters,
          kernelSize: 3,
          padding: 'same',
          activation: 'relu',
          trainable: !options.frozenBase,
        }),
        x,
      )
    }
    x = apply(tf.layers.maxPooling2d({ name: `block${block + 1}_pool`, poolSize: 2, strides: 2 }), x)
  })
  x = apply(tf.layers.flatten({ name: 'flatten' }), x)
  return tf.model({ name: 'vgg16', inputs: input, outputs: stackHead(tf, x, 0) })
}

/** The head alone, on cached outputs of the base: [batch, length] in, [batch, 3] out. `seed` draws its first weights. */
export function createHead(tf: typeof TensorFlow, length: number, seed: number): TensorFlow.LayersModel {
  const input = tf.input({ shape: [length], name: 'features' })
  return tf.model({ name: 'head', inputs: input, outputs: stackHead(tf, input, seed) })
}

/** Weights begin as Keras's Dense begins: Glorot's uniform distribution, zero biases. */
function stackHead(
  tf: typeof TensorFlow,
  features: TensorFlow.SymbolicTensor,
  seed: number,
): TensorFlow.SymbolicTensor {
  const kernelInitializer = tf.initializers.glorotUniform({ seed })
  const hidden = apply(
    tf.layers.dense({ name: 'dense', units: 256, activation: 'relu', kernelInitializer }),
    features,
  )
  return apply(
    tf.layers.dense({ name: 'predictions', units: 3, activation: 'softmax', kernelInitializer }),
    hidden,
  )
}

/** The base of a network made by {@link createVgg16}, up to and with `flatten`; it shares the network's weights. */
export function baseOf(tf: typeof TensorFlow, network: TensorFlow.LayersModel): TensorFlow.LayersModel {
  const output = network.getLayer('flatten').output as TensorFlow.SymbolicTensor
  return tf.model({ name: 'base', inputs: network.inputs, outputs: output })
}

/** Copies a trained head into the network whose last two layers have its shape. */
export function adoptHead(network: TensorFlow.LayersModel, head: TensorFlow.LayersModel): void {
  for (const name of ['dense', 'predictions']) {
    network.getLayer(name).setWeights(head.getLayer(name).getWeights())
  }
}

function apply(layer: TensorFlow.layers.Layer, input: TensorFlow.SymbolicTensor): TensorFlow.SymbolicTensor {
  return layer.apply(input) as TensorFlow.SymbolicTensor
}
