import { FIRST_PREVIOUS_HASH } from '../../src/core/audit-chain.js'
import { canonicalDetails } from '../../src/store/chain-writes.js'
import type { UnhashedEvent } from '../../src/store/audit-line.js'
import { eventLine, hashEvent } from '../../src/store/audit-line.js'

export type StoredEvent = UnhashedEvent & { readonly hash: string }

/** An event of a stream as it may be, before it is linked. */
export function looseEvent(seq: number): UnhashedEvent {
  return {
    seq,
    at: new Date(Date.UTC(2026, 0, 1) + seq * 1717),
    kind: 'study.answered',
    actorKind: seq % 3 === 0 ? 'person' : 'program',
    actorId: seq % 3 === 0 ? `alias-${seq % 7}` : null,
    actorChannel: seq % 3 === 0 ? 'telegram' : null,
    subject: `study-${seq}`,
    details: canonicalDetails({
      reference: `CC-${seq}`,
      scoreCovid: 1 / (seq + 1),
      label: 'NORMAL',
      checked: seq % 2 === 0,
      code: null,
      hash: 'the word alone is no hash',
      odd: '\u20ac "quoted" \\ \u0007',
    }),
    previousHash: '',
  }
}

/** Puts events one behind the other: their hashes and links become those of a sound stream; their numbers stay. */
export function link(events: readonly UnhashedEvent[], after = FIRST_PREVIOUS_HASH): StoredEvent[] {
  let previousHash = after
  return events.map((event) => {
    const linked = { ...event, previousHash }
    previousHash = hashEvent(linked)
    return { ...linked, hash: previousHash }
  })
}

/** A sound stream of `count` events. */
export function soundStream(count: number): StoredEvent[] {
  return link(Array.from({ length: count }, (_, index) => looseEvent(index + 1)))
}

export const linesOf = (events: readonly StoredEvent[]): string[] => events.map(eventLine)
