import type { Examination, PictureFormat, Timings } from '../core/examination.js'
import { PICTURE_FORMATS, TURNS } from '../core/examination.js'
import { Fault } from '../core/fault.js'
import type { Scores } from '../core/label.js'
import { LABELS } from '../core/label.js'
import { OUTCOME_KINDS } from '../core/outcome.js'
import { REVIEW_STATES } from '../core/review.js'
import { queueReasonOf } from '../core/review-state.js'
import type { Study } from '../core/study.js'
import { CHANNELS } from '../core/study.js'
import type { Prisma, Study as StudyRow } from './generated/client.js'
import type { ReviewDraw } from './review-draw.js'

/** What an examination says, as columns. What it leaves out is cleared. */
export function examinationColumns({
  outcome,
  picture,
  model,
  checked,
  turns,
  timings,
}: Examination): Prisma.StudyUpdateManyMutationInput {
  const scores = 'scores' in outcome ? outcome.scores : null
  return {
    outcome: outcome.kind,
    label: outcome.kind === 'finding' ? outcome.label : null,
    scoreCovid: scores?.COVID ?? null,
    scoreNormal: scores?.NORMAL ?? null,
    scorePneumonia: scores?.PNEUMONIA ?? null,
    threshold: 'threshold' in outcome ? outcome.threshold : null,
    code: 'code' in outcome ? outcome.code : null,
    format: picture?.format ?? null,
    width: picture?.width ?? null,
    height: picture?.height ?? null,
    pixelsSha256: picture?.pixelsSha256 ?? null,
    model: model?.id ?? null,
    backend: model?.backend ?? null,
    precision: model?.precision ?? null,
    preprocessing: model?.preprocessing ?? null,
    checked: model && checked,
    turns: turns.length === 0 ? null : turns.join(','),
    queueMs: timings.queueMs,
    decodeMs: timings.decodeMs,
    classifyMs: timings.classifyMs,
    heatmapMs: timings.heatmapMs,
    brightness: picture?.brightness ?? null,
  }
}

/** All that an answer changes of a row: what the examination says, and whether reviewers are asked for. */
export function answerColumns(
  before: StudyRow,
  answer: { readonly examination: Examination; readonly at: Date; readonly heatmapSha256: string | null },
  draw: ReviewDraw,
): Prisma.StudyUpdateManyMutationInput {
  const { examination, at, heatmapSha256 } = answer
  const state = { ...toStudy(before), outcome: examination.outcome.kind }
  const queuedFor = queueReasonOf(state, draw(before.id))
  return { answeredAt: at, heatmapSha256, ...examinationColumns(examination), queuedFor }
}

/** A row as core knows it. Throws the fault `internal` for a value that this version of the program never writes. */
export function toStudy(row: StudyRow): Study {
  const { scoreCovid, scoreNormal, scorePneumonia, queueMs, decodeMs, classifyMs, heatmapMs, ...others } = row
  const { queuedFor, reviewState, ...same } = others
  return {
    ...same,
    reviewState: reviewState === null ? 'unreviewed' : oneOf(REVIEW_STATES, reviewState),
    channel: oneOf(CHANNELS, row.channel),
    outcome: row.outcome === null ? null : oneOf(OUTCOME_KINDS, row.outcome),
    label: row.label === null ? null : oneOf(LABELS, row.label),
    format: row.format === null ? null : oneOf<PictureFormat>(PICTURE_FORMATS, row.format),
    scores: toScores(scoreCovid, scoreNormal, scorePneumonia),
    turns: row.turns === null ? [] : row.turns.split(',').map((turn) => oneOf(TURNS, turn)),
    timings: toTimings({ queueMs, decodeMs, classifyMs, heatmapMs }),
  }
}

function toScores(COVID: number | null, NORMAL: number | null, PNEUMONIA: number | null): Scores | null {
  return COVID === null || NORMAL === null || PNEUMONIA === null ? null : { COVID, NORMAL, PNEUMONIA }
}

/** Studies of versions without heatmaps say nothing of the time that these take. */
function toTimings(columns: Pick<StudyRow, keyof Timings>): Timings | null {
  const { queueMs, decodeMs, classifyMs, heatmapMs } = columns
  return queueMs === null || decodeMs === null || classifyMs === null
    ? null
    : { queueMs, decodeMs, classifyMs, heatmapMs: heatmapMs ?? 0 }
}

function oneOf<T extends string>(known: readonly T[], text: string): T {
  const found = known.find((value) => value === text)
  if (found === undefined) throw new Fault('internal', 'a study has a value that this version does not know')
  return found
}
