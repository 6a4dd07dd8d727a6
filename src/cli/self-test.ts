import { resolve } from 'node:path'
import { readOriginalSizes } from '../training/shortcut/shortcut-metadata.js'
import { runShortcutTest } from '../training/shortcut/run-shortcut-test.js'
import {
  describeVerdict,
  type ShortcutReport,
  writeShortcutReport,
} from '../training/shortcut/shortcut-report.js'
import type { ScoredPicture } from '../training/evaluation/scores-file.js'
import { createProgress } from './terminal.js'
import type { DataPart, ScoringModel } from './scored-part.js'

export interface SelfTestOptions {
  readonly model: ScoringModel
  readonly part: DataPart
  /** The part as the network reads it unchanged. */
  readonly whole: readonly ScoredPicture[]
  /** Where `self-test.md` and `self-test.json` go. */
  readonly folder: string
  /** At most so many pictures; null takes the whole part. */
  readonly pictures: number | null
  /** The command that evaluates, to which the options of the test are added. */
  readonly base: string
  readonly signal: AbortSignal
}

/** Runs and writes the shortcut self-test. Gives what it found in a few lines. */
export async function selfTest(options: SelfTestOptions): Promise<string> {
  const { model, part, whole, folder, pictures, base, signal } = options
  const { checked } = model
  const found = await runShortcutTest({
    part: part.samples,
    train: part.split.train,
    sizes: await readOriginalSizes(resolve(part.data)),
    pictures,
    whole,
    score: (samples, name, change) => model.score(part, samples, { name, change }),
    progress: createProgress(),
    signal,
  })
  const report: ShortcutReport = {
    format: 1,
    title: `What ${checked.manifest.name} could know without looking at lungs`,
    model: checked.id,
    split: part.name,
    command: `${base} --self-test${pictures === null ? '' : ` --self-test-pictures ${pictures}`}`,
    ...found,
  }
  await writeShortcutReport(folder, report)
  return summarise(report)
}

function summarise({ figures, recompression }: ShortcutReport): string {
  return [
    ...figures
      .filter(({ view }) => view !== 'whole')
      .map((one) => `${one.view}, ${one.population}: ${describeVerdict(one).replaceAll('*', '')}`),
    ...recompression.map(
      ({ population, labelsChanged }) =>
        `recompression, ${population}: ${((labelsChanged?.value ?? 0) * 100).toFixed(2)} % of labels change`,
    ),
  ].join('\n')
}
