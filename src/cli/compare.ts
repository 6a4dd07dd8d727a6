import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { Command, Option } from '@commander-js/extra-typings'
import { type Config, loadConfig } from '../config.js'
import { Fault } from '../core/fault.js'
import { comparePictures, pairPictures } from '../training/evaluation/comparison.js'
import { describeComparison } from '../training/evaluation/comparison-markdown.js'
import { modelOf, readScores, type ScoredPicture, withScores } from '../training/evaluation/scores-file.js'
import type { CommandContext } from './context.js'
import { type DataPart, loadPart, openModel, PARTS, PROTOCOLS } from './scored-part.js'

export function compareCommand(context: CommandContext): Command {
  const command = new Command('compare')
    .description(
      'Compare two models on the same pictures: differences with intervals, in all and by population.',
    )
    .argument('<a>', 'model folder, or a scores.jsonl that evaluate wrote')
    .argument('<b>', 'another one')
    .option('--data <manifest>', 'manifest.csv of the data set; needed for model folders')
    .addOption(
      new Option('--protocol <protocol>', 'which split').choices(PROTOCOLS).default('honest' as const),
    )
    .addOption(new Option('--part <part>', 'which part of it').choices(PARTS).default('val' as const))
    .option('--json', 'one JSON object instead of tables', false)
    .addHelpText(
      'after',
      '\nExample:\n  chestcheck compare models/reference-vgg16 models/mine --data ../shared/data/chest_xray/manifest.csv',
    )
  command.action(async (first, second, options) => {
    const config = loadConfig()
    const { data, protocol, part: name } = options
    const part = data === undefined ? null : await loadPart({ data, protocol, part: name })
    // One after the other: two networks at once would share the cores and double the memory.
    const a = await scoresOf(first, part, config, context)
    const b = await scoresOf(second, part, config, context)
    const { pairs, onlyA, onlyB } = pairPictures(withScores(a), withScores(b))
    const comparison = {
      format: 1,
      a: modelOf(a).id,
      b: modelOf(b).id,
      onlyA,
      onlyB,
      parts: comparePictures(pairs),
    } as const
    context.print(options.json ? JSON.stringify(comparison) : describeComparison(comparison))
  })
  return command as unknown as Command
}

async function scoresOf(
  path: string,
  part: DataPart | null,
  config: Config,
  context: CommandContext,
): Promise<readonly ScoredPicture[]> {
  const isFile = await stat(path).then(
    (found) => found.isFile(),
    () => false,
  )
  if (isFile) {
    const rows = await readScores(resolve(path))
    modelOf(rows)
    return part ? withinPart(rows, part) : rows
  }
  if (part === null) {
    throw new Fault('settings_invalid', `${path} is a model folder: say with --data which pictures to read`)
  }
  const model = await openModel(path, config, context)
  try {
    return await model.score(part, part.samples)
  } finally {
    model.close()
  }
}

/** The rows of a file that are in the part. */
function withinPart(rows: readonly ScoredPicture[], { samples, name }: DataPart): readonly ScoredPicture[] {
  const paths = new Set(samples.map(({ path }) => path))
  const inside = rows.filter(({ path }) => paths.has(path))
  if (inside.length === 0) throw new Fault('data_set_invalid', `the file has no scores of ${name}`)
  return inside
}
