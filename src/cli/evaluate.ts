import { rm } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { Command, Option } from '@commander-js/extra-typings'
import { type Config, loadConfig } from '../config.js'
import { Fault } from '../core/fault.js'
import type { CheckedModelFolder } from '../inference/model-folder.js'
import { writeCard } from '../training/evaluation/card.js'
import { readCurves } from '../training/evaluation/curves.js'
import { toReportedMetrics } from '../training/evaluation/evaluation.js'
import {
  type EvaluationReport,
  readEvaluationReport,
  writeEvaluationReport,
} from '../training/evaluation/evaluation-report.js'
import { countProvenance } from '../training/evaluation/provenance.js'
import { writeDistributions } from '../training/evaluation/distributions.js'
import { CHANGED_VIEWS } from '../training/shortcut/run-shortcut-test.js'
import { modelOf, readScores, type ScoredPicture, writeScores } from '../training/evaluation/scores-file.js'
import { readShortcutReport } from '../training/shortcut/shortcut-report.js'
import { writeManifest } from '../training/write-model.js'
import type { CommandContext } from './context.js'
import { wholeNumber } from './options.js'
import {
  type DataPart,
  fromProgram,
  loadPart,
  openModel,
  PARTS,
  PROTOCOLS,
  type ScoringModel,
} from './scored-part.js'
import { selfTest } from './self-test.js'

export function evaluateCommand(context: CommandContext): Command {
  const command = new Command('evaluate')
    .description(
      'Score a model on a part of a data set, through the same code that serves, and write a report. Scores are kept in DATA_DIR: a second run reads no picture again.',
    )
    .requiredOption('--model <folder>', 'model folder')
    .requiredOption('--data <manifest>', 'manifest.csv of the data set')
    .addOption(
      new Option('--protocol <protocol>', 'which split').choices(PROTOCOLS).default('reference' as const),
    )
    .addOption(new Option('--part <part>', 'which part of it').choices(PARTS).default('test' as const))
    .option(
      '--out <folder>',
      'where the report goes; the model folder with --record or --card, else under DATA_DIR',
    )
    .option('--scores <file>', 'a scores.jsonl of this model, instead of running it')
    .option('--fresh', 'forget the scores that were kept', false)
    .option('--record', 'write the figures into the manifest', false)
    .option('--self-test', 'also measure what the model could know without looking at lungs', false)
    .option(
      '--self-test-pictures <n>',
      'at most so many pictures in it, evenly over class and population',
      wholeNumber(30),
    )
    .option('--card', 'also write card.md', false)
    .option('--compare-with <folders...>', 'folders of other reports, to stand beside this one in the card')
    .addHelpText(
      'after',
      '\nExample:\n  chestcheck evaluate --model models/mine --data ../shared/data/chest_xray/manifest.csv --protocol honest --part val --self-test --card --out reports/mine',
    )
  command.action(async (options) => {
    const config = loadConfig()
    const { print } = context
    // What is missing is said before the long work, not after it.
    const others = await readOthers(options.compareWith ?? [])
    const part = await loadPart(options)
    const model = await openModel(options.model, config, context)
    try {
      const { checked } = model
      const intoModel = options.record || options.card
      const folder = resolve(options.out ?? defaultFolder(config, checked, part, intoModel))
      const base = `bin/chestcheck.mjs evaluate --model ${fromProgram(checked.folder)} ${part.options}`
      if (options.fresh) await forgetScores(model, part)
      const pictures = options.scores
        ? await takeScores(resolve(options.scores), checked.id, part)
        : await model.score(part, part.samples)
      if (options.out) await writeScores(join(folder, 'scores.jsonl'), pictures)
      const report = await writeReport(checked, part, { folder, base, pictures })
      const manifest = options.record ? await record(checked, report) : checked.manifest
      print(summarise(report))
      print(`report: ${join(folder, 'report.md')}`)
      const test = { model, part, whole: pictures, pictures: options.selfTestPictures ?? null, folder, base }
      if (options.selfTest) print(await selfTest({ ...test, signal: context.signal }))
      if (!options.card) return
      await writeCard(folder, {
        manifest,
        report,
        selfTest: await readShortcutReport(folder, checked.id),
        others,
        provenance: countProvenance(part.split),
        command: [base, '--card', ...withOthers(options.compareWith)].join(' '),
      })
      print(`card: ${join(folder, 'card.md')}`)
    } finally {
      model.close()
    }
  })
  return command
}

