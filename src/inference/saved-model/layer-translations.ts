import type * as TensorFlow from '@tensorflow/tfjs'
import { z } from 'zod'
import { attribute, type Graph, type RealType, type Wire } from './graph.js'

/** A layer of the network and where its inputs come from. */
export interface LayerAtWork {
  /** The names of the layer's nodes begin with this. */
  readonly scope: string
  readonly layer: TensorFlow.layers.Layer
  readonly inputs: readonly [Wire<RealType>, ...Wire<RealType>[]]
  readonly graph: Graph
}

/** Adds what a layer computes to the graph, in its scope. Null for a layer that is set in a way unknown here. */
type Translation = (work: LayerAtWork) => Wire<RealType> | null

/** Adds a layer to the graph. Null for a kind of layer, or a setting, that nobody taught it. */
export function translateLayer(work: LayerAtWork): Wire<RealType> | null {
  return TRANSLATIONS.get(work.layer.getClassName())?.(work) ?? null
}

const channelsLast = z.literal('channelsLast')
const padding = z.enum(['same', 'valid']).transform((text) => attribute.text(text.toUpperCase()))
const pair = z.tuple([z.int(), z.int()])
/** A setting for height and width, as TensorFlow takes it: for pictures and channels too. */
const spatial = pair.transform((sizes) => attribute.integers([1, ...sizes, 1]))

const ACTIVATIONS = {
  linear: null,
  relu: 'Relu',
  relu6: 'Relu6',
  sigmoid: 'Sigmoid',
  tanh: 'Tanh',
  softmax: 'Softmax',
}
const activation = z.enum(['linear', 'relu', 'relu6', 'sigmoid', 'tanh', 'softmax'])
const convolution = z.object({
  strides: spatial,
  padding,
  dataFormat: channelsLast,
  dilationRate: spatial,
  activation,
})
const pooling = z.object({ poolSize: spatial, strides: spatial, padding, dataFormat: channelsLast })

const TRANSLATIONS: ReadonlyMap<string, Translation> = new Map<string, Translation>([
  ['Dropout', ({ inputs }) => inputs[0]],
  ['Conv2D', withSettings(convolution, convolve('Conv2D'))],
  ['DepthwiseConv2D', withSettings(convolution, convolve('DepthwiseConv2dNative'))],
  ['SeparableConv2D', withSettings(convolution, convolveSeparably)],
  ['MaxPooling2D', withSettings(pooling, pool('MaxPool'))],
  ['AveragePooling2D', withSettings(pooling, pool('AvgPool'))],
  ['GlobalAveragePooling2D', withSettings(z.object({ dataFormat: channelsLast }), averageOverPlaces)],
  ['Flatten', withSettings(z.object({}), flatten)],
  ['Dense', withSettings(z.object({ activation }), connect)],
  [
    'Activation',
    withSettings(z.object({ activation }), (settings, { scope, inputs: [x], graph }) =>
      activate(graph, scope, x, settings.activation),
    ),
  ],
  [
    'ReLU',
    withSettings(
      z.object({ maxValue: z.literal(6).nullish() }),
      ({ maxValue }, { scope, inputs: [x], graph }) =>
        activate(graph, scope, x, maxValue === 6 ? 'relu6' : 'relu'),
    ),
  ],
  [
    'BatchNormalization',
    withSettings(
      z.object({ axis: z.int(), epsilon: z.number(), center: z.boolean(), scale: z.boolean() }),
      normalize,
    ),
  ],
  [
    'ZeroPadding2D',
    withSettings(z.object({ padding: z.tuple([pair, pair]), dataFormat: channelsLast }), pad),
  ],
  ['Rescaling', withSettings(z.object({ scale: z.number(), offset: z.number() }), rescale)],
  [
    'Add',
    ({ scope, inputs: [first, ...rest], graph }) =>
      rest.reduce((sum, x, index) => graph.operation('AddV2', `${scope}/${index}`, [sum, x]), first),
  ],
  ['Concatenate', withSettings(z.object({ axis: z.int() }), concatenate)],
])

