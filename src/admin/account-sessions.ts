import type { BetterAuth } from './better-auth.js'
import { describeDevice } from './device-name.js'

/** A browser that is signed in, without what would let anybody else use it. */
export interface OpenSession {
  readonly id: string
  /** Browser and system as the browser says: `Firefox on Windows`. */
  readonly device: string
  /** The address that signed in; null where it is not known. */
  readonly address: string | null
  readonly signedInAt: Date
  /** Last prolonged, at most an hour behind its last use. */
  readonly usedAt: Date
  readonly expiresAt: Date
}

/** The sessions of accounts. Only what belongs to the account that is named can be touched. */
export interface AccountSessions {
  /** Newest first; those that are over are left out. */
  of(accountId: string): Promise<readonly OpenSession[]>
  /** False where the account has no such session. */
  end(accountId: string, sessionId: string): Promise<boolean>
  /** Ends all, or all but one, and no browser stays trusted. Gives how many sessions ended. */
  endAll(accountId: string, except?: string): Promise<number>
}

export function createAccountSessions(auth: BetterAuth): AccountSessions {
  const list = async (accountId: string) => {
    const { internalAdapter } = await auth.$context
    const sessions = await internalAdapter.listSessions(accountId)
    return sessions.filter(({ expiresAt }) => new Date(expiresAt) > new Date())
  }

  return {
    async of(accountId) {
      const sessions = await list(accountId)
      return sessions
        .map((session) => ({
          id: session.id,
          device: describeDevice(session.userAgent ?? ''),
          address: session.ipAddress || null,
          signedInAt: new Date(session.createdAt),
          usedAt: new Date(session.updatedAt),
          expiresAt: new Date(session.expiresAt),
        }))
        .sort((a, b) => b.usedAt.getTime() - a.usedAt.getTime())
    },

    async end(accountId, sessionId) {
      const session = (await list(accountId)).find(({ id }) => id === sessionId)
      if (session === undefined) return false
      const { internalAdapter } = await auth.$context
      await internalAdapter.deleteSession(session.token)
      return true
    },

    async endAll(accountId, except) {
      const { internalAdapter, adapter } = await auth.$context
      const ending = (await list(accountId)).filter(({ id }) => id !== except)
      for (const { token } of ending) await internalAdapter.deleteSession(token)
      // Trusted browsers, and sign-ins that wait for a code, are kept with the account as their value.
      await adapter.deleteMany({ model: 'verification', where: [{ field: 'value', value: accountId }] })
      return ending.length
    },
  }
}
