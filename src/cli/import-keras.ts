import { join, resolve } from 'node:path'
import { Command, InvalidArgumentError, Option } from '@commander-js/extra-typings'
import { loadConfig } from '../config.js'
import { LABELS, isLabel, type Label } from '../core/label.js'
import { checkModelFolder } from '../inference/model-folder.js'
import { loadTensorFlow } from '../inference/tensorflow.js'
import { ARCHITECTURE_NAMES } from '../training/architectures/registry.js'
import { readDataSet } from '../training/data/data-set.js'
import { importKeras } from '../training/keras/import-keras.js'
import { honestSplit, referenceSplit } from '../training/data/split.js'
import type { CommandContext } from './context.js'
import { createProgress } from './terminal.js'
import { createFit } from './train.js'

export function importKerasCommand({ signal, print, say }: CommandContext): Command {
  const command = new Command('import-keras')
    .description(
      `Make a model of a whole-model Keras .h5 file. It must be one of ${ARCHITECTURE_NAMES.join(', ')}, ` +
        'trained on gray pictures repeated over three channels, in 0..1 (or in 0..255 with a Rescaling layer of its own).',
    )
    .argument('<file>', 'what model.save("file.h5") wrote, in Keras 2 or 3')
    .requiredOption('--name <name>', "the model's name, a folder in --models", modelName)
    .option('--models <folder>', 'where model folders lie', 'models')
    .option(
      '--data <manifest>',
      'manifest.csv of a data set, to choose temperature and thresholds on its val part',
    )
    .addOption(
      new Option('--protocol <protocol>', 'which split').choices(['reference', 'honest']).default('honest'),
    )
    .option('--labels <labels>', "the classes in the order of the file's outputs", labelOrder, LABELS)
    .addOption(
      new Option(
        '--preprocessing <version>',
        'how pictures were prepared for it; what an exported file says of itself, or gray-fill-1',
      ).choices(['gray-fill-1', 'gray-fill-2']),
    )
    .option(
      '--licence <text>',
      'the licence of the weights',
      'Imported weights: their licence is not stated.',
    )
    .addHelpText(
      'after',
      '\nExample:\n  chestcheck import-keras vgg16.h5 --name hospital-b --data ../shared/data/chest_xray/manifest.csv',
    )
  command.action(async (file, options) => {
    const config = loadConfig()
    const { tf, backend, version } = await loadTensorFlow()
    say(`TensorFlow ${version}, ${backend}`)
    const outputFolder = join(resolve(options.models), options.name)
    const split = options.protocol === 'reference' ? referenceSplit : honestSplit
    const manifest = await importKeras({
      tf,
      file: resolve(file),
      outputFolder,
      order: options.labels,
      preprocessing: options.preprocessing ?? null,
      validation:
        options.data === undefined
          ? null
          : {
              protocol: options.protocol,
              samples: split(await readDataSet(resolve(options.data))).val,
              fit: (settings) => createFit(settings, config.maxPixels),
            },
      licence: options.licence,
      progress: createProgress(),
      signal,
      now: () => new Date(),
    })
    const { id } = await checkModelFolder(outputFolder)
    print(`${id} (${manifest.architecture}) written to ${outputFolder}`)
    print(`temperature ${manifest.temperature}, thresholds ${JSON.stringify(manifest.thresholds)}`)
    if (options.data === undefined) say(manifest.training.note)
  })
  return command as unknown as Command
}

function modelName(text: string): string {
  if (/^[a-z0-9][a-z0-9.-]{0,62}$/.test(text)) return text
  throw new InvalidArgumentError('It must be small letters, digits, dots and hyphens.')
}

function labelOrder(text: string): readonly Label[] {
  const labels = text.split(',').map((part) => part.trim().toUpperCase())
  if (labels.every(isLabel) && String(labels.toSorted()) === String(LABELS.toSorted())) return labels
  throw new InvalidArgumentError(`It must be ${LABELS.join(', ')} in some order.`)
}
