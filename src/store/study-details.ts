import type { AuditActor, AuditDetails } from '../core/audit.js'
import type { ReceivedStudy, Study } from '../core/study.js'

/** Who sent it. A client of the programming interface is a program, and needs no alias. */
export function senderOf({ channel, person }: Pick<ReceivedStudy, 'channel' | 'person'>): AuditActor {
  return { kind: channel === 'api' ? 'client' : 'person', id: person, channel }
}

/** What the event of a study's coming says of it: enough to prove the row by. The note is nobody's proof, and can be erased. */
export function receivedDetails(study: ReceivedStudy): AuditDetails {
  const { reference, channel, sha256, bytes, recompressed } = study
  return { reference, channel, sha256, bytes, recompressed }
}

/** What the event of an answer says: all that was recorded of it. */
export function answeredDetails(study: Study): AuditDetails {
  const { reference, channel, outcome, label, scores, threshold, code, timings } = study
  const { format, width, height, pixelsSha256, heatmapSha256 } = study
  const { model, backend, precision, preprocessing, checked, turns, brightness } = study
  return {
    reference,
    channel,
    outcome,
    label,
    scoreCovid: scores?.COVID ?? null,
    scoreNormal: scores?.NORMAL ?? null,
    scorePneumonia: scores?.PNEUMONIA ?? null,
    threshold,
    code,
    format,
    width,
    height,
    pixelsSha256,
    heatmapSha256,
    model,
    backend,
    precision,
    preprocessing,
    checked,
    turns: turns.join(','),
    queueMs: timings?.queueMs ?? null,
    decodeMs: timings?.decodeMs ?? null,
    classifyMs: timings?.classifyMs ?? null,
    heatmapMs: timings?.heatmapMs ?? null,
    // Events from before it was measured say nothing of it.
    ...(brightness === null ? {} : { brightness }),
  }
}

export function deliveredDetails({ reference, channel }: Study): AuditDetails {
  return { reference, channel }
}

export function erasedDetails({ reference, channel, sha256 }: Study): AuditDetails {
  return { reference, channel, sha256 }
}
