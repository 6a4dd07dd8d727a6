import { randomUUID } from 'node:crypto'
import type { Admission, InviteIssuer } from '../core/admission.js'
import type { Pseudonymiser } from '../core/pseudonym.js'
import type { Channel, Sender } from '../core/study.js'
import { Prisma } from './generated/client.js'
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
 * Invites and admitted people in the database.
 * Somebody who is already admitted uses up nothing by redeeming again, and hears yes whatever the code: a message
 * delivered twice is no refusal, and nobody inside can try out codes for others.
 */
export function createAdmission(options: AdmissionOptions): Admission & InviteIssuer {
  const { db, pseudonyms, key, now, open, trusted = [] } = options
  const { client } = db

  const identify = (sender: Sender): { channel: Channel; person: string } => ({
    channel: sender.channel,
    person: pseudonyms.person(sender),
  })

  async function isRecorded(sender: Sender): Promise<boolean> {
    const row = await client.admittedPerson.findUnique({ where: { channel_person: identify(sender) } })
    return row !== null
  }

  /** Takes one use and admits, both or neither. */
  async function admit(sender: Sender, codeHash: string): Promise<boolean> {
    return client.$transaction(async (transaction) => {
      const taken = await transaction.invite.updateMany({
        where: { codeHash, usesLeft: { gt: 0 }, expiresAt: { gt: now() } },
        data: { usesLeft: { decrement: 1 } },
      })
      if (taken.count === 0) return false
      await transaction.admittedPerson.createMany({ data: { ...identify(sender), admittedAt: now() } })
      return true
    })
  }

  return {
    async isAdmitted(sender) {
      return open || trusted.includes(sender.channel) || isRecorded(sender)
    },

    async redeem(sender, code) {
      if (await isRecorded(sender)) return true
      try {
        return await admit(sender, hashInviteCode(code, key))
      } catch (error) {
        // The same person redeemed at the same moment and won; this transaction gave its use back.
        if (isUniqueViolation(error)) return true
        throw error
      }
    },

    async issue({ uses, expiresAt }) {
      if (!Number.isInteger(uses) || uses < 1) throw new RangeError('an invite has at least one use')
      const code = newInviteCode()
      await client.invite.createMany({
        data: {
          id: randomUUID(),
          codeHash: hashInviteCode(code, key),
          usesLeft: uses,
          expiresAt,
          createdAt: now(),
        },
      })
      return code
    },
  }
}

function isUniqueViolation(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002'
}
