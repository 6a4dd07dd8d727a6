import { randomUUID } from 'node:crypto'
import type { AuditEntry } from '../core/audit.js'
import { PROGRAM } from '../core/audit.js'
import { Fault } from '../core/fault.js'
import type { Study, StudyStore } from '../core/study.js'
import { writeInChain } from './chain-writes.js'
import { changeCounts, countsOfAnswer, countsOfVerdicts } from './day-counts.js'
import type { Prisma } from './generated/client.js'
import type { Database } from './open-database.js'
import type { ReviewDraw } from './review-draw.js'
import { noDraw } from './review-draw.js'
import { answerColumns, toStudy } from './study-columns.js'
import {
  answeredDetails,
  deliveredDetails,
  erasedDetails,
  receivedDetails,
  senderOf,
} from './study-details.js'
import { keptNote, noteWordRows } from './study-notes.js'
import { readStudies, streamStudies } from './study-stream.js'
import { termsOf } from './study-terms.js'

/** The most rows that one page may have. */
export const MAX_PAGE = 200

export interface StudyStoreOptions {
  /** Which findings reviewers see although nothing asks for it; none by default. */
  readonly draw?: ReviewDraw
  /** Leaves a note for the webhook with each outcome. */
  readonly webhook?: boolean
}

/**
 * The record of studies in the database. What a method changes, and the event that tells of it, are one transaction: they
 * happen both or not at all, and the promise resolves after SQLite waited for the disk.
 *
 * A study's note is kept as plain text, like the rest of the row; whoever may read the record may read it. It goes with the
 * picture, and is not kept where there is none.
 */
export function createStudyStore(db: Database, options: StudyStoreOptions = {}): StudyStore {
  const { client } = db
  const { draw = noDraw, webhook = false } = options

  /** Changes the study where it fits `where`, and writes the event. Nothing is written where nothing needed a change. */
  async function change(
    id: string,
    where: Prisma.StudyWhereInput,
    data: Prisma.StudyUpdateManyMutationInput,
    eventOf: (study: Study) => Pick<AuditEntry, 'kind' | 'at' | 'details'>,
    alongside: (transaction: Prisma.TransactionClient) => Promise<unknown> = () => Promise.resolve(),
  ): Promise<void> {
    await writeInChain(db, async (transaction, append) => {
      const [row] = await transaction.study.updateManyAndReturn({ where: { id, ...where }, data })
      if (row) {
        await alongside(transaction)
        await append({ actor: PROGRAM, subject: id, ...eventOf(toStudy(row)) })
      } else if ((await transaction.study.count({ where: { id } })) === 0) {
        throw new Fault('record_missing', 'no such study')
      }
    })
  }

  return {
    async begin(study) {
      const { id, reference, channel, person, chat, receivedAt, sha256, bytes, recompressed } = study
      const note = keptNote(study)
      await writeInChain(db, async (transaction, append) => {
        await transaction.study.createMany({
          data: { id, reference, channel, person, chat, receivedAt, sha256, bytes, recompressed, note },
        })
        const words = noteWordRows(id, receivedAt, note)
        if (words.length > 0) await transaction.noteWord.createMany({ data: words })
        const [actor, details] = [senderOf(study), receivedDetails(study)]
        await append({ kind: 'study.received', at: receivedAt, actor, subject: id, details })
      })
    },

    async finish(id, examination, at, heatmapSha256 = null) {
      await writeInChain(db, async (transaction, append) => {
        const found = await transaction.study.findUnique({ where: { id }, include: { reviews: true } })
        if (found === null) throw new Fault('record_missing', 'no such study')
        const { reviews, ...before } = found
        const [row] = await transaction.study.updateManyAndReturn({
          where: { id, OR: [{ deliveredAt: null }, { answeredAt: null }] },
          data: answerColumns(before, { examination, at, heatmapSha256 }, draw),
        })
        if (row === undefined) return
        const [old, study] = [toStudy(before), toStudy(row)]
        const details = answeredDetails(study)
        await append({ kind: 'study.answered', at, actor: PROGRAM, subject: id, details })
        // A second answer counts instead of the first.
        await changeCounts(transaction, {
          come: [...countsOfAnswer(study), ...countsOfVerdicts(study, reviews)],
          gone: [...countsOfAnswer(old), ...countsOfVerdicts(old, reviews)],
        })
        if (!webhook) return
        const delivery = { id: randomUUID(), studyId: id, createdAt: at, attempts: 0, nextAttemptAt: at }
        await transaction.webhookDelivery.createMany({ data: delivery })
      })
    },

    async deliver(id, at) {
      await change(id, { deliveredAt: null }, { deliveredAt: at }, (study) => ({
        kind: 'study.delivered',
        at,
        details: deliveredDetails(study),
      }))
    },

    async find(id) {
      const row = await client.study.findUnique({ where: { id } })
      return row && toStudy(row)
    },

    async list({ after = null, limit, ...conditions }) {
      if (!Number.isInteger(limit) || limit < 1 || limit > MAX_PAGE) {
        throw new RangeError(`limit must be 1..${MAX_PAGE}`)
      }
      const terms = termsOf(conditions)
      if (terms === null) return { studies: [], next: null }
      // One more than asked for tells whether there is another page.
      const found = await readStudies(client, terms, after, limit + 1)
      const studies = found.slice(0, limit)
      const last = found.length > limit ? studies.at(-1) : undefined
      return { studies, next: last ? { receivedAt: last.receivedAt, id: last.id } : null }
    },

    stream: (conditions) => streamStudies(client, conditions),

    async unfinished(before) {
      const rows = await client.study.findMany({
        where: { answeredAt: null, receivedAt: { lt: before } },
        orderBy: [{ receivedAt: 'asc' }, { id: 'asc' }],
      })
      return rows.map(toStudy)
    },

    async withPictureBefore(before, limit) {
      const rows = await client.study.findMany({
        where: { pictureErasedAt: null, sha256: { not: null }, receivedAt: { lt: before } },
        orderBy: [{ receivedAt: 'asc' }, { id: 'asc' }],
        take: limit,
      })
      return rows.map(toStudy)
    },

    async markPictureErased(id, at) {
      await change(
        id,
        { pictureErasedAt: null },
        { pictureErasedAt: at, note: null, queuedFor: null },
        (study) => ({ kind: 'picture.erased', at, details: erasedDetails(study) }),
        (transaction) => transaction.noteWord.deleteMany({ where: { studyId: id } }),
      )
    },

    async countKeeping(sha256) {
      return client.study.count({
        where: { pictureErasedAt: null, OR: [{ sha256 }, { heatmapSha256: sha256 }] },
      })
    },
  }
}
