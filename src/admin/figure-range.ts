import type { DayRange } from '../core/record-figures.js'

const DAY_MS = 24 * 60 * 60 * 1000

/** Spans of days that are offered. */
export const SPANS = [7, 30, 90] as const

export type Span = (typeof SPANS)[number]

/** The most days that are counted at once. */
export const MOST_DAYS = 400

/** Which days a page speaks of. */
export interface FigureRange extends DayRange {
  /** One of those that are offered, up to today; null for days of one's own choice. */
  readonly span: Span | null
  readonly days: number
  /** What was wrong with the days that the address asked for; null where nothing was. */
  readonly problem: string | null
}

/** Reads the days from the address: `days`, or `from` and `to`, in UTC. What makes no sense is said, and gives the last week. */
export function parseFigureRange(query: Readonly<Record<string, string>>, now: Date): FigureRange {
  const { days, from, to } = query
  if (from === undefined && to === undefined) {
    const span = SPANS.find((one) => String(one) === days) ?? SPANS[0]
    return lastDays(span, now)
  }
  const today = dayOf(now)
  const start = dayFrom(from)
  const end = dayFrom(to) ?? (to === undefined || to === '' ? today : null)
  const problem = whatIsWrong(start, end, today)
  if (problem !== null || start === null || end === null) return { ...lastDays(SPANS[0], now), problem }
  const last = end > today ? today : end
  return { from: start, to: last, span: null, days: daysBetween(start, last), problem: null }
}

function whatIsWrong(start: string | null, end: string | null, today: string): string | null {
  if (start === null || end === null) return 'A day is written as 2026-11-23.'
  if (start > end) return 'The first day comes after the last one.'
  if (start > today) return 'These days have not come yet.'
  if (daysBetween(start, end) > MOST_DAYS) return `At most ${MOST_DAYS} days are counted at once.`
  return null
}

/** The last `span` days, today included. */
function lastDays(span: Span, now: Date): FigureRange {
  return {
    from: dayOf(new Date(now.getTime() - (span - 1) * DAY_MS)),
    to: dayOf(now),
    span,
    days: span,
    problem: null,
  }
}

/** As many days, right before these. */
export function daysBefore({ from, days }: Pick<FigureRange, 'from' | 'days'>): DayRange {
  const start = Date.parse(from)
  return { from: dayOf(new Date(start - days * DAY_MS)), to: dayOf(new Date(start - DAY_MS)) }
}

/** The weeks from Monday to Sunday, oldest first; the last one holds the day of `now`. */
export function weeksBefore(now: Date, count: number): readonly DayRange[] {
  const sinceMonday = (now.getUTCDay() + 6) % 7
  const monday = Date.parse(dayOf(now)) - sinceMonday * DAY_MS
  return Array.from({ length: count }, (_, index) => {
    const start = monday - (count - 1 - index) * 7 * DAY_MS
    return { from: dayOf(new Date(start)), to: dayOf(new Date(start + 6 * DAY_MS)) }
  })
}

/** The range as the query of an address, without a question mark. */
export function rangeQuery({ span, from, to }: FigureRange): string {
  return span === null ? `from=${from}&to=${to}` : `days=${span}`
}

/** `2026-11-23`, in UTC. */
export function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10)
}

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1
}

/** A day that is in the calendar; null for anything else. */
function dayFrom(text: string | undefined): string | null {
  if (text === undefined || !/^[12]\d{3}-\d\d-\d\d$/.test(text)) return null
  const time = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(time.getTime()) && dayOf(time) === text ? text : null
}
