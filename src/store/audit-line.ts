import { createHash } from 'node:crypto'
import type { AuditEvent as AuditEventRow } from './generated/client.js'

/** An event that has its place, and not yet its hash. */
export type UnhashedEvent = Omit<AuditEventRow, 'hash'>

/** The event as one line of an export: canonical JSON (RFC 8785), `details` being canonical already. */
export function eventLine(event: AuditEventRow): string {
  const [before, after] = halves(event)
  return `${before}"hash":${JSON.stringify(event.hash)},${after}`
}

/** SHA-256, in hex, of the event's canonical JSON without its hash. */
export function hashEvent(event: UnhashedEvent): string {
  return createHash('sha256').update(halves(event).join('')).digest('hex')
}

/** Names in the order that RFC 8785 wants; `hash` belongs between the halves. */
function halves(event: UnhashedEvent): [before: string, after: string] {
  const { actorChannel, actorId, actorKind, at, details, kind, previousHash, seq, subject } = event
  const actor = `{"channel":${JSON.stringify(actorChannel)},"id":${JSON.stringify(actorId)},"kind":${JSON.stringify(actorKind)}}`
  return [
    `{"actor":${actor},"at":"${at.toISOString()}","details":${details},`,
    `"kind":${JSON.stringify(kind)},"previousHash":${JSON.stringify(previousHash)},"seq":${seq},"subject":${JSON.stringify(subject)}}`,
  ]
}
