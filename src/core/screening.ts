import { randomUUID } from 'node:crypto'
import type { Admission } from './admission.js'
import type { Attachment } from './attachment.js'
import { bytesOf } from './attachment.js'
import type { AuditLog } from './audit.js'
import { admits } from './doorkeeper.js'
import type { Examination, Heatmap, RadiographReader } from './examination.js'
import { unread, workMs } from './examination.js'
import type { FairTurns, Turn } from './fair-turns.js'
import { faultCode } from './fault.js'
import type { Log } from './log.js'
import type { Refused } from './outcome.js'
import { refused } from './outcome.js'
import type { Pseudonymiser } from './pseudonym.js'
import type { RateLimits } from './rates.js'
import { examinationOf } from './recorded-answer.js'
import { erasePicture } from './retention.js'
import type { PictureStore, ReceivedStudy, Sender, Study, StudyStore } from './study.js'
import { newReference, studyIdOf } from './study-name.js'
import type { QueueFacts } from './wording/wording.js'

export { AttachmentTooLarge, type Attachment } from './attachment.js'
export { newReference } from './study-name.js'

/** What a door gets back. */
export interface Screened {
  /** Null when the sender was not admitted or the record could not be opened: then there is no study. */
  readonly studyId: string | null
  readonly reference: string
  readonly examination: Examination
  /** Whether the record says that this answer reached the sender before. */
  readonly delivered?: boolean
}

/** What a door may say beside the picture. */
export interface ScreeningCircumstances {
  /**
   * Names this picture of this message for good. A picture whose occasion was seen before gets the same study: its
   * recorded answer where it has one, and an answer to the kept picture where it was begun and cut off.
   */
  readonly occasion?: string | null
  /** What the sender wrote with the picture. Kept with the picture, and in no log. */
  readonly note?: string | null
  /** Told once, before the picture is fetched, at which place from 1 it waits and for how many seconds, roughly. */
  readonly onQueued?: (place: number, seconds: number) => void
}

export interface ScreeningParts {
  readonly studies: StudyStore
  readonly pictures: PictureStore
  readonly reader: RadiographReader
  readonly admission: Admission
  readonly rates: RateLimits
  readonly turns: FairTurns
  readonly audit: AuditLog
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
  screen(sender: Sender, attachment: Attachment, how?: ScreeningCircumstances): Promise<Screened>
  /** Notes that the answer reached the sender. */
  delivered(studyId: string): Promise<void>
  /**
   * Finishes what a killed process left behind. Gives the number of studies. A picture that is heard again meanwhile is
   * read once, and both get its answer.
   */
  resume(): Promise<number>
  /** What somebody may know of the queue, with the place of their chat's next picture. */
  queue(sender: Sender): QueueFacts
}

/** Characters of a note that are kept; both chats let a caption have about as many. */
const NOTE_LIMIT = 2000

