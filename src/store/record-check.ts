import type { AuditDetails } from '../core/audit.js'
import type { RecordBreakCode, RecordReport } from '../core/record-check.js'
import { reviewStateOf } from '../core/review-state.js'
import type { Study } from '../core/study.js'
import { canonicalDetails } from './chain-writes.js'
import type {
  AuditEvent as EventRow,
  Prisma,
  Review as ReviewRow,
  Study as StudyRow,
} from './generated/client.js'
import type { Database } from './open-database.js'
import { toStudy } from './study-columns.js'
import { answeredDetails, deliveredDetails, erasedDetails, receivedDetails } from './study-details.js'

interface Batch {
  readonly rows: readonly StudyRow[]
  readonly events: ReadonlyMap<string, readonly EventRow[]>
  readonly reviews: readonly ReviewRow[]
  /** By channel and person. */
  readonly aliases: ReadonlyMap<string, string>
}

const BATCH = 500
const STUDY_KINDS = [
  'study.received',
  'study.answered',
  'study.delivered',
  'picture.erased',
  'review.recorded',
  'review.withdrawn',
]

/** {@link CheckRecord} of a database, in constant memory. */
export async function checkRecord(
  { client }: Database,
  onProgress: (studies: number) => void = () => undefined,
): Promise<RecordReport> {
  const first = await client.auditEvent.findFirst({ orderBy: { seq: 'asc' }, select: { at: true } })
  const since = first?.at ?? null
  let agreed = 0
  let older = 0
  for (let after = ''; ;) {
    const batch = await readBatch(client, { id: { gt: after } })
    for (const row of batch.rows) {
      if (since === null || isOlder(row, batch, since)) older += 1
      else if (findDifference(row, batch) === null) agreed += 1
      else {
        const why = await lookAgain(client, row.id)
        if (why !== null) return { broken: { studyId: row.id, why }, studies: agreed, older }
        agreed += 1
      }
    }
    const last = batch.rows.at(-1)
    if (last === undefined) break
    after = last.id
    onProgress(agreed + older)
  }
  const missing = await findMissing(client)
  return { broken: missing === null ? null : { studyId: missing, why: 'missing' }, studies: agreed, older }
}

/** A study can be answered between the reading of its row and of its events. In a transaction nothing changes. */
async function lookAgain(client: Database['client'], id: string): Promise<RecordBreakCode | null> {
  return client.$transaction(async (transaction) => {
    const batch = await readBatch(transaction, { id })
    const [row] = batch.rows
    return row ? findDifference(row, batch) : 'missing'
  })
}

async function readBatch(client: Prisma.TransactionClient, where: Prisma.StudyWhereInput): Promise<Batch> {
  const rows = await client.study.findMany({ where, orderBy: { id: 'asc' }, take: BATCH })
  const ids = rows.map(({ id }) => id)
  const events = await client.auditEvent.findMany({
    where: { subject: { in: ids }, kind: { in: STUDY_KINDS } },
    orderBy: { seq: 'asc' },
  })
  const reviews = await client.review.findMany({ where: { studyId: { in: ids } } })
  const people = [...rows.map(({ person }) => person), ...reviews.map(({ reviewer }) => reviewer)]
  const aliases = await client.personAlias.findMany({ where: { person: { in: [...new Set(people)] } } })
  const bySubject = new Map<string, EventRow[]>(ids.map((id) => [id, []]))
  for (const event of events) bySubject.get(event.subject ?? '')?.push(event)
  return {
    rows,
    events: bySubject,
    reviews,
    aliases: new Map(aliases.map(({ channel, person, alias }) => [keyOf(channel, person), alias])),
  }
}

const keyOf = (channel: string, person: string): string => JSON.stringify([channel, person])

function isOlder(study: StudyRow, { events }: Batch, since: Date): boolean {
  const received = events.get(study.id)?.some(({ kind }) => kind === 'study.received')
  return received !== true && study.receivedAt < since
}

function findDifference(row: StudyRow, batch: Batch): RecordBreakCode | null {
  const study = readStudy(row)
  if (study === null) return 'altered'
  const events = batch.events.get(study.id) ?? []
  const received = events.find(({ kind }) => kind === 'study.received')
  if (!received) return 'without_event'
  const lastOf = (kind: string): EventRow | undefined => events.findLast((event) => event.kind === kind)
  const agrees =
    isTold(received, study.receivedAt, receivedDetails(study)) &&
    received.actorId === nameIn(batch, study.channel, study.person) &&
    isTold(lastOf('study.answered'), study.answeredAt, answeredDetails(study)) &&
    isTold(lastOf('study.delivered'), study.deliveredAt, deliveredDetails(study)) &&
    isTold(lastOf('picture.erased'), study.pictureErasedAt, erasedDetails(study))
  if (!agrees) return 'altered'
  return reviewsAgree(study, events, batch) ? null : 'review_altered'
}

/** Null for a row that no version of the program would write. */
function readStudy(row: StudyRow): Study | null {
  try {
    return toStudy(row)
  } catch {
    return null
  }
}

/** Whether the event says that, at that time; or there is none, and nothing happened. */
function isTold(event: EventRow | undefined, at: Date | null, details: AuditDetails): boolean {
  if (event === undefined || at === null) return event === undefined && at === null
  return event.at.getTime() === at.getTime() && event.details === canonicalDetails(details)
}

/** Under which name the events speak of a person or an account. */
function nameIn({ aliases }: Batch, channel: string, person: string): string {
  const erased = /^erased-([0-9a-f]{16})$/.exec(person)
  return erased?.[1] ?? aliases.get(keyOf(channel, person)) ?? person
}

function reviewsAgree(study: Study, events: readonly EventRow[], batch: Batch): boolean {
  const told = new Map<string, string>()
  for (const { kind, actorChannel, actorId, details, at } of events) {
    const key = keyOf(actorChannel ?? '', actorId ?? '')
    if (kind === 'review.withdrawn') told.delete(key)
    if (kind !== 'review.recorded') continue
    const { verdict, agrees } = JSON.parse(details) as AuditDetails
    told.set(key, JSON.stringify([verdict, agrees, at]))
  }
  const rows = batch.reviews.filter(({ studyId }) => studyId === study.id)
  return (
    rows.length === told.size &&
    study.reviewState === reviewStateOf(rows) &&
    rows.every(({ channel, reviewer, verdict, agrees, at }) => {
      const key = keyOf(channel, nameIn(batch, channel, reviewer))
      return told.get(key) === JSON.stringify([verdict, agrees, at])
    })
  )
}

/** The first study that was received, says the stream, and has no row. */
async function findMissing(client: Database['client']): Promise<string | null> {
  for (let after = 0; ;) {
    const events = await client.auditEvent.findMany({
      where: { kind: 'study.received', seq: { gt: after } },
      orderBy: { seq: 'asc' },
      take: BATCH,
      select: { seq: true, subject: true },
    })
    const ids = events.flatMap(({ subject }) => subject ?? [])
    const rows = await client.study.findMany({ where: { id: { in: ids } }, select: { id: true } })
    const known = new Set(rows.map(({ id }) => id))
    const missing = ids.find((id) => !known.has(id))
    if (missing !== undefined) return missing
    const last = events.at(-1)
    if (last === undefined) return null
    after = last.seq
  }
}
