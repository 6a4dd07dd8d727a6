import { isLabel } from '../core/label.js'
import type { Label } from '../core/label.js'
import type { Outcome } from '../core/outcome.js'
import { OUTCOME_KINDS } from '../core/outcome.js'
import type { ReviewState } from '../core/review.js'
import { REVIEW_STATES } from '../core/review.js'
import type { Channel, StudyConditions, StudyCursor, StudyFilter } from '../core/study.js'
import { isChannel } from '../core/study.js'

/** What the list's address asks for; null where it does not matter. */
export interface StudyQuery {
  /** The first day, in UTC, as `2026-11-23`. */
  readonly from: string | null
  /** The last day, which is included. */
  readonly to: string | null
  readonly outcome: Outcome['kind'] | null
  readonly label: Label | null
  /** A refusal's or a fault's. */
  readonly code: string | null
  readonly review: ReviewState | null
  readonly channel: Channel | null
  /** A pseudonym. */
  readonly person: string | null
  /** `name@hash12`. */
  readonly model: string | null
  /** Words of the note, or a reference. */
  readonly text: string | null
  readonly after: StudyCursor | null
}

/** The parts of a query that choose studies, in the order in which they are shown. */
export const FILTER_NAMES = [
  'text',
  'from',
  'to',
  'outcome',
  'label',
  'code',
  'review',
  'channel',
  'person',
  'model',
] as const satisfies readonly (keyof StudyQuery)[]

export type FilterName = (typeof FILTER_NAMES)[number]

/** A value in the address that no study can have: what it was, and for which filter. */
export interface FilterProblem {
  readonly name: FilterName
  readonly value: string
}

export interface ReadStudyQuery {
  /** Without the values that are wrong. */
  readonly query: StudyQuery
  /** Empty for an address that can be answered. Where it is not, nothing may be shown or exported in its name. */
  readonly problems: readonly FilterProblem[]
}

export const ROWS_A_PAGE = 50

/** Characters of the text that is looked for, at most. */
export const TEXT_LIMIT = 200

export const NO_QUERY: StudyQuery = {
  from: null,
  to: null,
  outcome: null,
  label: null,
  code: null,
  review: null,
  channel: null,
  person: null,
  model: null,
  text: null,
  after: null,
}

/** Reads the address. Empty values are not asked for; a made-up place in the list is its beginning. */
export function parseStudyQuery(address: Readonly<Record<string, string | undefined>>): ReadStudyQuery {
  const problems: FilterProblem[] = []
  const read = <T extends string>(name: FilterName, valid: (value: string) => T | null): T | null => {
    const value = address[name]?.trim() ?? ''
    if (value === '') return null
    const found = valid(value)
    if (found === null) problems.push({ name, value })
    return found
  }
  const query: StudyQuery = {
    text: read('text', (value) => (value.length <= TEXT_LIMIT ? value : null)),
    from: read('from', dayOf),
    to: read('to', dayOf),
    outcome: read('outcome', (value) => OUTCOME_KINDS.find((kind) => kind === value) ?? null),
    label: read('label', (value) => (isLabel(value) ? value : null)),
    code: read('code', shaped(/^[a-z][a-z0-9_]{0,63}$/)),
    review: read('review', (value) => REVIEW_STATES.find((state) => state === value) ?? null),
    channel: read('channel', (value) => (isChannel(value) ? value : null)),
    person: read('person', shaped(/^[0-9A-Za-z_-]{1,64}$/)),
    model: read('model', shaped(/^[a-z0-9][a-z0-9.-]{0,62}@[0-9a-f]{12}$/)),
    after: parseCursor(address['after']),
  }
  if (query.from !== null && query.to !== null && query.from > query.to) {
    problems.push({ name: 'to', value: query.to })
    return { query: { ...query, to: null }, problems }
  }
  return { query, problems }
}

/** Which studies are meant, without a place in the list. */
export function toConditions(query: StudyQuery): StudyConditions {
  const { from, to, outcome, label, code, review, channel, person, model, text } = query
  return {
    ...(from && { from: startOf(from) }),
    ...(to && { to: new Date(startOf(to).getTime() + DAY_MS) }),
    ...(outcome && { outcome }),
    ...(label && { label }),
    ...(code && { code }),
    ...(review && { reviewState: review }),
    ...(channel && { channel }),
    ...(person && { person }),
    ...(model && { model }),
    ...(text && { text }),
  }
}

export function toFilter(query: StudyQuery, limit: number = ROWS_A_PAGE): StudyFilter {
  return { limit, ...toConditions(query), ...(query.after && { after: query.after }) }
}

/** The query of an address, as `?label=COVID&…`; empty where all studies are meant. */
export function queryText(query: StudyQuery): string {
  const parameters = new URLSearchParams()
  for (const name of FILTER_NAMES) {
    const value = query[name]
    if (value !== null) parameters.set(name, value)
  }
  const { after } = query
  if (after) parameters.set('after', `${after.receivedAt.toISOString()}_${after.id}`)
  const text = parameters.toString()
  return text === '' ? '' : `?${text}`
}

/** Writes the address of a page of the list. */
export function studyListAddress(query: StudyQuery): string {
  return `/dashboard/studies${queryText(query)}`
}

/** Writes the address of a study that was found by a query, which its page can go on with. */
export function studyAddress(id: string, query: StudyQuery): string {
  return `/dashboard/studies/${id}${queryText({ ...query, after: null })}`
}

/** Which filters are in force. */
export function filtersOf(query: StudyQuery): readonly FilterName[] {
  return FILTER_NAMES.filter((name) => query[name] !== null)
}

/** A whole reference, as `CC-` and eight characters, whichever way it was typed; null for any other text. */
export function wholeReference(text: string | null): string | null {
  const [, characters] = /^CC[-\s]?([0-9A-Z]{8})$/.exec(text?.toUpperCase() ?? '') ?? []
  return characters === undefined ? null : `CC-${characters}`
}

const DAY_MS = 24 * 60 * 60 * 1000

function startOf(day: string): Date {
  return new Date(`${day}T00:00:00.000Z`)
}

/** A day that is in the calendar. */
function dayOf(value: string): string | null {
  if (!/^[12]\d{3}-\d\d-\d\d$/.test(value)) return null
  const time = startOf(value)
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(value) ? value : null
}

function shaped(shape: RegExp): (value: string) => string | null {
  return (value) => (shape.test(value) ? value : null)
}

const CURSOR = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)_([0-9A-Za-z-]{1,64})$/

function parseCursor(text: string | undefined): StudyCursor | null {
  const [, time, id] = CURSOR.exec(text ?? '') ?? []
  if (time === undefined || id === undefined) return null
  const receivedAt = new Date(time)
  return Number.isNaN(receivedAt.getTime()) ? null : { receivedAt, id }
}
