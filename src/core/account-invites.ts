import type { AuditActor } from './audit.js'

/** A one-time link that lets somebody make an account of their own. The token itself is never kept. */
export interface AccountInvite {
  readonly id: string
  readonly email: string
  /** A role of the dashboard, as it was when the invite was made. */
  readonly role: string
  readonly createdAt: Date
  /** The id of the account that made it. */
  readonly createdBy: string
  readonly expiresAt: Date
}

/** Invites to the dashboard. Making, using and revoking one is an event of the record, which does not name the address. */
export interface AccountInvites {
  /** Gives the token of the link, this once. An open invite of the same address is replaced. */
  issue(invite: {
    readonly email: string
    readonly role: string
    readonly expiresAt: Date
    readonly by: AuditActor
  }): Promise<string>
  /** Those that can still be used, newest first, at most 200. */
  open(): Promise<readonly AccountInvite[]>
  /** Null for a token that is unknown, used or expired, without saying which. */
  find(token: string): Promise<AccountInvite | null>
  /** Takes the invite: of two at once only one does. Null where it can be used no longer. */
  claim(token: string): Promise<AccountInvite | null>
  /** Gives a claimed invite back: the account could not be made. */
  release(id: string): Promise<void>
  /** Says that the account was made. */
  finish(id: string, by: AuditActor): Promise<void>
  /** False where it was used, revoked or expired already. */
  revoke(id: string, by: AuditActor): Promise<boolean>
}
