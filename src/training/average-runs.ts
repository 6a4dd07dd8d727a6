import type * as TensorFlow from '@tensorflow/tfjs'

/**
 * Lets each of `runs` train `network` from the weights that it has now, and leaves in it the mean of what they came to.
 * Weights of runs from one start may be averaged, for they end in one valley (Wortsman et al. 2022, "Model soups").
 * @param runs at least one, run one after the other
 */
export async function averageRuns(
  tf: typeof TensorFlow,
  network: TensorFlow.LayersModel,
  runs: readonly (() => Promise<void>)[],
): Promise<void> {
  const { weights } = network
  const start = weights.map((weight) => weight.read().clone())
  const sums = weights.map((weight) => tf.zeros(weight.shape as number[]))
  for (const train of runs) {
    weights.forEach((weight, index) => {
      const first = start[index]
      if (first) weight.write(first)
    })
    await train()
    weights.forEach((weight, index) => {
      const sum = sums[index]
      if (!sum) return
      sums[index] = tf.add(sum, weight.read())
      sum.dispose()
    })
  }
  weights.forEach((weight, index) => {
    const sum = sums[index]
    if (sum)
      tf.tidy(() => {
        weight.write(tf.div(sum, runs.length))
      })
  })
  tf.dispose([...start, ...sums])
}
