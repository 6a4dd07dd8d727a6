import type { AuditEntry } from '../core/audit.js'
import { PROGRAM } from '../core/audit.js'
import { Fault } from '../core/fault.js'
import type { Study, StudyCursor, StudyStore } from '../core/study.js'
import { writeInChain } from './chain-writes.js'
import type { Prisma } from './generated/client.js'
import type { Database } from './open-database.js'
import { examinationColumns, toStudy } from './study-columns.js'
import { answeredDetails, deliveredDetails, erasedDetails, receivedDetails } from './study-details.js'

/** The most rows that one page may have. */
export const MAX_PAGE = 200

/**
 * The record of studies in the database. What a method changes, and the event that tells of it, are one transaction: they
 * happen both or not at all, and the promise resolves after SQLite waited for the disk.
 *
 * A study's note is kept as plain text, like the rest of the row; whoever may read the record may read it. It goes with the
 * picture, and is not kept where there is none.
 */
export function createStudyStore(db: Database): StudyStore {
  const { client } = db

  /** Changes the study where it fits `where`, and writes the event. Nothing is written where nothing needed a change. */
  async function change(
    id: string,
    where: Prisma.StudyWhereInput,
    data: Prisma.StudyUpdateManyMutationInput,
    eventOf: (study: Study) => Pick<AuditEntry, 'kind' | 'at' | 'details'>,
  ): Promise<void> {
    await writeInChain(db, async (transaction, append) => {
      const [row] = await transaction.study.updateManyAndReturn({ where: { id, ...where }, data })
      if (row) await append({ actor: PROGRAM, subject: id, ...eventOf(toStudy(row)) })
      else if ((await transaction.study.count({ where: { id } })) === 0) {
        throw new Fault('record_missing', 'no such study')
      }
    })
  }

  return {
    async begin(study) {
      const { id, reference, channel, person, chat, receivedAt, sha256, bytes, recompressed } = study
      const note = sha256 === null ? null : study.note
      await writeInChain(db, async (transaction, append) => {
        await transaction.study.createMany({
          data: { id, reference, channel, person, chat, receivedAt, sha256, bytes, recompressed, note },
        })
        const actor = { kind: 'person', id: person, channel } as const
        const details = receivedDetails(study)
        await append({ kind: 'study.received', at: receivedAt, actor, subject: id, details })
      })
    },

    async finish(id, examination, at, heatmapSha256 = null) {
      await change(
        id,
        { OR: [{ deliveredAt: null }, { answeredAt: null }] },
        { answeredAt: at, heatmapSha256, ...examinationColumns(examination) },
        (study) => ({ kind: 'study.answered', at, details: answeredDetails(study) }),
      )
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

    async list({ label, channel, outcome, after, limit }) {
      if (!Number.isInteger(limit) || limit < 1 || limit > MAX_PAGE) {
        throw new RangeError(`limit must be 1..${MAX_PAGE}`)
      }
      const rows = await client.study.findMany({
        where: {
          ...(label === undefined ? {} : { label }),
          ...(channel === undefined ? {} : { channel }),
          ...(outcome === undefined ? {} : { outcome }),
          ...(after === undefined ? {} : olderThan(after)),
        },
        orderBy: [{ receivedAt: 'desc' }, { id: 'desc' }],
        // One more than asked for tells whether there is another page.
        take: limit + 1,
      })
      const studies = rows.slice(0, limit).map(toStudy)
      const last = rows.length > limit ? studies.at(-1) : undefined
      return { studies, next: last ? { receivedAt: last.receivedAt, id: last.id } : null }
    },

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
      await change(id, { pictureErasedAt: null }, { pictureErasedAt: at, note: null }, (study) => ({
        kind: 'picture.erased',
        at,
        details: erasedDetails(study),
      }))
    },

    async countKeeping(sha256) {
      return client.study.count({
        where: { pictureErasedAt: null, OR: [{ sha256 }, { heatmapSha256: sha256 }] },
      })
    },
  }
}

/** The first condition bounds the walk along the index; the second leaves out what the page before has shown. */
function olderThan({ receivedAt, id }: StudyCursor): Prisma.StudyWhereInput {
  return { receivedAt: { lte: receivedAt }, OR: [{ receivedAt: { lt: receivedAt } }, { id: { lt: id } }] }
}