/** The report of scored pictures, in the folder. */
async function writeReport(
  { folder: modelFolder, id, manifest }: CheckedModelFolder,
  part: DataPart,
  { folder, base, pictures }: { folder: string; base: string; pictures: readonly ScoredPicture[] },
): Promise<EvaluationReport> {
  const report = await writeEvaluationReport({
    folder,
    title: `${basename(modelFolder)} on ${part.name}`,
    split: part.name,
    command: base,
    model: modelOf(pictures, id),
    pictures,
    thresholds: manifest.thresholds,
    curves: await readCurves(modelFolder),
  })
  await writeDistributions(folder, pictures, part.name)
  return report
}

function defaultFolder(
  { dataDir }: Config,
  { folder, id }: CheckedModelFolder,
  { protocol, part }: DataPart,
  intoModel: boolean,
): string {
  return intoModel ? folder : join(dataDir, 'reports', id, `${protocol}-${part}`)
}

async function forgetScores(model: ScoringModel, part: DataPart): Promise<void> {
  for (const view of [undefined, ...CHANGED_VIEWS]) {
    await rm(model.scoresFile(part, view), { force: true })
  }
}

/** Scores from a file: of this model, and of every picture of the part with the label that it has now. */
async function takeScores(
  file: string,
  id: string,
  { samples, name }: DataPart,
): Promise<readonly ScoredPicture[]> {
  const rows = await readScores(file)
  modelOf(rows, id)
  const byPath = new Map(rows.map((row) => [row.path, row]))
  return samples.map(({ path, label, source, population, group }) => {
    const row = byPath.get(path)
    if (!row)
      throw new Fault('data_set_invalid', `${basename(file)} has no scores of ${path}, which is in ${name}`)
    return { ...row, label, source, population, group }
  })
}

async function record({ folder, manifest }: CheckedModelFolder, report: EvaluationReport) {
  const metrics = manifest.metrics.filter(({ split }) => split !== report.split)
  const recorded = {
    ...manifest,
    metrics: [...metrics, toReportedMetrics(report, report.split, report.command)],
  }
  await writeManifest(folder, recorded)
  return recorded
}

function summarise({ accuracy, balancedAccuracy, byPopulation, refusals, split }: EvaluationReport): string {
  const format = (figure: { value: number; low: number; high: number } | null) =>
    figure
      ? `${figure.value.toFixed(4)} (${figure.low.toFixed(4)} to ${figure.high.toFixed(4)})`
      : 'undefined'
  return [
    `${split}: accuracy ${format(accuracy)}, balanced ${format(balancedAccuracy)}, n ${accuracy.n}`,
    ...byPopulation.map(
      (part) =>
        `  ${part.name || 'not stated'}: accuracy ${format(part.accuracy)}, balanced ${format(part.balancedAccuracy)}, n ${part.n}`,
    ),
    `refused ${Math.round((refusals.refused?.value ?? 0) * refusals.n)} of ${refusals.n}, ${refusals.unscored} without scores`,
  ].join('\n')
}

async function readOthers(folders: readonly string[]) {
  return Promise.all(
    folders.map(async (folder) => {
      const report = await readEvaluationReport(resolve(folder))
      return { name: report.model.id.replace(/@.*/, ''), report }
    }),
  )
}

function withOthers(folders: readonly string[] | undefined): string[] {
  return folders ? ['--compare-with', ...folders.map(fromProgram)] : []
}
