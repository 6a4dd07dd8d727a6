import type { ReportContents } from '../../src/core/report.js'
import type { Study } from '../../src/core/study.js'
import { drawRadiograph } from '../support/radiograph.js'
import { SCRIPTED_HEATMAP } from '../support/scripted-reader.js'

export const REFERENCE = 'CC-ABCDEFGH'
const at = (minute: number): Date => new Date(Date.UTC(2026, 10, 23, 9, minute))

/** A study that was read, as the record holds it. */
export function recordedStudy(more: Partial<Study> = {}): Study {
  return {
    id: '0193-study',
    reference: REFERENCE,
    channel: 'telegram',
    person: 'pseudonym-of-somebody',
    chat: 'pseudonym-of-a-chat',
    receivedAt: at(1),
    answeredAt: at(2),
    deliveredAt: at(3),
    pictureErasedAt: null,
    sha256: 'c0ffee00'.repeat(8),
    bytes: 83_412,
    recompressed: true,
    note: 'Mrs Example, born 1950, <script>',
    outcome: 'finding',
    label: 'PNEUMONIA',
    scores: { COVID: 0.021, NORMAL: 0.049, PNEUMONIA: 0.93 },
    threshold: 0.6,
    code: null,
    format: 'jpeg',
    width: 480,
    height: 480,
    pixelsSha256: 'ab'.repeat(32),
    model: 'scripted@000000000000',
    backend: 'native',
    precision: 'float32',
    preprocessing: 'gray-fill-2',
    checked: false,
    turns: ['inverted'],
    heatmapSha256: 'cd'.repeat(32),
    brightness: 0.5,
    reviewState: 'unreviewed',
    timings: { queueMs: 1, decodeMs: 2, classifyMs: 3, heatmapMs: 4 },
    ...more,
  }
}

const film = await drawRadiograph()

/** What a report is drawn from, with a picture and a heatmap that can be drawn. */
export function reportContents(more: Partial<ReportContents> = {}): ReportContents {
  return {
    study: recordedStudy(),
    reviews: [
      {
        studyId: '0193-study',
        channel: 'telegram',
        reviewer: 'pseudonym-of-a-reviewer',
        verdict: 'PNEUMONIA',
        agrees: true,
        note: 'Looks like Mrs Example',
        at: at(10),
      },
    ],
    picture: film,
    heatmap: SCRIPTED_HEATMAP.bytes,
    language: 'en',
    madeAt: at(30),
    ...more,
  }
}