/** Checks a layer's settings first: another value than the schema knows makes the layer one that nobody taught us. */
function withSettings<Schema extends z.ZodType>(
  schema: Schema,
  translate: (settings: z.output<Schema>, work: LayerAtWork) => Wire<RealType> | null,
): Translation {
  return (work) => {
    const settings = schema.safeParse(work.layer.getConfig())
    return settings.success ? translate(settings.data, work) : null
  }
}

function activate(
  graph: Graph,
  scope: string,
  x: Wire<RealType>,
  kind: z.output<typeof activation>,
): Wire<RealType> {
  const op = ACTIVATIONS[kind]
  if (op === null) return x
  // Eight bits of mantissa are too few for scores.
  return graph.operation(op, `${scope}/${op}`, [kind === 'softmax' ? graph.cast(x, 'float32') : x])
}

/** The weight at `index` of a layer, in the element type of what it is multiplied with. */
function weightOf<Type extends RealType>(
  { scope, layer, graph }: LayerAtWork,
  index: number,
  type: Type,
): Wire<Type> | null {
  const weight = layer.getWeights()[index]
  return weight === undefined
    ? null
    : graph.constant(`${scope}/weight_${index}`, weight.dataSync<'float32'>(), weight.shape, type)
}

function addBias(work: LayerAtWork, x: Wire<RealType>, index: number): Wire<RealType> {
  const bias = weightOf(work, index, x.type)
  return bias === null ? x : work.graph.operation('BiasAdd', `${work.scope}/BiasAdd`, [x, bias])
}

function convolve(op: 'Conv2D' | 'DepthwiseConv2dNative') {
  return (settings: z.output<typeof convolution>, work: LayerAtWork): Wire<RealType> | null => {
    const {
      scope,
      inputs: [x],
      graph,
    } = work
    const kernel = weightOf(work, 0, x.type)
    if (kernel === null) return null
    const { strides, padding, dilationRate: dilations } = settings
    const sums = graph.operation(op, `${scope}/${op}`, [x, kernel], { strides, padding, dilations })
    return activate(graph, scope, addBias(work, sums, 1), settings.activation)
  }
}

function convolveSeparably(settings: z.output<typeof convolution>, work: LayerAtWork): Wire<RealType> | null {
  const {
    scope,
    inputs: [x],
    graph,
  } = work
  const depthwise = weightOf(work, 0, x.type)
  const pointwise = weightOf(work, 1, x.type)
  if (depthwise === null || pointwise === null) return null
  const { strides, padding, dilationRate: dilations } = settings
  const each = graph.operation('DepthwiseConv2dNative', `${scope}/depthwise`, [x, depthwise], {
    strides,
    padding,
    dilations,
  })
  const mixed = graph.operation('Conv2D', `${scope}/pointwise`, [each, pointwise], {
    strides: attribute.integers([1, 1, 1, 1]),
    padding: attribute.text('VALID'),
  })
  return activate(graph, scope, addBias(work, mixed, 2), settings.activation)
}

function pool(op: 'MaxPool' | 'AvgPool') {
  return (settings: z.output<typeof pooling>, { scope, inputs: [x], graph }: LayerAtWork): Wire<RealType> =>
    graph.operation(op, `${scope}/${op}`, [x], {
      ksize: settings.poolSize,
      strides: settings.strides,
      padding: settings.padding,
    })
}

/** The mean over height and width, in float32. */
export function meanOverPlaces(graph: Graph, scope: string, x: Wire<RealType>): Wire<RealType> {
  const axes = graph.integers(`${scope}/axes`, [1, 2])
  return graph.operation('Mean', `${scope}/Mean`, [graph.cast(x, 'float32'), axes], {
    Tidx: attribute.type('int32'),
    keep_dims: attribute.flag(false),
  })
}

