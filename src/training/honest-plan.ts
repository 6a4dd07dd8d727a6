import type { Architecture } from './architectures/architecture.js'
import { HEAD_LAYERS } from './architectures/heads.js'
import type { CopyKind } from './data/copies.js'
import type { StageSettings } from './stage.js'

/** The stages of the honest protocol: from the head alone to every layer, and the last block once more. */
export interface HonestPlan {
  /** Side of the films in pixels, while layers are frozen and in the first model folders. */
  readonly size: number
  /** The last layer of the part whose outputs are kept while only what follows learns. */
  readonly storedUntil: string
  /** On stored outputs, of films as they are. */
  readonly head: StageSettings
  readonly lastBlock: StageSettings
  /** On augmented films of a size of their own. */
  readonly augmented: readonly AugmentedStage[]
  /**
   * The last block and the head once more, on stored outputs of what comes before them; at the size of the shipped model.
   * Several times from the same start, and the weights averaged: each run learns another part of what copies teach, and
   * the mean ranked films of hospitals that were left out better than either (a "soup", Wortsman et al. 2022).
   */
  readonly polish: Omit<StageSettings, 'name'> & {
    readonly size: number
    readonly runs: readonly PolishRun[]
    /** Share of the changed copies, 0..1, that are changed a little instead of strongly. */
    readonly mildShare: number
  }
}

export interface PolishRun {
  readonly name: string
  /**
   * Each film comes, and is judged, in every one of these kinds: from films as they are alone a network learns grain and tone,
   * and loses more on another scanner's films than it gains on these. A kind has the same place in every run's list.
   */
  readonly copies: readonly CopyKind[]
}

export interface AugmentedStage extends StageSettings {
  readonly size: number
  /** The last layer of the part that stays as it is and runs without gradients; null where every layer learns. */
  readonly frozenUntil: string | null
  /** Share of the films, 0..1, that are changed a little instead of strongly. */
  readonly mildShare: number
}

const POOLED_HEAD: readonly string[] = ['pool', 'dropout', ...HEAD_LAYERS]

/**
 * VGG16 begins at 160 pixels, where a step takes two thirds of the time of one at 192, and is finished and served at 192: the
 * same weights tell adults' films apart better there.
 */
const VGG16_SIZES = { frozen: 160, upper: 160, served: 192 }

/**
 * The plan for a network: the head, the last block with it, two thirds of the blocks on augmented films, every layer.
 * For networks with batch normalisation the last stage is left out: tfjs would fit their frozen statistics anew.
 */
export function honestPlanFor({
  name,
  size,
  blocks,
}: Pick<Architecture, 'name' | 'size' | 'blocks'>): HonestPlan {
  const sizes = name === 'vgg16' ? VGG16_SIZES : { frozen: size, upper: size, served: size }
  const outputOf = (index: number): string => {
    const output = blocks.at(index)?.output
    if (output === undefined) throw new RangeError(`${name} has too few blocks`)
    return output
  }
  const storedUntil = outputOf(-2)
  // The first blocks see edges and grain, and are settled by ImageNet.
  const frozenUntil = outputOf(Math.floor(blocks.length * 0.4) - 1)
  // Without the gradients of the widest maps, a third more films fit into the time.
  const settledUntil = outputOf(Math.floor(blocks.length * 0.6) - 1)
  const free = { batch: 16, frozen: () => false }
  // Strong changes unlearn what grain and tone tell. Few epochs of many, while the rate is high.
  const upper: AugmentedStage = {
    ...free,
    name: 'upper',
    epochs: 2,
    fallsOver: 5,
    keep: 'last',
    pictures: 3600,
    learningRate: 0.00005,
    size: sizes.upper,
    frozenUntil,
    mildShare: 0,
  }
  // Most films that arrive are as a hospital made them.
  const settle: AugmentedStage = {
    ...free,
    name: 'settle',
    epochs: 1,
    fallsOver: 4,
    averaging: 0.99,
    pictures: 3600,
    learningRate: 0.00004,
    size: sizes.upper,
    frozenUntil,
    mildShare: 0.6,
  }
  const refine: AugmentedStage = {
    ...settle,
    name: 'refine',
    fallsOver: 5,
    learningRate: 0.00005,
    size: sizes.served,
    frozenUntil: settledUntil,
    mildShare: 0.7,
  }
  const every: AugmentedStage = {
    ...free,
    name: 'every',
    epochs: 1,
    averaging: 0.95,
    pictures: 200,
    learningRate: 0.000005,
    size: sizes.served,
    frozenUntil: null,
    mildShare: 0.7,
  }
  return {
    size: sizes.frozen,
    storedUntil,
    head: {
      name: 'head',
      epochs: 20,
      pictures: 4000,
      batch: 32,
      learningRate: 0.001,
      frozen: (layer) => !POOLED_HEAD.includes(layer),
    },
    lastBlock: {
      name: 'block5',
      epochs: 3,
      pictures: 4000,
      batch: 32,
      learningRate: 0.0001,
      frozen: () => false,
    },
    augmented: name === 'vgg16' ? [upper, settle, refine, every] : [upper, settle, refine],
    polish: {
      ...free,
      epochs: 6,
      fallsOver: 7,
      keep: 'last',
      averaging: 0.98,
      pictures: 4000,
      batch: 32,
      learningRate: 0.0001,
      size: sizes.served,
      runs: [
        { name: 'polish-changed', copies: ['plain', 'changed'] },
        { name: 'polish-restyled', copies: ['plain', 'changed', 'restyled'] },
      ],
      mildShare: 0.7,
    },
  }
}
