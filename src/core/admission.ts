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
