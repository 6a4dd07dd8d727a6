import type { AuditActor } from './audit.js'
import type { Channel, Sender } from './study.js'

/**
 * Who may send pictures. By default only people who redeemed an invite, and everybody in a chat or on a server that was
 * allowed; everybody at all where access is open.
 */
export interface Admission {
  isAdmitted(sender: Sender): Promise<boolean>
  /** Admits the sender on a valid code. False for a code that is unknown, used up or expired, without saying which. */
  redeem(sender: Sender, code: string): Promise<boolean>
}

/** Makes invites. `uses` people may redeem the code until `expiresAt`. The code is shown once and kept as a hash. */
export interface InviteIssuer {
  issue(invite: {
    readonly uses: number
    readonly expiresAt: Date
    /** For the record; the program itself unless said. */
    readonly by?: AuditActor
  }): Promise<string>
}

/** A chat or server of a platform, by the platform's own id. */
export interface Place {
  readonly channel: Channel
  readonly kind: 'chat' | 'server'
  readonly id: string
}

/** Allows whole chats and servers: everybody in them may send pictures there. `by` is for the record. */
export interface PlaceKeeper {
  /** False where it was allowed already. */
  allow(place: Place, by?: AuditActor): Promise<boolean>
  /** False where it was not allowed. Who redeemed an invite stays admitted. */
  disallow(place: Place, by?: AuditActor): Promise<boolean>
}

/** An invite as it stands. Its code is not kept. */
export interface ChatInvite {
  readonly id: string
  /** How many people it was made for; null on one from before this was kept. */
  readonly uses: number | null
  readonly usesLeft: number
  readonly createdAt: Date
  /** The id of the account that made it; null where the program did, or it is not known. */
  readonly createdBy: string | null
  readonly expiresAt: Date
  readonly revokedAt: Date | null
}

/** Somebody who redeemed an invite. */
export interface AdmittedPerson {
  readonly channel: Channel
  /** A pseudonym. */
  readonly person: string
  /** Null where the link to the invite was erased. */
  readonly admittedAt: Date | null
  /** When their last picture came; null where none did. */
  readonly lastStudyAt: Date | null
}

/** A chat or server whose people may all send pictures, as it is kept. */
export interface AllowedPlace {
  readonly channel: Channel
  readonly kind: Place['kind']
  /** A pseudonym. */
  readonly place: string
  readonly allowedAt: Date
}

/** Who is let in, for those who answer for it. Lists are newest first and hold 200 at most. Each change is an event. */
export interface AdmissionBook {
  invites(): Promise<readonly ChatInvite[]>
  /** Nobody redeems it from then on; who did stays admitted. False where it is unknown or was revoked already. */
  revoke(id: string, by: AuditActor): Promise<boolean>
  admitted(): Promise<readonly AdmittedPerson[]>
  /** They need another invite from then on. False where they were not admitted. */
  dismiss(person: Pick<AdmittedPerson, 'channel' | 'person'>, by: AuditActor): Promise<boolean>
  places(): Promise<readonly AllowedPlace[]>
  /** The same as {@link PlaceKeeper.disallow}, by the pseudonym. */
  remove(place: Pick<AllowedPlace, 'channel' | 'kind' | 'place'>, by: AuditActor): Promise<boolean>
}
