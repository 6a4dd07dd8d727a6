import type { Study, StudyConditions, StudyCursor } from '../core/study.js'
import type { Prisma } from './generated/client.js'
import { toStudy } from './study-columns.js'
import { findStudyIds } from './study-query.js'
import type { StudyTerms } from './study-terms.js'
import { termsOf } from './study-terms.js'

type Client = Prisma.TransactionClient

/** Rows that are in memory at once. */
const BATCH = 500

/** The studies that fit, newest first, from `after` on. */
export async function readStudies(
  client: Client,
  terms: StudyTerms,
  after: StudyCursor | null,
  limit: number,
): Promise<readonly Study[]> {
  const ids = await findStudyIds(client, { terms, after, limit })
  const rows = await client.study.findMany({ where: { id: { in: [...ids] } } })
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.flatMap((id) => {
    const row = byId.get(id)
    return row ? [toStudy(row)] : []
  })
}

/**
 * Every study that fits and was begun when the reading starts, a batch at a time. One that is begun meanwhile is left out
 * wherever its time would place it; the events tell which these are.
 */
export async function* streamStudies(
  client: Client,
  conditions: StudyConditions,
): AsyncGenerator<readonly Study[]> {
  const terms = termsOf(conditions)
  if (terms === null) return
  const isLater = await watchBeginnings(client)
  let after: StudyCursor | null = null
  for (;;) {
    const batch: readonly Study[] = await readStudies(client, terms, after, BATCH)
    const last = batch.at(-1)
    if (last === undefined) return
    const later = await isLater()
    const known = batch.filter(({ id }) => !later.has(id))
    if (known.length > 0) yield known
    after = { receivedAt: last.receivedAt, id: last.id }
  }
}

/** Gives the studies begun since it was called, as far as a stream that goes back in time could meet them. */
async function watchBeginnings(client: Client): Promise<() => Promise<ReadonlySet<string>>> {
  const head = await client.auditEvent.findFirst({ orderBy: { seq: 'desc' }, select: { seq: true } })
  let seen = head?.seq ?? 0
  const later = new Set<string>()
  return async () => {
    const events = await client.auditEvent.findMany({
      where: { seq: { gt: seen } },
      orderBy: { seq: 'asc' },
      select: { seq: true, kind: true, subject: true },
    })
    for (const { seq, kind, subject } of events) {
      if (kind === 'study.received' && subject !== null) later.add(subject)
      seen = seq
    }
    return later
  }
}
