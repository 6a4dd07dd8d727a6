import { readFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { Command, Option } from '@commander-js/extra-typings'
import { loadConfig } from '../config.js'
import { loadClassifier } from '../inference/classifier.js'
import { checkModelFolder } from '../inference/model-folder.js'
import { loadTensorFlow } from '../inference/tensorflow.js'
import { readDataSet, type Sample } from '../training/data-set.js'
import { toReportedMetrics, type EvaluatedPicture } from '../training/evaluation.js'
import { writeEvaluationReport } from '../training/evaluation-report.js'
import type { Progress } from '../training/progress.js'
import { honestSplit, referenceSplit } from '../training/split.js'
import { writeManifest } from '../training/write-model.js'
import { readCurves } from '../training/curves.js'
import type { CommandContext } from './context.js'
import { createProgress } from './terminal.js'

export function evaluateCommand({ signal, print }: CommandContext): Command {
  const command = new Command('evaluate')
    .description(
      'Score a model on a part of a data set, through the same code that serves, and write a report.',
    )
    .requiredOption('--model <folder>', 'model folder')
    .requiredOption('--data <manifest>', 'manifest.csv of the data set')
    .addOption(
      new Option('--protocol <protocol>', 'which split')
        .choices(['reference', 'honest'])
        .default('reference'),
    )
    .addOption(new Option('--part <part>', 'which part of it').choices(['val', 'test']).default('test'))
    .option('--out <folder>', 'where the report goes; the model folder by default')
    .option('--record', 'write the figures into the manifest', false)
    .addHelpText(
      'after',
      '\nExample:\n  chestcheck evaluate --model models/mine --data ../shared/data/chest_xray/manifest.csv',
    )
  command.action(async (options) => {
    const config = loadConfig()
    const checked = await checkModelFolder(options.model)
    const classifier = await loadClassifier(await loadTensorFlow(), checked, { maxPixels: config.maxPixels })
    const split = (options.protocol === 'reference' ? referenceSplit : honestSplit)(
      await readDataSet(resolve(options.data)),
    )
    const examine = async (bytes: Uint8Array) => {
      const { outcome } = await classifier.examine(bytes)
      return 'scores' in outcome ? outcome.scores : null
    }
    const rows = await scoreSamples(split[options.part], examine, createProgress(), signal)
    const refusedCount = split[options.part].length - rows.length
    const name = basename(checked.folder)
    const command = `bin/chestcheck.mjs evaluate --model models/${name} --data ../shared/data/chest_xray/manifest.csv --protocol ${options.protocol} --part ${options.part}`
    const splitName =
      options.protocol === 'reference' ? `seed_split ${options.part}, which leaks` : `split ${options.part}`
    const folder = options.out ?? checked.folder
    const report = await writeEvaluationReport({
      folder,
      title: `${name} on ${splitName}`,
      split: splitName,
      command,
      model: classifier.identity,
      rows,
      refused: refusedCount,
      curves: await readCurves(checked.folder),
    })
    if (options.record) {
      const metrics = checked.manifest.metrics.filter(({ split }) => split !== splitName)
      await writeManifest(checked.folder, {
        ...checked.manifest,
        metrics: [...metrics, toReportedMetrics(report, splitName, command)],
      })
    }
    const { accuracy } = report
    print(
      `accuracy ${accuracy.value.toFixed(4)} (${accuracy.low.toFixed(4)} to ${accuracy.high.toFixed(4)}, n ${accuracy.n})`,
    )
    if (refusedCount > 0) print(`${refusedCount} pictures were refused and are not in these figures`)
    print(`report: ${join(folder, 'report.md')}`)
    classifier.dispose()
  })
  return command
}

async function scoreSamples(
  samples: readonly Sample[],
  examine: (bytes: Uint8Array) => Promise<EvaluatedPicture['scores'] | null>,
  progress: Progress,
  signal: AbortSignal,
): Promise<EvaluatedPicture[]> {
  const rows: EvaluatedPicture[] = []
  progress.start('reading', samples.length)
  for (const [index, { file, path, label, source, population, group }] of samples.entries()) {
    signal.throwIfAborted()
    const scores = await examine(await readFile(file))
    if (scores) rows.push({ path, label, scores, source, population, group })
    progress.advance(index + 1)
  }
  progress.end()
  return rows
}
