import type { Study } from '../../core/study.js'

/**
 * A study as the exports write it. The names are in the order of RFC 8785, so that `JSON.stringify` of it is canonical JSON:
 * whoever has the line has what was hashed.
 */
export function studyRecord(study: Study, { notes }: { readonly notes: boolean }) {
  const { scores, timings } = study
  return {
    answeredAt: study.answeredAt?.toISOString() ?? null,
    backend: study.backend,
    brightness: study.brightness,
    bytes: study.bytes,
    channel: study.channel,
    chat: study.chat,
    checked: study.checked,
    code: study.code,
    deliveredAt: study.deliveredAt?.toISOString() ?? null,
    format: study.format,
    heatmapSha256: study.heatmapSha256,
    height: study.height,
    id: study.id,
    label: study.label,
    model: study.model,
    ...(notes ? { note: study.note } : {}),
    outcome: study.outcome,
    person: study.person,
    pictureErasedAt: study.pictureErasedAt?.toISOString() ?? null,
    pixelsSha256: study.pixelsSha256,
    precision: study.precision,
    preprocessing: study.preprocessing,
    receivedAt: study.receivedAt.toISOString(),
    recompressed: study.recompressed,
    reference: study.reference,
    reviewState: study.reviewState,
    scores: scores && { COVID: scores.COVID, NORMAL: scores.NORMAL, PNEUMONIA: scores.PNEUMONIA },
    sha256: study.sha256,
    threshold: study.threshold,
    timings: timings && {
      classifyMs: timings.classifyMs,
      decodeMs: timings.decodeMs,
      heatmapMs: timings.heatmapMs,
      queueMs: timings.queueMs,
    },
    turns: study.turns,
    width: study.width,
  }
}

/** A study as one line of JSON Lines, canonical (RFC 8785), without the line's end. */
export function studyLine(study: Study, options: { readonly notes: boolean }): string {
  return JSON.stringify(studyRecord(study, options))
}
