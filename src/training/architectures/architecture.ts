import type * as TensorFlow from '@tensorflow/tfjs'

/**
 * What stands on the convolutions. `flatten-dense256` is the reference text's: Flatten, Dense 256 with relu, Dense 3.
 * `pooled` averages each map of the last convolution over the picture and goes on to Dense 3, so that the classes'
 * weights on those maps draw a class activation map.
 */
export type Head = 'flatten-dense256' | 'pooled'

/** A run of layers that freezes and thaws as one. */
export interface Block {
  readonly name: string
  /** The block's last layer. Everything that the network computes afterwards passes through its output. */
  readonly output: string
}

export interface BuildOptions {
  /** Pixels a side, at least the architecture's `minimumSize`; null takes pictures of any size, where that is possible. */
  readonly size?: number | null
  /** The first of the architecture's heads when not given. */
  readonly head?: Head
  /** Draws the head's first weights. */
  readonly seed?: number
  /** Only the head trains. False when not given. */
  readonly frozenBase?: boolean
  /**
   * Whether the network itself turns 0..1 into what its ImageNet weights were trained on; true when not given.
   * Some networks made elsewhere go without.
   */
  readonly scaling?: boolean
  /** Zeros instead of random weights, in a tenth of the time: for a network whose weights are all loaded next. */
  readonly blank?: boolean
}

/** A network of the Keras family: the same layers, names and arithmetic as `keras.applications`. */
export interface Architecture {
  readonly name: 'vgg16' | 'xception' | 'mobilenet-v2' | 'densenet121' | 'resnet50'
  readonly heads: readonly [Head, ...Head[]]
  /** Pixels a side unless told otherwise. */
  readonly size: number
  readonly minimumSize: number
  /**
   * Builds the network with random weights. It takes [batch, size, size, 3] in 0..1 and gives [batch, 3].
   * Dispose it.
   * @throws RangeError for a head it does not have or a size that it cannot take
   */
  build(tf: typeof TensorFlow, options?: BuildOptions): TensorFlow.LayersModel
  /** The layer that gives the last convolution's maps, after its activation: what a heatmap is drawn from. */
  readonly lastConvolution: string
  /** Layers of growing depth, whose outputs averaged over the picture describe it for the gate. */
  readonly gateLayers: readonly string[]
  /** From the input on. The head belongs to none. */
  readonly blocks: readonly Block[]
}
