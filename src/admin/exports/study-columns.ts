import type { Study } from '../../core/study.js'
import type { CsvColumn } from './csv.js'

/** The columns of the studies' CSV, in order. */
export function studyColumns({ notes }: { readonly notes: boolean }): readonly CsvColumn<Study>[] {
  return notes ? [...COLUMNS, { name: 'note', cell: ({ note }) => note }] : COLUMNS
}

const COLUMNS: readonly CsvColumn<Study>[] = [
  { name: 'id', cell: ({ id }) => id },
  { name: 'reference', cell: ({ reference }) => reference },
  { name: 'received_at', cell: ({ receivedAt }) => receivedAt },
  { name: 'answered_at', cell: ({ answeredAt }) => answeredAt },
  { name: 'delivered_at', cell: ({ deliveredAt }) => deliveredAt },
  { name: 'channel', cell: ({ channel }) => channel },
  { name: 'person', cell: ({ person }) => person },
  { name: 'chat', cell: ({ chat }) => chat },
  { name: 'outcome', cell: ({ outcome }) => outcome },
  { name: 'label', cell: ({ label }) => label },
  { name: 'code', cell: ({ code }) => code },
  { name: 'score_covid', cell: ({ scores }) => scores?.COVID ?? null },
  { name: 'score_normal', cell: ({ scores }) => scores?.NORMAL ?? null },
  { name: 'score_pneumonia', cell: ({ scores }) => scores?.PNEUMONIA ?? null },
  { name: 'threshold', cell: ({ threshold }) => threshold },
  { name: 'review_state', cell: ({ reviewState }) => reviewState },
  { name: 'model', cell: ({ model }) => model },
  { name: 'backend', cell: ({ backend }) => backend },
  { name: 'precision', cell: ({ precision }) => precision },
  { name: 'preprocessing', cell: ({ preprocessing }) => preprocessing },
  { name: 'gate_checked', cell: ({ checked }) => checked },
  { name: 'turns', cell: ({ turns }) => (turns.length === 0 ? null : turns.join(' ')) },
  { name: 'format', cell: ({ format }) => format },
  { name: 'width', cell: ({ width }) => width },
  { name: 'height', cell: ({ height }) => height },
  { name: 'bytes', cell: ({ bytes }) => bytes },
  { name: 'recompressed', cell: ({ recompressed }) => recompressed },
  { name: 'brightness', cell: ({ brightness }) => brightness },
  { name: 'sha256', cell: ({ sha256 }) => sha256 },
  { name: 'pixels_sha256', cell: ({ pixelsSha256 }) => pixelsSha256 },
  { name: 'heatmap_sha256', cell: ({ heatmapSha256 }) => heatmapSha256 },
  { name: 'picture_erased_at', cell: ({ pictureErasedAt }) => pictureErasedAt },
  { name: 'queue_ms', cell: ({ timings }) => timings?.queueMs ?? null },
  { name: 'decode_ms', cell: ({ timings }) => timings?.decodeMs ?? null },
  { name: 'classify_ms', cell: ({ timings }) => timings?.classifyMs ?? null },
  { name: 'heatmap_ms', cell: ({ timings }) => timings?.heatmapMs ?? null },
]
