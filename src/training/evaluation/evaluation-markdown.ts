import { LABELS } from '../../core/label.js'
import type { PartFigures } from './evaluation.js'
import type { EvaluationReport } from './evaluation-report.js'
import type { Headline } from './headline.js'
import { decimal, partName, percent, table } from './markdown.js'

/** The report as Markdown. */
export function describeReport(report: EvaluationReport): string {
  const plot = (name: string, words: string) => (report.plots.includes(name) ? [`![${words}](${name})`] : [])
  return `${[
    `# ${report.title}`,
    describeOrigin(report),
    'In brackets: 95 % intervals. Proportions by Wilson’s method; figures marked * by a percentile bootstrap that draws ' +
      'all pictures of a patient together. An answer is the class with the highest score, whatever its threshold, and ' +
      'whether or not the gate let the picture through. No interval: too few pictures, or too alike, for a bootstrap.',
    '## Overall',
    describeOverall(report),
    '## By class',
    'Each class against the two others.',
    describeClasses(report),
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
    '## Coverage against accuracy',
    'Accuracy on the share of pictures with the highest top scores, each column sorted by itself, and what the model’s ' +
      'own thresholds leave.',
    describeCoverage(report),
    ...plot('coverage.svg', 'Accuracy on the pictures that the model is surest of'),
    '## By population',
    'Means over classes are over the classes that occur.',
    describeParts(report.byPopulation),
    describeSensitivities(report.byPopulation),
    '## By source',
    describeParts(report.bySource),
    describeSensitivities(report.bySource),
    '## Turned away',
    describeRefusals(report),
    ...(report.curves && report.curves.length > 0
      ? ['## Training', ...plot('curves.svg', 'Loss and accuracy of training and validation by epoch')]
      : []),
  ].join('\n\n')}\n`
}

function describeOrigin({ model, split, n, groups, refusals, command }: EvaluationReport): string {
  return table(
    ['Evaluated', ''],
    [
      [
        'Model',
        `${model.id}, ${model.backend} backend, ${model.precision}, preprocessing ${model.preprocessing}`,
      ],
      ['Pictures', `${split}: ${n} pictures of ${groups} patients or single pictures`],
      ['Without scores', `${refusals.unscored} more pictures, which are in no figure of the classes`],
      ['Command', `\`${command}\``],
    ],
  )
}

function describeOverall(report: Headline): string {
  const n = String(report.n)
  return table(
    ['Figure', 'Value', 'n'],
    [
      ['Accuracy', percent(report.accuracy), n],
      ['Accuracy *', percent(report.accuracyByGroups), n],
      ['Balanced accuracy (mean sensitivity) *', percent(report.balancedAccuracy), n],
      ['Mean area under the ROC curve *', decimal(report.meanAreaUnderCurve), n],
      ['Expected calibration error (15 bins) *', decimal(report.expectedCalibrationError), n],
    ],
  )
}

/** Sensitivity, specificity, predictive values and area of each class. */
export function describeClasses({ classes }: Pick<EvaluationReport, 'classes'>): string {
  return table(
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
  )
}

/** Accuracy by coverage, in all and for each population, and what the thresholds leave. */
export function describeCoverage(
  report: Pick<EvaluationReport, 'coverage' | 'thresholds' | 'byPopulation'>,
): string {
  const columns = [{ name: 'all', ...report }, ...report.byPopulation]
  const shares = report.coverage.map(({ coverage }) => coverage)
  return table(
    ['Share of pictures', ...columns.map(({ name }) => partName(name))],
    [
      ...shares.map((share) => [
        `surest ${Math.round(share * 100)} %`,
        ...columns.map(({ coverage }) => {
          const point = coverage.find((one) => one.coverage === share)
          return point ? `${percent(point.accuracy)}, n ${point.n}` : '–'
        }),
      ]),
      [
        'left uncertain by the thresholds',
        ...columns.map(({ thresholds }) => percent(thresholds?.uncertain)),
      ],
      [
        'accuracy on what they let through',
        ...columns.map(({ thresholds }) =>
          thresholds?.accuracy ? `${percent(thresholds.accuracy)}, n ${thresholds.accuracy.n}` : '–',
        ),
      ],
    ],
  )
}

/** The headline figures of each part, one row a part. */
export function describeParts(parts: readonly (Headline & { readonly name: string })[]): string {
  return table(
    [
      '',
      ...LABELS.map((label) => `${label} n`),
      'Accuracy',
      'Balanced accuracy *',
      'Mean area under the ROC curve *',
      'Calibration error *',
    ],
    parts.map((part) => [
      partName(part.name),
      ...LABELS.map((label) => String(part.pictures[label])),
      percent(part.accuracy),
      percent(part.balancedAccuracy),
      decimal(part.meanAreaUnderCurve),
      decimal(part.expectedCalibrationError),
    ]),
  )
}

/** The sensitivity of each class in each part. */
export function describeSensitivities(parts: readonly PartFigures[]): string {
  return table(
    ['', ...LABELS.map((label) => `Sensitivity ${label}`)],
    parts.map((part) => [partName(part.name), ...LABELS.map((label) => percent(part.sensitivity[label]))]),
  )
}

function describeRefusals({ refusals }: EvaluationReport): string {
  const summary = `Of ${refusals.n} pictures ${percent(refusals.refused)} were refused; ${refusals.unscored} have no scores, ${refusals.faults} ended in a fault.`
  if (refusals.byCode.length === 0) return summary
  const parts = [...refusals.byPopulation, ...refusals.bySource].filter(({ refused }) => refused?.value !== 0)
  return [
    summary,
    table(
      ['Code', 'Pictures', 'of these with scores'],
      refusals.byCode.map(({ code, n, scored }) => [code, String(n), String(scored)]),
    ),
    table(
      ['Population or source', 'Pictures', 'Refused'],
      parts.map(({ name, n, refused }) => [partName(name), String(n), percent(refused)]),
    ),
  ].join('\n\n')
}
