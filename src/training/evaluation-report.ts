import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ModelIdentity } from '../core/examination.js'
import { LABELS } from '../core/label.js'
import type { EvaluatedPicture, Evaluation, EvaluationOptions, PartFigures } from './evaluation.js'
import { evaluatePictures } from './evaluation.js'
import { plotConfusion, plotCurves, plotReliability, plotRoc } from './plots.js'
import type { EpochFigures } from './training-run.js'

export interface EvaluationReportOptions extends EvaluationOptions {
  readonly folder: string
  readonly title: string
  /** Which pictures these are, in words a reader can check: `seed_split test of chest_xray`. */
  readonly split: string
  /** The command that shows these figures again. */
  readonly command: string
  readonly model: ModelIdentity
  readonly rows: readonly EvaluatedPicture[]
  /** Pictures of the split that were refused, and so are in no figure; 0 by default. */
  readonly refused?: number
  /** Of the training that made the model, when known. */
  readonly curves?: readonly EpochFigures[]
}

/** What `report.json` holds. */
export interface EvaluationReport extends Evaluation {
  readonly format: 1
  readonly title: string
  readonly split: string
  readonly command: string
  readonly model: ModelIdentity
  readonly refused: number
  readonly curves: readonly EpochFigures[] | null
  readonly plots: readonly string[]
}

/**
 * Writes `report.json`, `report.md` and their plots (`confusion.svg`, `roc.svg`, `reliability.svg`, and `curves.svg`
 * when there are curves) to the folder, and gives the report. Without a date: the same pictures give the same bytes.
 * @throws Fault `data_set_invalid` when there is no picture
 */
export async function writeEvaluationReport(options: EvaluationReportOptions): Promise<EvaluationReport> {
  const { folder, title, split, command, model, rows, refused = 0, curves } = options
  const evaluation = evaluatePictures(rows, options)
  const plots: Record<string, string> = {
    'confusion.svg': plotConfusion(evaluation.confusion),
    'roc.svg': plotRoc(rows),
    'reliability.svg': plotReliability(rows),
    ...(curves && curves.length > 0 ? { 'curves.svg': plotCurves(curves) } : {}),
  }
  const report: EvaluationReport = {
    format: 1,
    title,
    split,
    command,
    model,
    refused,
    ...evaluation,
    curves: curves ?? null,
    plots: Object.keys(plots),
  }
  await mkdir(folder, { recursive: true })
  const files = {
    ...plots,
    'report.json': `${JSON.stringify(report, null, 2)}\n`,
    'report.md': describeReport(report),
  }
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text)))
  return report
}

/** The report as Markdown. */
export function describeReport(report: EvaluationReport): string {
  const { model, classes } = report
  const plot = (name: string, words: string) => (report.plots.includes(name) ? [`![${words}](${name})`] : [])
  return `${[
    `# ${report.title}`,
    table(
      ['Evaluated', ''],
      [
        [
          'Model',
          `${model.id}, ${model.backend} backend, ${model.precision}, preprocessing ${model.preprocessing}`,
        ],
        ['Pictures', `${report.split}: ${report.n} pictures of ${report.groups} patients or single pictures`],
        ['Refused', `${report.refused} more pictures, which are in no figure`],
        ['Command', `\`${report.command}\``],
      ],
    ),
    'In brackets: 95 % intervals. Proportions by Wilson’s method; figures marked * by a percentile bootstrap that draws ' +
      'all pictures of a patient together. An answer is the class with the highest score, whatever its threshold.',
    '## Overall',
    table(
      ['Figure', 'Value', 'n'],
      [
        ['Accuracy', percent(report.accuracy), String(report.n)],
        ['Accuracy *', percent(report.accuracyByGroups), String(report.n)],
        ['Balanced accuracy (mean sensitivity) *', percent(report.balancedAccuracy), String(report.n)],
        ['Mean area under the ROC curve *', decimal(report.meanAreaUnderCurve), String(report.n)],
        [
          'Expected calibration error (15 bins) *',
          decimal(report.expectedCalibrationError),
          String(report.n),
        ],
      ],
    ),
    '## By class',
    'Each class against the two others.',
    table(
      ['Class', 'n', 'Sensitivity', 'Specificity', 'PPV', 'NPV', 'Area under the ROC curve *'],
      LABELS.map((label) => [
        label,
        String(classes[label].n),
        percent(classes[label].sensitivity),
        percent(classes[label].specificity),
        percent(classes[label].positivePredictiveValue),
        percent(classes[label].negativePredictiveValue),
        decimal(classes[label].areaUnderCurve),
      ]),
    ),
    'PPV and NPV hold for the mix of classes in these pictures and for no other.',
    '## Confusion matrix',
    table(
      ['True class', ...LABELS.map((label) => `answered ${label}`)],
      LABELS.map((actual) => [actual, ...LABELS.map((answer) => String(report.confusion[actual][answer]))]),
    ),
    ...plot('confusion.svg', 'Confusion matrix: true classes in rows, answers in columns'),
    ...plot('roc.svg', 'ROC curve of each class against the others'),
    '## Calibration',
    ...plot('reliability.svg', 'Share of right answers by highest score'),
    '## By population',
    describeParts(report.byPopulation),
    '## By source',
    describeParts(report.bySource),
    ...(report.curves && report.curves.length > 0
      ? ['## Training', ...plot('curves.svg', 'Loss and accuracy of training and validation by epoch')]
      : []),
  ].join('\n\n')}\n`
}

function describeParts(parts: readonly PartFigures[]): string {
  return table(
    [
      '',
      ...LABELS.map((label) => `${label} n`),
      'Accuracy',
      ...LABELS.map((label) => `Sensitivity ${label}`),
    ],
    parts.map((part) => [
      part.name || '(not stated)',
      ...LABELS.map((label) => String(part.pictures[label])),
      percent(part.accuracy),
      ...LABELS.map((label) => percent(part.sensitivity[label])),
    ]),
  )
}

type Interval = Readonly<{ value: number; low: number; high: number }>

/** With two decimals, and the denominator left to the table. */
function percent(figure: Interval | null): string {
  const format = (share: number) => (share * 100).toFixed(2)
  return figure === null ? '–' : `${format(figure.value)} % (${format(figure.low)}–${format(figure.high)})`
}

function decimal(figure: Interval | null): string {
  return figure === null
    ? '–'
    : `${figure.value.toFixed(4)} (${figure.low.toFixed(4)}–${figure.high.toFixed(4)})`
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
