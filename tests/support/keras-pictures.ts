import type * as TensorFlow from '@tensorflow/tfjs'

/** The two pictures of `keras-models.py`, [2, size, size, 3] in 0..1, the second darker. Dispose them. */
export function kerasPictures(tf: typeof TensorFlow, size: number): TensorFlow.Tensor4D {
  const one = size * size * 3
  const values = Float32Array.from(
    { length: 2 * one },
    (_, index) => Math.fround(((index * 7919) % 1009) / 1009) * (index < one ? 1 : 0.25),
  )
  return tf.tensor4d(values, [2, size, size, 3])
}

/** What a network gives for {@link kerasPictures} of its own size, row by row. */
export function predictPictures(
  tf: typeof TensorFlow,
  network: TensorFlow.LayersModel,
  factor = 1,
): readonly Float32Array[] {
  return tf.tidy(() => {
    const pictures = tf.mul(kerasPictures(tf, network.inputs[0]?.shape[1] ?? 0), factor)
    const output = network.predict(pictures) as TensorFlow.Tensor
    return tf.split(output, 2).map((row) => row.dataSync<'float32'>())
  })
}

/** The largest difference between two lists of rows of numbers. Infinite where their lengths differ. */
export function largestDifference(
  found: readonly ArrayLike<number>[],
  expected: readonly ArrayLike<number>[],
): number {
  if (found.length !== expected.length) return Infinity
  return found.reduce((largest, row, index) => {
    const wanted = expected[index] ?? []
    if (row.length !== wanted.length || row.length === 0) return Infinity
    return Array.from(row).reduce(
      (most, value, place) => Math.max(most, Math.abs(value - (wanted[place] ?? Infinity))),
      largest,
    )
  }, 0)
}

/**
 * Gives a network weights that keep the size of what passes through it, and statistics unlike those of a new layer.
 * Built `blank` and filled by this, a network takes a tenth of the time of TensorFlow's own random numbers.
 */
export function scatterWeights(tf: typeof TensorFlow, network: TensorFlow.LayersModel): void {
  let state = 1
  const between = (low: number, high: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return low + ((high - low) * state) / 2 ** 32
  }
  for (const layer of network.layers.filter(
    ({ name, weights }) => weights.length > 0 && name !== 'scaling',
  )) {
    const tensors = layer.weights.map(({ originalName, shape }) => {
      const sides = shape.map((side) => side ?? 1)
      const count = sides.reduce((product, side) => product * side, 1)
      const inputs = originalName.includes('depthwise_kernel') ? 9 : count / (sides.at(-1) ?? 1)
      const reach = Math.sqrt(4.8 / inputs)
      const bounds: [number, number] = originalName.includes('kernel')
        ? [-reach, reach]
        : /gamma|variance/.test(originalName)
          ? [0.7, 1.3]
          : [-0.1, 0.1]
      return tf.tensor(
        Float32Array.from({ length: count }, () => between(...bounds)),
        sides,
      )
    })
    layer.setWeights(tensors)
    tf.dispose(tensors)
  }
}
