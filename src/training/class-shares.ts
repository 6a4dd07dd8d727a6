import type * as TensorFlow from '@tensorflow/tfjs'
import { Fault } from '../core/fault.js'
import { LABELS, type Label } from '../core/label.js'
import type { Sample } from './data/data-set.js'

/** What share of the adults (and pictures of unknown age) among `drawn` each class has, 0..1. */
export function adultShares(drawn: readonly Sample[]): Readonly<Record<Label, number>> {
  const adults = drawn.filter(({ population }) => population !== 'child')
  const shareOf = (label: Label) => adults.filter((sample) => sample.label === label).length / adults.length
  return { COVID: shareOf('COVID'), NORMAL: shareOf('NORMAL'), PNEUMONIA: shareOf('PNEUMONIA') }
}

/**
 * Lets the scores of `network` be those for adults of whom each class is as frequent as the others. A network learns how often
 * it met a class, and adult pneumonias are rare in the data, not in hospitals. The logit of each class moves by the
 * logarithm of 1/3 over its share (Saerens, Latinne and Decaestecker 2002, "Adjusting the outputs of a classifier to new a
 * priori probabilities", eq. 2.4), which is added to the biases of the last layer.
 * @param shares of the classes in training, each above 0
 */
export function evenOutClasses(
  tf: typeof TensorFlow,
  network: TensorFlow.LayersModel,
  shares: Readonly<Record<Label, number>>,
): void {
  const bias = network.layers.at(-1)?.weights.find(({ name }) => name.includes('bias'))
  if (!bias) throw new Fault('internal', 'the last layer has no biases')
  const moves = LABELS.map((label) => -Math.log(LABELS.length * shares[label]))
  tf.tidy(() => {
    bias.write(bias.read().add(tf.tensor1d(moves)))
  })
}
