import type * as TensorFlow from '@tensorflow/tfjs'
import type { ModelManifest } from '../../core/model-manifest.js'
import { writeKerasFile } from './keras-file.js'
import { readModelArtifacts } from '../weights-files.js'

export interface ExportKeras {
  readonly tf: typeof TensorFlow
  /** A checked model folder, with its manifest and its identity `name@hash12`. */
  readonly folder: string
  readonly manifest: ModelManifest
  readonly id: string
  /** The `.h5` file to write. One that is there is replaced. */
  readonly file: string
  /** Whether the file's outputs are the calibrated scores of the program; else those of the network as it is. */
  readonly calibrated: boolean
}

/** The attributes of an exported file that say how it is used. Keras passes them by. */
export const NOTES = {
  model: 'chestcheck_model',
  labels: 'chestcheck_labels',
  preprocessing: 'chestcheck_preprocessing',
  temperature: 'chestcheck_temperature',
} as const

/**
 * Writes a model folder as a whole-model Keras `.h5` file.
 * @throws Fault `model_folder_invalid` when its files do not make a network
 */
export async function exportKeras(options: ExportKeras): Promise<void> {
  const { tf, folder, manifest, id, file, calibrated } = options
  const { artifacts } = await readModelArtifacts(folder)
  const network = await tf.loadLayersModel(tf.io.fromMemory(artifacts))
  try {
    if (calibrated) foldTemperature(tf, network, manifest.temperature)
    await writeKerasFile(network, file, {
      [NOTES.model]: id,
      [NOTES.labels]: JSON.stringify(manifest.labels),
      [NOTES.preprocessing]: manifest.preprocessing.version,
      // What is still to be divided by.
      [NOTES.temperature]: String(calibrated ? 1 : manifest.temperature),
    })
  } finally {
    network.dispose()
  }
}

/** Divides the logits of the last layer by the temperature: its softmax then gives calibrated scores. */
function foldTemperature(tf: typeof TensorFlow, network: TensorFlow.LayersModel, temperature: number): void {
  const last = network.getLayer('predictions')
  const folded = tf.tidy(() => last.getWeights().map((weights) => tf.div(weights, temperature)))
  last.setWeights(folded)
  tf.dispose(folded)
}
