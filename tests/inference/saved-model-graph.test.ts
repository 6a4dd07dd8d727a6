import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type * as TensorFlow from '@tensorflow/tfjs'
import type * as TensorFlowNode from '@tensorflow/tfjs-node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freezeLayers, type FreezeOptions } from '../../src/inference/saved-model/freeze-layers.js'
import { toBfloat16 } from '../../src/inference/saved-model/graph.js'
import { encodeSavedModel } from '../../src/inference/saved-model/messages.js'
import { loadTensorFlow } from '../../src/inference/tensorflow.js'

type Layer = TensorFlow.layers.Layer

const SIZE = 12
let tf: typeof TensorFlow
let node: typeof TensorFlowNode.node
let scratch: string
let count = 0
beforeAll(async () => {
  ;({ tf } = await loadTensorFlow('native'))
  ;({ node } = tf as unknown as typeof TensorFlowNode)
  scratch = await mkdtemp(join(tmpdir(), 'chestcheck-graph-'))
})
afterAll(() => rm(scratch, { recursive: true }))

/** The layer between a convolution and the head; every weight is random. */
function buildAround(...middle: Layer[]): TensorFlow.LayersModel {
  const input = tf.input({ shape: [SIZE, SIZE, 3] })
  const apply = (x: TensorFlow.SymbolicTensor, layer: Layer) => layer.apply(x) as TensorFlow.SymbolicTensor
  const layers = [tf.layers.conv2d({ name: 'first', filters: 4, kernelSize: 3 }), ...middle]
  const maps = layers.reduce(apply, input)
  const head = [
    ...(maps.rank === 4 ? [tf.layers.flatten({ name: 'flat' })] : []),
    tf.layers.dense({ units: 3, activation: 'softmax', name: 'scores' }),
  ]
  const model = tf.model({ inputs: input, outputs: head.reduce(apply, maps) })
  for (const layer of model.layers) {
    // Variances stay above zero.
    const weights = layer
      .getWeights()
      .map(({ shape }, index) => tf.randomUniform(shape, 0.05, 0.4, 'float32', index + 7))
    layer.setWeights(weights)
    tf.dispose(weights)
  }
  return model
}

async function load(model: TensorFlow.LayersModel, changes: Partial<FreezeOptions> = {}) {
  const frozen = freezeLayers({
    model,
    input: 'rgb',
    precision: 'float32',
    pooledLayers: [],
    heatmapLayer: 'first',
    ...changes,
  })
  if (frozen.kind !== 'frozen') throw new Error(`unknown layer ${frozen.layerKind}`)
  count += 1
  const folder = join(scratch, String(count))
  await mkdir(folder)
  await writeFile(join(folder, 'saved_model.pb'), encodeSavedModel(frozen.savedModel))
  return { folder, graph: await node.loadSavedModel(folder) }
}

/** The largest difference between two tensors of one shape. */
function gap(one: TensorFlow.Tensor | undefined, other: TensorFlow.Tensor): number {
  if (!one) return Infinity
  expect(one.shape).toEqual(other.shape)
  return tf.tidy(() => tf.max(tf.abs(tf.sub(one, other))).dataSync<'float32'>()[0] ?? Infinity)
}

const pictures = (channels: number) => tf.randomUniform([2, SIZE, SIZE, channels], 0, 1, 'float32', 5)

