/* eslint-disable @typescript-eslint/require-await -- the ports promise, and memory has nothing to wait for */
import { FIRST_PREVIOUS_HASH, verifyChain } from '../../src/core/audit-chain.js'
import type { AuditEntry, AuditEvent, AuditStream } from '../../src/core/audit.js'
import { eventLine, hashEvent, type UnhashedEvent } from '../../src/store/audit-line.js'
import { canonicalDetails } from '../../src/store/chain-writes.js'

/** The whole stream in memory, with its chain. People keep their pseudonyms, as there is nothing to erase. */
export function createMemoryAuditStream(): AuditStream & { readonly entries: readonly AuditEntry[] } {
  const events: AuditEvent[] = []

  async function* lines(): AsyncGenerator<readonly string[]> {
    if (events.length > 0) yield events.map((event) => eventLine({ ...rowOf(event), hash: event.hash }))
  }

  return {
    entries: events,
    async append(entry) {
      const previousHash = events.at(-1)?.hash ?? FIRST_PREVIOUS_HASH
      const event = { ...entry, seq: events.length + 1, previousHash }
      events.push({ ...event, hash: hashEvent(rowOf(event)) })
    },
    async list({ kind, subject, actorId, from, to, before, limit }) {
      const found = events
        .filter((event) => kind === undefined || event.kind === kind)
        .filter((event) => subject === undefined || event.subject === subject)
        .filter((event) => actorId === undefined || event.actor.id === actorId)
        .filter((event) => (from === undefined || event.at >= from) && (to === undefined || event.at < to))
        .sort((a, b) => newestFirst(a, b))
        .filter((event) => before === undefined || newestFirst(before, event) < 0)
      const shown = found.slice(0, limit)
      const last = found.length > limit ? shown.at(-1) : undefined
      return { events: shown, next: last ? { at: last.at, seq: last.seq } : null }
    },
    async eventsOf(subject) {
      return events.filter((event) => event.subject === subject)
    },
    async head() {
      const last = events.at(-1)
      return last ? { seq: last.seq, hash: last.hash, at: last.at } : null
    },
    async count() {
      return events.length
    },
    lines,
    async hashOf(seq) {
      return events.find((event) => event.seq === seq)?.hash ?? null
    },
    verify: (how = {}) => verifyChain(lines(), how),
  }
}

interface Placed {
  readonly at: Date
  readonly seq: number
}

function newestFirst(a: Placed, b: Placed): number {
  return b.at.getTime() - a.at.getTime() || b.seq - a.seq
}

function rowOf({
  actor,
  details,
  seq,
  at,
  kind,
  subject,
  previousHash,
}: Omit<AuditEvent, 'hash'>): UnhashedEvent {
  return {
    seq,
    at,
    kind,
    subject,
    previousHash,
    actorKind: actor.kind,
    actorId: actor.id,
    actorChannel: actor.channel,
    details: canonicalDetails(details),
  }
}
