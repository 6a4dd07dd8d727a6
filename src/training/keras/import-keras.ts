import { basename } from 'node:path'
import type * as TensorFlow from '@tensorflow/tfjs'
import { Fault } from '../../core/fault.js'
import type { FitPicture } from '../../core/gray-picture.js'
import type { Label } from '../../core/label.js'
import type { ModelManifest, PreprocessingSettings } from '../../core/model-manifest.js'
import type { Sample } from '../data/data-set.js'
import { NOTES } from './export-keras.js'
import { readKerasNetwork, reorderOutputs } from './keras-import.js'
import type { Progress } from '../progress.js'
import { predictSamples } from '../training-run.js'
import { writeModelFolder } from '../write-model.js'

export interface ImportKeras {
  readonly tf: typeof TensorFlow
  /** A whole-model `.h5` file. */
  readonly file: string
  /** `models/<name>`; an older folder of that name is replaced. */
  readonly outputFolder: string
  /** The classes in the order of the file's outputs. */
  readonly order: readonly Label[]
  /** How pictures were prepared for it; null believes the file where it was exported here, and else takes `gray-fill-1`. */
  readonly preprocessing: PreprocessingSettings['version'] | null
  /** Pictures on which temperature and thresholds are chosen; none leaves the scores as they are, and asks much of them. */
  readonly validation: {
    readonly protocol: string
    readonly samples: readonly Sample[]
    readonly fit: (settings: PreprocessingSettings) => FitPicture
  } | null
  readonly licence: string
  readonly progress: Progress
  readonly signal: AbortSignal
  readonly now: () => Date
}

function versionOf(noted: string | null): PreprocessingSettings['version'] {
  return noted === 'gray-fill-2' ? noted : 'gray-fill-1'
}

/**
 * Turns a Keras file into a model folder that serves. The weights stay float32, so that the predictions do.
 * @throws Fault `weights_invalid` when the file holds no network that is known, `data_set_invalid` when there is nothing
 * to validate on
 */
export async function importKeras(options: ImportKeras): Promise<ModelManifest> {
  const { tf, file, validation } = options
  if (validation?.samples.length === 0) {
    throw new Fault('data_set_invalid', 'the data set has no pictures for validation under this protocol')
  }
  const { network, architecture, kerasVersion, note } = await readKerasNetwork(tf, file)
  try {
    reorderOutputs(tf, network, options.order)
    const preprocessing: PreprocessingSettings = {
      version: options.preprocessing ?? versionOf(note(NOTES.preprocessing)),
      size: network.inputs[0]?.shape[1] ?? architecture.architecture.size,
    }
    const scored = validation
      ? await predictSamples({ ...options, fit: validation.fit(preprocessing) }, network, validation.samples)
      : []
    const chosen = validation
      ? `Temperature and thresholds were chosen on ${scored.length} pictures (${validation.protocol} protocol, val).`
      : 'No validation pictures were given: the scores are not calibrated, and the thresholds are a guess. Import again with --data.'
    const folder = {
      tf,
      network,
      folder: options.outputFolder,
      validation: scored,
      created: options.now(),
      licence: options.licence,
      architecture: architecture.name,
      preprocessing,
      precision: 'float32' as const,
      training: {
        protocol: `imported from Keras ${kerasVersion}`,
        pictures: { val: scored.length },
        note: `Made elsewhere: ${basename(file)}. What it was trained on is not known here. ${chosen}`,
      },
    }
    return await writeModelFolder(folder)
  } finally {
    network.dispose()
  }
}
