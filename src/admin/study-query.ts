import { isLabel } from '../core/label.js'
import type { Label } from '../core/label.js'
import type { Outcome } from '../core/outcome.js'
import { OUTCOME_KINDS } from '../core/outcome.js'
import type { Channel, StudyCursor, StudyFilter } from '../core/study.js'
import { isChannel } from '../core/study.js'

/** What the list's address asks for. */
export interface StudyQuery {
  readonly label: Label | null
  readonly channel: Channel | null
  readonly outcome: Outcome['kind'] | null
  readonly after: StudyCursor | null
}

export const ROWS_A_PAGE = 50

/** Reads the address. What is not a value of ours counts as not asked for. */
export function parseStudyQuery(query: Readonly<Record<string, string>>): StudyQuery {
  const { label, channel, outcome, after } = query
  return {
    label: isLabel(label) ? label : null,
    channel: isChannel(channel) ? channel : null,
    outcome: OUTCOME_KINDS.find((kind) => kind === outcome) ?? null,
    after: parseCursor(after),
  }
}

/** Writes the address of a page of the list. */
export function studyListAddress(query: StudyQuery): string {
  const { label, channel, outcome, after } = query
  const parameters = new URLSearchParams()
  if (label) parameters.set('label', label)
  if (channel) parameters.set('channel', channel)
  if (outcome) parameters.set('outcome', outcome)
  if (after) parameters.set('after', `${after.receivedAt.toISOString()}_${after.id}`)
  const text = parameters.toString()
  return text === '' ? '/dashboard' : `/dashboard?${text}`
}

export function toFilter(query: StudyQuery): StudyFilter {
  const { label, channel, outcome, after } = query
  return {
    limit: ROWS_A_PAGE,
    ...(label && { label }),
    ...(channel && { channel }),
    ...(outcome && { outcome }),
    ...(after && { after }),
  }
}

const CURSOR = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)_([0-9A-Za-z-]{1,64})$/

function parseCursor(text: string | undefined): StudyCursor | null {
  const [, time, id] = CURSOR.exec(text ?? '') ?? []
  if (time === undefined || id === undefined) return null
  const receivedAt = new Date(time)
  return Number.isNaN(receivedAt.getTime()) ? null : { receivedAt, id }
}
