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
] as const

export type AuditKind = (typeof AUDIT_KINDS)[number]

/** Who did it: the program itself, a person of a chat by pseudonym, or an account of the dashboard by its id. */
export interface AuditActor {
  readonly kind: 'program' | 'person' | 'user'
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

/** The append-only stream of everything that happened. */
export interface AuditLog {
  /** On disk, and in the chain, when the promise resolves. */
  append(entry: AuditEntry): Promise<void>
}
