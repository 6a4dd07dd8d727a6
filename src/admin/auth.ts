import type { AccountSessions } from './account-sessions.js'
import { createAccountSessions } from './account-sessions.js'
import type { Accounts } from './accounts.js'
import { createAccounts } from './accounts.js'
import type { AuthOptions } from './better-auth.js'
import { createBetterAuth } from './better-auth.js'
import type { OwnAccount } from './own-account.js'
import { createOwnAccount } from './own-account.js'
import type { Role } from './roles.js'
import { isRole } from './roles.js'
import type { SignIn } from './sign-in.js'
import { createSignIn } from './sign-in.js'
import { userActor } from './user-actor.js'

/** Who is signed in. */
export interface SignedInUser {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly role: Role
  /** Whether a code is asked for beside the password. */
  readonly twoFactor: boolean
  /** The session that this request came with. */
  readonly sessionId: string
}

/** A session that the request's cookie proved, and cookies to send on when it was prolonged. */
export interface Session {
  readonly user: SignedInUser
  readonly setCookies: readonly string[]
}

/** Sign-in and sessions. The library behind it stays in this folder's files of accounts and sign-in. */
export interface Auth extends SignIn {
  readonly accounts: Accounts
  readonly sessions: AccountSessions
  readonly own: OwnAccount
  /**
   * Null for no session, an ended or forged one, and one of a disabled account. A session lives on by being asked for;
   * `prolong` false only looks, for what a page asks of itself while nobody sits before it.
   */
  session(headers: Headers, choices?: { readonly prolong?: boolean }): Promise<Session | null>
  /** Ends the session of the request. Gives the cookies that clear it from the browser. */
  signOut(headers: Headers): Promise<readonly string[]>
}

/** Sign-in by e-mail and password, and a code where the account asks for one. Nobody can sign themselves up. */
export function createAuth(options: AuthOptions): Auth {
  const { audit } = options
  const auth = createBetterAuth(options)
  const sessions = createAccountSessions(auth)

  async function session(headers: Headers, { prolong = true } = {}): Promise<Session | null> {
    if (!headers.has('cookie')) return null
    const { headers: answered, response } = await auth.api.getSession({
      headers,
      query: { disableRefresh: !prolong },
      returnHeaders: true,
    })
    const user = response?.user
    if (!user || !isRole(user.role) || user.banned === true) return null
    const { id, name, email, role } = user
    const twoFactor = user.twoFactorEnabled === true
    return {
      user: { id, name, email, role, twoFactor, sessionId: response.session.id },
      setCookies: answered.getSetCookie(),
    }
  }

  return {
    ...createSignIn(auth, options),
    accounts: createAccounts(auth, { audit, sessions }),
    sessions,
    own: createOwnAccount(auth, { audit, sessions }),
    session,

    async signOut(headers) {
      const ending = await session(headers)
      const { headers: answered } = await auth.api.signOut({ headers, returnHeaders: true })
      if (ending !== null) {
        const { id } = ending.user
        const event = { kind: 'user.signed_out', at: new Date(), subject: id, details: {} } as const
        await audit.append({ ...event, actor: userActor({ id }) })
      }
      return answered.getSetCookie()
    },
  }
}
