import type { Label } from './label.js'
import type { Verdict } from './review.js'
import type { Channel } from './study.js'

/** Days in UTC, both included, as `2026-11-23`. At most 400 of them. */
export interface DayRange {
  readonly from: string
  readonly to: string
}

/** What became of a picture, as it is counted. */
export type CountedOutcome = Label | 'uncertain' | 'refused' | 'fault'

/** One day's answers. */
export interface DayFigures {
  readonly day: string
  readonly outcomes: Readonly<Record<CountedOutcome, number>>
  readonly channels: Readonly<Record<Channel, number>>
}

/** Counts over equal steps from 0 to 1; what lies at 1 counts for the last. */
export type Histogram = readonly number[]

/** Into how many steps scores, brightness and size are counted. */
export const HISTOGRAM_STEPS = 20

/** Milliseconds from a picture's arrival to its answer; null where there was none. From counts by steps of 10 %. */
export interface LatencyFigures {
  readonly p50: number | null
  readonly p90: number | null
  readonly p99: number | null
}

/** What a span of days came to. */
export interface OverviewFigures {
  /** Every day of the range, oldest first, empty ones too. */
  readonly days: readonly DayFigures[]
  /** Most frequent first. */
  readonly refusals: readonly { readonly code: string; readonly count: number }[]
  /** Words of reviewers given in these days on studies that had a label. */
  readonly agreement: { readonly agreed: number; readonly disagreed: number }
  readonly latency: LatencyFigures
}

/** How the inputs and answers of a model lay in some days: each a histogram. */
export interface Distributions {
  /** Of the calibrated score of each class. */
  readonly scores: Readonly<Record<Label, Histogram>>
  /** Of the mean gray value, 0..1. */
  readonly brightness: Histogram
  /** Of the logarithm of the longer side: 64 pixels at 0, 8192 at 1. */
  readonly size: Histogram
}

/** Verdicts of reviewers against the answers of a model: how often each pair came. */
export type VerdictTable = readonly {
  readonly answered: Label | 'uncertain'
  readonly verdict: Verdict
  readonly count: number
}[]

/** Counts of the record that are kept as it grows, so that asking costs the same at a thousand studies and a million. */
export interface RecordFigures {
  overview(range: DayRange): Promise<OverviewFigures>
  /** Of one model, `name@hash12`. */
  distributions(model: string, range: DayRange): Promise<Distributions>
  /** Of one model, on films received in the range. A reviewer who changed their mind counts once. */
  verdicts(model: string, range: DayRange): Promise<VerdictTable>
  /** Every model that ever answered, and how often. */
  models(): Promise<readonly { readonly model: string; readonly studies: number }[]>
}

/** The logarithm of a picture's longer side in pixels, 0..1: 64 pixels at 0, 8192 at 1. */
export function sizePosition(width: number, height: number): number {
  const position = Math.log2(Math.max(width, height) / 64) / 7
  return Math.min(1, Math.max(0, position))
}

/** The step of a histogram that a value from 0 to 1 falls into. */
export function histogramStep(value: number): number {
  return Math.min(HISTOGRAM_STEPS - 1, Math.max(0, Math.floor(value * HISTOGRAM_STEPS)))
}
