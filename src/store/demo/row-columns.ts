import type { AuditEvent, Review, Study } from '../generated/client.js'

export const STUDY_COLUMNS = [
  ...(['id', 'reference', 'channel', 'person', 'chat', 'receivedAt', 'sha256', 'bytes'] as const),
  ...(['recompressed', 'note', 'answeredAt', 'deliveredAt', 'pictureErasedAt', 'outcome', 'label'] as const),
  ...(['scoreCovid', 'scoreNormal', 'scorePneumonia', 'threshold', 'code', 'format', 'width'] as const),
  ...(['height', 'pixelsSha256', 'model', 'backend', 'precision', 'preprocessing', 'checked'] as const),
  ...(['turns', 'heatmapSha256', 'queueMs', 'decodeMs', 'classifyMs', 'heatmapMs', 'brightness'] as const),
  ...(['reviewState', 'queuedFor'] as const),
] as const satisfies readonly (keyof Study)[]

export const REVIEW_COLUMNS = [
  ...(['id', 'studyId', 'channel', 'reviewer', 'verdict', 'agrees', 'note', 'at'] as const),
] as const satisfies readonly (keyof Review)[]

export const EVENT_COLUMNS = [
  ...(['seq', 'at', 'kind', 'actorKind', 'actorId', 'actorChannel', 'subject', 'details'] as const),
  ...(['previousHash', 'hash'] as const),
] as const satisfies readonly (keyof AuditEvent)[]
