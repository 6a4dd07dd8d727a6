import { randomBytes, randomUUID } from 'node:crypto'
import type { Admission } from './admission.js'
import type { Examination, RadiographReader } from './examination.js'
import { unread, workMs } from './examination.js'
import { faultCode } from './fault.js'
import type { Log } from './log.js'
import type { RefusalCode } from './outcome.js'
import { refused } from './outcome.js'
import type { Pseudonymiser } from './pseudonym.js'
import { erasePicture } from './retention.js'
import type { PictureStore, ReceivedStudy, Sender, Study, StudyStore } from './study.js'

/** A picture that somebody sent, not yet fetched. */
export interface Attachment {
  /** The size that the platform states before the download; null when it does not. */
  readonly declaredBytes: number | null
  /** Whether the platform recompressed the picture; null when it does not say. */
  readonly recompressed: boolean | null
  /**
   * Brings the bytes, and may stop with {@link AttachmentTooLarge} once more than `maxBytes` arrived.
   * Any other rejection counts as a failed download.
   */
  fetch(maxBytes: number): Promise<Uint8Array>
}

/** Thrown by {@link Attachment.fetch} when the bytes exceed the cap. */
export class AttachmentTooLarge extends Error {
  override readonly name = 'AttachmentTooLarge'
}

/** What a door gets back. */
export interface Screened {
  /** Null when the sender was not admitted or the record could not be opened: then there is no study. */
  readonly studyId: string | null
  readonly reference: string
  readonly examination: Examination
}

export interface ScreeningParts {
  readonly studies: StudyStore
  readonly pictures: PictureStore
  readonly reader: RadiographReader
  readonly admission: Admission
  readonly pseudonyms: Pseudonymiser
  readonly log: Log
  readonly now: () => Date
  readonly maxBytes: number
  /** False erases each picture once its answer is recorded. */
  readonly retainPictures: boolean
  /** What may be kept of a received file: the same picture without what says whose it is. */
  readonly withoutIdentity: (file: Uint8Array) => Uint8Array
}

/** The use case behind every door: a picture in, a recorded answer out. */
export interface Screening {
  /** Never rejects: what breaks is the outcome `fault`, with the reference under which it is recorded or logged. */
  screen(sender: Sender, attachment: Attachment): Promise<Screened>
  /** Notes that the answer reached the sender. */
  delivered(studyId: string): Promise<void>
  /** Finishes what a killed process left behind. Run once, before a door opens. Gives the number of studies. */
  resume(): Promise<number>
}

const REFERENCE_ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'

/** `CC-` and eight characters that nobody misreads on the telephone: 40 random bits. */
export function newReference(): string {
  const characters = [...randomBytes(8)].map((byte) => REFERENCE_ALPHABET[byte % REFERENCE_ALPHABET.length])
  return `CC-${characters.join('')}`
}

export function createScreening(parts: ScreeningParts): Screening {
  const {
    studies,
    pictures,
    reader,
    admission,
    pseudonyms,
    log,
    now,
    maxBytes,
    retainPictures,
    withoutIdentity,
  } = parts

  async function bytesOf(attachment: Attachment): Promise<Uint8Array | RefusalCode> {
    if (attachment.declaredBytes !== null && attachment.declaredBytes > maxBytes) return 'too_large'
    try {
      const bytes = await attachment.fetch(maxBytes)
      return bytes.byteLength > maxBytes ? 'too_large' : bytes
    } catch (error) {
      return error instanceof AttachmentTooLarge ? 'too_large' : 'download_failed'
    }
  }

  async function record(sender: Sender, reference: string, attachment: Attachment): Promise<Screened> {
    const taken = await bytesOf(attachment)
    const bytes = typeof taken === 'string' ? null : taken
    const study: ReceivedStudy = {
      id: randomUUID(),
      reference,
      channel: sender.channel,
      person: pseudonyms.person(sender),
      chat: pseudonyms.chat(sender),
      receivedAt: now(),
      sha256: bytes && (await pictures.keep(withoutIdentity(bytes))),
      bytes: bytes && bytes.byteLength,
      recompressed: attachment.recompressed,
    }
    await studies.begin(study)
    const examination = typeof taken === 'string' ? unread(refused(taken)) : await reader.read(taken)
    await finish(study, examination)
    return { studyId: study.id, reference, examination }
  }

  async function finish(study: ReceivedStudy, examination: Examination): Promise<void> {
    // The program is being stopped: the study stays open, and the next start reads it.
    if (examination.outcome.kind === 'fault' && examination.outcome.code === 'inference_unavailable') return
    const { heatmap } = examination
    const heatmapSha256 = retainPictures && heatmap ? await pictures.keep(heatmap.bytes) : null
    await studies.finish(study.id, examination, now(), heatmapSha256)
    if (!retainPictures) await erasePicture({ ...study, heatmapSha256 }, { studies, pictures, now })
    const { outcome, timings } = examination
    log.info('study.answered', {
      reference: study.reference,
      channel: study.channel,
      outcome: outcome.kind,
      code: 'code' in outcome ? outcome.code : null,
      ms: Math.round(timings.queueMs + workMs(timings)),
    })
  }

  async function reread(study: Study): Promise<Examination> {
    const bytes = study.sha256 === null ? null : await pictures.read(study.sha256)
    if (bytes === null) return unread({ kind: 'fault', code: 'picture_missing' })
    return reader.read(bytes)
  }

  return {
    async screen(sender, attachment) {
      const reference = newReference()
      try {
        if (!(await admission.isAdmitted(sender))) {
          log.info('sender.refused', { channel: sender.channel, person: pseudonyms.person(sender) })
          return { studyId: null, reference, examination: unread(refused('not_allowed')) }
        }
        return await record(sender, reference, attachment)
      } catch (error) {
        const code = faultCode(error)
        log.error('study.fault', { reference, channel: sender.channel, code })
        return { studyId: null, reference, examination: unread({ kind: 'fault', code }) }
      }
    },

    async delivered(studyId) {
      await studies.deliver(studyId, now())
    },

    async resume() {
      const left = await studies.unfinished(now())
      for (const study of left) {
        await finish(
          study,
          await reread(study).catch((error: unknown) => unread({ kind: 'fault', code: faultCode(error) })),
        )
      }
      return left.length
    },
  }
}
