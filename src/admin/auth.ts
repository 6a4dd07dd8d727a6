import { z } from 'zod'
import { Fault } from '../core/fault.js'
import type { Accounts } from './accounts.js'
import { createAccounts } from './accounts.js'
import type { AuthOptions } from './better-auth.js'
import { CLIENT_HEADER, SIGN_IN_LIMIT, createBetterAuth } from './better-auth.js'
import type { Role } from './roles.js'
import { ROLES, isRole } from './roles.js'

/** Who is signed in. */
export interface SignedInUser {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly role: Role
}

/** A session that the request's cookie proved, and cookies to send on when it was prolonged. */
export interface Session {
  readonly user: SignedInUser
  readonly setCookies: readonly string[]
}

export type SignInResult =
  | { readonly kind: 'signed_in'; readonly role: Role; readonly setCookies: readonly string[] }
  | { readonly kind: 'refused'; readonly code: 'wrong_credentials' | 'disabled' }
  | { readonly kind: 'refused'; readonly code: 'too_many'; readonly retryAfterSeconds: number }

/** Sign-in and sessions. The library behind it stays in this file. */
export interface Auth {
  readonly accounts: Accounts
  /** Null for no session, an ended or forged one, and one of a disabled account. */
  session(headers: Headers): Promise<Session | null>
  /** `client` is the address of the peer, by which attempts are limited; null shares one limit. */
  signIn(attempt: { email: string; password: string; client: string | null }): Promise<SignInResult>
  /** Ends the session of the request. Gives the cookies that clear it from the browser. */
  signOut(headers: Headers): Promise<readonly string[]>
}

/** Sign-in by e-mail and password over better-auth. Nobody can sign themselves up. */
export function createAuth(options: AuthOptions): Auth {
  const { log } = options
  const auth = createBetterAuth(options)
  const { origin } = new URL(options.publicUrl)

  return {
    accounts: createAccounts(auth),

    async session(headers) {
      if (!headers.has('cookie')) return null
      const { headers: answered, response } = await auth.api.getSession({ headers, returnHeaders: true })
      const user = response?.user
      if (!user || !isRole(user.role) || user.banned === true) return null
      const { id, name, email, role } = user
      return { user: { id, name, email, role }, setCookies: answered.getSetCookie() }
    },

    async signIn({ email, password, client }) {
      // Through the handler, not the server API: only there the attempts are counted.
      const response = await auth.handler(
        new Request(`${origin}/api/auth/sign-in/email`, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            origin,
            ...(client === null ? {} : { [CLIENT_HEADER]: client }),
          },
          body: JSON.stringify({ email, password }),
        }),
      )
      if (response.ok) {
        log.info('sign_in.done')
        return {
          kind: 'signed_in',
          role: signedInRole(await response.json()),
          setCookies: response.headers.getSetCookie(),
        }
      }
      const refusal = signInRefusal(response)
      log.warn('sign_in.refused', { code: refusal.code })
      return refusal
    },

    async signOut(headers) {
      const { headers: answered } = await auth.api.signOut({ headers, returnHeaders: true })
      return answered.getSetCookie()
    },
  }
}

function signInRefusal(response: Response): Exclude<SignInResult, { kind: 'signed_in' }> {
  switch (response.status) {
    case 429: {
      const retryAfterSeconds = Number(response.headers.get('x-retry-after')) || SIGN_IN_LIMIT.window
      return { kind: 'refused', code: 'too_many', retryAfterSeconds }
    }
    case 403:
      return { kind: 'refused', code: 'disabled' }
    case 400:
    case 401:
      return { kind: 'refused', code: 'wrong_credentials' }
    default:
      throw new Fault('internal', `sign-in answered with status ${response.status}`)
  }
}

const signedIn = z.object({ user: z.object({ role: z.enum(ROLES) }) })

function signedInRole(body: unknown): Role {
  return signedIn.parse(body).user.role
}
