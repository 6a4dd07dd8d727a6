import { Fault } from '../core/fault.js'
import type { Label } from '../core/label.js'
import { isLabel, LABELS } from '../core/label.js'
import type {
  CountedOutcome,
  DayFigures,
  DayRange,
  Histogram,
  LatencyFigures,
  RecordFigures,
} from '../core/record-figures.js'
import { HISTOGRAM_STEPS } from '../core/record-figures.js'
import { isVerdict } from '../core/review.js'
import type { Channel } from '../core/study.js'
import { CHANNELS } from '../core/study.js'
import type { CountKind } from './day-counts.js'
import { latencyOf } from './day-counts.js'
import type { Database } from './open-database.js'

const OUTCOMES = [...LABELS, 'uncertain', 'refused', 'fault'] as const satisfies readonly CountedOutcome[]

const DAY_MS = 24 * 60 * 60 * 1000

/** The most days that one question may span. */
const MOST_DAYS = 400

/** A sum of counts. */
interface Sum {
  readonly kind: string
  readonly key: string
  readonly count: number
}

/** The figures, from the counts by day that the stores keep: src/store/day-counts.ts. */
export function createRecordFigures({ db: { client } }: { readonly db: Database }): RecordFigures {
  async function sum(kinds: readonly CountKind[], model: string, range: DayRange): Promise<readonly Sum[]> {
    const rows = await client.dayCount.groupBy({
      by: ['kind', 'key'],
      where: { kind: { in: [...kinds] }, model, day: { gte: range.from, lte: range.to } },
      _sum: { count: true },
    })
    return rows
      .map(({ kind, key, _sum }) => ({ kind, key, count: _sum.count ?? 0 }))
      .filter(({ count }) => count > 0)
  }

  return {
    async overview(range) {
      const days = daysOf(range)
      const kinds: CountKind[] = ['outcome', 'channel']
      const byDay = await client.dayCount.findMany({
        where: { kind: { in: kinds }, model: '', day: { gte: range.from, lte: range.to } },
        select: { kind: true, day: true, key: true, count: true },
      })
      const sums = await sum(['refusal', 'latency', 'agreement'], '', range)
      const of = (kind: CountKind): readonly Sum[] => sums.filter((row) => row.kind === kind)
      const agreement = countsIn(of('agreement'), ['agreed', 'disagreed'])
      return {
        days: toDays(days, byDay),
        refusals: of('refusal')
          .map(({ key, count }) => ({ code: key, count }))
          .sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1)),
        agreement,
        latency: toLatency(of('latency')),
      }
    },

    async distributions(model, range) {
      daysOf(range)
      const scoreKinds = LABELS.map((label) => `score:${label}` as const)
      const sums = await sum([...scoreKinds, 'brightness', 'size'], model, range)
      const histogram = (kind: CountKind): Histogram => {
        const steps = Array.from({ length: HISTOGRAM_STEPS }, () => 0)
        for (const row of sums) if (row.kind === kind) steps[Number(row.key)] = row.count
        return steps
      }
      const scores = LABELS.map((label) => [label, histogram(`score:${label}`)] as const)
      return {
        scores: Object.fromEntries(scores) as Record<Label, Histogram>,
        brightness: histogram('brightness'),
        size: histogram('size'),
      }
    },

    async verdicts(model, range) {
      daysOf(range)
      const sums = await sum(['verdict'], model, range)
      return sums.map(({ key, count }) => {
        const [answered = '', verdict = ''] = key.split('/')
        const isAnswer = isLabel(answered) || answered === 'uncertain'
        if (!isAnswer || !isVerdict(verdict)) {
          throw new Fault('internal', 'a count has a value that this version does not know')
        }
        return { answered, verdict, count }
      })
    },

    async models() {
      const kind: CountKind = 'model'
      const rows = await client.dayCount.groupBy({ by: ['model'], where: { kind }, _sum: { count: true } })
      return rows
        .map(({ model, _sum }) => ({ model, studies: _sum.count ?? 0 }))
        .filter(({ studies }) => studies > 0)
        .sort((a, b) => b.studies - a.studies || (a.model < b.model ? -1 : 1))
    },
  }
}

/** Every day of a range. Throws a RangeError for days that are none, an end before the start, and more than 400. */
function daysOf({ from, to }: DayRange): readonly string[] {
  const [first, last] = [from, to].map((day) => Date.parse(`${day}T00:00:00.000Z`))
  if (first === undefined || last === undefined || Number.isNaN(first + last)) {
    throw new RangeError('days are written as 2026-11-23')
  }
  const count = Math.round((last - first) / DAY_MS) + 1
  if (count < 1 || count > MOST_DAYS) throw new RangeError(`a range has 1..${MOST_DAYS} days`)
  return Array.from({ length: count }, (_, index) =>
    new Date(first + index * DAY_MS).toISOString().slice(0, 10),
  )
}

function toDays(days: readonly string[], rows: readonly (Sum & { readonly day: string })[]): DayFigures[] {
  const byDay = new Map<string, Sum[]>(days.map((day) => [day, []]))
  for (const row of rows) byDay.get(row.day)?.push(row)
  const of = (day: string, kind: CountKind): readonly Sum[] =>
    byDay.get(day)?.filter((row) => row.kind === kind) ?? []
  return days.map((day) => ({
    day,
    outcomes: countsIn<CountedOutcome>(of(day, 'outcome'), OUTCOMES),
    channels: countsIn<Channel>(of(day, 'channel'), CHANNELS),
  }))
}

/** The counts of every key that there can be. */
function countsIn<K extends string>(rows: readonly Sum[], keys: readonly K[]): Readonly<Record<K, number>> {
  const counts = keys.map((key) => [key, rows.find((row) => row.key === key)?.count ?? 0] as const)
  return Object.fromEntries(counts) as Record<K, number>
}

function toLatency(rows: readonly Sum[]): LatencyFigures {
  const steps = rows.map(({ key, count }) => ({ step: Number(key), count })).sort((a, b) => a.step - b.step)
  const total = steps.reduce((all, { count }) => all + count, 0)
  /** The value that `share` of the answers reach at most: the nearest rank. */
  const percentile = (share: number): number | null => {
    let left = Math.ceil(total * share)
    const found = steps.find(({ count }) => (left -= count) <= 0)
    return found ? latencyOf(found.step) : null
  }
  return total === 0
    ? { p50: null, p90: null, p99: null }
    : { p50: percentile(0.5), p90: percentile(0.9), p99: percentile(0.99) }
}
