import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ModelIdentity } from '../../core/examination.js'
import { Fault } from '../../core/fault.js'
import type { Scores } from '../../core/label.js'
import type { CurveFigures } from './curves.js'
import type { Evaluation, EvaluationOptions } from './evaluation.js'
import { evaluatePictures } from './evaluation.js'
import { describeReport } from './evaluation-markdown.js'
import { plotConfusion, plotCoverage, plotCurves, plotReliability, plotRoc } from './plots.js'
import type { Refusals } from './refusals.js'
import { countRefusals } from './refusals.js'
import { type ScoredPicture, withScores } from './scores-file.js'

export interface EvaluationReportOptions extends EvaluationOptions {
  readonly folder: string
  readonly title: string
  /** Which pictures these are, in words a reader can check: `seed_split test of chest_xray`. */
  readonly split: string
  /** The command that shows these figures again. */
  readonly command: string
  readonly model: ModelIdentity
  /** All pictures of the split. Those without scores are in no figure of the classes, and are counted. */
  readonly pictures: readonly ScoredPicture[]
  /** The model's thresholds. */
  readonly thresholds: Scores
  /** Of the training that made the model, when known. */
  readonly curves?: readonly CurveFigures[]
}

/** What `report.json` holds. */
export interface EvaluationReport extends Evaluation {
  readonly format: 2
  readonly title: string
  readonly split: string
  readonly command: string
  readonly model: ModelIdentity
  readonly refusals: Refusals
  readonly curves: readonly CurveFigures[] | null
  readonly plots: readonly string[]
}

const REPORT_FILE = 'report.json'

/**
 * Writes `report.json`, `report.md` and their plots (`confusion.svg`, `roc.svg`, `reliability.svg`, `coverage.svg`, and
 * `curves.svg` when there are curves) to the folder, and gives the report. Without a date: the same pictures give the
 * same bytes.
 * @throws Fault `data_set_invalid` when no picture has scores
 */
export async function writeEvaluationReport(options: EvaluationReportOptions): Promise<EvaluationReport> {
  const { folder, title, split, command, model, pictures, curves } = options
  const rows = withScores(pictures)
  const evaluation = evaluatePictures(rows, options)
  const plots: Record<string, string> = {
    'confusion.svg': plotConfusion(evaluation.confusion),
    'roc.svg': plotRoc(rows),
    'reliability.svg': plotReliability(rows),
    'coverage.svg': plotCoverage(rows),
    ...(curves && curves.length > 0 ? { 'curves.svg': plotCurves(curves) } : {}),
  }
  const report: EvaluationReport = {
    format: 2,
    title,
    split,
    command,
    model,
    refusals: countRefusals(pictures),
    ...evaluation,
    curves: curves ?? null,
    plots: Object.keys(plots),
  }
  await mkdir(folder, { recursive: true })
  const files = {
    ...plots,
    [REPORT_FILE]: `${JSON.stringify(report, null, 2)}\n`,
    'report.md': describeReport(report),
  }
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text)))
  return report
}

/**
 * Reads the report that {@link writeEvaluationReport} left in the folder.
 * @throws Fault `data_set_invalid` when there is none, or one of an older version
 */
export async function readEvaluationReport(folder: string): Promise<EvaluationReport> {
  try {
    const report = JSON.parse(await readFile(join(folder, REPORT_FILE), 'utf8')) as Partial<EvaluationReport>
    if (report.format === 2) return report as EvaluationReport
  } catch (cause) {
    throw new Fault('data_set_invalid', `${folder} has no readable ${REPORT_FILE}`, { cause })
  }
  throw new Fault('data_set_invalid', `${REPORT_FILE} in ${folder} is of an older version: evaluate again`)
}
