import { randomUUID } from 'node:crypto'
import type { Admission, InviteIssuer, Place, PlaceKeeper } from '../core/admission.js'
import type { AuditDetails } from '../core/audit.js'
import { PROGRAM } from '../core/audit.js'
import type { Pseudonymiser } from '../core/pseudonym.js'
import type { Channel, Sender } from '../core/study.js'
import { isUniqueViolation, writeInChain } from './chain-writes.js'
import { hashInviteCode, newInviteCode } from './invite-code.js'
import type { Database } from './open-database.js'

export interface AdmissionOptions {
  readonly db: Database
  readonly pseudonyms: Pseudonymiser
  /** 32 bytes, for the hashes of codes. */
  readonly key: Uint8Array
  readonly now: () => Date
  /** Admits everybody. */
  readonly open: boolean
  /** Channels whose door checks its people itself, as the shell's and the signed-in web's do. None by default. */
  readonly trusted?: readonly Channel[]
}

/**
 * Invites, admitted people and allowed places in the database.
 * Somebody who is already admitted uses up nothing by redeeming again, and hears yes whatever the code: a message
 * delivered twice is no refusal, and nobody inside can try out codes for others.
 */
export function createAdmission(options: AdmissionOptions): Admission & InviteIssuer & PlaceKeeper {
  const { db, pseudonyms, key, now, open, trusted = [] } = options
  const { client } = db

  const identify = (sender: Sender): { channel: Channel; person: string } => ({
    channel: sender.channel,
    person: pseudonyms.person(sender),
  })

  const isRecorded = async (sender: Sender): Promise<boolean> =>
    (await client.admittedPerson.count({ where: identify(sender) })) > 0

  async function isInAllowedPlace(sender: Sender): Promise<boolean> {
    const { channel } = sender
    const places = [
      { kind: 'chat', place: pseudonyms.chat(sender) },
      { kind: 'server', place: pseudonyms.server(sender) },
    ].flatMap(({ kind, place }) => (place === null ? [] : [{ channel, kind, place }]))
    return places.length > 0 && (await client.allowedPlace.count({ where: { OR: places } })) > 0
  }

  /** Takes one use and admits, both or neither, and says in the record what became of it. */
  async function admit(sender: Sender, codeHash: string): Promise<boolean> {
    return writeInChain(db, async (transaction, append) => {
      const at = now()
      const person = identify(sender)
      if ((await transaction.admittedPerson.count({ where: person })) > 0) return true
      const taken = await transaction.invite.updateMany({
        where: { codeHash, usesLeft: { gt: 0 }, expiresAt: { gt: at }, revokedAt: null },
        data: { usesLeft: { decrement: 1 } },
      })
      const invite = await transaction.invite.findUnique({ where: { codeHash } })
      const event = {
        at,
        actor: { kind: 'person', id: person.person, channel: person.channel },
        subject: invite && invite.id,
      } as const
      if (taken.count === 0) {
        await append({ ...event, kind: 'invite.refused', details: { why: whyRefused(invite, at) } })
        return false
      }
      await transaction.admittedPerson.createMany({ data: { ...person, admittedAt: at } })
      await append({ ...event, kind: 'invite.redeemed', details: { usesLeft: invite?.usesLeft ?? null } })
      return true
    })
  }

  /** The place as it is kept: nothing of it but its pseudonym. */
  function hide({ channel, kind, id }: Place): { channel: Channel; kind: Place['kind']; place: string } {
    const place = pseudonyms[kind]({ channel, person: '', chat: null, [kind]: id })
    if (place === null || id === '') throw new RangeError('a place has an id')
    return { channel, kind, place }
  }

  return {
    async isAdmitted(sender) {
      if (open || trusted.includes(sender.channel)) return true
      return (await isRecorded(sender)) || isInAllowedPlace(sender)
    },

    async redeem(sender, code) {
      if (await isRecorded(sender)) return true
      try {
        return await admit(sender, hashInviteCode(code, key))
      } catch (error) {
        // The same person redeemed at the same moment and won; this transaction gave its use back.
        if (isUniqueViolation(error) && error.meta?.['modelName'] === 'AdmittedPerson') return true
        throw error
      }
    },

    async issue({ uses, expiresAt, by = PROGRAM }) {
      if (!Number.isInteger(uses) || uses < 1) throw new RangeError('an invite has at least one use')
      const code = newInviteCode()
      const [id, createdAt] = [randomUUID(), now()]
      await writeInChain(db, async (transaction, append) => {
        const codeHash = hashInviteCode(code, key)
        const createdBy = by.kind === 'user' ? by.id : null
        await transaction.invite.createMany({
          data: { id, codeHash, uses, usesLeft: uses, expiresAt, createdAt, createdBy },
        })
        const details = { uses, expiresAt: expiresAt.toISOString() }
        await append({ kind: 'invite.made', at: createdAt, actor: by, subject: id, details })
      })
      return code
    },

    async allow(place, by = PROGRAM) {
      const hidden = hide(place)
      return writeInChain(db, async (transaction, append) => {
        if ((await transaction.allowedPlace.count({ where: hidden })) > 0) return false
        const at = now()
        await transaction.allowedPlace.createMany({ data: { ...hidden, allowedAt: at } })
        await append({
          kind: 'place.allowed',
          at,
          actor: by,
          subject: hidden.place,
          details: detailsOf(place),
        })
        return true
      })
    },

    async disallow(place, by = PROGRAM) {
      const hidden = hide(place)
      return writeInChain(db, async (transaction, append) => {
        const { count } = await transaction.allowedPlace.deleteMany({ where: hidden })
        if (count === 0) return false
        const event = { kind: 'place.disallowed', at: now(), actor: by, subject: hidden.place } as const
        await append({ ...event, details: detailsOf(place) })
        return true
      })
    },
  }
}

function whyRefused(
  invite: { readonly expiresAt: Date; readonly revokedAt: Date | null } | null,
  at: Date,
): string {
  if (invite === null) return 'unknown'
  if (invite.revokedAt !== null) return 'revoked'
  return invite.expiresAt <= at ? 'expired' : 'used_up'
}

const detailsOf = ({ channel, kind }: Place): AuditDetails => ({ channel, kind })
