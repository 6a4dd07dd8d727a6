import { AUDIT_KINDS, type AuditCursor, type AuditFilter, type AuditKind } from '../core/audit.js'

/** What the list's address asks for; null where it does not matter. */
export interface AuditQuery {
  readonly kind: AuditKind | null
  /** An account's id, or a person's alias. */
  readonly actor: string | null
  /** The id, or for a study the reference, of what it happened to. */
  readonly subject: string | null
  /** The first day, in UTC, as `2026-11-23`. */
  readonly from: string | null
  /** The last day, which is included. */
  readonly to: string | null
  readonly after: AuditCursor | null
}

export const NO_AUDIT_QUERY: AuditQuery = {
  kind: null,
  actor: null,
  subject: null,
  from: null,
  to: null,
  after: null,
}

export const AUDIT_ROWS = 50

const DAY_MS = 24 * 60 * 60 * 1000
const CURSOR = /^(\d{1,15})-(\d{1,15})$/

/** Reads the address. What cannot be anything there is in `wrong`, and asks for nothing. */
export function parseAuditQuery(address: Readonly<Record<string, string | undefined>>): {
  readonly query: AuditQuery
  readonly wrong: readonly (keyof AuditQuery)[]
} {
  const wrong: (keyof AuditQuery)[] = []
  const read = <T>(name: keyof AuditQuery, parse: (text: string) => T | null): T | null => {
    const text = address[name]?.trim() ?? ''
    if (text === '') return null
    const value = parse(text)
    if (value === null) wrong.push(name)
    return value
  }
  const query: AuditQuery = {
    kind: read('kind', (text) => AUDIT_KINDS.find((kind) => kind === text) ?? null),
    actor: read('actor', (text) => (/^[\w-]{1,64}$/.test(text) ? text : null)),
    subject: read('subject', (text) => (/^[\w-]{1,128}$/.test(text) ? text : null)),
    from: read('from', readDay),
    to: read('to', readDay),
    after: read('after', readCursor),
  }
  return { query, wrong }
}

/** The address of the list with this query; `path` may be an export's. */
export function auditAddress(query: AuditQuery, path = '/dashboard/audit'): string {
  const fields = new URLSearchParams()
  for (const name of ['kind', 'actor', 'subject', 'from', 'to'] as const) {
    const value = query[name]
    if (value !== null) fields.set(name, value)
  }
  if (query.after !== null) fields.set('after', `${query.after.at.getTime()}-${query.after.seq}`)
  return fields.size === 0 ? path : `${path}?${fields.toString()}`
}

/** `subject` is an id: a reference has to be looked up before. */
export function toAuditFilter(query: AuditQuery, subject: string | null): AuditFilter {
  const { kind, actor, from, to, after } = query
  return {
    limit: AUDIT_ROWS,
    ...(kind === null ? {} : { kind }),
    ...(actor === null ? {} : { actorId: actor }),
    ...(subject === null ? {} : { subject }),
    ...(from === null ? {} : { from: new Date(from) }),
    ...(to === null ? {} : { to: new Date(new Date(to).getTime() + DAY_MS) }),
    ...(after === null ? {} : { before: after }),
  }
}

export function isFiltered(query: AuditQuery): boolean {
  return auditAddress({ ...query, after: null }) !== '/dashboard/audit'
}

function readDay(text: string): string | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null
  const day = new Date(text)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text) ? text : null
}

function readCursor(text: string): AuditCursor | null {
  const [, time, seq] = CURSOR.exec(text) ?? []
  const at = new Date(Number(time))
  return time === undefined || Number.isNaN(at.getTime()) ? null : { at, seq: Number(seq) }
}
