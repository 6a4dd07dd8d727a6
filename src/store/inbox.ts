import type { Inbox, InboxEntry } from '../core/inbox.js'
import type { Log } from '../core/log.js'
import { silentLog } from '../core/log.js'
import type { Channel } from '../core/study.js'
import { isUniqueViolation } from './chain-writes.js'
import type { Database } from './open-database.js'
import { openBytes, sealBytes } from './sealed-bytes.js'

export interface InboxOptions {
  readonly db: Database
  /** 32 bytes. */
  readonly key: Uint8Array
  readonly log?: Log
}

/** `update:9` comes before `update:10`. */
const byNumber = new Intl.Collator('en', { numeric: true })

/**
 * What came from the chats, in the database, sealed with AES-256-GCM and bound to its message and column. An entry that the
 * key does not open, because it was altered or the installation's key is another, is left out of what is open: nobody can
 * answer it. The log says how many there are.
 */
export function createInbox({ db: { client }, key, log = silentLog }: InboxOptions): Inbox {
  const ownerOf = (channel: Channel, id: string, column: 'payload' | 'progress'): Buffer =>
    Buffer.from(JSON.stringify(['inbox', channel, id, column]))

  // Copied, because Prisma's type asks for bytes of their own memory.
  const seal = (text: string, owner: Buffer): Uint8Array<ArrayBuffer> =>
    Uint8Array.from(sealBytes(Buffer.from(text, 'utf8'), owner, key))
  const unseal = (sealed: Uint8Array | null, owner: Buffer): string | null =>
    sealed && (openBytes(sealed, owner, key)?.toString('utf8') ?? null)

  return {
    async take({ channel, id, payload, takenAt }) {
      try {
        const sealed = seal(payload, ownerOf(channel, id, 'payload'))
        await client.inboxItem.createMany({ data: { channel, id, payload: sealed, takenAt } })
        return true
      } catch (error) {
        if (isUniqueViolation(error)) return false
        throw error
      }
    },

    async note(channel, id, progress) {
      await client.inboxItem.updateMany({
        where: { channel, id, finishedAt: null },
        data: { progress: seal(progress, ownerOf(channel, id, 'progress')) },
      })
    },

    async finish(channel, id) {
      await client.inboxItem.updateMany({
        where: { channel, id, finishedAt: null },
        data: { payload: null, progress: null, finishedAt: new Date() },
      })
    },

    async open(channel) {
      const rows = await client.inboxItem.findMany({ where: { channel, finishedAt: null } })
      const entries = rows.flatMap(({ id, payload, progress, takenAt }): InboxEntry[] => {
        const text = unseal(payload, ownerOf(channel, id, 'payload'))
        const note = unseal(progress, ownerOf(channel, id, 'progress'))
        return text === null ? [] : [{ channel, id, payload: text, takenAt, progress: note }]
      })
      const unreadable = rows.length - entries.length
      if (unreadable > 0) log.warn('inbox.unreadable', { channel, unreadable })
      return entries.sort((a, b) => a.takenAt.getTime() - b.takenAt.getTime() || byNumber.compare(a.id, b.id))
    },

    async forget(before) {
      const { count } = await client.inboxItem.deleteMany({
        where: { finishedAt: { not: null }, takenAt: { lt: before } },
      })
      return count
    },
  }
}
