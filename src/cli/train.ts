import { join, resolve } from 'node:path'
import { Command, Option } from '@commander-js/extra-typings'
import { loadConfig } from '../config.js'
import type { FilmReading, FitPicture } from '../core/gray-picture.js'
import type { ModelManifest, PreprocessingSettings } from '../core/model-manifest.js'
import { decodePicture } from '../inference/decode.js'
import { fitToNetwork } from '../inference/preprocess.js'
import { loadTensorFlow } from '../inference/tensorflow.js'
import { readDataSet } from '../training/data-set.js'
import { provideKerasBase } from '../training/keras-base-file.js'
import { REFERENCE_SETTINGS, discardCheckpoints } from '../training/reference-training.js'
import { HONEST_PLAN, trainHonestModel } from '../training/train-honest-model.js'
import { trainReferenceModel } from '../training/train-reference-model.js'
import { writeCurves } from '../training/curves.js'
import { INPUT_SIZE } from '../training/vgg16.js'
import type { CommandContext } from './context.js'
import { wholeNumber } from './options.js'
import { createProgress } from './terminal.js'

export function trainCommand({ signal, print, say }: CommandContext): Command {
  const command = new Command('train')
    .description('Train a model from a data set. A stopped or killed run goes on where it was.')
    .requiredOption('--data <manifest>', 'manifest.csv of the data set')
    .requiredOption('--name <name>', "the model's name, a folder in --models")
    .option('--models <folder>', 'where model folders lie', 'models')
    .addOption(new Option('--protocol <protocol>').choices(['reference', 'honest']).default('reference'))
    .option(
      '--base <file>',
      "VGG16's ImageNet weights without the top, as Keras publishes them; fetched when not given",
    )
    .option('--epochs <n>', 'epochs of the head', wholeNumber(1, 1000), REFERENCE_SETTINGS.epochs)
    .option('--no-augmentation', 'train the head on the pictures as they are, with the base run once')
    .option('--fine-tune <pictures>', 'then let every layer learn from this many pictures', wholeNumber(0), 0)
    .option('--seed <n>', 'another order and other augmentation', wholeNumber(0), 1)
    .option('--restart', 'forget an earlier run of this name', false)
    .addHelpText(
      'after',
      '\nExample:\n  chestcheck train --data ../shared/data/chest_xray/manifest.csv --base vgg16_notop.h5 --name mine --no-augmentation',
    )
  command.action(async (options) => {
    const config = loadConfig()
    const { tf, backend, version } = await loadTensorFlow('native')
    say(`TensorFlow ${version}, ${backend}`)
    const folder = join(config.dataDir, 'training', options.name)
    if (options.restart) await discardCheckpoints(folder)
    const baseFile = await provideKerasBase(options.base ?? null, join(config.dataDir, 'training'))
    const outputFolder = resolve(options.models, options.name)
    const common = {
      samples: await readDataSet(resolve(options.data)),
      baseFile,
      featureFolder: join(config.dataDir, 'training', 'features'),
      outputFolder,
      now: () => new Date(),
    }
    const run = { tf, folder, seed: options.seed, progress: createProgress(), signal }
    if (options.protocol === 'honest') {
      const reading = createReading('gray-fill-2', config.maxPixels)
      const { manifest, curve } = await trainHonestModel({ ...common, run, reading, plan: HONEST_PLAN })
      await writeCurves(outputFolder, curve)
      for (const { stage, epoch, trainLoss, valLoss, valAccuracy, valAdults, valChildren } of curve) {
        const figures = [trainLoss, valLoss, valAccuracy, valAdults, valChildren].map((figure) =>
          figure.toFixed(4),
        )
        print(
          `${stage} ${epoch}: loss ${figures[0]}, val loss ${figures[1]}, val accuracy ${figures[2]}, balanced among adults ${figures[3]}, among children ${figures[4]}`,
        )
      }
      print(describe(outputFolder, manifest))
      return
    }
    const { manifest, curve } = await trainReferenceModel({
      ...common,
      run: { ...run, fit: createFit({ version: 'gray-fill-1', size: INPUT_SIZE }, config.maxPixels) },
      epochs: options.epochs,
      augment: options.augmentation,
      fineTunePictures: options.fineTune,
    })
    await writeCurves(outputFolder, curve)
    for (const { epoch, trainLoss, trainAccuracy, valLoss, valAccuracy } of curve) {
      const figures = [trainLoss, trainAccuracy, valLoss, valAccuracy].map((figure) => figure.toFixed(4))
      print(
        `epoch ${epoch}: loss ${figures[0]}, accuracy ${figures[1]}, val loss ${figures[2]}, val accuracy ${figures[3]}`,
      )
    }
    print(describe(outputFolder, manifest))
  })
  return command
}

function describe(folder: string, { temperature, thresholds }: ModelManifest): string {
  return `written to ${folder} (temperature ${temperature}, thresholds ${JSON.stringify(thresholds)})`
}

/** Serving's own decoding, for training and evaluation. */
export function createFit(preprocessing: PreprocessingSettings, maxPixels: number): FitPicture {
  return async (bytes) => {
    const decoded = await decodePicture(bytes, { maxPixels })
    if (decoded.kind === 'refused') return null
    const picture = { ...decoded.facts, pixels: decoded.pixels }
    return { size: preprocessing.size, pixels: await fitToNetwork(picture, preprocessing) }
  }
}

/** The same in two halves. */
export function createReading(version: PreprocessingSettings['version'], maxPixels: number): FilmReading {
  return {
    decode: async (bytes) => {
      const decoded = await decodePicture(bytes, { maxPixels })
      return decoded.kind === 'refused' ? null : { ...decoded.facts, pixels: decoded.pixels }
    },
    fit: (picture, size) => fitToNetwork(picture, { version, size }),
  }
}
