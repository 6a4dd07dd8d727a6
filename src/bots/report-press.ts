import type { AuditLog } from '../core/audit.js'
import { faultCode } from '../core/fault.js'
import type { Log } from '../core/log.js'
import type { Pseudonymiser } from '../core/pseudonym.js'
import type { ReportMaker } from '../core/report.js'
import type { ReviewStore } from '../core/review.js'
import type { PictureStore, Study } from '../core/study.js'
import type { HeardMessage } from './heard-message.js'
import { toast } from './heard-message.js'
import type { Heard } from './incoming.js'

export interface ReportParts {
  readonly reviews: ReviewStore
  readonly pictures: PictureStore
  readonly reports: ReportMaker
  readonly pseudonyms: Pseudonymiser
  readonly audit: AuditLog
  readonly log: Log
  readonly now: () => Date
}

/** Draws the report of one study and sends it after the answer. */
export async function sendReport(message: HeardMessage, study: Study, parts: ReportParts): Promise<Heard> {
  const { line, speaker, wording } = message
  const { pseudonyms, audit, log, now } = parts
  const bytes = await drawReport(message, study, parts).catch((error: unknown) => {
    log.error('report.not_made', { reference: study.reference, code: faultCode(error) })
    return null
  })
  if (bytes === null) return toast(message, wording.reportNotMade)
  await audit.append({
    kind: 'study.report_made',
    at: now(),
    actor: { kind: 'person', id: pseudonyms.person(speaker), channel: speaker.channel },
    subject: study.id,
    details: { language: wording.language, bytes: bytes.byteLength },
  })
  const sent = await line.send({
    name: `chestcheck-${study.reference}.pdf`,
    mimeType: 'application/pdf',
    bytes,
    caption: wording.reportCaption(study.reference),
  })
  return sent ? 'done' : 'lost'
}

async function drawReport(
  { wording: { language } }: HeardMessage,
  study: Study,
  { reviews, pictures, reports, now }: ReportParts,
): Promise<Uint8Array> {
  const kept = async (sha256: string | null): Promise<Uint8Array | null> =>
    sha256 === null || study.pictureErasedAt !== null ? null : pictures.read(sha256)
  return reports.make({
    study,
    reviews: await reviews.of(study.id),
    picture: await kept(study.sha256),
    heatmap: await kept(study.heatmapSha256),
    language,
    madeAt: now(),
  })
}
