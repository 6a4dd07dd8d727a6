import { resolve } from 'node:path'
import { Command, Option } from '@commander-js/extra-typings'
import { checkModelFolder } from '../inference/model-folder.js'
import { exportGraph } from '../inference/saved-model/export-graph.js'
import { loadTensorFlow } from '../inference/tensorflow.js'
import type { CommandContext } from './context.js'

export function exportSavedModelCommand({ print, say }: CommandContext): Command {
  const command = new Command('export-savedmodel')
    .description(
      'Write a model as a frozen TensorFlow SavedModel, which TensorFlow and TensorFlow Serving run.',
    )
    .argument('<model>', 'model folder')
    .argument('<folder>', 'the folder to write, which must not hold anything')
    .addOption(
      new Option(
        '--precision <precision>',
        'of the convolutions: bfloat16 is quick only on processors made for it',
      )
        .choices(['float32', 'bfloat16'])
        .default('float32' as const),
    )
    .addHelpText(
      'after',
      '\nExample:\n  chestcheck export-savedmodel models/reference-vgg16 reference-savedmodel',
    )
  command.action(async (model, target, { precision }) => {
    const checked = await checkModelFolder(model)
    const { tf } = await loadTensorFlow()
    const folder = resolve(target)
    await exportGraph({ tf, checked, folder, precision })
    const { size } = checked.manifest.preprocessing
    print(`${checked.id} written to ${folder}`)
    say(
      `serving_default takes x of [n, ${size}, ${size}, 3], gray repeated over the channels, in 0..1, and gives scores of ${checked.manifest.labels.join(', ')}.`,
    )
    say('The scores are uncalibrated: temperature and thresholds are in assets.extra/chestcheck.json.')
  })
  return command as unknown as Command
}
