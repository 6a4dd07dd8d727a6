import type { FigureRange } from '../figure-range.js'
import { SPANS } from '../figure-range.js'
import { AlertIcon } from './icons.js'

/** Which days: the usual ones by a link, others by a form. Works from the address alone. */
export function RangeChoice(props: {
  readonly range: FigureRange
  readonly action: string
  /** What of the address stays; null for nothing. */
  readonly keep?: Readonly<Record<string, string | null>>
  /** A part of the page to come back to. */
  readonly anchor?: string
}) {
  const { range, action, keep = {}, anchor } = props
  const kept = Object.entries(keep).flatMap(([name, value]) => (value === null ? [] : [[name, value]]))
  const rest = kept.map(([name, value]) => `&${name}=${encodeURIComponent(value ?? '')}`).join('')
  const place = anchor === undefined ? '' : `#${anchor}`
  return (
    <div class="range">
      <nav class="switch" aria-label="Days">
        {SPANS.map((span) => (
          <a
            href={`${action}?days=${span}${rest}${place}`}
            aria-current={range.span === span ? 'true' : undefined}
          >
            {span} days
          </a>
        ))}
      </nav>
      <details class="range-own" open={range.span === null || range.problem !== null}>
        <summary>Other days</summary>
        <form class="range-form" method="get" action={`${action}${place}`}>
          {kept.map(([name, value]) => (
            <input type="hidden" name={name} value={value} />
          ))}
          <label for="from">From</label>
          <input id="from" type="date" name="from" value={range.from} required />
          <label for="to">to</label>
          <input id="to" type="date" name="to" value={range.to} required />
          <button class="button" type="submit">
            Show
          </button>
        </form>
      </details>
      {range.problem !== null && (
        <p class="notice notice-fault" role="alert">
          <AlertIcon /> {range.problem} The last week is shown instead.
        </p>
      )}
    </div>
  )
}

const DAY = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  timeZone: 'UTC',
})
const FULL = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  timeZone: 'UTC',
})

/** `Mon, 23 Nov`, from `2026-11-23`. */
export function dayName(day: string): string {
  return DAY.format(new Date(`${day}T00:00:00Z`))
}

/** The days in words, both ends included. */
export function spanWords({ from, to, span }: FigureRange): string {
  const days = FULL.formatRange(new Date(`${from}T00:00:00Z`), new Date(`${to}T00:00:00Z`))
  return `${span === null ? '' : `Last ${span} days: `}${days}, days in UTC`
}
