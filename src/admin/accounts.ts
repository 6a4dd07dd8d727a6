import { isAPIError } from 'better-auth/api'
import { PROGRAM, type AuditActor, type AuditDetails, type AuditLog } from '../core/audit.js'
import type { AccountSessions } from './account-sessions.js'
import type { BetterAuth } from './better-auth.js'
import { plainEmail } from './known-device.js'
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
  /** Whether a code is asked for beside the password. */
  readonly twoFactor: boolean
  readonly createdAt: Date
}

/** Why an account was not made. */
export const ACCOUNT_REFUSALS = ['email_invalid', 'email_taken', 'name_missing', 'password_length'] as const

export type AccountRefusal = (typeof ACCOUNT_REFUSALS)[number]

export type AddedAccount =
  | { readonly kind: 'added'; readonly id: string }
  | { readonly kind: 'refused'; readonly code: AccountRefusal }

/** `last_admin`: without this account nobody could manage the others. */
export type AccountChange = 'changed' | 'unchanged' | 'unknown' | 'last_admin'

/**
 * The people who may sign in. Every change is an event of the record, whose actor is `by`: the program itself unless said.
 * Changes of role, state and second factor end every session of the account.
 */
export interface Accounts {
  /** How many there are, disabled ones included. */
  count(): Promise<number>
  add(account: NewAccount, by?: AuditActor): Promise<AddedAccount>
  /** Oldest first, at most 1,000. */
  list(): Promise<readonly Account[]>
  find(id: string): Promise<Account | null>
  findByEmail(email: string): Promise<Account | null>
  setRole(id: string, role: Role, by?: AuditActor): Promise<AccountChange>
  setDisabled(id: string, disabled: boolean, by?: AuditActor): Promise<AccountChange>
  /** Turns the second factor off, for somebody who lost it. */
  resetTwoFactor(id: string, by?: AuditActor): Promise<AccountChange>
  /** Gives how many sessions ended; null for an unknown account. */
  endSessions(id: string, by?: AuditActor): Promise<number | null>
  /** For the shell, whose holder may disable even the last administrator. False when there is no such account. */
  disable(email: string, by?: AuditActor): Promise<boolean>
}

export interface AccountsParts {
  readonly audit: AuditLog
  readonly sessions: AccountSessions
}

const EMAIL_TAKEN = 'USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL'
const MOST_LISTED = 1000

/** Accounts over better-auth's server side. */
export function createAccounts(auth: BetterAuth, { audit, sessions }: AccountsParts): Accounts {
  let turn: Promise<unknown> = Promise.resolve()

  /** One change after the other, so that two administrators cannot take each other's role at the same moment. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = turn.then(work)
    turn = done.catch(() => undefined)
    return done
  }

  async function append(
    kind: 'user.added' | 'user.changed',
    id: string,
    details: AuditDetails,
    by: AuditActor = PROGRAM,
  ): Promise<void> {
    await audit.append({ kind, at: new Date(), actor: by, subject: id, details })
  }

  async function list(): Promise<readonly Account[]> {
    const { internalAdapter } = await auth.$context
    const users = await internalAdapter.listUsers(MOST_LISTED, 0, { field: 'createdAt', direction: 'asc' })
    return users.map(toAccount)
  }

  async function find(id: string): Promise<Account | null> {
    const { internalAdapter } = await auth.$context
    const user = await internalAdapter.findUserById(id)
    return user && toAccount(user)
  }

  async function findByEmail(email: string): Promise<Account | null> {
    const { internalAdapter } = await auth.$context
    const found = await internalAdapter.findUserByEmail(plainEmail(email))
    return found && toAccount(found.user)
  }

  async function isLastAdmin(account: Account): Promise<boolean> {
    if (account.role !== 'admin' || account.disabled) return false
    const admins = (await list()).filter(({ role, disabled }) => role === 'admin' && !disabled)
    return admins.length === 1
  }

  async function update(id: string, fields: Record<string, unknown>): Promise<void> {
    const { internalAdapter } = await auth.$context
    await internalAdapter.updateUser(id, fields)
    await sessions.endAll(id)
  }

  const setDisabledNow = async (id: string, disabled: boolean, by?: AuditActor): Promise<void> => {
    await update(id, { banned: disabled, banReason: disabled ? 'disabled' : null, banExpires: null })
    await append('user.changed', id, { what: 'disabled', disabled }, by)
  }

  return {
    async count() {
      const { internalAdapter } = await auth.$context
      return internalAdapter.countTotalUsers()
    },

    async add({ email, name, password, role }, by) {
      const code = refusalOf({ email, name, password, role })
      if (code !== null) return { kind: 'refused', code }
      try {
        const { user } = await auth.api.createUser({
          body: { email: email.trim(), name: name.trim(), password, role },
        })
        await append('user.added', user.id, { role }, by)
        return { kind: 'added', id: user.id }
      } catch (error) {
        if (isAPIError(error) && error.body?.code === EMAIL_TAKEN)
          return { kind: 'refused', code: 'email_taken' }
        throw error
      }
    },

    list,
    find,

    findByEmail,

    setRole: (id, role, by) =>
      inTurn(async () => {
        const account = await find(id)
        if (account === null) return 'unknown'
        if (account.role === role) return 'unchanged'
        if (await isLastAdmin(account)) return 'last_admin'
        await update(id, { role })
        await append('user.changed', id, { what: 'role', role, before: account.role }, by)
        return 'changed'
      }),

    setDisabled: (id, disabled, by) =>
      inTurn(async () => {
        const account = await find(id)
        if (account === null) return 'unknown'
        if (account.disabled === disabled) return 'unchanged'
        if (disabled && (await isLastAdmin(account))) return 'last_admin'
        await setDisabledNow(id, disabled, by)
        return 'changed'
      }),

    resetTwoFactor: (id, by) =>
      inTurn(async () => {
        const account = await find(id)
        if (account === null) return 'unknown'
        const { adapter } = await auth.$context
        await adapter.deleteMany({ model: 'twoFactor', where: [{ field: 'userId', value: id }] })
        if (!account.twoFactor) return 'unchanged'
        await update(id, { twoFactorEnabled: false })
        await append('user.changed', id, { what: 'two_factor', two_factor: 'reset' }, by)
        return 'changed'
      }),

    endSessions: (id, by) =>
      inTurn(async () => {
        if ((await find(id)) === null) return null
        const ended = await sessions.endAll(id)
        await append('user.changed', id, { what: 'sessions', ended }, by)
        return ended
      }),

    disable: (email, by) =>
      inTurn(async () => {
        const account = await findByEmail(email)
        if (account === null) return false
        await setDisabledNow(account.id, true, by)
        return true
      }),
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
    twoFactor: 'twoFactorEnabled' in user && user.twoFactorEnabled === true,
    createdAt: new Date(user.createdAt),
  }
}
