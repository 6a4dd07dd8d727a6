import { LABELS } from '../../core/label.js'
import type { MetadataFinding } from './metadata-check.js'
import type { PrepareReport } from './report.js'
import type { Straddling } from './straddling.js'

/** Rows of a list that the text shows; `report.json` has all. */
const MOST_ROWS = 20

/** The report as a page of Markdown. */
export function writeReport(report: PrepareReport): string {
  return [
    '# What is in the data set',
    '',
    ...writeSummary(report),
    ...writeParts(report),
    ...writeGiven(report),
    ...writeMetadata(report.metadata),
    ...writeUnreadable(report),
    ...writeConflicts(report),
    ...writeCopies(report),
    ...writeCounts(report),
  ].join('\n')
}

function writeSummary(report: PrepareReport): string[] {
  const { identical, nearDuplicates, readable, pictures } = report
  const repeated = readable - pictures
  return [
    ...table(
      ['', 'number'],
      [
        ['files listed', report.listed],
        ['rows that named a file again', report.repeatedRows],
        ['unreadable', report.unreadable.length],
        ['readable', readable],
        ['different pictures among them', pictures],
        ['groups (patients, as far as known)', report.groups],
        ['files with the same bytes as another', identical.reduce((sum, paths) => sum + paths.length, 0)],
        ['pairs that look alike (copies, re-encodings, crops)', nearDuplicates.length],
        ['pictures under two labels', report.conflicts.length],
      ],
    ),
    '',
    repeated === 0
      ? 'No picture was found twice.'
      : `${repeated} of ${readable} files (${percent(repeated / readable)}) repeat another one.`,
    '',
    ...(report.ignoredFolders.length > 0
      ? [`Not read, for they are named as no class: ${report.ignoredFolders.map(code).join(', ')}.`, '']
      : []),
  ]
}

function writeParts(report: PrepareReport): string[] {
  const { protocol, seed, val, test } = report.settings
  const train = 1 - val - test
  const shares = `train ${percent(train)}, val ${percent(val)}, test ${percent(test)}, seed ${seed}`
  if (protocol === 'grouped') {
    return [
      '## Parts: by group',
      '',
      `${shares}. Column \`split\`: one file a picture, none with conflicting labels, whole groups, every label and population in its share.`,
      describe(report.written),
      '',
    ]
  }
  return [
    '## Parts: at random',
    '',
    `${shares}. Column \`seed_split\`: every file for itself, as published 80/20 splits are made.`,
    `${describe(report.written)} A score on this test part flatters the model.`,
    '',
  ]
}

function describe({ groups, testFiles, testWithCopyInTrain, testWithGroupInTrain }: Straddling): string {
  if (groups === 0) return `No group is in two parts. ${testFiles} files test.`
  return (
    `**It leaks**: ${groups} groups are in more than one part. Of ${testFiles} test files ${testWithCopyInTrain} ` +
    `(${percent(testWithCopyInTrain / (testFiles || 1))}) have a copy in train, and ${testWithGroupInTrain} ` +
    `(${percent(testWithGroupInTrain / (testFiles || 1))}) a picture of the same group.`
  )
}

function writeGiven({ given, agreement }: PrepareReport): string[] {
  const parts = given
    ? (['seedSplit', 'split'] as const)
        .filter((column) => given[column].testFiles > 0)
        .map((column) => `- \`${column === 'split' ? 'split' : 'seed_split'}\`: ${describe(given[column])}`)
    : []
  const pairs = agreement
    ? [
        `- Its column \`picture\` names ${agreement.stated} pairs of files of one picture; ${agreement.found} were found by their looks, ` +
          `${agreement.both} of them the same: precision ${share(agreement.both, agreement.found)}, recall ${share(agreement.both, agreement.stated)}. ` +
          'What either names counts here.',
        ...agreement.onlyFound
          .slice(0, MOST_ROWS)
          .map(([first, second]) => `  - found, and not named: ${code(first)}, ${code(second)}`),
      ]
    : []
  if (parts.length + pairs.length === 0) return []
  return ['## What the source states, checked', '', ...parts, ...pairs, '']
}

