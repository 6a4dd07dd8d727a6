import { AUDIT_KINDS } from '../../core/audit.js'
import type { EventConditions } from './event-line.js'

/** What the address of an export of events asks for. */
export interface EventQuery {
  readonly conditions: EventConditions
  /** For the event of the export: the same, as the address has it. */
  readonly filter: string
  /** Names of what is wrong. */
  readonly problems: readonly string[]
}

const ID = /^[0-9A-Za-z_-]{1,64}$/
const DAY = /^[12]\d{3}-\d\d-\d\d$/
const DAY_MS = 24 * 60 * 60 * 1000

/** Reads `kind`, `subject`, `actor`, and the days `from` and `to`, both included, in UTC. Empty values are not asked for. */
export function eventQuery(address: Readonly<Record<string, string | undefined>>): EventQuery {
  const problems: string[] = []
  const given: [string, string][] = []
  const read = <T>(name: string, valid: (value: string) => T | null): T | null => {
    const value = address[name]?.trim() ?? ''
    if (value === '') return null
    const found = valid(value)
    if (found === null) problems.push(name)
    else given.push([name, value])
    return found
  }
  const shaped = (value: string): string | null => (ID.test(value) ? value : null)
  const kind = read('kind', (value) => AUDIT_KINDS.find((known) => known === value) ?? null)
  const subject = read('subject', shaped)
  const actorId = read('actor', shaped)
  const from = read('from', dayOf)
  const to = read('to', dayOf)
  return {
    conditions: {
      ...(kind && { kind }),
      ...(subject && { subject }),
      ...(actorId && { actorId }),
      ...(from && { from }),
      ...(to && { to: new Date(to.getTime() + DAY_MS) }),
    },
    filter: new URLSearchParams(given).toString(),
    problems,
  }
}

/** Midnight at the beginning of a day that is in the calendar. */
function dayOf(value: string): Date | null {
  if (!DAY.test(value)) return null
  const time = new Date(`${value}T00:00:00.000Z`)
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(value) ? time : null
}
