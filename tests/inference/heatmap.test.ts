import type * as TensorFlow from '@tensorflow/tfjs'
import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { LABELS } from '../../src/core/label.js'
import { FILM_BRIGHTNESS, heatOf, luma } from '../../src/inference/heatmap-colours.js'
import { createHeatmapGradient } from '../../src/inference/heatmap-gradient.js'
import { drawHeatmap, toPng } from '../../src/inference/heatmap-picture.js'
import { positionsOf } from '../../src/inference/heatmap-positions.js'
import { createLayersNetwork } from '../../src/inference/layers-network.js'
import { loadTensorFlow } from '../../src/inference/tensorflow.js'
import { buildSmallNetwork, drawSquare, SMALL_LAYERS } from '../support/small-model.js'

let tf: typeof TensorFlow
beforeAll(async () => {
  ;({ tf } = await loadTensorFlow('native'))
})

describe('the colours of a heatmap', () => {
  const strengths = Array.from({ length: 101 }, (_, step) => step / 100)

  it('rise evenly in luma, and in luminance, so that they read in gray print', () => {
    const colours = strengths.map(heatOf)
    const lumas = colours.map(({ red, green, blue }) => luma(red, green, blue))
    lumas.slice(1).forEach((value, index) => {
      expect(value - (lumas[index] ?? 0)).toBeGreaterThan(0.3)
    })
    const linear = (value: number) => (value / 255) ** 2.2
    const luminances = colours.map(
      ({ red, green, blue }) => 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue),
    )
    luminances.slice(1).forEach((value, index) => {
      expect(value).toBeGreaterThan(luminances[index] ?? 0)
    })
  })

  it.each([0, 60, 128, 200, 255])('make film of gray %i only brighter the stronger they are', (gray) => {
    const over = strengths.map((strength) => {
      const { red, green, blue, cover } = heatOf(strength)
      return gray * FILM_BRIGHTNESS * (1 - cover) + luma(red, green, blue) * cover
    })
    over.slice(1).forEach((value, index) => {
      expect(value).toBeGreaterThanOrEqual(over[index] ?? 0)
    })
    expect(over.at(-1)).toBeGreaterThan((over[0] ?? 0) + 60)
  })

  it('leave the film alone where nothing counted, and take what is out of range for its end', () => {
    expect(heatOf(0).cover).toBe(0)
    expect(heatOf(-1)).toEqual(heatOf(0))
    expect(heatOf(2)).toEqual(heatOf(1))
  })
})

describe('the picture of a heatmap', () => {
  const even = { rows: [0.5], columns: [0.5], strengths: Float32Array.of(0) }
  const gray = (width: number, height: number) => ({
    width,
    height,
    pixels: new Uint8Array(width * height).fill(200),
  })

  it.each([
    [3000, 2000],
    [2000, 3000],
    [1024, 1024],
    [128, 128],
    [128, 60_000],
    [60_000, 128],
  ])('of %i x %i pixels is a JPEG of at most 800 a side', async (width, height) => {
    const heatmap = await drawHeatmap(gray(width, height), even)
    const { format, ...sides } = await sharp(heatmap).metadata()
    expect(format).toBe('jpeg')
    expect(Math.max(sides.width, sides.height)).toBeLessThanOrEqual(800)
    expect((await sharp(await toPng(heatmap)).metadata()).format).toBe('png')
  })

  it('has the scale in a strip at its right, brightest above', async () => {
    const { data, info } = await sharp(await drawHeatmap(gray(400, 400), even))
      .toColourspace('b-w')
      .raw()
      .toBuffer({ resolveWithObject: true })
    expect(info.width).toBeGreaterThan(400)
    const middle = 400 + Math.round((info.width - 400) * 0.4)
    const at = (y: number) => data[(y * info.width + middle) * info.channels] ?? 0
    const steps = [0.1, 0.3, 0.5, 0.7, 0.9].map((share) => at(Math.round(share * info.height)))
    expect(steps).toEqual(steps.toSorted((a, b) => b - a))
    expect((steps[0] ?? 0) - (steps[4] ?? 0)).toBeGreaterThan(100)
  })

  it('is the same for the same picture, byte for byte', async () => {
    const [one, other] = [await drawHeatmap(gray(300, 200), even), await drawHeatmap(gray(300, 200), even)]
    expect(Buffer.from(one).equals(other)).toBe(true)
  })
})