const KINDS: readonly (readonly [string, () => Layer[]])[] = [
  [
    'Conv2D with strides and an activation',
    () => [tf.layers.conv2d({ filters: 3, kernelSize: 2, strides: 2, activation: 'relu', padding: 'same' })],
  ],
  [
    'Conv2D with dilation and no bias',
    () => [tf.layers.conv2d({ filters: 3, kernelSize: 3, dilationRate: 2, useBias: false })],
  ],
  [
    'DepthwiseConv2D',
    () => [tf.layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, padding: 'same' })],
  ],
  ['SeparableConv2D', () => [tf.layers.separableConv2d({ filters: 5, kernelSize: 3, activation: 'tanh' })]],
  ['MaxPooling2D', () => [tf.layers.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' })]],
  ['AveragePooling2D', () => [tf.layers.averagePooling2d({ poolSize: 2 })]],
  ['GlobalAveragePooling2D', () => [tf.layers.globalAveragePooling2d({ dataFormat: 'channelsLast' })]],
  ['Dropout', () => [tf.layers.dropout({ rate: 0.5 })]],
  ['Flatten and Dense', () => [tf.layers.flatten(), tf.layers.dense({ units: 6, activation: 'relu' })]],
  ['Activation', () => [tf.layers.activation({ activation: 'sigmoid' })]],
  ['ReLU', () => [tf.layers.reLU()]],
  ['ReLU up to 6', () => [tf.layers.reLU({ maxValue: 6 })]],
  ['BatchNormalization', () => [tf.layers.batchNormalization({})]],
  ['BatchNormalization without scale', () => [tf.layers.batchNormalization({ scale: false, epsilon: 0.1 })]],
  [
    'ZeroPadding2D',
    () => [
      tf.layers.zeroPadding2d({
        padding: [
          [0, 1],
          [2, 3],
        ],
      }),
    ],
  ],
  ['Rescaling', () => [tf.layers.rescaling({ scale: 2, offset: -1 })]],
]

describe('a frozen graph', () => {
  it.each(KINDS)('computes what the layers compute: %s', async (_, middle) => {
    const model = buildAround(...middle())
    const x = pictures(3)
    const { graph } = await load(model)
    const outputs = graph.predict({ x }) as TensorFlow.NamedTensorMap
    expect(gap(outputs['scores'], model.predict(x) as TensorFlow.Tensor)).toBeLessThan(1e-5)
  })

  it('computes sums and joins of branches', async () => {
    const input = tf.input({ shape: [SIZE, SIZE, 3] })
    const branch = (name: string) =>
      tf.layers.conv2d({ name, filters: 3, kernelSize: 1 }).apply(input) as TensorFlow.SymbolicTensor
    const sum = tf.layers.add().apply([branch('first'), branch('second'), branch('third')])
    const joined = tf.layers.concatenate().apply([sum as TensorFlow.SymbolicTensor, input])
    const mean = tf.layers.globalAveragePooling2d({ dataFormat: 'channelsLast' }).apply(joined)
    const model = tf.model({ inputs: input, outputs: mean as TensorFlow.SymbolicTensor })
    const x = pictures(3)
    const { graph } = await load(model)
    const outputs = graph.predict({ x }) as TensorFlow.NamedTensorMap
    expect(gap(outputs['scores'], model.predict(x) as TensorFlow.Tensor)).toBeLessThan(1e-5)
  })

  it('gives the last convolution and the means of the layers asked for, in their order', async () => {
    const model = buildAround(tf.layers.conv2d({ name: 'second/odd.name', filters: 2, kernelSize: 3 }))
    const [first, second] = ['first', 'second/odd.name'].map((name) => model.getLayer(name).output)
    const inside = tf.model({ inputs: model.inputs, outputs: [first, second] as TensorFlow.SymbolicTensor[] })
    const x = pictures(3)
    const maps = inside.predict(x) as TensorFlow.Tensor[]
    const { graph } = await load(model, {
      pooledLayers: ['second/odd.name', 'first'],
      heatmapLayer: 'second/odd.name',
    })
    const outputs = graph.predict({ x }) as TensorFlow.NamedTensorMap
    const means = maps.toReversed().map((map) => tf.mean<TensorFlow.Tensor2D>(map, [1, 2]))
    expect(gap(outputs['convolution'], maps[1] as TensorFlow.Tensor)).toBeLessThan(1e-5)
    expect(gap(outputs['pooled'], tf.concat(means, 1))).toBeLessThan(1e-5)
  })

  it('repeats a gray picture over the channels', async () => {
    const model = buildAround()
    const gray = pictures(1)
    const { graph } = await load(model, { input: 'gray' })
    const outputs = graph.predict({ x: gray }) as TensorFlow.NamedTensorMap
    const expected = model.predict(tf.tile(gray, [1, 1, 1, 3])) as TensorFlow.Tensor
    expect(gap(outputs['scores'], expected)).toBeLessThan(1e-5)
  })

  it('comes close in bfloat16, and gives float32', async () => {
    const model = buildAround(tf.layers.batchNormalization({}), tf.layers.reLU(), tf.layers.maxPooling2d({}))
    const x = pictures(3)
    const { graph } = await load(model, { precision: 'bfloat16', pooledLayers: ['first'] })
    const outputs = graph.predict({ x }) as TensorFlow.NamedTensorMap
    expect(Object.values(outputs).map(({ dtype }) => dtype)).toEqual(['float32', 'float32', 'float32'])
    const difference = gap(outputs['scores'], model.predict(x) as TensorFlow.Tensor)
    expect(difference).toBeLessThan(0.02)
    expect(difference).toBeGreaterThan(0)
  })

  it('has a signature that TensorFlow reads', async () => {
    const { folder } = await load(buildAround(), { input: 'gray', pooledLayers: ['first'] })
    const [graph] = await node.getMetaGraphsFromSavedModel(folder)
    const signature = graph?.signatureDefs['serving_default']
    expect(graph?.tags).toEqual(['serve'])
    expect(signature?.inputs['x']).toMatchObject({ tfDtype: 'DT_FLOAT', name: 'x:0' })
    expect(Object.keys(signature?.outputs ?? {}).toSorted()).toEqual(['convolution', 'pooled', 'scores'])
  })
})

describe('a network that no graph expresses', () => {
  const freeze = (model: TensorFlow.LayersModel, changes: Partial<FreezeOptions> = {}) =>
    freezeLayers({
      model,
      input: 'rgb',
      precision: 'float32',
      pooledLayers: [],
      heatmapLayer: 'first',
      ...changes,
    })

  it.each([
    ['a kind of layer that nobody taught it', () => tf.layers.upSampling2d({ name: 'odd' }), 'UpSampling2D'],
    [
      'a setting that nobody taught it',
      () => tf.layers.conv2d({ name: 'odd', filters: 2, kernelSize: 1, activation: 'selu' }),
      'Conv2D',
    ],
    [
      'another axis of normalization',
      () => tf.layers.batchNormalization({ name: 'odd', axis: 1 }),
      'BatchNormalization',
    ],
  ])('is told apart by %s', (_, make, layerKind) => {
    expect(freeze(buildAround(make()))).toEqual({ kind: 'unknown_layer', name: 'odd', layerKind })
  })

  it('is told apart by a layer that stands at two places', () => {
    const input = tf.input({ shape: [SIZE, SIZE, 3] })
    const shared = tf.layers.conv2d({ name: 'first', filters: 3, kernelSize: 1 })
    const twice = shared.apply(shared.apply(input)) as TensorFlow.SymbolicTensor
    expect(freeze(tf.model({ inputs: input, outputs: twice }))).toMatchObject({
      kind: 'unknown_layer',
      name: 'first',
    })
  })

  it('is a fault when a layer is asked for that it does not have', () => {
    const code = 'model_folder_invalid'
    expect(() => freeze(buildAround(), { heatmapLayer: 'none' })).toThrow(
      expect.objectContaining({ code }) as Error,
    )
    expect(() => freeze(buildAround(), { pooledLayers: ['none'] })).toThrow(
      expect.objectContaining({ code }) as Error,
    )
  })
})

describe('bfloat16', () => {
  it.each([
    [1, 0x3f80],
    [-2, 0xc000],
    [0, 0],
    // Halves go to the even neighbour, anything above them up.
    [1 + 2 ** -8, 0x3f80],
    [1 + 3 * 2 ** -8, 0x3f82],
    [1 + 2 ** -8 + 2 ** -20, 0x3f81],
    [-(1 + 2 ** -8 + 2 ** -20), 0xbf81],
  ])('rounds %d to the nearest', (value, bits) => {
    expect(toBfloat16(Float32Array.of(value))[0]).toBe(bits)
  })
})
