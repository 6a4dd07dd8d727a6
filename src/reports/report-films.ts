import { heatmapCaptionOf } from '../core/recorded-answer.js'
import type { Study } from '../core/study.js'
import type { Wording } from '../core/wording/wording.js'
import type { Box, Paper } from './paper.js'
import { CONTENT_WIDTH, FULL } from './paper.js'
import type { ReportPicture } from './report-picture.js'

const GAP = 14
const HEIGHT = 228
const HALF = (CONTENT_WIDTH - GAP) / 2
const SOFT = '#44525a'

export interface Films {
  readonly study: Study
  /** Whether the bytes are kept, drawn or not. */
  readonly kept: boolean
  readonly picture: ReportPicture | null
  readonly heatmap: ReportPicture | null
  readonly wording: Wording
}

/** The picture as received and the heatmap side by side, or words in the place of what cannot be shown. */
export function drawFilms(paper: Paper, { study, kept, picture, heatmap, wording }: Films): void {
  const { report } = wording
  const caption = heatmapCaptionOf(study, wording)
  const absent = kept ? report.pictureNotShown : report.pictureNotKept
  if (picture === null && heatmap === null) {
    paper.y += 10
    paper.write(absent, { size: 9.5 })
    return
  }
  const first: Box = { start: FULL.start, width: HALF }
  const second: Box = { start: FULL.start + HALF + GAP, width: HALF }
  paper.need(HEIGHT + 80)
  paper.y += 10
  const head = { size: 10.5, weight: 700, colour: '#0a6871' } as const
  const headHeight = paper.writeAt(paper.y, report.picture, head, first)
  if (caption !== null) paper.writeAt(paper.y, report.heatmap, head, second)
  paper.y += headHeight + 2
  drawFilm(paper, picture, absent, first)
  if (caption !== null) drawFilm(paper, heatmap, report.noHeatmap, second)
  paper.y += HEIGHT + 4
  if (caption !== null && heatmap !== null) paper.write(caption, { size: 8.5, colour: SOFT })
}

function drawFilm(paper: Paper, picture: ReportPicture | null, absent: string, box: Box): void {
  if (picture === null) {
    paper.fill(paper.y, HEIGHT, box, '#eef2f2', 6)
    paper.writeAt(paper.y + 14, absent, { size: 9.5 }, { start: box.start + 14, width: box.width - 28 })
    return
  }
  paper.fill(paper.y, HEIGHT, box, '#0a0e10', 6)
  paper.image(paper.y, picture, box, HEIGHT)
}
