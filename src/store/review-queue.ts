import type { QueuedStudy, QueueReason, ReviewQueue } from '../core/review.js'
import { QUEUE_REASONS } from '../core/review.js'
import { Prisma } from './generated/client.js'
import type { Database } from './open-database.js'
import { MAX_PAGE } from './study-store.js'

/** Beyond this many nobody counts. */
const COUNTED = 1_000

/** The queue, as the stores of studies and reviews keep it in `Study.queuedFor`. */
export function createReviewQueue({ db: { client } }: { readonly db: Database }): ReviewQueue {
  async function nextFor(
    reason: QueueReason,
    reviewer: string,
    after: Parameters<ReviewQueue['next']>[0]['after'],
    limit: number,
  ): Promise<readonly QueuedStudy[]> {
    const older =
      after === undefined
        ? Prisma.empty
        : Prisma.sql`AND s."receivedAt" <= ${after.receivedAt}
            AND (s."receivedAt" < ${after.receivedAt} OR s."id" < ${after.studyId})`
    const rows = await client.$queryRaw<{ id: string; receivedAt: Date }[]>`
      SELECT s."id", s."receivedAt" FROM "Study" s WHERE ${waitsFor(reason, reviewer)} ${older}
      ORDER BY s."receivedAt" DESC, s."id" DESC LIMIT ${limit}`
    return rows.map(({ id, receivedAt }) => ({ studyId: id, receivedAt, reason }))
  }

  async function count(reason: QueueReason, reviewer: string): Promise<number> {
    const [counted] = await client.$queryRaw<{ n: bigint | number }[]>`
      SELECT COUNT(*) AS "n" FROM
      (SELECT 1 FROM "Study" s WHERE ${waitsFor(reason, reviewer)} LIMIT ${COUNTED}) waiting`
    return Number(counted?.n ?? 0)
  }

  return {
    async next({ reviewer, reason, after, limit }) {
      if (!Number.isInteger(limit) || limit < 1 || limit > MAX_PAGE) {
        throw new RangeError(`limit must be 1..${MAX_PAGE}`)
      }
      const reasons = reason === undefined ? QUEUE_REASONS : [reason]
      const found = await Promise.all(reasons.map((each) => nextFor(each, reviewer, after, limit)))
      return found.flat().sort(newestFirst).slice(0, limit)
    },

    async counts(reviewer) {
      const counts = QUEUE_REASONS.map(async (reason) => [reason, await count(reason, reviewer)] as const)
      return Object.fromEntries(await Promise.all(counts)) as Record<QueueReason, number>
    },
  }
}

function waitsFor(reason: QueueReason, reviewer: string): Prisma.Sql {
  return Prisma.sql`s."queuedFor" = ${reason} AND NOT EXISTS
    (SELECT 1 FROM "Review" r WHERE r."studyId" = s."id" AND r."reviewer" = ${reviewer})`
}

function newestFirst(a: QueuedStudy, b: QueuedStudy): number {
  return b.receivedAt.getTime() - a.receivedAt.getTime() || (a.studyId < b.studyId ? 1 : -1)
}
