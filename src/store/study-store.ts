import { Fault } from '../core/fault.js'
import type { StudyCursor, StudyStore } from '../core/study.js'
import type { Prisma } from './generated/client.js'
import type { Database } from './open-database.js'
import { examinationColumns, toStudy } from './study-columns.js'

/** The most rows that one page may have. */
export const MAX_PAGE = 200

/**
 * The record of studies in the database. Each method is one statement, so it happens wholly or not at all, and its
 * promise resolves after SQLite waited for the disk.
 */
export function createStudyStore({ client }: Database): StudyStore {
  /** Tells a study that needed no change from one that does not exist. */
  async function assertRecorded(id: string, changed: number): Promise<void> {
    if (changed === 0 && (await client.study.count({ where: { id } })) === 0) {
      throw new Fault('record_missing', 'no such study')
    }
  }

  return {
    async begin(study) {
      const { id, reference, channel, person, chat, receivedAt, sha256, bytes, recompressed } = study
      await client.study.createMany({
        data: { id, reference, channel, person, chat, receivedAt, sha256, bytes, recompressed },
      })
    },

    async finish(id, examination, at, heatmapSha256 = null) {
      const { count } = await client.study.updateMany({
        where: { id, OR: [{ deliveredAt: null }, { answeredAt: null }] },
        data: { answeredAt: at, heatmapSha256, ...examinationColumns(examination) },
      })
      await assertRecorded(id, count)
    },

    async deliver(id, at) {
      const { count } = await client.study.updateMany({
        where: { id, deliveredAt: null },
        data: { deliveredAt: at },
      })
      await assertRecorded(id, count)
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
      const { count } = await client.study.updateMany({
        where: { id, pictureErasedAt: null },
        data: { pictureErasedAt: at },
      })
      await assertRecorded(id, count)
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
