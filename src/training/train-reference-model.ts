import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { ModelManifest } from '../core/model-manifest.js'
import type { Sample } from './data/data-set.js'
import { fineTune, FINE_TUNE_SETTINGS } from './fine-tuning.js'
import { augmentSquare } from './augmentation/keras-augmentation.js'
import { writeKerasFile } from './keras/keras-file.js'
import { loadKerasBase } from './keras/keras-base.js'
import { REFERENCE_SETTINGS, trainReferenceHead } from './reference-training.js'
import { referenceSplit } from './data/split.js'
import { settle, SETTLE_SETTINGS } from './settling.js'
import { predictSamples, type TrainingRun } from './training-run.js'
import type { CurveFigures } from './evaluation/curves.js'
import { createVgg16, INPUT_SIZE } from './vgg16.js'
import { writeModelFolder } from './write-model.js'

export interface ReferenceModelOptions {
  readonly run: Omit<TrainingRun, 'augment'>
  readonly samples: readonly Sample[]
  readonly baseFile: string
  readonly featureFolder: string
  readonly outputFolder: string
  readonly epochs: number
  /** Whether the head meets augmented pictures, as the protocol says; without, the base runs once a picture. */
  readonly augment: boolean
  /** Epochs in which the upper blocks learn too; 0 leaves the base frozen. */
  readonly fineTuneEpochs: number
  readonly now: () => Date
}

const LICENCE =
  'Weights: research and education only; several of the training sources are non-commercial or unstated. ' +
  'The base started from VGG16 of Simonyan and Zisserman (Visual Geometry Group, Oxford), CC BY 4.0.'

/**
 * The reference protocol from weights file to model folder: head on the frozen base, fine-tuning, calibration. The network
 * is also left as a Keras `.h5` file in the run's folder.
 */
export async function trainReferenceModel(
  options: ReferenceModelOptions,
): Promise<{ readonly manifest: ModelManifest; readonly curve: readonly CurveFigures[] }> {
  const { tf } = options.run
  const split = referenceSplit(options.samples)
  const network = createVgg16(tf, { frozenBase: true })
  await loadKerasBase(tf, network, options.baseFile)
  const baseHash = createHash('sha256')
    .update(await readFile(options.baseFile))
    .digest('hex')
  const settings = { ...REFERENCE_SETTINGS, epochs: options.epochs }
  const headRun: TrainingRun = { ...options.run, augment: options.augment ? augmentSquare : null }
  const curve: CurveFigures[] = [
    ...(await trainReferenceHead(headRun, network, split, {
      settings,
      featureFolder: options.featureFolder,
      baseKey: `vgg16:${baseHash.slice(0, 12)}:gray-fill-1:${INPUT_SIZE}`,
    })),
  ]
  if (options.fineTuneEpochs > 0) {
    const run: TrainingRun = { ...options.run, augment: augmentSquare }
    const tuning = { ...FINE_TUNE_SETTINGS, epochs: options.fineTuneEpochs }
    curve.push(...(await fineTune(run, network, split, tuning)))
    const stored = { folder: options.featureFolder, size: INPUT_SIZE }
    curve.push(...(await settle(options.run, network, split, SETTLE_SETTINGS, stored)))
  }
  await writeKerasFile(network, join(options.run.folder, `${basename(options.outputFolder)}.h5`))
  const validation = await predictSamples(options.run, network, split.val)
  const manifest = await writeModelFolder({
    tf,
    network,
    folder: options.outputFolder,
    validation,
    architecture: 'vgg16-flatten-dense256',
    preprocessing: { version: 'gray-fill-1', size: INPUT_SIZE },
    created: options.now(),
    licence: LICENCE,
    training: {
      protocol: `reference${options.augment ? '' : ', head without augmentation'}${options.fineTuneEpochs > 0 ? ', then blocks 4 and 5 and the head fine-tuned on augmented pictures; block 5 and the head settled on pictures as they are and augmented' : ''}`,
      pictures: {
        train: split.train.length,
        val: split.val.length,
        test: split.test.length,
      },
      note: 'The reference split leaks: half of its COVID files are repeats, and nearly all others are children.',
    },
  })
  return { manifest, curve }
}