describe('the positions of a layer', () => {
  /**
   * The centre of what each position sees, measured: a line of light is moved over the input, one pixel at a time, and a
   * network of equal weights answers.
   */
  function measure(model: TensorFlow.LayersModel, size: number): number[] {
    return tf.tidy(() => {
      for (const layer of model.layers.filter((one) => one.getClassName() === 'Conv2D')) {
        layer.setWeights(
          layer
            .getWeights()
            .map((weight) => (weight.rank === 4 ? tf.onesLike(weight) : tf.zerosLike(weight))),
        )
      }
      const lines = tf.reshape(tf.tile(tf.expandDims(tf.eye(size), 1), [1, size, 1]), [size, size, size, 1])
      const answers = model.predict(tf.tile(lines, [1, 1, 1, 3])) as TensorFlow.Tensor4D
      const [, height, width] = answers.shape
      const middle = tf.sum(tf.slice(answers, [0, height >> 1, 0, 0], [-1, 1, -1, -1]), [1, 3])
      const seen = tf.transpose(middle).arraySync() as number[][]
      expect(seen).toHaveLength(width)
      return seen.map((weights) => {
        const total = weights.reduce((sum, weight) => sum + weight, 0)
        return weights.reduce((sum, weight, pixel) => sum + weight * (pixel + 0.5), 0) / total / size
      })
    })
  }

  const conv = (strides: number, padding: 'same' | 'valid', kernelSize = 3) =>
    tf.layers.conv2d({ filters: 1, kernelSize, strides, padding })
  const pool = (padding: 'same' | 'valid' = 'valid') => tf.layers.averagePooling2d({ poolSize: 2, padding })
  const networks: Record<string, () => TensorFlow.layers.Layer[]> = {
    'poolings that drop the last row': () => [conv(1, 'same'), pool(), conv(1, 'same'), pool(), pool()],
    'poolings that pad': () => [pool('same'), pool('same'), conv(1, 'same')],
    'strides with padding': () => [conv(2, 'same'), conv(2, 'same')],
    'strides without': () => [conv(2, 'valid'), conv(1, 'valid'), conv(2, 'valid', 5)],
    'padding of its own': () => [
      tf.layers.zeroPadding2d({
        padding: [
          [3, 3],
          [3, 3],
        ],
      }),
      conv(2, 'valid', 7),
      tf.layers.batchNormalization(),
      pool(),
    ],
  }

  it.each(Object.keys(networks))('lie where they see: %s', (name) => {
    const size = 59
    const input = tf.input({ shape: [size, size, 3] })
    const output = (networks[name]?.() ?? []).reduce(
      (tensor, layer) => layer.apply(tensor) as TensorFlow.SymbolicTensor,
      input,
    )
    const model = tf.model({ inputs: input, outputs: output })
    const measured = measure(model, size)
    const positions = positionsOf(model, model.layers.at(-1)?.name ?? '')
    expect(positions).toHaveLength(measured.length)
    // What reaches over the edge of the picture sees less than it would.
    const inner = positions.slice(2, -2)
    expect(inner.length).toBeGreaterThan(1)
    inner.forEach((position, index) => {
      expect(position).toBeCloseTo(measured[index + 2] ?? 0, 5)
    })
    model.dispose()
  })
})

