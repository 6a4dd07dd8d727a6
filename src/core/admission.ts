import type { Sender } from './study.js'

/** Who may send pictures. By default only people who redeemed an invite; everybody where access is open. */
export interface Admission {
  isAdmitted(sender: Sender): Promise<boolean>
  /** Admits the sender on a valid code. False for a code that is unknown, used up or expired, without saying which. */
  redeem(sender: Sender, code: string): Promise<boolean>
}

/** Makes invites. `uses` people may redeem the code until `expiresAt`. The code is shown once and kept as a hash. */
export interface InviteIssuer {
  issue(invite: { readonly uses: number; readonly expiresAt: Date }): Promise<string>
}
