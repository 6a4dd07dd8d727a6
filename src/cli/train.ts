import { join, resolve } from 'node:path'
import { Command, Option } from '@commander-js/extra-typings'
import { loadConfig } from '../config.js'
import type { FitPicture } from '../core/gray-picture.js'
import type { PreprocessingSettings } from '../core/model-manifest.js'
import { decodePicture } from '../inference/decode.js'
import { fitToNetwork } from '../inference/preprocess.js'
import { loadTensorFlow } from '../inference/tensorflow.js'
import { readDataSet } from '../training/data-set.js'
import { provideKerasBase } from '../training/keras-base-file.js'
import { REFERENCE_SETTINGS, discardCheckpoints } from '../training/reference-training.js'
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
    .addOption(new Option('--protocol <protocol>').choices(['reference']).default('reference'))
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
    const { manifest, curve } = await trainReferenceModel({
      run: {
        tf,
        folder,
        seed: options.seed,
        fit: createFit({ version: 'gray-fill-1', size: INPUT_SIZE }, config.maxPixels),
        progress: createProgress(),
        signal,
      },
      samples: await readDataSet(resolve(options.data)),
      baseFile,
      featureFolder: join(config.dataDir, 'training', 'features'),
      outputFolder,
      epochs: options.epochs,
      augment: options.augmentation,
      fineTunePictures: options.fineTune,
      now: () => new Date(),
    })
    await writeCurves(outputFolder, curve)
    for (const { epoch, trainLoss, trainAccuracy, valLoss, valAccuracy } of curve) {
      const figures = [trainLoss, trainAccuracy, valLoss, valAccuracy].map((figure) => figure.toFixed(4))
      print(
        `epoch ${epoch}: loss ${figures[0]}, accuracy ${figures[1]}, val loss ${figures[2]}, val accuracy ${figures[3]}`,
      )
    }
    print(
      `written to ${outputFolder} (temperature ${manifest.temperature}, thresholds ${JSON.stringify(manifest.thresholds)})`,
    )
  })
  return command
}

/** Serving's own decoding, for training and evaluation. */
export function createFit(preprocessing: PreprocessingSettings, maxPixels: number): FitPicture {
  return async (bytes) => {
    const decoded = await decodePicture(bytes, { maxPixels })
    if (decoded.kind === 'refused') return null
    return { size: preprocessing.size, pixels: await fitToNetwork(decoded, preprocessing) }
  }
}
