import { readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { Command, Option } from '@commander-js/extra-typings'
import { loadConfig, programFolder } from '../config.js'
import { Fault } from '../core/fault.js'
import type { FilmReading, FitPicture } from '../core/gray-picture.js'
import type { ModelManifest, PreprocessingSettings } from '../core/model-manifest.js'
import { decodePicture } from '../inference/decode.js'
import { fitToNetwork } from '../inference/preprocess.js'
import { loadTensorFlow } from '../inference/tensorflow.js'
import { ARCHITECTURES, findArchitecture } from '../training/architectures/registry.js'
import { readDataSet } from '../training/data/data-set.js'
import { provideKerasBase } from '../training/keras/keras-base-file.js'
import { REFERENCE_SETTINGS, discardCheckpoints } from '../training/reference-training.js'
import { honestPlanFor } from '../training/honest-plan.js'
import { trainHonestModel } from '../training/train-honest-model.js'
import { trainReferenceModel } from '../training/train-reference-model.js'
import { writeCurves, type CurveFigures } from '../training/evaluation/curves.js'
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
    .option(
      '--architecture <name>',
      `the network of the honest protocol, with its own --base: ${ARCHITECTURES.map(({ name }) => name).join(', ')}`,
      'vgg16',
    )
    .option(
      '--check-films <folder>',
      'films that belong to nobody, from which the honest protocol keeps squares to check a quicker arithmetic by',
      join(programFolder, 'samples'),
    )
    .option('--epochs <n>', 'epochs of the head', wholeNumber(1, 1000), REFERENCE_SETTINGS.epochs)
    .option('--no-augmentation', 'train the head on the pictures as they are, with the base run once')
    .option(
      '--fine-tune <epochs>',
      'then let the upper blocks learn too, for so many epochs',
      wholeNumber(0),
      0,
    )
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
    if (
      options.architecture !== 'vgg16' &&
      (options.protocol === 'reference' || options.base === undefined)
    ) {
      throw new Fault(
        'settings_invalid',
        'another network than vgg16 needs --protocol honest and a --base file',
      )
    }
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
      const { architecture } = findArchitecture(options.architecture)
      const { manifest, curve } = await trainHonestModel({
        ...common,
        run,
        reading,
        architecture,
        plan: honestPlanFor(architecture),
        checkFilms: await readPictures(resolve(options.checkFilms)),
      })
      await writeCurves(outputFolder, curve)
      printCurve(curve, print)
      print(describe(outputFolder, manifest))
      return
    }
    const { manifest, curve } = await trainReferenceModel({
      ...common,
      run: { ...run, fit: createFit({ version: 'gray-fill-1', size: INPUT_SIZE }, config.maxPixels) },
      epochs: options.epochs,
      augment: options.augmentation,
      fineTuneEpochs: options.fineTune,
    })
    await writeCurves(outputFolder, curve)
    printCurve(curve, print)
    print(describe(outputFolder, manifest))
  })
  return command
}

/** The PNG files of a folder, in the order of their names. */
async function readPictures(folder: string): Promise<readonly Uint8Array[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.png')).sort()
  return Promise.all(names.map((name) => readFile(join(folder, name))))
}

function printCurve(curve: readonly CurveFigures[], print: CommandContext['print']): void {
  for (const { stage = 'head', epoch, trainLoss, valLoss, valAccuracy, valAdults, valChildren } of curve) {
    const balanced = [valAdults, valChildren].map((share) => share?.toFixed(4) ?? 'not known')
    print(
      `${stage} ${epoch}: loss ${trainLoss.toFixed(4)}, val loss ${valLoss.toFixed(4)}, val accuracy ${valAccuracy.toFixed(4)}, balanced among adults ${balanced[0]}, among children ${balanced[1]}`,
    )
  }
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
