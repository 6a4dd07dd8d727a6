import type {
  AuditActor,
  AuditCursor,
  AuditDetails,
  AuditEvent,
  AuditFilter,
  AuditStream,
} from '../core/audit.js'
import { ACTOR_KINDS, AUDIT_KINDS } from '../core/audit.js'
import { verifyChain } from '../core/audit-chain.js'
import { Fault } from '../core/fault.js'
import { CHANNELS } from '../core/study.js'
import { eventLine } from './audit-line.js'
import { writeInChain } from './chain-writes.js'
import type { AuditEvent as AuditEventRow, Prisma } from './generated/client.js'
import type { Database } from './open-database.js'

/** The most rows that one page may have. */
const MAX_PAGE = 200

/** Rows that are in memory at once while the whole stream is read. */
const BATCH = 1000

/** The stream of events in the database. `now` is the moment that a head is stamped with. */
export function createAuditLog(options: { readonly db: Database; readonly now: () => Date }): AuditStream {
  const { db, now } = options
  const { client } = db

  async function* lines(): AsyncGenerator<readonly string[]> {
    const last = await client.auditEvent.findFirst({ orderBy: { seq: 'desc' }, select: { seq: true } })
    let after = 0
    while (last !== null && after < last.seq) {
      const rows = await client.auditEvent.findMany({
        where: { seq: { gt: after, lte: last.seq } },
        orderBy: { seq: 'asc' },
        take: BATCH,
      })
      if (rows.length === 0) return
      yield rows.map(eventLine)
      after = rows.at(-1)?.seq ?? last.seq
    }
  }

  return {
    async append(entry) {
      await writeInChain(db, (_, append) => append(entry))
    },

    async list(filter) {
      const { limit } = filter
      if (!Number.isInteger(limit) || limit < 1 || limit > MAX_PAGE) {
        throw new RangeError(`limit must be 1..${MAX_PAGE}`)
      }
      const rows = await client.auditEvent.findMany({
        where: conditionsOf(filter),
        orderBy: [{ at: 'desc' }, { seq: 'desc' }],
        take: limit + 1,
      })
      const events = rows.slice(0, limit).map(toEvent)
      const last = rows.length > limit ? events.at(-1) : undefined
      return { events, next: last ? { at: last.at, seq: last.seq } : null }
    },

    async eventsOf(subject) {
      const rows = await client.auditEvent.findMany({ where: { subject }, orderBy: { seq: 'asc' } })
      return rows.map(toEvent)
    },

    async head() {
      const head = await client.auditEvent.findFirst({
        orderBy: { seq: 'desc' },
        select: { seq: true, hash: true },
      })
      return head && { ...head, at: now() }
    },

    count: () => client.auditEvent.count(),
    lines,
    async hashOf(seq) {
      const row = await client.auditEvent.findUnique({ where: { seq }, select: { hash: true } })
      return row && row.hash
    },
    verify: (how = {}) => verifyChain(lines(), how),
  }
}

function conditionsOf(filter: AuditFilter): Prisma.AuditEventWhereInput {
  const { kind, subject, actorId, from, to, before } = filter
  return {
    ...(kind === undefined ? {} : { kind }),
    ...(subject === undefined ? {} : { subject }),
    ...(actorId === undefined ? {} : { actorId }),
    AND: [
      ...(from === undefined ? [] : [{ at: { gte: from } }]),
      ...(to === undefined ? [] : [{ at: { lt: to } }]),
      ...(before === undefined ? [] : olderThan(before)),
    ],
  }
}

/** The first condition bounds the walk along the index; the second leaves out what the page before has shown. */
function olderThan({ at, seq }: AuditCursor): Prisma.AuditEventWhereInput[] {
  return [{ at: { lte: at } }, { OR: [{ at: { lt: at } }, { seq: { lt: seq } }] }]
}

/** A row as core knows it. Throws the fault `internal` for what no version of the program writes: somebody else did. */
function toEvent(row: AuditEventRow): AuditEvent {
  const { seq, at, subject, previousHash, hash } = row
  const kind = AUDIT_KINDS.find((known) => known === row.kind)
  const actor = toActor(row)
  const details = toDetails(row.details)
  if (kind === undefined || actor === null || details === null) {
    throw new Fault('internal', `event ${seq} has a value that this version does not know`)
  }
  return { seq, at, kind, actor, subject, details, previousHash, hash }
}

function toActor({ actorKind, actorId, actorChannel }: AuditEventRow): AuditActor | null {
  const kind = ACTOR_KINDS.find((known) => known === actorKind)
  const channel = actorChannel === null ? null : CHANNELS.find((known) => known === actorChannel)
  return kind === undefined || channel === undefined ? null : { kind, id: actorId, channel }
}

function toDetails(text: string): AuditDetails | null {
  try {
    const details: unknown = JSON.parse(text)
    return typeof details === 'object' && details !== null ? (details as AuditDetails) : null
  } catch {
    return null
  }
}