function share(part: number, whole: number): string {
  return whole === 0 ? 'undefined' : (part / whole).toFixed(3)
}

function writeMetadata(findings: readonly MetadataFinding[]): string[] {
  if (findings.length === 0) return []
  return [
    '## What metadata alone predicts',
    '',
    'Balanced accuracy of a small decision tree that sees no pixel, cross-validated with whole groups left out.',
    '',
    ...table(
      ['population', 'given', 'balanced accuracy', 'by guessing', 'n', 'classes'],
      findings.map(({ population, given, balancedAccuracy, chance, n, classes }) => [
        population,
        given,
        balancedAccuracy.toFixed(3),
        chance.toFixed(3),
        n,
        classes.length === LABELS.length ? 'all' : classes.join(', '),
      ]),
    ),
    '',
    explainMetadata(findings),
    '',
  ]
}

/** Above chance by this much, a finding is worth a warning. */
const NOTABLE = 0.1

/** One sentence or two that say what the figures mean for whoever trains on this set. */
export function explainMetadata(findings: readonly MetadataFinding[]): string {
  const all = findings.filter(({ population }) => population === 'all')
  const strongest = all.reduce<MetadataFinding | null>(
    (best, finding) => (best && best.balancedAccuracy >= finding.balancedAccuracy ? best : finding),
    null,
  )
  if (!strongest) return 'Nothing can be said: fewer than two classes have enough pictures.'
  const { given, balancedAccuracy, chance } = strongest
  if (balancedAccuracy < chance + NOTABLE)
    return `Metadata tells the classes hardly better than guessing (${balancedAccuracy.toFixed(2)} against ${chance.toFixed(2)}): what a model scores here, it owes to the pixels.`
  return (
    `A classifier that never looks at a lung reaches ${balancedAccuracy.toFixed(2)} (${given}) where guessing reaches ${chance.toFixed(2)}: ` +
    'the classes come from different places, and a network can learn the place for the disease. ' +
    'Balance the sources in training, break every figure down by source and population, and believe what a set from elsewhere says.'
  )
}

function writeUnreadable({ unreadable }: PrepareReport): string[] {
  if (unreadable.length === 0) return []
  return [
    '## Unreadable',
    '',
    'Not in the manifest: the program would refuse them.',
    '',
    ...list(unreadable.map(({ path, code: reason }) => `${code(path)}: ${reason}`)),
  ]
}

function writeConflicts({ conflicts }: PrepareReport): string[] {
  if (conflicts.length === 0) return []
  return [
    '## The same picture under two labels',
    '',
    'In no part, for no label can be believed.',
    '',
    ...list(conflicts.map(({ paths, labels }) => `${labels.join(' and ')}: ${paths.map(code).join(', ')}`)),
  ]
}

function writeCopies({ nearDuplicates, identical }: PrepareReport): string[] {
  if (nearDuplicates.length + identical.length === 0) return []
  const weakest = [...nearDuplicates].sort((a, b) => a.correlation - b.correlation)
  return [
    '## Copies',
    '',
    `${identical.length} sets of files have the same bytes. The pairs that look alike, least alike first; look at some of them:`,
    '',
    ...list(
      weakest.map(
        ({ paths, correlation }) => `${correlation.toFixed(3)}  ${code(paths[0])}, ${code(paths[1])}`,
      ),
    ),
  ]
}

function writeCounts({ counts }: PrepareReport): string[] {
  return [
    '## Files by class, population and source',
    '',
    ...table(
      ['label', 'population', 'source', 'files', 'train', 'val', 'test'],
      counts.map((row) => [row.label, row.population, row.source, row.files, row.train, row.val, row.test]),
    ),
    '',
  ]
}

function list(items: readonly string[]): string[] {
  const left = items.length - MOST_ROWS
  return [
    ...items.slice(0, MOST_ROWS).map((item) => `- ${item}`),
    ...(left > 0 ? [`- and ${left} more, in report.json`] : []),
    '',
  ]
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string[] {
  const line = (cells: readonly (string | number)[]) =>
    `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)]
}

function code(text: string): string {
  return `\`${text.replaceAll('`', '')}\``
}

function percent(value: number): string {
  return `${(value * 100).toFixed(1)} %`
}
