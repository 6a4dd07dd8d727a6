import { join, resolve } from 'node:path'
import { Command } from '@commander-js/extra-typings'
import { programFolder } from '../config.js'
import { Fault } from '../core/fault.js'
import { LABELS } from '../core/label.js'
import type { ModelManifest, Proportion, ReportedMetrics } from '../core/model-manifest.js'
import { HONEST_TEST_SPLIT, MODEL_NAME } from '../core/model-shelf.js'
import type { CheckedModelFolder } from '../inference/model-folder.js'
import { carryOutPromotion, planPromotion } from '../inference/model-shelf.js'
import type { CommandContext } from './context.js'

export function promoteCommand({ print, say }: CommandContext): Command {
  const command = new Command('promote')
    .description('Make a model the one that is served, from the next start on.')
    .argument('<name>', 'its folder in --models')
    .option('--models <folder>', 'where model folders lie', join(programFolder, 'models'))
    .option('--by <who>', 'who says so, for the record')
    .option('--force', 'even without figures on the honest test', false)
    .addHelpText('after', '\nExample:\n  chestcheck promote mine --by "A. Reader"')
  command.action(async (name, options) => {
    const plan = await planPromotion(resolve(options.models), folderName(name))
    const { next, current, measured, unreadable } = plan
    if (unreadable !== null) say(unreadable)
    print(describeChange(current, next))
    if (!measured && !options.force) {
      throw new Fault(
        'model_folder_invalid',
        `${name} has no figures on ${HONEST_TEST_SPLIT}: evaluate it with --protocol honest --record, or say --force`,
      )
    }
    await carryOutPromotion(plan, { by: options.by ?? null, at: new Date() })
    print(`${next.id} is served from the next start on, unless MODEL_DIR names another.`)
  })
  return command as unknown as Command
}

/** A name, and no path: what is promoted lies in the folder of models. */
function folderName(name: string): string {
  if (MODEL_NAME.test(name)) return name
  throw new Fault('settings_invalid', 'the name of a model has small letters, digits, dots and dashes alone')
}

function describeChange(current: CheckedModelFolder | null, next: CheckedModelFolder): string {
  const splits = new Set(
    [...(current?.manifest.metrics ?? []), ...next.manifest.metrics].map(({ split }) => split),
  )
  return [
    `served now:  ${current?.id ?? 'none was promoted, or its folder is gone'}`,
    `to be served: ${next.id}`,
    ...[...splits].flatMap((split) => [
      `${split}:`,
      ...(current ? [`  now  ${describeMetrics(current.manifest, split)}`] : []),
      `  then ${describeMetrics(next.manifest, split)}`,
    ]),
  ].join('\n')
}

function describeMetrics({ metrics }: ModelManifest, split: string): string {
  const found = metrics.find((one) => one.split === split)
  if (!found) return 'no figures'
  const balanced = LABELS.reduce((sum, label) => sum + found.sensitivity[label].value, 0) / LABELS.length
  return [
    `accuracy ${describe(found.accuracy)}`,
    `balanced ${(balanced * 100).toFixed(2)} %`,
    ...describeSensitivity(found),
  ].join(', ')
}

function describeSensitivity({ sensitivity }: ReportedMetrics): string[] {
  return LABELS.map((label) => `${label} found ${describe(sensitivity[label])}`)
}

function describe({ value, low, high }: Proportion): string {
  const format = (share: number) => (share * 100).toFixed(2)
  return `${format(value)} % (${format(low)}–${format(high)})`
}
