import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Proportion, ModelManifest } from '../../core/model-manifest.js'
import { HONEST_TEST_SPLIT } from '../../core/model-shelf.js'
import { describeClasses, describeCoverage, describeParts } from './evaluation-markdown.js'
import type { EvaluationReport } from './evaluation-report.js'
import type { Headline } from './headline.js'
import { decimal, percent, table } from './markdown.js'
import type { Provenance } from './provenance.js'
import { describeProvenance } from './provenance.js'
import { notesOn } from '../data/picture-sources.js'
import type { ShortcutReport } from '../shortcut/shortcut-report.js'
import { describeShortcuts } from '../shortcut/shortcut-report.js'

/** What a model card is made of. */
export interface CardParts {
  readonly manifest: ModelManifest
  readonly report: EvaluationReport
  /** Null when the self-test was not run. */
  readonly selfTest: ShortcutReport | null
  /** Earlier stages or other models on the same pictures, in the order to be shown. */
  readonly others: readonly { readonly name: string; readonly report: EvaluationReport }[]
  readonly provenance: Provenance
  /** The command that writes the card again. */
  readonly command: string
}

/** Writes `card.md` beside the report whose plots it shows. */
export async function writeCard(folder: string, parts: CardParts): Promise<void> {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'card.md'), describeCard(parts))
}

/** The card as Markdown: what the model is for, what it scored and on whom, what it may have read instead of lungs. */
export function describeCard(parts: CardParts): string {
  const { manifest, report, selfTest, provenance, command } = parts
  const plot = (name: string, words: string) => (report.plots.includes(name) ? [`![${words}](${name})`] : [])
  return `${[
    `# ${manifest.name}`,
    describeNetwork(parts),
    '## What it is for',
    '**Research, education and triage under a clinician.** It sorts frontal chest radiographs into COVID, NORMAL and ' +
      'PNEUMONIA and knows nothing else: a film with another illness gets one of these three names, or `uncertain`. ' +
      'Nobody should be treated, or left untreated, on its word alone.',
    '## What it scored',
    `On ${report.split}: ${report.n} pictures of ${report.groups} patients or single pictures. In brackets 95 % intervals; * by a ` +
      'bootstrap of patients. Means over classes are over the classes that occur.',
    describeParts([{ name: 'all', ...report }, ...report.byPopulation]),
    describeClasses(report),
    ...plot('confusion.svg', 'Confusion matrix: true classes in rows, answers in columns'),
    ...plot('roc.svg', 'ROC curve of each class against the others'),
    again(report.command),
    '### By source',
    describeParts(report.bySource),
    '### When it is sure, and when it says so',
    `Temperature ${manifest.temperature}; thresholds ${describeThresholds(manifest)}. Both were chosen on the validation part and ` +
      'belong to these weights alone.',
    describeCoverage(report),
    ...plot('coverage.svg', 'Accuracy on the pictures that the model is surest of'),
    ...plot('reliability.svg', 'Share of right answers by highest score'),
    `The gate turned away ${percent(report.refusals.refused)} of the ${report.refusals.n} films; the figures above count them all the same wherever the network ran.`,
    ...describeOthers(parts),
    '## What it may read instead of lungs',
    selfTest ? describeShortcuts(selfTest) : 'The self-test was not run.',
    ...(selfTest ? [again(selfTest.command)] : []),
    '## How it was made',
    `${manifest.training.protocol}. ${manifest.training.note}`,
    describeProvenance(provenance),
    ...(report.curves && report.curves.length > 0
      ? plot('curves.svg', 'Loss and accuracy of training and validation by epoch')
      : []),
    '## Limits',
    describeLimits(parts),
    '## Licence',
    manifest.licence,
    `This card again: \`${command}\``,
  ].join('\n\n')}\n`
}

function describeNetwork({ manifest, report }: CardParts): string {
  const [height, width] = manifest.inputShape
  return table(
    ['Model', report.model.id],
    [
      [
        'Network',
        `${manifest.architecture}, ${width} x ${height}, preprocessing ${manifest.preprocessing.version}`,
      ],
      ['Made', manifest.created],
      ['Evaluated with', `${report.model.backend} backend, ${report.model.precision}`],
    ],
  )
}

function describeThresholds({ thresholds }: ModelManifest): string {
  return Object.entries(thresholds)
    .map(([label, threshold]) => `${label} ${threshold}`)
    .join(', ')
}

/** This model and the others side by side, on the figures that count. */
function describeOthers({ manifest, report, others }: CardParts): string[] {
  if (others.length === 0) return []
  // An earlier model of this one's name goes by its id.
  const earlier = others.map(({ name, report: one }) => ({
    name: name === manifest.name ? one.model.id : name,
    report: one,
  }))
  const all = [...earlier, { name: manifest.name, report }]
  const population = (one: EvaluationReport, name: string): Headline | undefined =>
    one.byPopulation.find((part) => part.name === name)
  return [
    '## Side by side',
    table(
      [
        'Model',
        'Pictures',
        'Accuracy',
        'Balanced accuracy *',
        'Mean area *',
        'Calibration error *',
        'Adults, balanced *',
        'Children, balanced *',
      ],
      all.map(({ name, report: one }) => [
        name,
        `${one.split}, n ${one.n}`,
        percent(one.accuracy),
        percent(one.balancedAccuracy),
        decimal(one.meanAreaUnderCurve),
        decimal(one.expectedCalibrationError),
        percent(population(one, 'adult')?.balancedAccuracy),
        percent(population(one, 'child')?.balancedAccuracy),
      ]),
    ),
    all.map(({ name, report: one }) => `- ${name}: \`${one.command}\``).join('\n'),
    ...(report.split === HONEST_TEST_SPLIT
      ? [
          `The pictures of the test were looked at ${all.length} times, once for each of these models. What was chosen was chosen on the ` +
            'validation part.',
        ]
      : []),
  ]
}

