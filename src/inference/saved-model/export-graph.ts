import { chmod, mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type * as TensorFlow from '@tensorflow/tfjs'
import { Fault } from '../../core/fault.js'
import { GATE_FILE, parseGate } from '../gate.js'
import { heatmapLayerOf, loadLayers } from '../layers-network.js'
import type { CheckedModelFolder } from '../model-folder.js'
import type { Network } from '../network.js'
import { freezeLayers } from './freeze-layers.js'
import { encodeSavedModel } from './messages.js'

export interface ExportGraphOptions {
  /** Any backend. */
  readonly tf: typeof TensorFlow
  readonly checked: CheckedModelFolder
  /** Where the SavedModel goes: a folder that is not there yet, or is empty. */
  readonly folder: string
  readonly precision: Network['precision']
}

/** TensorFlow's place for files of others within a SavedModel. */
const NOTES_FILE = join('assets.extra', 'chestcheck.json')

/**
 * Writes a model folder's network as a frozen SavedModel that any TensorFlow from 2.9 on reads: `x` of
 * `[?, side, side, 3]` in 0..1 to `scores`, `convolution` and, with a gate, `pooled`. Beside it lies what the graph
 * does not hold: labels, preprocessing, temperature, thresholds.
 * @throws Fault `settings_invalid` when the folder holds something or a layer has no counterpart in the graph
 */
export async function exportGraph({ tf, checked, folder, precision }: ExportGraphOptions): Promise<void> {
  const found = await readdir(folder).catch(() => [])
  if (found.length > 0) throw new Fault('settings_invalid', `${basename(folder)} holds something already`)
  const { id, manifest } = checked
  const model = await loadLayers(tf, checked)
  const heatmapLayer = heatmapLayerOf(model, checked)
  const pooledLayers = await readGateLayers(checked)
  const frozen = freezeLayers({ model, input: 'rgb', precision, pooledLayers, heatmapLayer })
  model.dispose()
  if (frozen.kind === 'unknown_layer') {
    throw new Fault('settings_invalid', `no graph knows the layer ${frozen.name} (${frozen.layerKind})`)
  }
  const { labels, preprocessing, temperature, thresholds } = manifest
  const notes = {
    model: id,
    labels,
    preprocessing,
    temperature,
    thresholds,
    precision,
    heatmapLayer,
    pooledLayers,
  }
  await mkdir(dirname(folder), { recursive: true })
  const partial = await mkdtemp(`${folder}.partial-`)
  try {
    await mkdir(join(partial, dirname(NOTES_FILE)))
    await writeFile(join(partial, NOTES_FILE), `${JSON.stringify(notes, null, 2)}\n`)
    await writeFile(join(partial, 'saved_model.pb'), encodeSavedModel(frozen.savedModel))
    await chmod(partial, 0o755)
    await rename(partial, folder)
  } finally {
    await rm(partial, { recursive: true, force: true })
  }
}

async function readGateLayers({ folder, manifest }: CheckedModelFolder): Promise<readonly string[]> {
  if (!(GATE_FILE in manifest.files)) return []
  return parseGate(JSON.parse(await readFile(join(folder, GATE_FILE), 'utf8'))).layers
}
