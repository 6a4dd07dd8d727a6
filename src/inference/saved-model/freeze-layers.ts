import type * as TensorFlow from '@tensorflow/tfjs'
import { Fault } from '../../core/fault.js'
import { attribute, createGraph, toTensorInfo, type Graph, type RealType, type Wire } from './graph.js'
import { concatenate, meanOverPlaces, translateLayer } from './layer-translations.js'
import type { SavedModel, TensorInfo } from './messages.js'

export interface FreezeOptions {
  readonly model: TensorFlow.LayersModel
  /**
   * What the input `x` holds, in 0..1 either way: `gray` takes `[?, side, side, 1]` and repeats it over the channels
   * itself, `rgb` takes `[?, side, side, 3]` as the network does.
   */
  readonly input: 'gray' | 'rgb'
  /** Of the convolutions. What stands on flat features runs in float32, and all outputs are float32. */
  readonly precision: RealType
  /** Layers whose means over their places make the output `pooled`; without any there is no such output. */
  readonly pooledLayers: readonly string[]
  /** The layer whose values are the output `convolution`. */
  readonly heatmapLayer: string
}

/** A layer that the graph cannot express: the layers model serves instead. */
export interface UnknownLayer {
  readonly kind: 'unknown_layer'
  readonly name: string
  readonly layerKind: string
}

export type Frozen = { readonly kind: 'frozen'; readonly savedModel: SavedModel } | UnknownLayer

/** Changes whenever the graph made of one network would change. */
export const GRAPH_VERSION = 1

/** Graphs of this version are read by TensorFlow 2.9, for which tfjs-node was made, and by all after it. */
const GRAPH_PRODUCER = 1087

/** TensorFlow's name of signatures that predict. */
const PREDICT_METHOD = 'tensorflow/serving/predict'

/**
 * Writes a network with its weights as constants: a graph that TensorFlow optimizes as a whole when it is loaded, with the
 * signature `serving_default` from `x` to `scores`, `pooled` and `convolution`.
 * @throws Fault `model_folder_invalid` when a layer is named that is not there
 */
export function freezeLayers(options: FreezeOptions): Frozen {
  const { model, pooledLayers, heatmapLayer } = options
  const [start] = model.inputs
  const [end] = model.outputs
  if (!start || !end) throw new Fault('model_folder_invalid', 'the network has no input or no output')
  const graph = createGraph()
  const inputShape = withUnknownSizes(start.shape).with(3, options.input === 'gray' ? 1 : 3)
  const x = graph.input('x', inputShape)
  const wires = new Map([[start.id, toNetworkInput(graph, x, options)]])
  for (const layer of model.layers) {
    if (layer.getClassName() === 'InputLayer') continue
    const wire = addLayer(graph, layer, wires)
    if (wire === null) return { kind: 'unknown_layer', name: layer.name, layerKind: layer.getClassName() }
    wires.set(outputOf(layer).id, wire)
  }

  const outputs: Record<string, TensorInfo> = {}
  const emit = (name: string, wire: Wire<RealType>, shape: TensorFlow.Shape): void => {
    const output = graph.operation('Identity', name, [graph.cast(wire, 'float32')])
    outputs[name] = toTensorInfo(output, withUnknownSizes(shape))
  }
  const find = (tensor: TensorFlow.SymbolicTensor): Wire<RealType> => {
    const wire = wires.get(tensor.id)
    if (!wire) throw new Fault('model_folder_invalid', `nothing computes ${tensor.name}`)
    return wire
  }
  const heatmap = findOutput(model, heatmapLayer)
  emit('scores', find(end), end.shape)
  emit('convolution', find(heatmap), heatmap.shape)
  const pooled = pooledLayers.map((name) => {
    const layer = findOutput(model, name)
    return layer.rank === 4 ? meanOverPlaces(graph, `pooled/${toScope(name)}`, find(layer)) : find(layer)
  })
  const [first, ...rest] = pooled.map((wire) => graph.cast(wire, 'float32'))
  if (first) emit('pooled', join(graph, [first, ...rest]), [null, null])
  return { kind: 'frozen', savedModel: toSavedModel(graph, { x: toTensorInfo(x, inputShape) }, outputs) }
}

/** TensorFlow joins two or more. */
function join(graph: Graph, inputs: readonly [Wire<RealType>, ...Wire<RealType>[]]): Wire<RealType> {
  return inputs.length === 1 ? inputs[0] : concatenate({ axis: -1 }, { scope: 'joined', inputs, graph })
}

function toNetworkInput(
  graph: Graph,
  x: Wire<'float32'>,
  { input, precision }: FreezeOptions,
): Wire<RealType> {
  const cast = graph.cast<RealType>(x, precision)
  if (input === 'rgb') return cast
  return graph.operation('Tile', 'rgb', [cast, graph.integers('rgb/multiples', [1, 1, 1, 3])], {
    Tmultiples: attribute.type('int32'),
  })
}

function addLayer(
  graph: Graph,
  layer: TensorFlow.layers.Layer,
  wires: ReadonlyMap<number, Wire<RealType>>,
): Wire<RealType> | null {
  // A layer that stands at several places of the network is one that nobody taught us.
  if (layer.inboundNodes.length !== 1) return null
  const [first, ...rest] = [layer.input].flat().flatMap(({ id }) => wires.get(id) ?? [])
  return first
    ? translateLayer({ scope: `layers/${toScope(layer.name)}`, layer, inputs: [first, ...rest], graph })
    : null
}

function findOutput(model: TensorFlow.LayersModel, name: string): TensorFlow.SymbolicTensor {
  const layer = model.layers.find((one) => one.name === name)
  if (!layer) throw new Fault('model_folder_invalid', `the network has no layer ${name}`)
  return outputOf(layer)
}

/** Every layer that is translated has one output. */
function outputOf(layer: TensorFlow.layers.Layer): TensorFlow.SymbolicTensor {
  return layer.output as TensorFlow.SymbolicTensor
}

/** TensorFlow takes fewer characters in the names of nodes than Keras does in those of layers. */
function toScope(name: string): string {
  return name.replaceAll(/[^\w.-]/g, '_')
}

function withUnknownSizes(shape: TensorFlow.Shape): number[] {
  return shape.map((size) => size ?? -1)
}

function toSavedModel(
  graph: Graph,
  inputs: Readonly<Record<string, TensorInfo>>,
  outputs: Readonly<Record<string, TensorInfo>>,
): SavedModel {
  return {
    savedModelSchemaVersion: 1,
    metaGraphs: [
      {
        metaInfoDef: { tags: ['serve'], tensorflowVersion: '2.9.1' },
        graphDef: { node: graph.nodes, versions: { producer: GRAPH_PRODUCER } },
        signatureDef: { serving_default: { inputs, outputs, methodName: PREDICT_METHOD } },
      },
    ],
  }
}