function describeLimits({ manifest, report, provenance }: CardParts): string {
  const { adultPneumonia, pictures, sources } = provenance
  const found = report.byPopulation.find(({ name }) => name === 'adult')?.sensitivity.PNEUMONIA
  const leaky = manifest.metrics.find(({ split }) => split.startsWith('seed_split'))
  return [
    `Pneumonia in adults is scarce: ${adultPneumonia.n} of ${pictures.train} training pictures` +
      (adultPneumonia.largest
        ? `, ${adultPneumonia.largest.n} of them from ${adultPneumonia.largest.source}`
        : '') +
      (found ? `. Of the ${found.n} adults with pneumonia evaluated it found ${oneDecimal(found)}.` : '.'),
    ...notesOn(sources.map(({ name }) => name)),
    'Classes come from different hospitals and scanners, so that some of what it scores may be read from the film’s ' +
      'origin; the self-test says what could be.',
    ...(report.split === HONEST_TEST_SPLIT
      ? []
      : [`These figures are on ${report.split}, and not on the pictures kept for the honest test.`]),
    ...(leaky
      ? [
          `On \`${leaky.split}\` it has accuracy ${oneDecimal(leaky.accuracy)}. That split leaks: half of its COVID files are repeats, and age ` +
            'tells its classes apart. The figure stands beside published ones of the same split and says nothing about patients. ' +
            `Again: \`${leaky.command}\``,
        ]
      : [
          'On the reference data set’s own random split any such network scores far higher. That split leaks: half of its ' +
            'COVID files are repeats, and age tells its classes apart.',
        ]),
  ]
    .map((line) => `- ${line}`)
    .join('\n')
}

function oneDecimal({ value, low, high, n }: Proportion): string {
  const format = (share: number) => (share * 100).toFixed(1)
  return `${format(value)} % (${format(low)}–${format(high)}, n ${n})`
}

function again(command: string): string {
  return `Again by one command: \`${command}\``
}
