import type * as TensorFlow from '@tensorflow/tfjs'
import type * as TensorFlowNode from '@tensorflow/tfjs-node'
import { Fault } from '../core/fault.js'
import type { NetworkPlan } from './classifier.js'
import { createLayersNetwork, loadLayers } from './layers-network.js'
import type { CheckedModelFolder } from './model-folder.js'
import type { ForwardPass, Network } from './network.js'
import { keepsLabels, noteVerdict, readCheckSquares, readVerdict } from './saved-model/check-squares.js'
import { freezeLayers, type UnknownLayer } from './saved-model/freeze-layers.js'
import { graphFolder, isWhole, keepGraph, removeStaleGraphs } from './saved-model/kept-graph.js'
import { encodeSavedModel } from './saved-model/messages.js'
import { multipliesBfloat16 } from './saved-model/processor.js'

export interface SavedModelNetworkOptions {
  /** Native TensorFlow: no other backend runs graphs. */
  readonly tf: typeof TensorFlow
  readonly folder: CheckedModelFolder
  /** The folder's network where it is loaded already. It stays the caller's. */
  readonly model?: TensorFlow.LayersModel
  /** The gate's layers in its order; empty without a gate. */
  readonly pooledLayers: readonly string[]
  readonly heatmapLayer: string
  /** Where derived graphs are kept, some 90 MB each. Made where it is missing. */
  readonly cacheFolder: string
  /** `best`, the default, is bfloat16 where the processor is made for it and the model's check squares keep their labels. */
  readonly precision?: Network['precision'] | 'best'
  /** Where the system says what its processor can do; `/proc/cpuinfo` by default. */
  readonly cpuinfo?: string
}

/** Either a network, or why there is none: the layers model serves then. */
export type SavedModelNetwork =
  | { readonly kind: 'serving'; readonly network: Network }
  | { readonly kind: 'declined'; readonly reason: string }

type NodeTensorFlow = typeof TensorFlowNode
type Graph = Awaited<ReturnType<NodeTensorFlow['node']['loadSavedModel']>>

/**
 * Serves a model from a frozen graph: the same values as the layers model in float32, sooner. The graph is derived once
 * and kept; a damaged one is made again.
 * @throws Fault `model_folder_invalid` when the folder does not hold the network that its manifest says
 */
export async function createSavedModelNetwork(options: SavedModelNetworkOptions): Promise<SavedModelNetwork> {
  const { precision = 'best' } = options
  try {
    return precision === 'best' ? await createBest(options) : await create(options, precision)
  } catch (error) {
    if (error instanceof Fault && error.code === 'model_folder_invalid') throw error
    const said = error instanceof Error ? error.message.split('\n')[0] : undefined
    return { kind: 'declined', reason: `the frozen graph cannot be made or run: ${said ?? 'unknown'}` }
  }
}

/**
 * A way to open networks, for `loadClassifier` on native TensorFlow: the frozen graph, or the layers model where there is
 * none, after `declined` was told why.
 */
export function openFrozen(
  cacheFolder: string,
  declined: (reason: string) => void,
): (plan: NetworkPlan) => Promise<Network> {
  return async (plan) => {
    const { tf, model, checked: folder, gateLayers: pooledLayers, heatmapLayer } = plan
    const made = await createSavedModelNetwork({ tf, model, folder, pooledLayers, heatmapLayer, cacheFolder })
    if (made.kind === 'serving') return made.network
    declined(made.reason)
    return createLayersNetwork(plan)
  }
}

/** Bfloat16 where it was tried on this model and kept every label, float32 elsewhere. The trial is made once. */
async function createBest(options: SavedModelNetworkOptions): Promise<SavedModelNetwork> {
  const { folder } = options
  const squares = (await multipliesBfloat16(options.cpuinfo)) ? await readCheckSquares(folder) : []
  if (squares.length === 0) return create(options, 'float32')
  const tried = folderOf(options, 'bfloat16')
  const verdict = (await isWhole(tried)) ? await readVerdict(tried) : null
  if (verdict !== null) return create(options, verdict ? 'bfloat16' : 'float32')

  const exact = await create(options, 'float32')
  if (exact.kind === 'declined') return exact
  const quick = await create(options, 'bfloat16').catch(() => null)
  if (quick?.kind !== 'serving') return exact
  const kept = keepsLabels(exact.network, quick.network, squares, folder.manifest)
  await noteVerdict(tried, kept)
  const [better, worse] = kept ? [quick, exact] : [exact, quick]
  worse.network.dispose()
  return better
}

