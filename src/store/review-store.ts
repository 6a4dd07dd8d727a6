import { randomUUID } from 'node:crypto'
import type { AuditActor } from '../core/audit.js'
import { Fault } from '../core/fault.js'
import type { Review, ReviewStore } from '../core/review.js'
import { isVerdict } from '../core/review.js'
import { isChannel } from '../core/study.js'
import { writeInChain } from './chain-writes.js'
import type { Review as ReviewRow } from './generated/client.js'
import type { Database } from './open-database.js'

/**
 * Reviews in the database, each change with its event. Saying the same again changes nothing and leaves no event. A note of a
 * reviewer may name a patient, so the event says only whether there is one.
 */
export function createReviewStore({ db }: { readonly db: Database }): ReviewStore {
  return {
    async record({ studyId, channel, reviewer, verdict, agrees, note, at }) {
      await writeInChain(db, async (transaction, append) => {
        const study = await transaction.study.findUnique({
          where: { id: studyId },
          select: { reference: true },
        })
        if (study === null) throw new Fault('record_missing', 'no such study')
        const key = { studyId, channel, reviewer }
        const before = await transaction.review.findUnique({
          where: { studyId_channel_reviewer: key },
        })
        if (before?.verdict === verdict && before.note === note) return
        const said = { verdict, agrees, note, at }
        if (before === null)
          await transaction.review.createMany({ data: { id: randomUUID(), ...key, ...said } })
        else await transaction.review.updateMany({ where: { id: before.id }, data: said })
        await append({
          kind: 'review.recorded',
          at,
          actor: reviewerOf({ channel, reviewer }),
          subject: studyId,
          details: {
            reference: study.reference,
            verdict,
            agrees,
            previousVerdict: before?.verdict ?? null,
            hasNote: note !== null,
          },
        })
      })
    },

    async of(studyId) {
      const rows = await db.client.review.findMany({
        where: { studyId },
        orderBy: [{ at: 'asc' }, { id: 'asc' }],
      })
      return rows.map(toReview)
    },
  }
}

/** On the web and in the shell accounts review; in the chats people do. */
function reviewerOf({ channel, reviewer }: Pick<Review, 'channel' | 'reviewer'>): AuditActor {
  const isAccount = channel === 'web' || channel === 'shell'
  return { kind: isAccount ? 'user' : 'person', id: reviewer, channel }
}

function toReview({ studyId, channel, reviewer, verdict, agrees, note, at }: ReviewRow): Review {
  if (!isChannel(channel) || !isVerdict(verdict)) {
    throw new Fault('internal', 'a review has a value that this version does not know')
  }
  return { studyId, channel, reviewer, verdict, agrees, note, at }
}