describe('the strengths of positions', () => {
  it('are those that the definition of Grad-CAM gives for a pooled head', () => {
    const model = buildSmallNetwork(tf, 32, 5)
    const network = createLayersNetwork({ tf, model, gateLayers: [], heatmapLayer: SMALL_LAYERS.last })
    const weigh = createHeatmapGradient({ tf, model, layer: SMALL_LAYERS.last })
    const [pass] = network.forward([drawSquare(32)])
    if (!pass) throw new Error('no pass')
    const { channels, values } = pass.convolution
    const kernel = model.layers.at(-1)?.getWeights()[0]?.dataSync() ?? []
    LABELS.forEach((label, column) => {
      // The mean of each map times its weight: the gradient of the logit is the weight itself, up to a factor.
      const expected = Array.from({ length: values.length / channels }, (_, position) => {
        let sum = 0
        for (let channel = 0; channel < channels; channel += 1) {
          sum += (values[position * channels + channel] ?? 0) * (kernel[channel * 3 + column] ?? 0)
        }
        return Math.max(0, sum)
      })
      const strongest = Math.max(...expected)
      const strengths = weigh(pass.convolution, label)
      expect(strengths).toHaveLength(16 * 16)
      strengths.forEach((strength, position) => {
        expect(strength).toBeCloseTo(strongest > 0 ? (expected[position] ?? 0) / strongest : 0, 4)
      })
    })
    model.dispose()
  })

  it('are 0 everywhere for a convolution that gave nothing', () => {
    const model = buildSmallNetwork(tf, 32)
    const weigh = createHeatmapGradient({ tf, model, layer: SMALL_LAYERS.last })
    const strengths = weigh(
      { height: 16, width: 16, channels: 16, values: new Float32Array(16 ** 3) },
      'COVID',
    )
    expect(strengths.every((strength) => strength === 0)).toBe(true)
    model.dispose()
  })

  it('need a chain that ends in a dense softmax', () => {
    const model = tf.sequential({
      layers: [
        tf.layers.conv2d({ name: 'last', filters: 2, kernelSize: 3, inputShape: [16, 16, 3] }),
        tf.layers.globalAveragePooling2d({ dataFormat: 'channelsLast' }),
        tf.layers.dense({ units: 3, activation: 'sigmoid' }),
      ],
    })
    expect(() => createHeatmapGradient({ tf, model, layer: 'last' })).toThrow(
      expect.objectContaining({ code: 'model_folder_invalid' }),
    )
    model.dispose()
  })
})

describe('the layers network', () => {
  it('gives the scores of the network as it was trained, bit for bit, with and without a gate', () => {
    const model = buildSmallNetwork(tf, 32, 9)
    const square = drawSquare(32, 3)
    const plain = tf.tidy(() => {
      const gray = tf.div(tf.tensor4d(Float32Array.from(square), [1, 32, 32, 1]), 255)
      return (model.predict(tf.tile(gray, [1, 1, 1, 3])) as TensorFlow.Tensor).dataSync()
    })
    for (const gateLayers of [[], [SMALL_LAYERS.last, SMALL_LAYERS.first]]) {
      const network = createLayersNetwork({ tf, model, gateLayers, heatmapLayer: SMALL_LAYERS.last })
      const [pass] = network.forward([square])
      expect(pass?.outputs).toEqual(plain)
      expect(pass?.pooled).toHaveLength(gateLayers.length === 0 ? 0 : 24)
      expect(pass?.convolution).toMatchObject({ height: 16, width: 16, channels: 16 })
    }
    model.dispose()
  })

  it('pools the gate layers in their order, and keeps the pictures of a batch apart', () => {
    const model = buildSmallNetwork(tf, 32, 9)
    const network = createLayersNetwork({
      tf,
      model,
      gateLayers: [SMALL_LAYERS.last, SMALL_LAYERS.first],
      heatmapLayer: SMALL_LAYERS.last,
    })
    const squares = [1, 2, 3].map((seed) => drawSquare(32, seed))
    const batch = network.forward(squares)
    squares.forEach((square, index) => {
      const [alone] = network.forward([square])
      alone?.pooled.forEach((value, at) => {
        expect(batch[index]?.pooled[at]).toBeCloseTo(value, 5)
      })
      const { values = new Float32Array() } = alone?.convolution ?? {}
      const mean = values.filter((_, at) => at % 16 === 5).reduce((sum, value) => sum + value, 0) / 256
      expect(alone?.pooled[5]).toBeCloseTo(mean, 4)
    })
    expect(network.forward([])).toEqual([])
    model.dispose()
  })

  it('takes a layer that is not there for a damaged folder', () => {
    const model = buildSmallNetwork(tf, 32)
    expect(() =>
      createLayersNetwork({ tf, model, gateLayers: ['none'], heatmapLayer: SMALL_LAYERS.last }),
    ).toThrow(expect.objectContaining({ code: 'model_folder_invalid' }))
    model.dispose()
  })
})
