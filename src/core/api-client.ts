import type { AuditActor } from './audit.js'

/** A program of somebody else's that may send pictures: a clinic's archive, a telehealth server. */
export interface ApiClient {
  readonly id: string
  readonly name: string
  readonly createdAt: Date
  /** The id of the account that made it. */
  readonly createdBy: string
  /** Null for one that works until it is revoked. */
  readonly expiresAt: Date | null
  /** To the minute; null while it was never used. */
  readonly lastUsedAt: Date | null
  readonly revokedAt: Date | null
}

/** A client with its token, which is shown now and never again: only its hash is kept. */
export interface MadeClient {
  readonly client: ApiClient
  readonly token: string
}

/** Characters of a client's name, 1 to this many. */
export const CLIENT_NAME_LIMIT = 80

/** The clients of the programming interface. What is made or revoked is an event of the record. */
export interface ApiClients {
  /** Null where a client that still works has this name, small and capital letters being the same. */
  make(client: {
    readonly name: string
    readonly expiresAt: Date | null
    readonly by: AuditActor & { readonly id: string }
  }): Promise<MadeClient | null>
  /** Newest first, those that no longer work too; at most 500. */
  list(): Promise<readonly ApiClient[]>
  /** The client that a token belongs to, and notes that it was used. Null for one that is unknown, revoked or expired. */
  authenticate(token: string): Promise<ApiClient | null>
  /** False where there is no such client, or it was revoked before. */
  revoke(id: string, by: AuditActor): Promise<boolean>
}

/** Whether a client's token is taken. */
export function works(client: Pick<ApiClient, 'expiresAt' | 'revokedAt'>, now: Date): boolean {
  return client.revokedAt === null && (client.expiresAt === null || client.expiresAt > now)
}