function averageOverPlaces(_: object, { scope, inputs: [x], graph }: LayerAtWork): Wire<RealType> {
  return meanOverPlaces(graph, scope, x)
}

/** What stands on flat features runs in float32: it takes little time and decides the scores. */
function flatten(_: object, { scope, layer, inputs: [x], graph }: LayerAtWork): Wire<RealType> | null {
  const [, size] = layer.outputShape as TensorFlow.Shape
  if (typeof size !== 'number') return null
  const shape = graph.integers(`${scope}/shape`, [-1, size])
  const Tshape = attribute.type('int32')
  return graph.operation('Reshape', `${scope}/Reshape`, [graph.cast(x, 'float32'), shape], { Tshape })
}

function connect(
  settings: { activation: z.output<typeof activation> },
  work: LayerAtWork,
): Wire<RealType> | null {
  const {
    scope,
    layer,
    inputs: [x],
    graph,
  } = work
  const kernel = weightOf(work, 0, x.type)
  if (kernel === null || layer.outputShape.length !== 2) return null
  const sums = graph.operation('MatMul', `${scope}/MatMul`, [x, kernel])
  return activate(graph, scope, addBias(work, sums, 1), settings.activation)
}

function normalize(
  { axis, epsilon, center, scale }: { axis: number; epsilon: number; center: boolean; scale: boolean },
  work: LayerAtWork,
): Wire<RealType> | null {
  const {
    scope,
    layer,
    inputs: [x],
    graph,
  } = work
  const { outputShape } = layer
  const mean = weightOf(work, Number(scale) + Number(center), 'float32')
  const variance = weightOf(work, Number(scale) + Number(center) + 1, 'float32')
  const last = outputShape.at(-1)
  if (!mean || !variance || outputShape.length !== 4 || typeof last !== 'number') return null
  if (axis !== -1 && axis !== 3) return null
  const even = (name: string, value: number) =>
    graph.constant(`${scope}/${name}`, new Float32Array(last).fill(value), [last], 'float32')
  const gamma = scale ? weightOf(work, 0, 'float32') : even('gamma', 1)
  const beta = center ? weightOf(work, Number(scale), 'float32') : even('beta', 0)
  if (!gamma || !beta) return null
  return graph.operation('FusedBatchNormV3', `${scope}/normalized`, [x, gamma, beta, mean, variance], {
    U: attribute.type('float32'),
    epsilon: attribute.number(epsilon),
    is_training: attribute.flag(false),
  })
}

function pad(
  { padding: [rows, columns] }: { padding: [[number, number], [number, number]] },
  { scope, inputs: [x], graph }: LayerAtWork,
): Wire<RealType> {
  const sizes = graph.integers(`${scope}/sizes`, [0, 0, ...rows, ...columns, 0, 0], [4, 2])
  return graph.operation('Pad', `${scope}/Pad`, [x, sizes], { Tpaddings: attribute.type('int32') })
}

function rescale(
  { scale, offset }: { scale: number; offset: number },
  { scope, inputs: [x], graph }: LayerAtWork,
): Wire<RealType> {
  const number = (name: string, value: number) =>
    graph.constant(`${scope}/${name}`, Float32Array.of(value), [], x.type)
  const scaled = graph.operation('Mul', `${scope}/Mul`, [x, number('scale', scale)])
  return graph.operation('AddV2', `${scope}/AddV2`, [scaled, number('offset', offset)])
}

/** One after the other along an axis; the last is -1. */
export function concatenate(
  { axis }: { axis: number },
  { scope, inputs, graph }: Omit<LayerAtWork, 'layer'>,
): Wire<RealType> {
  const along = graph.integers(`${scope}/axis`, [axis], [])
  return graph.operation('ConcatV2', `${scope}/ConcatV2`, [...inputs, along], {
    N: attribute.count(inputs.length),
    Tidx: attribute.type('int32'),
  })
}
