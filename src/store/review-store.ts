import { randomUUID } from 'node:crypto'
import { Fault } from '../core/fault.js'
import type { Review, ReviewStore } from '../core/review.js'
import { isVerdict } from '../core/review.js'
import { queueReasonOf, reviewStateOf } from '../core/review-state.js'
import { isChannel } from '../core/study.js'
import { writeInChain } from './chain-writes.js'
import { changeCounts, countsOfAgreement, countsOfVerdicts } from './day-counts.js'
import type { Prisma, Review as ReviewRow, Study as StudyRow } from './generated/client.js'
import type { Database } from './open-database.js'
import type { ReviewDraw } from './review-draw.js'
import { noDraw } from './review-draw.js'
import { reviewDetails, reviewerOf } from './review-details.js'
import { toStudy } from './study-columns.js'

type Transaction = Prisma.TransactionClient

export interface ReviewStoreOptions {
  readonly db: Database
  /** The same as the store of studies has. */
  readonly draw?: ReviewDraw
}

/**
 * Reviews in the database, each change with its event. Saying the same again changes nothing and leaves no event. A note of a
 * reviewer may name a patient, so the event says only whether there is one. What reviews come to, the study's place in the
 * queue and the counts change in the same transaction.
 */
export function createReviewStore({ db, draw = noDraw }: ReviewStoreOptions): ReviewStore {
  return {
    async record({ studyId, channel, reviewer, verdict, agrees, note, at }) {
      await writeInChain(db, async (transaction, append) => {
        const study = await findStudy(transaction, studyId)
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
          details: reviewDetails(study.reference, said, before?.verdict ?? null),
        })
        await keepUp(transaction, study, { come: said, gone: before })
      })
    },

    async withdraw({ studyId, channel, reviewer, at }) {
      await writeInChain(db, async (transaction, append) => {
        const study = await findStudy(transaction, studyId)
        const key = { studyId, channel, reviewer }
        const before = await transaction.review.findUnique({
          where: { studyId_channel_reviewer: key },
        })
        if (before === null) return
        await transaction.review.deleteMany({ where: { id: before.id } })
        await append({
          kind: 'review.withdrawn',
          at,
          actor: reviewerOf({ channel, reviewer }),
          subject: studyId,
          details: { reference: study.reference, previousVerdict: before.verdict },
        })
        await keepUp(transaction, study, { come: null, gone: before })
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

  /** Brings up to date what follows from the reviews of a study, one of which changed. */
  async function keepUp(
    transaction: Transaction,
    row: StudyRow,
    change: Readonly<Record<'come' | 'gone', Pick<ReviewRow, 'verdict' | 'agrees' | 'at'> | null>>,
  ): Promise<void> {
    const { id: studyId } = row
    const reviews = await transaction.review.findMany({ where: { studyId }, select: { agrees: true } })
    const study = { ...toStudy(row), reviewState: reviewStateOf(reviews) }
    const data = {
      reviewState: study.reviewState === 'unreviewed' ? null : study.reviewState,
      queuedFor: queueReasonOf(study, draw(studyId)),
    }
    await transaction.study.updateMany({ where: { id: studyId }, data })
    const counts = [change.come, change.gone].map((said) =>
      said === null ? [] : [...countsOfAgreement(said), ...countsOfVerdicts(study, [said])],
    )
    await changeCounts(transaction, { come: counts[0] ?? [], gone: counts[1] ?? [] })
  }
}

async function findStudy(transaction: Transaction, id: string): Promise<StudyRow> {
  const study = await transaction.study.findUnique({ where: { id } })
  if (study === null) throw new Fault('record_missing', 'no such study')
  return study
}

function toReview({ studyId, channel, reviewer, verdict, agrees, note, at }: ReviewRow): Review {
  if (!isChannel(channel) || !isVerdict(verdict)) {
    throw new Fault('internal', 'a review has a value that this version does not know')
  }
  return { studyId, channel, reviewer, verdict, agrees, note, at }
}
