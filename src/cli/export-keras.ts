import { resolve } from 'node:path'
import { Command } from '@commander-js/extra-typings'
import { checkModelFolder } from '../inference/model-folder.js'
import { loadTensorFlow } from '../inference/tensorflow.js'
import { exportKeras } from '../training/keras/export-keras.js'
import type { CommandContext } from './context.js'

export function exportKerasCommand({ print, say }: CommandContext): Command {
  const command = new Command('export-keras')
    .description('Write a model as one Keras .h5 file, which keras.models.load_model reads.')
    .argument('<model>', 'model folder')
    .argument('<file>', 'the .h5 file to write; one that is there is replaced')
    .option('--uncalibrated', "the network's own outputs, without the temperature of its manifest", false)
    .addHelpText('after', '\nExample:\n  chestcheck export-keras models/reference-vgg16 reference.h5')
  command.action(async (model, file, { uncalibrated }) => {
    const { folder, manifest, id } = await checkModelFolder(model)
    const { tf, backend, version } = await loadTensorFlow()
    say(`TensorFlow ${version}, ${backend}`)
    await exportKeras({ tf, folder, manifest, id, file: resolve(file), calibrated: !uncalibrated })
    const { size } = manifest.preprocessing
    print(`${id} written to ${resolve(file)}`)
    say(
      `It takes [n, ${size}, ${size}, 3], gray repeated over the channels, in 0..1, and gives ${manifest.labels.join(', ')}.`,
    )
  })
  return command as unknown as Command
}
