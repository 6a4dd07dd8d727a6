import { queueReasonOf, reviewStateOf } from '../core/review-state.js'
import { changeCounts, countsOfAgreement, countsOfAnswer, countsOfVerdicts } from './day-counts.js'
import type { Prisma } from './generated/client.js'
import type { Database } from './open-database.js'
import { toStudy } from './study-columns.js'
import { noteWordRows } from './study-notes.js'

type Transaction = Prisma.TransactionClient

/** Studies that are brought up to date in one transaction. */
const BATCH = 200

/** The work that the migration of the dashboard leaves: words of notes, states of review, the queue and the counts. */
const NAME = 'dashboard'

/**
 * Does the work that migrations left to the program, and gives the number of studies it looked at. Each step is one
 * transaction that says how far it came, so a program that is killed goes on there at its next start, and counts nothing
 * twice. Nobody else may have the database open.
 */
export async function fillFromBefore({ client }: Database): Promise<number> {
  let done = 0
  for (;;) {
    const count = await client.$transaction(fillBatch)
    if (count === 0) return done
    done += count
  }
}

async function fillBatch(transaction: Transaction): Promise<number> {
  const work = await transaction.backfill.findUnique({ where: { name: NAME } })
  if (work === null) return 0
  const rows = await transaction.study.findMany({
    where: { id: { gt: work.after } },
    orderBy: { id: 'asc' },
    take: BATCH,
    include: { reviews: true },
  })
  const last = rows.at(-1)
  if (last === undefined) {
    await transaction.backfill.deleteMany({ where: { name: NAME } })
    return 0
  }
  const studies = rows.map(({ reviews, ...row }) => {
    return { reviews, study: { ...toStudy(row), reviewState: reviewStateOf(reviews) } }
  })
  for (const { study } of studies) {
    const { id, reviewState } = study
    // The draw is for what comes; what came before was never to be drawn.
    const queuedFor = queueReasonOf(study, false)
    if (reviewState === 'unreviewed' && queuedFor === null) continue
    const state = reviewState === 'unreviewed' ? null : reviewState
    await transaction.study.updateMany({ where: { id }, data: { reviewState: state, queuedFor } })
  }
  const words = studies.flatMap(({ study }) => noteWordRows(study.id, study.receivedAt, study.note))
  if (words.length > 0) await transaction.noteWord.createMany({ data: words })
  await changeCounts(transaction, {
    come: studies.flatMap(({ study, reviews }) => [
      ...countsOfAnswer(study),
      ...countsOfVerdicts(study, reviews),
      ...reviews.flatMap(countsOfAgreement),
    ]),
  })
  await transaction.backfill.updateMany({ where: { name: NAME }, data: { after: last.id } })
  return rows.length
}
