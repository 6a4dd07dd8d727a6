import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { AccountInvite, AccountInvites } from '../core/account-invites.js'
import { writeInChain } from './chain-writes.js'
import type { AccountInvite as AccountInviteRow } from './generated/client.js'
import type { Database } from './open-database.js'

const TOKEN_BYTES = 32
const MOST_LISTED = 200

/** What every event of these says, so that they are told from the codes of the chats. */
const DETAILS = { for: 'account' } as const

/** Invites to the dashboard, in the database. A token has 256 random bits, so its plain hash leads nobody back to it. */
export function createAccountInvites(options: {
  readonly db: Database
  readonly now: () => Date
}): AccountInvites {
  const { db, now } = options
  const { client } = db
  const usable = () => ({ usedAt: null, expiresAt: { gt: now() } })

  return {
    async issue({ email, role, expiresAt, by }) {
      const token = randomBytes(TOKEN_BYTES).toString('base64url')
      const [id, createdAt] = [randomUUID(), now()]
      const address = email.trim().toLowerCase()
      await writeInChain(db, async (transaction, append) => {
        const replaced = await transaction.accountInvite.findMany({ where: { email: address, ...usable() } })
        for (const { id: old } of replaced) {
          await transaction.accountInvite.deleteMany({ where: { id: old } })
          await append({ kind: 'invite.revoked', at: createdAt, actor: by, subject: old, details: DETAILS })
        }
        await transaction.accountInvite.createMany({
          data: {
            id,
            tokenHash: hash(token),
            email: address,
            role,
            createdAt,
            createdBy: by.id ?? by.kind,
            expiresAt,
          },
        })
        const details = { ...DETAILS, role, expiresAt: expiresAt.toISOString() }
        await append({ kind: 'invite.made', at: createdAt, actor: by, subject: id, details })
      })
      return token
    },

    async open() {
      const rows = await client.accountInvite.findMany({
        where: usable(),
        orderBy: { createdAt: 'desc' },
        take: MOST_LISTED,
      })
      return rows.map(toInvite)
    },

    async find(token) {
      const row = await client.accountInvite.findFirst({ where: { tokenHash: hash(token), ...usable() } })
      return row && toInvite(row)
    },

    async claim(token) {
      const tokenHash = hash(token)
      const { count } = await client.accountInvite.updateMany({
        where: { tokenHash, ...usable() },
        data: { usedAt: now() },
      })
      const row = count === 0 ? null : await client.accountInvite.findUnique({ where: { tokenHash } })
      return row && toInvite(row)
    },

    async release(id) {
      await client.accountInvite.updateMany({ where: { id }, data: { usedAt: null } })
    },

    async finish(id, by) {
      await writeInChain(db, (_, append) =>
        append({ kind: 'invite.redeemed', at: now(), actor: by, subject: id, details: DETAILS }),
      )
    },

    async revoke(id, by) {
      return writeInChain(db, async (transaction, append) => {
        const { count } = await transaction.accountInvite.deleteMany({ where: { id, ...usable() } })
        if (count === 0) return false
        await append({ kind: 'invite.revoked', at: now(), actor: by, subject: id, details: DETAILS })
        return true
      })
    },
  }
}

function hash(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

function toInvite({ id, email, role, createdAt, createdBy, expiresAt }: AccountInviteRow): AccountInvite {
  return { id, email, role, createdAt, createdBy, expiresAt }
}
