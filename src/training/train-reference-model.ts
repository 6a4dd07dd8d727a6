import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { ModelManifest } from '../core/model-manifest.js'
import type { Sample } from './data-set.js'
import { fineTuneEveryLayer, FINE_TUNE_SETTINGS } from './fine-tuning.js'
import { augmentSquare } from './keras-augmentation.js'
import { loadKerasBase } from './keras-base.js'
import { REFERENCE_SETTINGS, trainReferenceHead } from './reference-training.js'
import { referenceSplit } from './split.js'
import { predictSamples, type EpochFigures, type TrainingRun } from './training-run.js'
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
  /** Pictures for the pass in which every layer learns; 0 leaves the base frozen. */
  readonly fineTunePictures: number
  readonly now: () => Date
}

const LICENCE =
  'Weights: research and education only; several of the training sources are non-commercial or unstated. ' +
  'The base started from VGG16 of Simonyan and Zisserman (Visual Geometry Group, Oxford), CC BY 4.0.'

/** The reference protocol from weights file to model folder: head on the frozen base, fine-tuning, calibration. */
export async function trainReferenceModel(
  options: ReferenceModelOptions,
): Promise<{ readonly manifest: ModelManifest; readonly curve: readonly EpochFigures[] }> {
  const { tf } = options.run
  const split = referenceSplit(options.samples)
  const network = createVgg16(tf, { frozenBase: true })
  await loadKerasBase(tf, network, options.baseFile)
  const baseHash = createHash('sha256')
    .update(await readFile(options.baseFile))
    .digest('hex')
  const curve = await trainReferenceHead(
    { ...options.run, augment: options.augment ? augmentSquare : null },
    network,
    split,
    {
      settings: { ...REFERENCE_SETTINGS, epochs: options.epochs },
      featureFolder: options.featureFolder,
      baseKey: `vgg16:${baseHash.slice(0, 12)}:gray-fill-1:${INPUT_SIZE}`,
    },
  )
  const tuned =
    options.fineTunePictures > 0
      ? await fineTuneEveryLayer({ ...options.run, augment: augmentSquare }, network, split.train, {
          ...FINE_TUNE_SETTINGS,
          pictures: options.fineTunePictures,
        })
      : null
  const validation = await predictSamples(options.run, network, split.val)
  const manifest = await writeModelFolder({
    tf,
    network,
    folder: options.outputFolder,
    validation,
    created: options.now(),
    licence: LICENCE,
    training: {
      protocol: `reference${options.augment ? '' : ', head without augmentation'}${tuned ? ', then every layer fine-tuned' : ''}`,
      pictures: {
        train: split.train.length,
        val: split.val.length,
        test: split.test.length,
        fineTuned: tuned?.pictures ?? 0,
      },
      note: 'The reference split leaks: half of its COVID files are repeats, and nearly all others are children.',
    },
  })
  return { manifest, curve }
}
