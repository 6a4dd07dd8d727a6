import type * as TensorFlow from '@tensorflow/tfjs'

/** A running mean of a network's weights, which is steadier than the weights after any one step. */
export interface RunningMean {
  /** Takes in the weights as they are now, after step `steps` (from 1). */
  add(steps: number): void
  /** Exchanges the network's weights and their mean; a second call puts both back. */
  swap(): void
  dispose(): void
}

/**
 * Begins with the weights as they are. Each step the mean keeps `decay` of itself, and less at the beginning, so that the first
 * weights are soon forgotten.
 */
export function createRunningMean(
  tf: typeof TensorFlow,
  { trainableWeights }: TensorFlow.LayersModel,
  decay: number,
): RunningMean {
  const means = trainableWeights.map((weight) => weight.read().clone())
  return {
    add(steps) {
      const kept = Math.min(decay, (1 + steps) / (10 + steps))
      trainableWeights.forEach((weight, index) => {
        const old = means[index]
        if (!old) return
        means[index] = tf.tidy(() => tf.add(tf.mul(old, kept), tf.mul(weight.read(), 1 - kept)))
        old.dispose()
      })
    },
    swap() {
      trainableWeights.forEach((weight, index) => {
        const mean = means[index]
        if (!mean) return
        means[index] = weight.read().clone()
        weight.write(mean)
        mean.dispose()
      })
    },
    dispose() {
      tf.dispose(means)
    },
  }
}
