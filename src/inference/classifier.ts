import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type * as TensorFlow from '@tensorflow/tfjs'
import { calibrate, decide } from '../core/calibration.js'
import type { Examination, ModelIdentity, Turn } from '../core/examination.js'
import { NO_TIMINGS, unread } from '../core/examination.js'
import { Fault } from '../core/fault.js'
import type { GrayPicture } from '../core/gray-picture.js'
import { LABELS } from '../core/label.js'
import type { RefusalCode, Refused } from '../core/outcome.js'
import { heatmapLabel } from '../core/outcome.js'
import { decodePicture, type DecodeLimits } from './decode.js'
import { GATE_FILE, parseGate, type Gate } from './gate.js'
import { createHeatmaps, type MakeHeatmap } from './heatmap.js'
import { createLayersNetwork, heatmapLayerOf, loadLayers } from './layers-network.js'
import type { CheckedModelFolder } from './model-folder.js'
import type { ForwardPass, Network } from './network.js'
import { fitToNetwork } from './preprocess.js'
import type { LoadedTensorFlow } from './tensorflow.js'
import { putRight } from './turn.js'

/** A loaded network. Not safe for use after `dispose`. */
export interface Classifier {
  readonly identity: ModelIdentity
  /** Whether a gate judges what a picture shows before it is answered. */
  readonly gated: boolean
  /** Decodes, fits, judges and classifies one picture file. `queueMs` of the result is 0. */
  examine(bytes: Uint8Array): Promise<Examination>
  /** Tensors alive in this backend, for leak tests. */
  tensorCount(): number
  dispose(): void
}

/** What a network is asked to give besides its scores. */
export interface NetworkPlan {
  readonly tf: typeof TensorFlow
  readonly model: TensorFlow.LayersModel
  readonly checked: CheckedModelFolder
  readonly gateLayers: readonly string[]
  readonly heatmapLayer: string
}

export interface ClassifierOptions extends DecodeLimits {
  /** Whether the folder's gate is asked, if it has one; it is unless this is false. */
  readonly gate?: boolean | undefined
  /** Whether readings come with a heatmap; they do not unless this is true. */
  readonly heatmaps?: boolean | undefined
  /** Another way to run the network than layer by layer. */
  readonly openNetwork?: ((plan: NetworkPlan) => Promise<Network>) | undefined
}

/**
 * Loads the network of a checked folder and runs it once, because the first pass is slow.
 * @throws Fault `model_folder_invalid` when the topology, the gate and the manifest disagree.
 */
export async function loadClassifier(
  { tf, backend }: Pick<LoadedTensorFlow, 'tf' | 'backend'>,
  checked: CheckedModelFolder,
  options: ClassifierOptions,
): Promise<Classifier> {
  const { id, manifest } = checked
  const gate = options.gate === false ? null : await readGate(checked)
  const model = await loadLayers(tf, checked)
  const heatmapLayer = heatmapLayerOf(model, checked)
  const plan: NetworkPlan = { tf, model, checked, gateLayers: gate?.layers ?? [], heatmapLayer }
  const network = await (options.openNetwork?.(plan) ?? createLayersNetwork(plan))
  const makeHeatmap = options.heatmaps ? createHeatmaps({ tf, model, layer: heatmapLayer }) : null
  await warmUp(network, gate, makeHeatmap)

  const identity: ModelIdentity = {
    id,
    backend,
    precision: network.precision,
    preprocessing: manifest.preprocessing.version,
  }
  const look = async (picture: GrayPicture): Promise<Look> => {
    const square = await fitToNetwork(picture, manifest.preprocessing)
    const [pass] = network.forward([square])
    if (pass === undefined) throw new Fault('internal', 'the network gave no outputs')
    return { square, pass }
  }

  return {
    identity,
    gated: gate !== null,
    async examine(bytes) {
      const started = performance.now()
      const decoded = await decodePicture(bytes, options)
      const decodeMs = performance.now() - started
      if (decoded.kind === 'refused') return unread(decoded, { ...NO_TIMINGS, decodeMs })
      const picture = { ...decoded.facts, pixels: decoded.pixels }
      const { pass, turns, refusal } = await judge(picture, look, gate)
      const scores = calibrate(pass.outputs, manifest.temperature)
      const outcome = refusal
        ? ({ kind: 'refused', code: refusal, scores } satisfies Refused)
        : decide(scores, manifest.thresholds)
      const classified = performance.now()
      const heatmap =
        makeHeatmap && outcome.kind !== 'refused'
          ? await makeHeatmap({ picture, turns, convolution: pass.convolution, label: heatmapLabel(outcome) })
          : null
      const timings = {
        queueMs: 0,
        decodeMs,
        classifyMs: classified - started - decodeMs,
        heatmapMs: performance.now() - classified,
      }
      const checkedPicture = gate !== null
      return {
        outcome,
        picture: decoded.facts,
        model: identity,
        checked: checkedPicture,
        turns,
        heatmap,
        timings,
      }
    },
    tensorCount: () => tf.memory().numTensors,
    dispose: () => {
      network.dispose()
      model.dispose()
    },
  }
}

interface Look {
  readonly square: Uint8Array
  readonly pass: ForwardPass
}

interface Judged {
  readonly pass: ForwardPass
  readonly turns: readonly Turn[]
  /** Null when the picture is to be read. */
  readonly refusal: RefusalCode | null
}

/** A film that came turned is put right and judged once more; a second look that is not content is a refusal. */
async function judge(
  picture: GrayPicture,
  look: (picture: GrayPicture) => Promise<Look>,
  gate: Gate | null,
): Promise<Judged> {
  const first = await look(picture)
  const verdict = gate?.judge(first.pass.pooled, first.square) ?? ACCEPTED
  if (verdict.kind === 'accepted') return { pass: first.pass, turns: [], refusal: null }
  if (verdict.kind === 'refused') return { pass: first.pass, turns: [], refusal: verdict.code }
  const { turns } = verdict
  const second = await look(putRight(picture, turns))
  const again = gate?.judge(second.pass.pooled, second.square) ?? ACCEPTED
  if (again.kind === 'accepted') return { pass: second.pass, turns, refusal: null }
  return {
    pass: second.pass,
    turns: [],
    refusal: again.kind === 'refused' ? again.code : 'not_frontal_chest',
  }
}

const ACCEPTED = { kind: 'accepted' } as const

/** @throws Fault `model_folder_invalid` */
async function readGate({ folder, manifest }: CheckedModelFolder): Promise<Gate | null> {
  if (!(GATE_FILE in manifest.files)) return null
  let content: unknown
  try {
    content = JSON.parse(await readFile(join(folder, GATE_FILE), 'utf8'))
  } catch (cause) {
    throw new Fault('model_folder_invalid', `${GATE_FILE} is not JSON`, { cause })
  }
  return parseGate(content)
}

/** Runs every part once. A gate that is not made for this network shows itself here. */
async function warmUp(network: Network, gate: Gate | null, makeHeatmap: MakeHeatmap | null): Promise<void> {
  const width = network.inputSize
  const pixels = new Uint8Array(width * width)
  const [pass] = network.forward([pixels])
  if (pass === undefined) return
  gate?.judge(pass.pooled, pixels)
  const { convolution } = pass
  await makeHeatmap?.({ picture: { width, height: width, pixels }, turns: [], convolution, label: LABELS[0] })
}