async function create(
  options: SavedModelNetworkOptions,
  precision: Network['precision'],
): Promise<SavedModelNetwork> {
  const { tf, cacheFolder, folder } = options
  const path = folderOf(options, precision)
  if (!(await isWhole(path))) {
    const bytes = await derive(options, precision)
    if (!(bytes instanceof Uint8Array)) {
      return {
        kind: 'declined',
        reason: `no frozen graph knows the layer ${bytes.name} (${bytes.layerKind})`,
      }
    }
    await keepGraph(path, bytes)
  }
  await removeStaleGraphs(cacheFolder, keyOf(options, precision))
  const graph = await (tf as unknown as NodeTensorFlow).node.loadSavedModel(path)
  const network = toNetwork(tf, graph, folder.manifest.preprocessing.size, precision)
  try {
    // The first pass optimizes the graph, and shows whether this machine can run it at all.
    network.forward([new Uint8Array(network.inputSize ** 2)])
    return { kind: 'serving', network }
  } catch (error) {
    network.dispose()
    throw error
  }
}

async function derive(
  options: SavedModelNetworkOptions,
  precision: Network['precision'],
): Promise<Uint8Array | UnknownLayer> {
  const { tf, folder, pooledLayers, heatmapLayer } = options
  const model = options.model ?? (await loadLayers(tf, folder))
  try {
    const frozen = freezeLayers({ model, input: 'gray', precision, pooledLayers, heatmapLayer })
    return frozen.kind === 'frozen' ? encodeSavedModel(frozen.savedModel) : frozen
  } finally {
    if (!options.model) model.dispose()
  }
}

function keyOf(options: SavedModelNetworkOptions, precision: Network['precision']) {
  const { folder, pooledLayers, heatmapLayer } = options
  return { modelId: folder.id, precision, pooledLayers, heatmapLayer }
}

function folderOf(options: SavedModelNetworkOptions, precision: Network['precision']): string {
  return graphFolder(options.cacheFolder, keyOf(options, precision))
}

/** The division by 255 that every model was trained with, to the last bit. */
const UNIT = Float32Array.from({ length: 256 }, (_, gray) => gray / 255)

function toNetwork(
  tf: typeof TensorFlow,
  graph: Graph,
  inputSize: number,
  precision: Network['precision'],
): Network {
  let disposed = false
  return {
    inputSize,
    precision,
    forward(squares) {
      if (squares.length === 0) return []
      const x = toUnits(squares, inputSize ** 2)
      const values = tf.tidy(() => {
        const input = tf.tensor4d(x, [squares.length, inputSize, inputSize, 1])
        return readOutputs(graph.predict({ x: input }) as TensorFlow.NamedTensorMap)
      })
      return toPasses(squares.length, values)
    },
    dispose() {
      if (!disposed) graph.dispose()
      disposed = true
    },
  }
}

function toUnits(squares: readonly Uint8Array[], length: number): Float32Array {
  const units = new Float32Array(squares.length * length)
  squares.forEach((square, index) => {
    const start = index * length
    // An indexed loop: an iterator would cost as much as a layer.
    for (let at = 0; at < length; at += 1) units[start + at] = UNIT[square[at] ?? 0] ?? 0
  })
  return units
}

interface Values extends TensorFlow.TensorContainerObject {
  scores: Float32Array
  pooled: Float32Array
  maps: Float32Array
  /** Height, width, channels. */
  mapShape: number[]
}

function readOutputs({ scores, pooled, convolution }: TensorFlow.NamedTensorMap): Values {
  if (!scores || !convolution) throw new Fault('internal', 'the graph gave no outputs')
  return {
    scores: scores.dataSync<'float32'>(),
    pooled: pooled ? pooled.dataSync<'float32'>() : new Float32Array(),
    maps: convolution.dataSync<'float32'>(),
    mapShape: convolution.shape.slice(1),
  }
}

function toPasses(count: number, { scores, pooled, maps, mapShape }: Values): ForwardPass[] {
  const [height = 0, width = 0, channels = 0] = mapShape
  return Array.from({ length: count }, (_, index) => {
    const part = (values: Float32Array) => {
      const length = values.length / count
      return values.slice(index * length, (index + 1) * length)
    }
    return {
      outputs: part(scores),
      pooled: part(pooled),
      convolution: { height, width, channels, values: part(maps) },
    }
  })
}
