/** What one forward pass gives for one square. The arrays are the caller's. */
export interface ForwardPass {
  /** Softmax outputs, in the order of LABELS. */
  readonly outputs: Float32Array
  /** The mean over the positions of each of the gate's layers, one after the other; empty without a gate. */
  readonly pooled: Float32Array
  readonly convolution: FeatureMap
}

/** What a convolution puts out: `height * width * channels` values, rows from the top, channels innermost. */
export interface FeatureMap {
  readonly height: number
  readonly width: number
  readonly channels: number
  readonly values: Float32Array
}

/** A network ready to run. Not to be used after `dispose`. */
export interface Network {
  /** Pixels on each side of the square it takes. */
  readonly inputSize: number
  readonly precision: 'float32' | 'bfloat16'
  /** Runs gray squares, as `fitToNetwork` gives them, in one batch. Blocks the thread while it runs. */
  forward(squares: readonly Uint8Array[]): readonly ForwardPass[]
  /** May be called twice. */
  dispose(): void
}
