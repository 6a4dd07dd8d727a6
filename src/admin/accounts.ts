import { isAPIError } from 'better-auth/api'
import type { BetterAuth } from './better-auth.js'
import { PASSWORD_LENGTH } from './password.js'
import type { Role } from './roles.js'
import { isRole } from './roles.js'

export interface NewAccount {
  readonly email: string
  readonly name: string
  readonly password: string
  readonly role: Role
}

export interface Account {
  readonly id: string
  readonly email: string
  readonly name: string
  readonly role: Role
  /** A disabled account cannot sign in, and has no session. */
  readonly disabled: boolean
  readonly createdAt: Date
}

/** Why an account was not made. */
export const ACCOUNT_REFUSALS = ['email_invalid', 'email_taken', 'name_missing', 'password_length'] as const

export type AccountRefusal = (typeof ACCOUNT_REFUSALS)[number]

export type AddedAccount =
  | { readonly kind: 'added'; readonly id: string }
  | { readonly kind: 'refused'; readonly code: AccountRefusal }

/** The people who may sign in. For the command line and the first administrator's link. */
export interface Accounts {
  /** How many there are, disabled ones included. */
  count(): Promise<number>
  add(account: NewAccount): Promise<AddedAccount>
  /** Oldest first, at most 1,000. */
  list(): Promise<readonly Account[]>
  /** Ends every session of the account and keeps it from signing in. False when there is no such account. */
  disable(email: string): Promise<boolean>
}

const EMAIL_TAKEN = 'USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL'

/** Accounts over better-auth's server side. */
export function createAccounts(auth: BetterAuth): Accounts {
  return {
    async count() {
      const { internalAdapter } = await auth.$context
      return internalAdapter.countTotalUsers()
    },

    async add({ email, name, password, role }) {
      const code = refusalOf({ email, name, password, role })
      if (code !== null) return { kind: 'refused', code }
      try {
        const { user } = await auth.api.createUser({
          body: { email: email.trim(), name: name.trim(), password, role },
        })
        return { kind: 'added', id: user.id }
      } catch (error) {
        if (isAPIError(error) && error.body?.code === EMAIL_TAKEN)
          return { kind: 'refused', code: 'email_taken' }
        throw error
      }
    },

    async list() {
      const { internalAdapter } = await auth.$context
      const users = await internalAdapter.listUsers(1000, 0, { field: 'createdAt', direction: 'asc' })
      return users.map(toAccount)
    },

    async disable(email) {
      const { internalAdapter } = await auth.$context
      const found = await internalAdapter.findUserByEmail(email.trim().toLowerCase())
      if (!found) return false
      await internalAdapter.updateUser(found.user.id, {
        banned: true,
        banReason: 'disabled',
        banExpires: null,
      })
      await internalAdapter.deleteUserSessions(found.user.id)
      return true
    },
  }
}

function refusalOf({ email, name, password }: NewAccount): AccountRefusal | null {
  if (!/^[^\s@]+@[^\s@]+$/.test(email.trim())) return 'email_invalid'
  if (name.trim() === '') return 'name_missing'
  if (password.length < PASSWORD_LENGTH.least || password.length > PASSWORD_LENGTH.most)
    return 'password_length'
  return null
}

function toAccount(user: object & { id: string; email: string; name: string; createdAt: Date }): Account {
  const role = 'role' in user ? user.role : null
  return {
    id: user.id,
    email: user.email,
    name: user.name,
    role: isRole(role) ? role : 'staff',
    disabled: 'banned' in user && user.banned === true,
    createdAt: new Date(user.createdAt),
  }
}