export function createScreening(parts: ScreeningParts): Screening {
  const { studies, pictures, reader, rates, turns, pseudonyms, log, now, maxBytes, retainPictures } = parts
  /** Studies that are being worked on, by their ids: nothing is worked on twice at a time. */
  const atWork = new Map<string, Promise<Screened>>()

  function workOnce(id: string, work: () => Promise<Screened>): Promise<Screened> {
    const running = atWork.get(id)
    if (running) return running
    const started = work().finally(() => atWork.delete(id))
    atWork.set(id, started)
    return started
  }

  const laneOf = (sender: Sender): string => pseudonyms.chat(sender) ?? pseudonyms.person(sender)

  /** Before anything is fetched: a full queue first, as a picture that is told so counts for nothing. */
  async function refusalFor(sender: Sender, turn: Turn): Promise<Refused | null> {
    if (turn.beyondLimit) return refused('busy', turns.secondsUntilEmpty())
    const seconds = await rates.take(sender)
    return seconds === null ? null : refused('rate_limited', seconds)
  }

  async function screenNew(
    received: Pick<ReceivedStudy, 'id' | 'reference'>,
    sender: Sender,
    attachment: Attachment,
    how: ScreeningCircumstances,
    turn: Turn,
  ): Promise<Screened> {
    const refusal = await refusalFor(sender, turn)
    const queued = refusal === null ? turn.place() : null
    if (queued) how.onQueued?.(queued.place, queued.seconds)
    const taken = refusal ?? (await bytesOf(attachment, maxBytes))
    const bytes = taken instanceof Uint8Array ? taken : null
    const study: ReceivedStudy = {
      ...received,
      channel: sender.channel,
      person: pseudonyms.person(sender),
      chat: pseudonyms.chat(sender),
      receivedAt: now(),
      sha256: bytes && (await pictures.keep(parts.withoutIdentity(bytes))),
      bytes: bytes && bytes.byteLength,
      recompressed: attachment.recompressed,
      note: how.note?.trim().slice(0, NOTE_LIMIT) || null,
    }
    await studies.begin(study)
    const examination =
      taken instanceof Uint8Array
        ? await readInTurn(turn, () => reader.read(taken))
        : unread(typeof taken === 'string' ? refused(taken) : taken)
    await finish(study, examination)
    return { studyId: study.id, reference: study.reference, examination }
  }

  /** A study that is on the record: its answer, or the rest of the work on it. */
  async function screenAgain(study: Study, turn: Turn): Promise<Screened> {
    const { id: studyId, reference } = study
    const recorded = examinationOf(study, study.answeredAt === null ? null : await keptHeatmap(study))
    if (recorded) return { studyId, reference, examination: recorded, delivered: study.deliveredAt !== null }
    const examination = await readInTurn(turn, () => reread(study))
    await finish(study, examination)
    return { studyId, reference, examination }
  }

  async function readInTurn(turn: Turn, read: () => Promise<Examination>): Promise<Examination> {
    const waitedFrom = performance.now()
    return turn.run(async () => {
      const waitedMs = performance.now() - waitedFrom
      const { timings, ...examination } = await read()
      return { ...examination, timings: { ...timings, queueMs: timings.queueMs + waitedMs } }
    })
  }

  async function keptHeatmap({ heatmapSha256, pictureErasedAt }: Study): Promise<Heatmap | null> {
    if (heatmapSha256 === null || pictureErasedAt !== null) return null
    const bytes = await pictures.read(heatmapSha256)
    return bytes && { bytes }
  }

  async function reread(study: Study): Promise<Examination> {
    // Nothing was taken of it before the end, and the picture cannot be asked for again.
    if (study.sha256 === null) return unread(refused('download_failed'))
    try {
      const bytes = await pictures.read(study.sha256)
      return bytes ? await reader.read(bytes) : unread({ kind: 'fault', code: 'picture_missing' })
    } catch (error) {
      return unread({ kind: 'fault', code: faultCode(error) })
    }
  }

  async function finish(study: ReceivedStudy, examination: Examination): Promise<void> {
    // The program is being stopped: the study stays open, and the next start reads it.
    if (isCutOff(examination)) return
    const { heatmap, outcome, timings } = examination
    // The sender may have had the picture erased while it was read.
    const erased = (await studies.find(study.id))?.pictureErasedAt != null
    const heatmapSha256 = retainPictures && !erased && heatmap ? await pictures.keep(heatmap.bytes) : null
    await studies.finish(study.id, examination, now(), heatmapSha256)
    if (!retainPictures) await erasePicture({ ...study, heatmapSha256 }, { studies, pictures, now })
    log.info('study.answered', {
      reference: study.reference,
      channel: study.channel,
      outcome: outcome.kind,
      code: 'code' in outcome ? outcome.code : null,
      ms: Math.round(timings.queueMs + workMs(timings)),
    })
  }

  async function orFault(
    { reference, channel }: Pick<ReceivedStudy, 'reference' | 'channel'>,
    turn: Turn,
    work: () => Promise<Screened>,
  ): Promise<Screened> {
    try {
      return await work()
    } catch (error) {
      const code = faultCode(error)
      log.error('study.fault', { reference, channel, code })
      return { studyId: null, reference, examination: unread({ kind: 'fault', code }) }
    } finally {
      turn.leave()
    }
  }

  return {
    screen(sender, attachment, how = {}) {
      const { occasion = null } = how
      const id = occasion === null ? randomUUID() : studyIdOf(pseudonyms.occasion(sender.channel, occasion))
      return workOnce(id, () => {
        const reference = newReference()
        // Taken before anything else is waited for, so that pictures are read in the order of their arrival.
        const turn = turns.enter(laneOf(sender))
        return orFault({ reference, channel: sender.channel }, turn, async () => {
          if (!(await admits(sender, parts)))
            return { studyId: null, reference, examination: unread(refused('not_allowed')) }
          const known = occasion === null ? null : await studies.find(id)
          return known
            ? screenAgain(known, turn)
            : screenNew({ id, reference }, sender, attachment, how, turn)
        })
      })
    },

    async delivered(studyId) {
      await studies.deliver(studyId, now())
    },

    async resume() {
      const left = await studies.unfinished(now())
      const resumed = left.map((study) =>
        workOnce(study.id, () => {
          const turn = turns.enter(study.chat ?? study.person)
          return orFault(study, turn, async () => screenAgain((await studies.find(study.id)) ?? study, turn))
        }),
      )
      await Promise.all(resumed)
      return left.length
    },

    queue(sender) {
      const own = turns.place(laneOf(sender))
      return {
        ready: reader.status().state === 'ready',
        waiting: turns.waiting(),
        place: own?.place ?? null,
        seconds: own?.seconds ?? null,
      }
    },
  }
}

/** Whether the end of the program came before the answer. */
export function isCutOff({ outcome }: Examination): boolean {
  return outcome.kind === 'fault' && outcome.code === 'inference_unavailable'
}
