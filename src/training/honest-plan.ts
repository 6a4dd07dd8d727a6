import type { Architecture } from './architectures/architecture.js'
import { HEAD_LAYERS } from './architectures/heads.js'
import type { StageSettings } from './stage.js'

/** The stages of the honest protocol, from the head alone to every layer. */
export interface HonestPlan {
  /** Side of the films in pixels, while layers are frozen and in the first model folders. */
  readonly size: number
  /** The last layer of the part whose outputs are kept while only what follows learns. */
  readonly storedUntil: string
  /** On stored outputs, of films as they are. */
  readonly head: StageSettings
  readonly lastBlock: StageSettings
  /** On augmented films of a size of their own; the last one's is the shipped model's. */
  readonly augmented: readonly AugmentedStage[]
}

export interface AugmentedStage extends StageSettings {
  readonly size: number
  /** The last layer of the part that stays as it is and runs without gradients; null where every layer learns. */
  readonly frozenUntil: string | null
}

const POOLED_HEAD: readonly string[] = ['pool', 'dropout', ...HEAD_LAYERS]

/** VGG16 learns at 160 pixels, where a step takes half the time of one at 224, and is finished at 192. */
const VGG16_SIZES = { frozen: 160, upper: 160, every: 192 }

/**
 * The plan for a network: the head, the last block with it, two thirds of the blocks on augmented films, every layer.
 * For networks with batch normalisation the last stage is left out: tfjs would fit their frozen statistics anew.
 */
export function honestPlanFor({
  name,
  size,
  blocks,
}: Pick<Architecture, 'name' | 'size' | 'blocks'>): HonestPlan {
  const sizes = name === 'vgg16' ? VGG16_SIZES : { frozen: size, upper: size, every: size }
  const outputOf = (index: number): string => {
    const output = blocks.at(index)?.output
    if (output === undefined) throw new RangeError(`${name} has too few blocks`)
    return output
  }
  const storedUntil = outputOf(-2)
  const free = { batch: 16, frozen: () => false }
  const upper: AugmentedStage = {
    ...free,
    name: 'upper',
    epochs: 5,
    pictures: 3600,
    learningRate: 0.00005,
    size: sizes.upper,
    // The first blocks see edges and grain, and are settled by ImageNet.
    frozenUntil: outputOf(Math.floor(blocks.length * 0.4) - 1),
  }
  const every: AugmentedStage = {
    ...free,
    name: 'every',
    epochs: 1,
    pictures: 500,
    learningRate: 0.000005,
    size: sizes.every,
    frozenUntil: null,
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
    augmented: name === 'vgg16' ? [upper, every] : [upper],
  }
}
