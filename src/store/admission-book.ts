import type { AdmissionBook, AllowedPlace } from '../core/admission.js'
import { Fault } from '../core/fault.js'
import type { Channel } from '../core/study.js'
import { isChannel } from '../core/study.js'
import { writeInChain } from './chain-writes.js'
import type { Database } from './open-database.js'

/** Rows of a list. */
const MOST = 200

/** Who is let in, in the database. */
export function createAdmissionBook(options: {
  readonly db: Database
  readonly now: () => Date
}): AdmissionBook {
  const { db, now } = options
  const { client } = db

  async function lastStudyOf(channel: string, person: string): Promise<Date | null> {
    const last = await client.study.findFirst({
      where: { channel, person },
      orderBy: [{ receivedAt: 'desc' }, { id: 'desc' }],
      select: { receivedAt: true },
    })
    return last && last.receivedAt
  }

  return {
    async invites() {
      const rows = await client.invite.findMany({
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
        omit: { codeHash: true },
        take: MOST,
      })
      return rows
    },

    async revoke(id, by) {
      return writeInChain(db, async (transaction, append) => {
        const at = now()
        const { count } = await transaction.invite.updateMany({
          where: { id, revokedAt: null },
          data: { revokedAt: at },
        })
        if (count === 0) return false
        await append({ kind: 'invite.revoked', at, actor: by, subject: id, details: {} })
        return true
      })
    },

    async admitted() {
      const rows = await client.admittedPerson.findMany({
        orderBy: [{ admittedAt: 'desc' }, { person: 'asc' }],
        take: MOST,
      })
      return Promise.all(
        rows.map(async ({ channel, person, admittedAt }) => ({
          channel: known(channel),
          person,
          // Erasing the link to the invite leaves the first moment that there is.
          admittedAt: admittedAt.getTime() === 0 ? null : admittedAt,
          lastStudyAt: await lastStudyOf(channel, person),
        })),
      )
    },

    async dismiss({ channel, person }, by) {
      return writeInChain(db, async (transaction, append) => {
        const { count } = await transaction.admittedPerson.deleteMany({ where: { channel, person } })
        if (count === 0) return false
        // Not the pseudonym: what an event says stays, and the link to somebody has to end when they ask for it.
        const alias = await transaction.personAlias.findFirst({ where: { channel, person } })
        const subject = alias && alias.alias
        await append({ kind: 'person.dismissed', at: now(), actor: by, subject, details: { channel } })
        return true
      })
    },

    async places() {
      const rows = await client.allowedPlace.findMany({
        orderBy: [{ allowedAt: 'desc' }, { place: 'asc' }],
        take: MOST,
      })
      return rows.map(({ channel, kind, place, allowedAt }): AllowedPlace => ({
        channel: known(channel),
        kind: kind === 'server' ? 'server' : 'chat',
        place,
        allowedAt,
      }))
    },

    async remove({ channel, kind, place }, by) {
      return writeInChain(db, async (transaction, append) => {
        const { count } = await transaction.allowedPlace.deleteMany({ where: { channel, kind, place } })
        if (count === 0) return false
        const event = { kind: 'place.disallowed', at: now(), actor: by, subject: place } as const
        await append({ ...event, details: { channel, kind } })
        return true
      })
    },
  }
}

function known(channel: string): Channel {
  if (!isChannel(channel))
    throw new Fault('internal', 'the record has a channel that this version does not know')
  return channel
}
