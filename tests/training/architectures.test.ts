import type * as TensorFlow from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadTensorFlow } from '../../src/inference/tensorflow.js'
import {
  HEAD_BLOCK,
  baseUpTo,
  layersByBlock,
  tailOf,
  thawBlocks,
} from '../../src/training/architectures/blocks.js'
import {
  ARCHITECTURES,
  ARCHITECTURE_NAMES,
  NAMED_ARCHITECTURES,
  findArchitecture,
} from '../../src/training/architectures/registry.js'
import {
  kerasPictures,
  largestDifference,
  predictPictures,
  scatterWeights,
} from '../support/keras-pictures.js'

/** Parameters without top, as Keras's documentation and `count_params` give them, and channels of the last maps. */
const PUBLISHED = {
  vgg16: { parameters: 14_714_688, channels: 512 },
  xception: { parameters: 20_861_480, channels: 2048 },
  'mobilenet-v2': { parameters: 2_257_984, channels: 1280 },
  densenet121: { parameters: 7_037_504, channels: 1024 },
  resnet50: { parameters: 23_587_712, channels: 2048 },
} as const

let tf: typeof TensorFlow
beforeAll(async () => {
  ;({ tf } = await loadTensorFlow('native'))
})

describe.each(ARCHITECTURES)('$name', (architecture) => {
  const { parameters, channels } = PUBLISHED[architecture.name]

  it('has the published number of parameters, and every layer that it names', () => {
    const before = tf.memory().numTensors
    const network = architecture.build(tf, { size: 71, head: 'pooled', scaling: false, blank: true })
    expect(network.countParams()).toBe(parameters + channels * 3 + 3)
    expect(network.outputs[0]?.shape).toEqual([null, 3])
    const maps = network.getLayer(architecture.lastConvolution).getOutputAt(0) as TensorFlow.SymbolicTensor
    expect(maps.shape.at(-1)).toBe(channels)
    expect(network.getLayer('pool').getInputAt(0)).toBe(maps)
    const depths = architecture.gateLayers.map((name) => network.layers.indexOf(network.getLayer(name)))
    expect(depths).toEqual(depths.toSorted((a, b) => a - b))
    network.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })

  it('is made of blocks that hold each layer once and freeze one by one', () => {
    const network = architecture.build(tf, { size: 71, head: 'pooled', blank: true })
    const blocks = layersByBlock(network, architecture)
    expect([...blocks.keys()]).toEqual([...architecture.blocks.map(({ name }) => name), HEAD_BLOCK])
    expect([...blocks.values()].flat()).toEqual(network.layers)
    for (const layers of blocks.values()) expect(layers.length).toBeGreaterThan(0)
    expect(blocks.get(HEAD_BLOCK)?.map(({ name }) => name)).toEqual(['pool', 'dropout', 'predictions'])
    const last = architecture.blocks.at(-1)?.name ?? ''
    thawBlocks(network, architecture, [last, HEAD_BLOCK])
    const learning = network.layers.filter(({ trainable, weights }) => trainable && weights.length > 0)
    const expected = [...(blocks.get(last) ?? []), ...(blocks.get(HEAD_BLOCK) ?? [])]
    expect(learning).toEqual(expected.filter(({ weights }) => weights.length > 0))
    expect(() => {
      thawBlocks(network, architecture, ['block99'])
    }).toThrow(RangeError)
    network.dispose()
  })

  it('computes the same in two halves, cut at any block', () => {
    const network = architecture.build(tf, { size: 71, head: 'pooled', blank: true })
    scatterWeights(tf, network)
    const whole = predictPictures(tf, network)
    for (const { output } of architecture.blocks.slice(-2)) {
      const halves = tf.tidy(() => {
        const features = baseUpTo(tf, network, output).predict(kerasPictures(tf, 71)) as TensorFlow.Tensor
        const scores = tailOf(tf, network, output).predict(features) as TensorFlow.Tensor
        return tf.split(scores, 2).map((row) => row.dataSync<'float32'>())
      })
      expect(largestDifference(halves, whole), output).toBeLessThan(1e-6)
    }
    network.dispose()
  })

  it('lets only its head learn where the base is frozen, and refuses what it cannot be', () => {
    const network = architecture.build(tf, { size: 71, head: 'pooled', frozenBase: true, blank: true })
    expect(network.trainableWeights.map(({ shape }) => shape)).toEqual([[channels, 3], [3]])
    network.dispose()
    expect(() => architecture.build(tf, { size: architecture.minimumSize - 1 })).toThrow(RangeError)
    expect(() => architecture.build(tf, { size: 100.5 })).toThrow(RangeError)
  })
})

describe('the scaling of the input', () => {
  /** What reaches the first convolution for an orange pixel. */
  function scaled(name: string): number[] {
    const { architecture } = findArchitecture(name)
    const network = architecture.build(tf, { size: 71, blank: true })
    const values = tf.tidy(() => {
      const picture = tf.tile(tf.tensor4d([1, 0.5, 0.25], [1, 1, 1, 3]), [1, 71, 71, 1])
      const output = baseUpTo(tf, network, 'scaling').predict(picture) as TensorFlow.Tensor
      return [...output.dataSync<'float32'>().slice(0, 3)]
    })
    network.dispose()
    return values
  }

  // Computed with each network's own preprocess_input of Keras from 255, 127.5 and 63.75.
  it.each([
    ['xception', [1, 0, -0.5]],
    ['mobilenet-v2', [1, 0, -0.5]],
    ['densenet121', [2.2489083, 0.1964286, -0.6933333]],
    ['resnet50', [-40.189, 10.721, 131.32]],
  ])('of %s is that of its ImageNet weights', (name, expected) => {
    scaled(name).forEach((value, channel) => {
      expect(value).toBeCloseTo(expected[channel] ?? 0, 4)
    })
  })

  it('never learns', () => {
    const { architecture } = findArchitecture('densenet121')
    const network = architecture.build(tf, { size: 32, blank: true })
    expect(network.getLayer('scaling').trainable).toBe(false)
    thawBlocks(network, architecture, ['block1'])
    expect(network.getLayer('scaling').trainable).toBe(false)
    network.dispose()
  })
})

describe('the registry', () => {
  it('finds a network by its whole name, and by its architecture with the usual head', () => {
    for (const named of NAMED_ARCHITECTURES) expect(findArchitecture(named.name)).toBe(named)
    expect(findArchitecture('vgg16').name).toBe('vgg16-pooled')
    expect(ARCHITECTURE_NAMES).toContain('vgg16-flatten-dense256')
  })

  it('says what there is where a name is not known', () => {
    expect(() => findArchitecture('vgg19')).toThrow(/vgg16-pooled.*resnet50-pooled/)
    expect(() => findArchitecture('xception-flatten-dense256')).toThrow(
      expect.objectContaining({ code: 'settings_invalid' }),
    )
  })

  it('builds the reference network with the parameters that the reference text counts', () => {
    const { architecture, head } = findArchitecture('vgg16-flatten-dense256')
    const network = architecture.build(tf, { head, frozenBase: true, blank: true })
    expect(network.countParams()).toBe(21_138_243)
    const learning = network.trainableWeights.reduce(
      (sum, { shape }) => sum + shape.reduce<number>((product, side) => product * (side ?? 1), 1),
      0,
    )
    expect(learning).toBe(6_423_555)
    network.dispose()
  })
})
