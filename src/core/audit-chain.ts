import { createHash } from 'node:crypto'
import type { AuditHead } from './audit.js'

/** What stands before the first event. */
export const FIRST_PREVIOUS_HASH = '0'.repeat(64)

/** What is wrong with an event, or with the place where it should be. */
export const CHAIN_BREAKS = [
  /** The line is no event at all. */
  'unreadable',
  /** The event is not the one that was hashed. */
  'edited',
  /** Another event stands in its place: something was removed, moved or added. */
  'out_of_place',
  /** It does not carry the hash of the event before it. */
  'unlinked',
  /** The stream ends before an event that was published as its head. */
  'cut_off',
  /** It is not the event that was published as the head: it, or one before it, was replaced together with its hash. */
  'not_as_published',
] as const

export type ChainBreakCode = (typeof CHAIN_BREAKS)[number]

/** Where a stream stops being the one that was written. */
export interface ChainBreak {
  readonly why: ChainBreakCode
  /** The first bad event, by its place: the one that should stand where the break was found. */
  readonly seq: number
  /** The number of the event that stands there instead; null where there is none. */
  readonly found: number | null
}

export interface ChainReport {
  /** Null for an intact stream. */
  readonly broken: ChainBreak | null
  /** The events that were found to be right, from the first on. */
  readonly events: number
  /** The last of these; null where there is none. */
  readonly last: Pick<AuditHead, 'seq' | 'hash'> | null
}

/** Checks a stream event by event, in constant memory. */
export interface ChainVerifier {
  /** Takes the next line, and gives what is wrong with it. After a break nothing more is looked at. */
  take(line: string): ChainBreak | null
  /** Says that the stream is over. */
  end(): ChainReport
}

/**
 * Verifies a stream of events, one canonical JSON object a line, from its first event on. Nothing but the lines is
 * needed. Published `heads`, in any order, show what the lines alone cannot: an end that was cut off, and a stream that
 * was written anew as a whole.
 */
export function createChainVerifier(heads: readonly Pick<AuditHead, 'seq' | 'hash'>[] = []): ChainVerifier {
  const published = [...heads].sort((a, b) => a.seq - b.seq)
  let nextHead = 0
  let last: Pick<AuditHead, 'seq' | 'hash'> | null = null
  let broken: ChainBreak | null = null

  function check(line: string, seq: number): ChainBreak | null {
    const event = readLink(line)
    if (event === null) return { why: 'unreadable', seq, found: null }
    const found = event.seq
    if (!isHashOf(event.hash, line)) return { why: 'edited', seq, found }
    if (found !== seq) return { why: 'out_of_place', seq, found }
    if (event.previousHash !== (last?.hash ?? FIRST_PREVIOUS_HASH)) return { why: 'unlinked', seq, found }
    for (let head = published[nextHead]; head !== undefined && head.seq <= seq; head = published[nextHead]) {
      if (head.hash !== event.hash) return { why: 'not_as_published', seq, found }
      nextHead += 1
    }
    last = { seq, hash: event.hash }
    return null
  }

  return {
    take(line) {
      broken ??= check(line, (last?.seq ?? 0) + 1)
      return broken
    },
    end() {
      const events = last?.seq ?? 0
      if (nextHead < published.length) broken ??= { why: 'cut_off', seq: events + 1, found: null }
      return { broken, events, last }
    },
  }
}

/** Verifies lines that come in batches. `onProgress` hears how many were right so far, once a batch. */
export async function verifyChain(
  batches: AsyncIterable<readonly string[]>,
  options: {
    readonly heads?: readonly Pick<AuditHead, 'seq' | 'hash'>[]
    readonly onProgress?: (events: number) => void
  } = {},
): Promise<ChainReport> {
  const verifier = createChainVerifier(options.heads)
  let events = 0
  for await (const lines of batches) {
    for (const line of lines) {
      if (verifier.take(line) !== null) return verifier.end()
    }
    events += lines.length
    options.onProgress?.(events)
  }
  return verifier.end()
}

interface Link {
  readonly seq: number
  readonly previousHash: string
  readonly hash: string
}

function readLink(line: string): Link | null {
  let event: unknown
  try {
    event = JSON.parse(line)
  } catch {
    return null
  }
  if (typeof event !== 'object' || event === null) return null
  const { seq, previousHash, hash } = event as Partial<Record<keyof Link, unknown>>
  const isLink = Number.isSafeInteger(seq) && typeof previousHash === 'string' && typeof hash === 'string'
  return isLink ? { seq: seq as number, previousHash, hash } : null
}

/**
 * What was hashed is the line without its member `hash`. The text is taken as it stands: only what was written in canonical
 * form has this hash, so nothing needs to be sorted again, and two ways of writing the same event cannot both pass.
 */
function isHashOf(hash: string, line: string): boolean {
  const member = `"hash":"${hash}",`
  const start = line.lastIndexOf(member)
  if (start < 0) return false
  const hashed = line.slice(0, start) + line.slice(start + member.length)
  return createHash('sha256').update(hashed).digest('hex') === hash
}
