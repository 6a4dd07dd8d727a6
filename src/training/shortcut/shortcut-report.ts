import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { LABELS } from '../../core/label.js'
import { decimal, percent, table } from '../evaluation/markdown.js'
import { METADATA } from './shortcut-metadata.js'
import { BORDER, LUNG_BOXES, TELEGRAM_PHOTO } from './shortcut-pictures.js'
import type { RecompressionFigures, ShortcutFigures, ShortcutView } from './shortcut-test.js'
import { NEAR } from './shortcut-test.js'

/** What `self-test.json` holds. */
export interface ShortcutReport {
  readonly format: 1
  readonly title: string
  readonly model: string
  readonly split: string
  readonly command: string
  /** Pictures shown, and how they were chosen. */
  readonly n: number
  readonly sampled: boolean
  readonly figures: readonly ShortcutFigures[]
  readonly recompression: readonly RecompressionFigures[]
}

const SELF_TEST_FILE = 'self-test.json'

/** Writes `self-test.json` and `self-test.md`. */
export async function writeShortcutReport(folder: string, report: ShortcutReport): Promise<void> {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, SELF_TEST_FILE), `${JSON.stringify(report, null, 2)}\n`)
  await writeFile(
    join(folder, 'self-test.md'),
    `# ${report.title}\n\n${describeShortcuts(report)}\n\nAgain by one command: \`${report.command}\`\n`,
  )
}

/** The report of an earlier self-test of the model; null when there is none in the folder. */
export async function readShortcutReport(folder: string, model: string): Promise<ShortcutReport | null> {
  const text = await readFile(join(folder, SELF_TEST_FILE), 'utf8').catch(() => null)
  if (text === null) return null
  const report = JSON.parse(text) as ShortcutReport
  return report.model === model ? report : null
}

const VIEWS: Readonly<Record<ShortcutView, string>> = {
  whole: 'the whole picture, for comparison',
  'another-scanner': 'as another scanner would make it',
  'other-surroundings': 'in the surroundings of another film',
  metadata: 'metadata alone',
  borders: 'borders alone',
  'hidden-lungs': 'lungs hidden',
}

/** What the self-test does and what came of it, as Markdown below a heading. */
export function describeShortcuts(report: ShortcutReport): string {
  const whole = (share: number) => `${Math.round(share * 100)} %`
  const [box] = LUNG_BOXES
  return [
    `What could be known without looking at lungs, on ${report.n} pictures of ${report.split}` +
      (report.sampled
        ? ', drawn as evenly over class and population as they allow, so that these figures are not those of the whole part.'
        : '.'),
    [
      '- As another scanner would make it: turned, cropped, stretched, in other tones and sharpness and with marks, as little as hospitals differ, at random but the same each time. What is lost there was read off this hospital’s films.',
      `- In the surroundings of another film: the outer ${whole(BORDER)} of each side come from an adult’s film of the training part, whose class is drawn at random. What is lost there was read off shoulders, belly, marks and edges, or off the rims of the lungs.`,
      `- Metadata alone: ${METADATA.join(', ')}; a small forest of random trees fitted on the training part, within adults on its adults alone. It says what the data set gives away, not what the network takes.`,
      `- Borders alone: the network is shown the outer ${whole(BORDER)} of each side, the rest flat.`,
      `- Lungs hidden: the network is shown the picture with two rounded boxes flat where lungs lie (each ${whole(box.right - box.left)} wide and ${whole(box.bottom - box.top)} high, from ${whole(box.top)} below the top).`,
      '- What is flat has the mean gray of what is left to see.',
    ].join('\n'),
    'In brackets: 95 % intervals by a bootstrap of patients. A balanced accuracy near guessing with an area well above it ' +
      'says that the network then answers one class for nearly all, but still ranks pictures by something.',
    table(
      [
        'Shown',
        'Within',
        ...LABELS.map((label) => `${label} n`),
        'Balanced accuracy',
        'Guessing',
        'Mean area (guessing 0.5)',
        'In words',
      ],
      report.figures.map((figures) => [
        VIEWS[figures.view],
        figures.population,
        ...LABELS.map((label) => String(figures.pictures[label])),
        percent(figures.balancedAccuracy),
        `${(figures.chance * 100).toFixed(2)} %`,
        decimal(figures.meanAreaUnderCurve),
        describeVerdict(figures),
      ]),
    ),
    `Recompression as Telegram does with photos (longest side ${TELEGRAM_PHOTO.longestSide}, JPEG quality ${TELEGRAM_PHOTO.quality}):`,
    table(
      [
        'Within',
        'n',
        'Class with the highest score changes',
        'Answer changes, uncertain and refused counted',
      ],
      report.recompression.map(({ population, n, labelsChanged, answersChanged }) => [
        population,
        String(n),
        percent(labelsChanged),
        percent(answersChanged),
      ]),
    ),
  ].join('\n\n')
}

/** `near chance`, or by how much not. */
export function describeVerdict(figures: ShortcutFigures): string {
  const { view, verdict, balancedAccuracy, meanAreaUnderCurve, chance } = figures
  if (
    view === 'whole' ||
    view === 'another-scanner' ||
    view === 'other-surroundings' ||
    verdict === 'undefined' ||
    !balancedAccuracy ||
    !meanAreaUnderCurve
  )
    return '–'
  if (verdict === 'near-chance') return `near chance (within ${NEAR * 100} points)`
  const above = (value: number) => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`
  return `**not near chance**: balanced accuracy ${above(balancedAccuracy.value - chance)}, area ${above(meanAreaUnderCurve.value - 0.5)}`
}
