import type { ChainReport } from './audit-chain.js'
import type { Channel } from './study.js'

/** What happened. One word for the thing, one for what became of it. */
export const AUDIT_KINDS = [
  'study.received',
  'study.answered',
  'study.delivered',
  'study.viewed',
  'study.report_made',
  'study.rerun',
  'picture.erased',
  'review.recorded',
  'sender.refused',
  'invite.made',
  'invite.redeemed',
  'invite.refused',
  'place.allowed',
  'place.disallowed',
  'person.erased',
  'user.added',
  'user.changed',
  'user.signed_in',
  'user.sign_in_refused',
  'user.signed_out',
  'record.exported',
  'record.verified',
  'model.promoted',
  'program.started',
  'client.made',
  'client.revoked',
  'webhook.tested',
  'invite.revoked',
  'person.dismissed',
  'review.withdrawn',
] as const

export type AuditKind = (typeof AUDIT_KINDS)[number]

export const ACTOR_KINDS = ['program', 'person', 'user', 'client'] as const

/**
 * Who did it: the program itself, a person of a chat by pseudonym, or by its id an account of the dashboard or a client of
 * the programming interface. The record keeps an alias of the pseudonym, so that the link to a person can be erased though
 * no event ever changes.
 */
export interface AuditActor {
  readonly kind: (typeof ACTOR_KINDS)[number]
  readonly id: string | null
  readonly channel: Channel | null
}

export const PROGRAM: AuditActor = { kind: 'program', id: null, channel: null }

/** Chosen facts. Never a name, a caption, an address of a file, a token or a platform's id. */
export type AuditDetails = Readonly<Record<string, string | number | boolean | null>>

/** Something that happened, before it has its place in the chain. */
export interface AuditEntry {
  readonly kind: AuditKind
  readonly at: Date
  readonly actor: AuditActor
  /** The id of the study, account or invite that it happened to. */
  readonly subject: string | null
  readonly details: AuditDetails
}

/** An event in its place in the chain. A person is named by alias. */
export interface AuditEvent extends AuditEntry {
  /** 1 for the first event, and one more for each after it. */
  readonly seq: number
  /** The hash of the event before; 64 zeros for the first. */
  readonly previousHash: string
  /** SHA-256, in hex, of the event's canonical JSON without this hash. */
  readonly hash: string
}

/** The last event at a moment. Kept elsewhere, it shows later whether the end of the chain was cut off or rewritten. */
export interface AuditHead {
  readonly seq: number
  readonly hash: string
  /** When it was the last one. */
  readonly at: Date
}

/** Where a page of the list goes on: the last event of the page before. */
export interface AuditCursor {
  readonly at: Date
  readonly seq: number
}

export interface AuditFilter {
  readonly kind?: AuditKind
  /** The id of a study, account or invite. */
  readonly subject?: string
  /** An account's id, or a person's alias as the events have it. */
  readonly actorId?: string
  /** Inclusive. */
  readonly from?: Date
  /** Exclusive. */
  readonly to?: Date
  /** Where a page goes on: events before this one. */
  readonly before?: AuditCursor
  /** Rows on the page, 1..200. */
  readonly limit: number
}

/** Newest first, by time. `next` is what `before` takes for the next page; null on the last. */
export interface AuditPage {
  readonly events: readonly AuditEvent[]
  readonly next: AuditCursor | null
}

/** The append-only stream of everything that happened. */
export interface AuditLog {
  /** On disk, and in the chain, when the promise resolves. */
  append(entry: AuditEntry): Promise<void>
}

/** Reads the stream. */
export interface AuditReader {
  list(filter: AuditFilter): Promise<AuditPage>
  /** Everything that happened to a study, account or invite, oldest first. */
  eventsOf(subject: string): Promise<readonly AuditEvent[]>
  /** Null while nothing happened. */
  head(): Promise<AuditHead | null>
  /** How many events there are. */
  count(): Promise<number>
}

/** The stream with all that can be asked of it. */
export interface AuditStream extends AuditLog, AuditReader {
  /**
   * The whole stream as lines of canonical JSON, from the first event to the one that is last at the start, a batch at a
   * time: memory does not grow with it.
   */
  lines(): AsyncIterable<readonly string[]>
  /** The hash of one event; null where there is no such event. */
  hashOf(seq: number): Promise<string | null>
  /** Verifies the stream as it stands in the database. */
  verify(options?: {
    readonly heads?: readonly Pick<AuditHead, 'seq' | 'hash'>[]
    readonly onProgress?: (events: number) => void
  }): Promise<ChainReport>
}
