import { isAPIError } from 'better-auth/api'
import type { AuditDetails, AuditLog } from '../core/audit.js'
import type { AccountSessions } from './account-sessions.js'
import { createAttemptLimit } from './attempt-limit.js'
import type { SignedInUser } from './auth.js'
import type { BetterAuth } from './better-auth.js'
import { PASSWORD_LENGTH } from './password.js'
import { userActor } from './user-actor.js'

/** Who changes something of their own: the account, and the headers that carry its session. */
export interface Holder {
  readonly user: SignedInUser
  readonly headers: Headers
}

export const OWN_REFUSALS = [
  'wrong_password',
  'password_length',
  'same_password',
  'wrong_code',
  'not_started',
  'on_already',
  'off_already',
  'too_many',
] as const

export type OwnRefusal = (typeof OWN_REFUSALS)[number]

export type OwnChange<Done extends object = object> =
  | ({ readonly kind: 'done'; readonly setCookies: readonly string[] } & Done)
  | { readonly kind: 'refused'; readonly code: OwnRefusal }

/** What the holder of an account does to it. Each change asks for the password, renews the session and is on the record. */
export interface OwnAccount {
  /** Ends every other session, and no browser stays trusted. */
  changePassword(holder: Holder, words: { current: string; next: string }): Promise<OwnChange>
  /** Makes a secret. Nothing is on before {@link confirmTwoFactor}. `uri` is what authenticator apps read. */
  startTwoFactor(holder: Holder, password: string): Promise<OwnChange<{ readonly uri: string }>>
  /** Turns it on by a first code, and gives the backup codes: the only time that they are shown. Ends every other session. */
  confirmTwoFactor(holder: Holder, code: string): Promise<OwnChange<{ readonly codes: readonly string[] }>>
  stopTwoFactor(holder: Holder, password: string): Promise<OwnChange>
  /** New ones; those that were left do not count any more. */
  renewBackupCodes(
    holder: Holder,
    password: string,
  ): Promise<OwnChange<{ readonly codes: readonly string[] }>>
}

const QUARTER_HOUR_MS = 15 * 60 * 1000
/** Whoever found a browser open guesses at the password, or at a code, no oftener. */
const GUESSES = 10

export function createOwnAccount(
  auth: BetterAuth,
  parts: { readonly audit: AuditLog; readonly sessions: AccountSessions },
): OwnAccount {
  const { audit, sessions } = parts
  const guesses = createAttemptLimit({ most: GUESSES, windowMs: QUARTER_HOUR_MS })

  /** Runs a change. What the library refuses becomes a code of ours; what else it throws is a fault. */
  async function attempt<Done extends object>(
    { user }: Holder,
    change: () => Promise<OwnChange<Done>>,
  ): Promise<OwnChange<Done>> {
    if (guesses.take(user.id) !== null) return refusal('too_many')
    try {
      const outcome = await change()
      guesses.forgive(user.id)
      return outcome
    } catch (error) {
      const code = isAPIError(error) ? REFUSALS[error.body?.code ?? ''] : undefined
      if (code === undefined) throw error
      return refusal(code)
    }
  }

  async function changed(id: string, details: AuditDetails): Promise<void> {
    await audit.append({
      kind: 'user.changed',
      at: new Date(),
      actor: userActor({ id }),
      subject: id,
      details,
    })
  }

  async function leaveOthersBehind(id: string, setCookies: readonly string[]): Promise<number> {
    const session = await auth.api.getSession({ headers: cookieHeaders(setCookies) })
    return sessions.endAll(id, session?.session.id)
  }

  return {
    async changePassword(holder, { current, next }) {
      if (next.length < PASSWORD_LENGTH.least || next.length > PASSWORD_LENGTH.most)
        return refusal('password_length')
      if (next === current) return refusal('same_password')
      if (current.length > PASSWORD_LENGTH.most) return refusal('wrong_password')
      return attempt(holder, async () => {
        const { headers } = await auth.api.changePassword({
          body: { currentPassword: current, newPassword: next, revokeOtherSessions: true },
          headers: holder.headers,
          returnHeaders: true,
        })
        const setCookies = headers.getSetCookie()
        await leaveOthersBehind(holder.user.id, setCookies)
        await changed(holder.user.id, { what: 'password' })
        return { kind: 'done', setCookies }
      })
    },

    startTwoFactor: (holder, password) =>
      attempt(holder, async () => {
        const { headers, response } = await auth.api.enableTwoFactor({
          body: { password, method: 'totp' },
          headers: holder.headers,
          returnHeaders: true,
        })
        if (!('totpURI' in response)) throw new TypeError('two-factor started without a secret')
        return { kind: 'done', uri: response.totpURI, setCookies: headers.getSetCookie() }
      }),

    async confirmTwoFactor(holder, code) {
      if (holder.user.twoFactor) return refusal('on_already')
      return attempt(holder, async () => {
        const { headers } = await auth.api.verifyTOTP({
          body: { code: code.replace(/\s/g, '') },
          headers: holder.headers,
          returnHeaders: true,
        })
        const setCookies = headers.getSetCookie()
        await leaveOthersBehind(holder.user.id, setCookies)
        await changed(holder.user.id, { what: 'two_factor', two_factor: 'on' })
        const { backupCodes } = await auth.api.viewBackupCodes({ body: { userId: holder.user.id } })
        return { kind: 'done', codes: backupCodes, setCookies }
      })
    },

    async stopTwoFactor(holder, password) {
      if (!holder.user.twoFactor) return refusal('off_already')
      return attempt(holder, async () => {
        const { headers } = await auth.api.disableTwoFactor({
          body: { password },
          headers: holder.headers,
          returnHeaders: true,
        })
        const setCookies = headers.getSetCookie()
        await leaveOthersBehind(holder.user.id, setCookies)
        await changed(holder.user.id, { what: 'two_factor', two_factor: 'off' })
        return { kind: 'done', setCookies }
      })
    },

    async renewBackupCodes(holder, password) {
      if (!holder.user.twoFactor) return refusal('off_already')
      return attempt(holder, async () => {
        const { headers, response } = await auth.api.generateBackupCodes({
          body: { password },
          headers: holder.headers,
          returnHeaders: true,
        })
        await changed(holder.user.id, { what: 'two_factor', two_factor: 'new_backup_codes' })
        return { kind: 'done', codes: response.backupCodes, setCookies: headers.getSetCookie() }
      })
    },
  }
}

/** The library's codes, as this program says them. */
const REFUSALS: Readonly<Record<string, OwnRefusal>> = {
  INVALID_PASSWORD: 'wrong_password',
  PASSWORD_TOO_SHORT: 'password_length',
  PASSWORD_TOO_LONG: 'password_length',
  INVALID_CODE: 'wrong_code',
  TOTP_NOT_ENABLED: 'not_started',
  TOTP_ALREADY_ENABLED: 'on_already',
  TWO_FACTOR_NOT_ENABLED: 'off_already',
}

function refusal(code: OwnRefusal): { readonly kind: 'refused'; readonly code: OwnRefusal } {
  return { kind: 'refused', code }
}

/** The headers of a browser that took these cookies. */
function cookieHeaders(setCookies: readonly string[]): Headers {
  return new Headers({ cookie: setCookies.map((cookie) => cookie.split(';')[0] ?? '').join('; ') })
}
