import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { CLIENT_NAME_LIMIT, works, type ApiClient, type ApiClients } from '../core/api-client.js'
import { writeInChain } from './chain-writes.js'
import type { ApiClient as ApiClientRow } from './generated/client.js'
import type { Database } from './open-database.js'

/** Says in a leak what the text is, to whoever finds it and to the programs that look for such. */
const PREFIX = 'cck_'
const TOKEN = /^cck_[\w-]{43}$/
const TOKEN_BYTES = 32
const MOST = 500
/** The use of a token is written down at most so often: a busy client must not cost a write a request. */
const USE_STEP_MS = 60_000

/** The clients in the database. A token has 256 random bits, so that its plain SHA-256 leads nobody back to it. */
export function createApiClients(options: { readonly db: Database; readonly now: () => Date }): ApiClients {
  const { db, now } = options
  const { client: database } = db

  return {
    async make({ name, expiresAt, by }) {
      const trimmed = name.trim()
      if (trimmed === '' || trimmed.length > CLIENT_NAME_LIMIT) {
        throw new RangeError(`a name has 1..${CLIENT_NAME_LIMIT} characters`)
      }
      const token = `${PREFIX}${randomBytes(TOKEN_BYTES).toString('base64url')}`
      const createdAt = now()
      const row = {
        id: randomUUID(),
        name: trimmed,
        tokenHash: hashToken(token),
        createdAt,
        createdBy: by.id,
        expiresAt,
        lastUsedAt: null,
        revokedAt: null,
      }
      const made = await writeInChain(db, async (transaction, append) => {
        const others = await transaction.apiClient.findMany({ where: { revokedAt: null } })
        if (others.some((other) => works(other, createdAt) && isSameName(other.name, trimmed))) return false
        await transaction.apiClient.createMany({ data: row })
        await append({
          kind: 'client.made',
          at: createdAt,
          actor: by,
          subject: row.id,
          details: { expiresAt: expiresAt?.toISOString() ?? null },
        })
        return true
      })
      return made ? { client: toClient(row), token } : null
    },

    async list() {
      const rows = await database.apiClient.findMany({
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
        take: MOST,
      })
      return rows.map(toClient)
    },

    async authenticate(token) {
      if (!TOKEN.test(token)) return null
      const row = await database.apiClient.findUnique({ where: { tokenHash: hashToken(token) } })
      const at = now()
      if (row === null || !works(row, at)) return null
      if (row.lastUsedAt !== null && at.getTime() - row.lastUsedAt.getTime() < USE_STEP_MS)
        return toClient(row)
      await database.apiClient.updateMany({ where: { id: row.id }, data: { lastUsedAt: at } })
      return toClient({ ...row, lastUsedAt: at })
    },

    async revoke(id, by) {
      const at = now()
      return writeInChain(db, async (transaction, append) => {
        const { count } = await transaction.apiClient.updateMany({
          where: { id, revokedAt: null },
          data: { revokedAt: at },
        })
        if (count === 0) return false
        await append({ kind: 'client.revoked', at, actor: by, subject: id, details: {} })
        return true
      })
    },
  }
}

function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

function isSameName(a: string, b: string): boolean {
  return a.normalize('NFKC').toLowerCase() === b.normalize('NFKC').toLowerCase()
}

function toClient({
  id,
  name,
  createdAt,
  createdBy,
  expiresAt,
  lastUsedAt,
  revokedAt,
}: ApiClientRow): ApiClient {
  return { id, name, createdAt, createdBy, expiresAt, lastUsedAt, revokedAt }
}
