import { createHash } from 'node:crypto'
import type { Sample } from './data-set.js'

/** The parts of a data set under one protocol. `test` is looked at once. */
export interface Split {
  readonly train: readonly Sample[]
  readonly val: readonly Sample[]
  readonly test: readonly Sample[]
}

/**
 * The reference protocol: the published random 80/20 split of files, leaks and all. The model is chosen on a tenth
 * of its training part, taken by group, so that the choice itself does not leak and the test is looked at once.
 */
export function referenceSplit(samples: readonly Sample[]): Split {
  const training = samples.filter(({ seedSplit }) => seedSplit === 'train')
  return {
    train: training.filter(({ group }) => !heldOut(group)),
    val: training.filter(({ group }) => heldOut(group)),
    test: samples.filter(({ seedSplit }) => seedSplit === 'test'),
  }
}

/** The honest protocol: one file a picture, no conflicting labels, whole groups. */
export function honestSplit(samples: readonly Sample[]): Split {
  const part = (name: string) => samples.filter(({ split }) => split === name)
  return { train: part('train'), val: part('val'), test: part('test') }
}

/** One group in ten, by its name alone: the same on every machine and in every order. */
function heldOut(group: string): boolean {
  return (createHash('sha256').update(`validation:${group}`).digest()[0] ?? 0) < 26
}
