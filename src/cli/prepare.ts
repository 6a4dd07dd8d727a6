import { join } from 'node:path'
import { Command, InvalidArgumentError, Option } from '@commander-js/extra-typings'
import { loadConfig } from '../config.js'
import { Fault } from '../core/fault.js'
import { decodePicture } from '../inference/decode.js'
import { fitToNetwork } from '../inference/preprocess.js'
import { THUMBNAIL_SIZE } from '../training/perceptual-hash.js'
import type { ProbePicture } from '../training/prepare/fingerprints.js'
import { prepareDataSet } from '../training/prepare/prepare.js'
import type { PrepareReport } from '../training/prepare/report.js'
import { explainMetadata } from '../training/prepare/report-text.js'
import type { PartShares } from '../training/data/split.js'
import type { CommandContext } from './context.js'
import { wholeNumber } from './options.js'
import { createProgress } from './terminal.js'

export function prepareCommand({ signal, print }: CommandContext): Command {
  const command = new Command('prepare')
    .description('Check a data set, find copies and conflicts, and divide it. Pictures stay where they are.')
    .argument('<source>', 'folder with the folders COVID, NORMAL and PNEUMONIA, or a manifest.csv')
    .requiredOption('--out <folder>', 'where manifest.csv, report.md and report.json go')
    .addOption(
      new Option(
        '--protocol <protocol>',
        'grouped: whole patients, one file a picture, into the column split; random: files by chance, leaks and all, into seed_split',
      )
        .choices(['grouped', 'random'])
        .default('grouped' as const),
    )
    .option('--ratio <train/test>', 'per cent of the pictures, as 80/20', parseRatio)
    .option('--val <percent>', 'per cent of the pictures to choose a model on', wholeNumber(0, 90))
    .option('--test <percent>', 'per cent of the pictures to report on', wholeNumber(0, 90))
    .option('--seed <n>', 'another division', wholeNumber(0), 1)
    .option(
      '--patient <pattern>',
      "regular expression whose first group, in a file's name, is the patient",
      parsePattern,
    )
    .addHelpText(
      'after',
      "\nExample:\n  chestcheck prepare films --out data/films --patient '^(person\\d+)_' --val 10 --test 20",
    )
  command.action(async (source, options) => {
    const config = loadConfig()
    const report = await prepareDataSet({
      source,
      out: options.out,
      protocol: options.protocol,
      shares: chooseShares(options),
      seed: options.seed,
      patient: options.patient ?? null,
      probe: createProbe(config.maxPixels),
      progress: createProgress(),
      signal,
    })
    for (const line of summarise(report)) print(line)
    print(`manifest: ${join(options.out, 'manifest.csv')}`)
    print(`report: ${join(options.out, 'report.md')}`)
  })
  return command as unknown as Command
}

interface ShareOptions {
  readonly protocol: 'grouped' | 'random'
  readonly ratio?: PartShares | undefined
  readonly val?: number | undefined
  readonly test?: number | undefined
}

function chooseShares({ protocol, ratio, val, test }: ShareOptions): PartShares {
  if (ratio && (val !== undefined || test !== undefined))
    throw new Fault('settings_invalid', '--ratio goes without --val and --test')
  if (ratio) return ratio
  const grouped = protocol === 'grouped'
  // The protocol that reads seed_split takes what it chooses a model on from train itself.
  if (!grouped && val !== undefined && val > 0)
    throw new Fault('settings_invalid', '--protocol random has no part val; leave --val out')
  const shares = { val: (val ?? (grouped ? 10 : 0)) / 100, test: (test ?? 20) / 100 }
  if (shares.val + shares.test >= 1)
    throw new Fault('settings_invalid', '--val and --test leave nothing to train on')
  return shares
}

function parseRatio(text: string): PartShares {
  const parts = /^(\d+)\/(\d+)$/.exec(text)?.slice(1).map(Number)
  const [train = 0, test = 0] = parts ?? []
  if (train < 1 || train + test !== 100)
    throw new InvalidArgumentError('It must be two numbers that make 100, as 80/20.')
  return { val: 0, test: test / 100 }
}

function parsePattern(text: string): RegExp {
  try {
    return new RegExp(text)
  } catch {
    throw new InvalidArgumentError('It is no regular expression.')
  }
}

/** Serving's own decoding, and the thumbnail by serving's own reduction. */
function createProbe(maxPixels: number): ProbePicture {
  return async (bytes) => {
    const decoded = await decodePicture(bytes, { maxPixels })
    if (decoded.kind === 'refused') return { refused: decoded.code }
    const { format, width, height, pixelsSha256 } = decoded.facts
    const picture = { width, height, pixels: decoded.pixels }
    const thumbnail = await fitToNetwork(picture, { version: 'gray-fill-1', size: THUMBNAIL_SIZE })
    return { format, width, height, pixelsSha256, thumbnail }
  }
}

function summarise(report: PrepareReport): string[] {
  const { written, readable, pictures, unreadable, conflicts, groups } = report
  const sums = (part: 'train' | 'val' | 'test') => report.counts.reduce((sum, row) => sum + row[part], 0)
  return [
    `${readable} pictures read, ${unreadable.length} unreadable; ${pictures} different ones in ${groups} groups; ${conflicts.length} under two labels`,
    `train ${sums('train')}, val ${sums('val')}, test ${sums('test')}`,
    written.groups === 0
      ? 'no group is in two parts'
      : `it leaks: ${written.testWithCopyInTrain} of ${written.testFiles} test files have a copy in train`,
    explainMetadata(report.metadata),
  ]
}
