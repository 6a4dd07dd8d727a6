import { randomBytes } from 'node:crypto'
import canonicalize from 'canonicalize'
import { FIRST_PREVIOUS_HASH } from '../core/audit-chain.js'
import type { AuditActor, AuditEntry } from '../core/audit.js'
import { Fault } from '../core/fault.js'
import type { Channel } from '../core/study.js'
import { hashEvent } from './audit-line.js'
import { Prisma } from './generated/client.js'
import type { Database } from './open-database.js'

type Transaction = Prisma.TransactionClient

/** Adds an event at the end of the chain, within the transaction. */
export type Append = (entry: AuditEntry) => Promise<void>

/** How often a transaction is tried when another process took its place in the chain. */
const ATTEMPTS = 8

/**
 * Makes a change and writes down that it happened, both or neither. `work` must use the client it is given, and may be run
 * more than once: a database that lets two writers begin at a time refuses the second one's place in the chain.
 * SQLite's transactions begin one after the other, so there the first try is the last.
 */
export async function writeInChain<T>(
  { client }: Database,
  work: (transaction: Transaction, append: Append) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await client.$transaction((transaction) => work(transaction, createAppend(transaction)))
    } catch (error) {
      if (attempt === ATTEMPTS || !isPlaceTaken(error)) throw error
    }
  }
}

function createAppend(transaction: Transaction): Append {
  let head: { readonly seq: number; readonly hash: string } | null | undefined
  return async ({ kind, at, actor, subject, details }) => {
    head ??= await transaction.auditEvent.findFirst({
      orderBy: { seq: 'desc' },
      select: { seq: true, hash: true },
    })
    const unhashed = {
      seq: (head?.seq ?? 0) + 1,
      at,
      kind,
      actorKind: actor.kind,
      actorId: await nameActor(transaction, actor),
      actorChannel: actor.channel,
      subject,
      details: canonicalDetails(details),
      previousHash: head?.hash ?? FIRST_PREVIOUS_HASH,
    }
    const event = { ...unhashed, hash: hashEvent(unhashed) }
    await transaction.auditEvent.createMany({ data: event })
    head = event
  }
}

/** The canonical JSON (RFC 8785) of an event's details. */
export function canonicalDetails(details: AuditEntry['details']): string {
  const text = canonicalize(details)
  if (text === undefined) throw new Fault('internal', 'the details of an event are no JSON')
  return text
}

/** A person goes by an alias, so that the link from the events to the person can be erased without touching an event. */
async function nameActor(transaction: Transaction, actor: AuditActor): Promise<string | null> {
  if (actor.kind !== 'person' || actor.id === null || actor.channel === null) return actor.id
  return (
    (await findAlias(transaction, actor.channel, actor.id)) ?? makeAlias(transaction, actor.channel, actor.id)
  )
}

/** Under which name the events speak of a person; null where they do not. `person` is a pseudonym. */
export async function findAlias(
  transaction: Transaction,
  channel: Channel,
  person: string,
): Promise<string | null> {
  const row = await transaction.personAlias.findUnique({ where: { channel_person: { channel, person } } })
  return row && row.alias
}

async function makeAlias(transaction: Transaction, channel: Channel, person: string): Promise<string> {
  const alias = newAlias()
  await transaction.personAlias.createMany({ data: { channel, person, alias } })
  return alias
}

/** Sixteen random hex digits, which lead to nobody. */
export function newAlias(): string {
  return randomBytes(8).toString('hex')
}

export function isUniqueViolation(error: unknown): error is Prisma.PrismaClientKnownRequestError {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002'
}

/** The event's number or the person's alias was taken by another transaction, or the database saw the conflict itself. */
function isPlaceTaken(error: unknown): boolean {
  if (isUniqueViolation(error)) {
    return ['AuditEvent', 'PersonAlias'].includes(String(error.meta?.['modelName']))
  }
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2034'
}
