import { Fault } from '../../core/fault.js'
import { settingsOf, textOf, type Json, type JsonObject } from './keras-layer-settings.js'

/** One step of a network's arithmetic. */
export interface GraphNode {
  readonly kind: string
  readonly settings: Readonly<Record<string, Json>>
  readonly inputs: readonly GraphNode[]
  /** Names of the layer it comes from and of the models around that, outermost first. */
  readonly path: readonly string[]
}

/** What a network computes, without the ways in which people write the same thing. */
export interface NetworkGraph {
  /** In an order that depends on the arithmetic alone: each node after its inputs. */
  readonly nodes: readonly GraphNode[]
  /** Pixels a side; null where the network takes any. */
  readonly size: number | null
}

/** Layers that do nothing once a network is trained. */
const IDLE = new Set([
  'Dropout',
  'SpatialDropout2D',
  'AlphaDropout',
  'GaussianDropout',
  'GaussianNoise',
  'ActivityRegularization',
  'RandomFlip',
  'RandomRotation',
  'RandomZoom',
  'RandomTranslation',
  'RandomContrast',
  'RandomBrightness',
])

/** Layers that are nothing but an activation. */
const STANDALONE = new Set(['Activation', 'ReLU', 'Softmax'])

const MODELS = new Set(['Sequential', 'Functional', 'Model'])

/**
 * Unfolds a configuration of Keras 2 or 3 (or of tfjs, which speaks as Keras 2 does): nested models are spread out,
 * activations stand apart, what is idle after training is left out, scaling from 0..255 is read as scaling from 0..1.
 * @throws Fault `weights_invalid` for what is not such a configuration
 */
export function readGraph(model: unknown): NetworkGraph {
  const root = asObject(model)
  const input: GraphNode = { kind: 'Input', settings: {}, inputs: [], path: [] }
  const shapes: number[][] = []
  const end = applyModel(root, [input], [], shapes)
  const nodes: GraphNode[] = []
  const listed = new Set<GraphNode>()
  const list = (node: GraphNode): void => {
    if (listed.has(node)) return
    listed.add(node)
    node.inputs.forEach(list)
    nodes.push(node)
  }
  list(end)
  const [height, width] = shapes[0] ?? []
  if (height !== width)
    throw new Fault('weights_invalid', `it takes ${height} x ${width} pixels, not a square`)
  return { nodes, size: width ?? null }
}

function applyModel(
  model: JsonObject,
  inputs: readonly GraphNode[],
  path: readonly string[],
  shapes: number[][],
): GraphNode {
  const config = model['config']
  // The first releases kept the layers of a Sequential in a bare list.
  const layers = asList(Array.isArray(config) ? config : asObject(config)['layers']).map(asObject)
  return model['class_name'] === 'Sequential'
    ? layers.reduce((node, layer) => applyLayer(layer, [node], path, shapes), only(inputs))
    : applyFunctional(asObject(config), layers, inputs, path, shapes)
}

function applyFunctional(
  config: JsonObject,
  layers: readonly JsonObject[],
  inputs: readonly GraphNode[],
  path: readonly string[],
  shapes: number[][],
): GraphNode {
  const byName = new Map(layers.map((layer) => [nameOf(layer), layer]))
  const entrances = historiesOf(config['input_layers']).map(({ layer }) => layer)
  // Null while a layer's inputs are being made.
  const made = new Map<string, GraphNode | null>()
  const make = ({ layer: name, node: index }: History): GraphNode => {
    const key = `${name}:${index}`
    const known = made.get(key)
    if (known) return known
    if (known === null) throw new Fault('weights_invalid', `its layer ${name} feeds itself`)
    made.set(key, null)
    const layer = byName.get(name)
    if (!layer) throw new Fault('weights_invalid', `its configuration names no layer ${name}`)
    const from = entrances.indexOf(name)
    const sources = from >= 0 ? inputs.slice(from, from + 1) : historiesOf(useOf(layer, index)).map(make)
    const node = applyLayer(layer, sources, path, shapes)
    made.set(key, node)
    return node
  }
  return only(historiesOf(config['output_layers']).map(make))
}

/**
 * What a layer takes in one of its uses. Keras 2 counts the making of a nested model as a use and does not list it:
 * the first listed one is then number 1.
 */
function useOf(layer: JsonObject, index: number): Json | undefined {
  const uses = asList(layer['inbound_nodes'])
  return uses.length === 1 ? uses[0] : uses[index]
}

function applyLayer(
  layer: JsonObject,
  inputs: readonly GraphNode[],
  path: readonly string[],
  shapes: number[][],
): GraphNode {
  const kind = textOf(layer['class_name'] ?? null)
  const here = [...path, nameOf(layer)]
  if (MODELS.has(kind)) return applyModel(layer, inputs, here, shapes)
  const config = asObject(layer['config'])
  const shape = config['batch_input_shape'] ?? config['batch_shape']
  if (Array.isArray(shape)) shapes.push(shape.slice(1, 3).filter((side) => typeof side === 'number'))
  if (kind === 'InputLayer' || IDLE.has(kind)) return only(inputs)
  const { settings, activation } = settingsOf(kind, config)
  return activate({ kind: kind.replace(/V1$/, ''), settings, inputs, path: here }, activation)
}

/** The node with its activation after it, and without what changes nothing. */
function activate(node: GraphNode, activation: string): GraphNode {
  const [input] = node.inputs
  if (input && isIdentity(node, input)) return input
  const own = STANDALONE.has(node.kind) ? input : node
  if (!own || activation === 'linear') return own ?? node
  return { kind: 'Activation', settings: { activation }, inputs: [own], path: node.path }
}

function isIdentity({ kind, settings }: GraphNode, input: GraphNode): boolean {
  return (
    (kind === 'Rescaling' && settings['scale'] === 1 && settings['offset'] === 0) ||
    (kind === 'Flatten' && ['GlobalAveragePooling2D', 'Flatten', 'Dense'].includes(input.kind))
  )
}

/** A tensor, named by the layer that gave it and by which of that layer's uses. */
interface History {
  readonly layer: string
  readonly node: number
}

/** The tensors in a piece of configuration: `["name", 0, 0, {}]` in Keras 2, `keras_history` in Keras 3. */
function historiesOf(piece: Json | undefined): History[] {
  if (Array.isArray(piece)) {
    const [layer, node] = piece
    if (typeof layer === 'string' && typeof node === 'number') return [{ layer, node }]
    return piece.flatMap(historiesOf)
  }
  if (typeof piece !== 'object' || piece === null) return []
  if (piece['keras_history'] !== undefined) return historiesOf(piece['keras_history'])
  return Object.values(piece).flatMap(historiesOf)
}

function only(nodes: readonly GraphNode[]): GraphNode {
  const [node] = nodes
  if (!node || nodes.length !== 1) {
    throw new Fault('weights_invalid', `a part of it has ${nodes.length} inputs or outputs, not one`)
  }
  return node
}

function nameOf(layer: JsonObject): string {
  const config = layer['config']
  const own = typeof config === 'object' && config !== null && !Array.isArray(config) ? config['name'] : null
  return textOf(layer['name'] ?? own ?? layer['class_name'] ?? null)
}

function asObject(value: unknown): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject
  throw new Fault('weights_invalid', 'its configuration is not one that Keras writes')
}

function asList(value: unknown): readonly Json[] {
  if (Array.isArray(value)) return value as Json[]
  throw new Fault('weights_invalid', 'its configuration is not one that Keras writes')
}
