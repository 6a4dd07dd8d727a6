import type * as TensorFlow from '@tensorflow/tfjs'
import { Fault } from '../../core/fault.js'
import type { Label } from '../../core/label.js'
import { LABELS } from '../../core/label.js'
import { SCALING_LAYER } from '../architectures/input-scaling.js'
import { NAMED_ARCHITECTURES, type NamedArchitecture } from '../architectures/registry.js'
import { setLayer } from './keras-base.js'
import { readGraph, type GraphNode, type NetworkGraph } from './keras-graph.js'
import { groupAt, readH5, readText, type WeightArray } from './keras-h5.js'
import { findSavedLayer, readSavedLayers, type SavedLayer } from './keras-weights.js'

/** A network as a Keras file held it, in layers of ours. Dispose it. */
export interface ImportedNetwork {
  readonly network: TensorFlow.LayersModel
  readonly architecture: NamedArchitecture
  /** The release of Keras that wrote the file. */
  readonly kerasVersion: string
  /** A text that {@link writeKerasFile} kept under this name; null in files of others. */
  readonly note: (name: string) => string | null
}

/**
 * Reads a whole-model Keras `.h5` file whose network is one of the registry's, however it was written down: Sequential
 * or Functional, nested or flat, with or without Dropout, by Keras 2 or 3. It gets the names and layers of ours.
 * @throws Fault `weights_invalid` for another network, saying in what it differs from the nearest
 */
export async function readKerasNetwork(tf: typeof TensorFlow, file: string): Promise<ImportedNetwork> {
  return readH5(file, (root) => {
    const config = readText(root, 'model_config')
    if (config === null) {
      throw new Fault('weights_invalid', 'the file holds no model, only weights: save the whole model as .h5')
    }
    const graph = readGraph(parse(config))
    const { layers } = readSavedLayers(groupAt(root, 'model_weights'))
    const { network, architecture, pairs } = recognize(tf, graph)
    try {
      for (const [layer, path] of pairs) setLayer(tf, layer, weightsAt(layers, path))
    } catch (error) {
      network.dispose()
      throw error
    }
    const notes = Object.fromEntries(Object.keys(root.attrs).map((name) => [name, readText(root, name)]))
    return {
      network,
      architecture,
      kerasVersion: notes['keras_version'] ?? 'unknown',
      note: (name) => notes[name] ?? null,
    }
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new Fault('weights_invalid', 'the configuration in the file is not JSON', { cause })
  }
}

interface Recognized {
  readonly network: TensorFlow.LayersModel
  readonly architecture: NamedArchitecture
  /** Each of the network's layers that has weights, with the path of the layer in the file. */
  readonly pairs: readonly (readonly [TensorFlow.layers.Layer, readonly string[]])[]
}

/** Builds each architecture at the file's size until one computes the same. */
function recognize(tf: typeof TensorFlow, graph: NetworkGraph): Recognized {
  let nearest = { equal: -1, difference: 'none: it takes too few pixels' }
  for (const named of NAMED_ARCHITECTURES) {
    const { architecture, head } = named
    const size = graph.size ?? architecture.size
    if (size < architecture.minimumSize) continue
    for (const scaling of [true, false]) {
      const network = architecture.build(tf, { size, head, scaling, blank: true })
      const own = readGraph(network.toJSON(null, false))
      const { equal, difference } = compare(own.nodes, graph.nodes)
      if (difference === null) {
        const pairs = own.nodes.flatMap((node, index) => {
          const layer = node.kind === 'Input' ? null : network.getLayer(node.path.at(-1) ?? '')
          const path = graph.nodes[index]?.path
          return layer && path && node.kind !== 'Activation' && layer.weights.length > 0
            ? [[layer, path] as const]
            : []
        })
        return { network, architecture: named, pairs }
      }
      const scaled = network.layers.some(({ name }) => name === SCALING_LAYER)
      network.dispose()
      if (equal > nearest.equal) nearest = { equal, difference: `${named.name}: ${difference}` }
      if (!scaled) break
    }
  }
  throw new Fault(
    'weights_invalid',
    `the network is none of those that can be imported; it is nearest to ${nearest.difference}`,
  )
}

/** How many nodes are equal from the input on, and in words what the first other one is; null when there is none. */
function compare(
  own: readonly GraphNode[],
  found: readonly GraphNode[],
): { readonly equal: number; readonly difference: string | null } {
  const ownPlace = new Map(own.map((node, index) => [node, index]))
  const foundPlace = new Map(found.map((node, index) => [node, index]))
  const describe = (node: GraphNode | undefined, places: ReadonlyMap<GraphNode, number>) =>
    node &&
    JSON.stringify([
      node.kind,
      Object.entries(node.settings).sort(([a], [b]) => (a < b ? -1 : 1)),
      node.inputs.map((input) => places.get(input)),
    ])
  for (let index = 0; index < Math.max(own.length, found.length); index += 1) {
    if (describe(own[index], ownPlace) !== describe(found[index], foundPlace)) {
      return { equal: index, difference: `${say(own[index])} is ${say(found[index])} in the file` }
    }
  }
  return { equal: own.length, difference: null }
}

function say(node: GraphNode | undefined): string {
  return node ? `${node.path.join('/')} (${node.kind} ${JSON.stringify(node.settings)})` : 'the end'
}

function weightsAt(saved: readonly SavedLayer[], path: readonly string[]): readonly WeightArray[] {
  const [group = '', ...nested] = path
  const within = saved.filter((layer) => layer.group === group)
  const found = findSavedLayer(within, nested.at(-1) ?? group)
  if (found) return found.weights
  throw new Fault('weights_invalid', `the file has no weights, or several, for ${path.join('/')}`)
}

/**
 * Puts the outputs of a network into the order of our labels.
 * @param order the classes in the order of the network's outputs as they are
 */
export function reorderOutputs(
  tf: typeof TensorFlow,
  network: TensorFlow.LayersModel,
  order: readonly Label[],
): void {
  if (String(order) === String(LABELS)) return
  const last = network.getLayer('predictions')
  const columns = LABELS.map((label) => order.indexOf(label))
  const reordered = tf.tidy(() => {
    const indices = tf.tensor1d(columns, 'int32')
    return last.getWeights().map((weights) => tf.gather(weights, indices, weights.rank - 1))
  })
  last.setWeights(reordered)
  tf.dispose(reordered)
}
