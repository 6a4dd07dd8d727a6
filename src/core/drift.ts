import type { Label } from './label.js'
import { LABELS } from './label.js'
import type { Distributions, Histogram } from './record-figures.js'

/** Fewer films than this say nothing about a shift. */
export const LEAST_FILMS = 50

/** The usual reading: below the first little has changed, up to the second something has, above it much has. */
export const DRIFT_BANDS = { moderate: 0.1, large: 0.2 } as const

export type DriftReading = 'few' | 'chance' | 'small' | 'moderate' | 'large'

/** How far one distribution lies from that of the model's own test. */
export interface Drift {
  /** Population stability index; null where one side has nothing. */
  readonly psi: number | null
  /** Up to here an index is no surprise, in 19 of 20 cases, though nothing has changed. */
  readonly byChance: number | null
  /** Films counted. */
  readonly n: number
  readonly reading: DriftReading
}

/** What is watched: the score of each class, and what comes in. */
export type Watched = Label | 'brightness' | 'size'

export const WATCHED = [...LABELS, 'brightness', 'size'] as const satisfies readonly Watched[]

/**
 * The population stability index: the sum over the steps of (p − q) ln(p / q), where p and q are the shares of `current` and
 * of `reference` in a step. 0 for equal ones. A step that is empty on one side counts there as half a film, so that a
 * single film in a new step does not make the index infinite; one that is empty on both counts for nothing.
 * Null when either side is empty.
 */
export function populationStability(reference: Histogram, current: Histogram): number | null {
  const [n, m] = [total(reference), total(current)]
  if (n === 0 || m === 0) return null
  return reference.reduce((sum, count, step) => {
    const other = current[step] ?? 0
    if (count === 0 && other === 0) return sum
    const q = Math.max(count, 0.5) / n
    const p = Math.max(other, 0.5) / m
    return sum + (p - q) * Math.log(p / q)
  }, 0)
}

/**
 * The 95 % quantile of the index when nothing has changed: over (1 / n + 1 / m) it follows a chi-square distribution with
 * one degree less than there are steps (B. Yurdakul and J. Naranjo, "Statistical properties of the population stability
 * index", Journal of Risk Model Validation 14, 2020). The quantile is by Wilson and Hilferty's approximation (1931).
 */
export function stabilityByChance(reference: Histogram, current: Histogram): number | null {
  const [n, m] = [total(reference), total(current)]
  if (n === 0 || m === 0) return null
  const steps = reference.filter((count, step) => count > 0 || (current[step] ?? 0) > 0).length
  const degrees = steps - 1
  if (degrees === 0) return 0
  const part = 2 / (9 * degrees)
  return degrees * (1 - part + QUANTILE_95 * Math.sqrt(part)) ** 3 * (1 / n + 1 / m)
}

/** The one-sided 95 % quantile of the normal distribution. */
const QUANTILE_95 = 1.6448536269514722

/** How `current` lies against `reference`, and how that is read. */
export function measureDrift(reference: Histogram, current: Histogram): Drift {
  const psi = populationStability(reference, current)
  const byChance = stabilityByChance(reference, current)
  const n = total(current)
  return { psi, byChance, n, reading: readDrift(psi, byChance, n) }
}

function readDrift(psi: number | null, byChance: number | null, n: number): DriftReading {
  if (psi === null || byChance === null || n < LEAST_FILMS) return 'few'
  if (psi < DRIFT_BANDS.moderate) return 'small'
  if (psi <= byChance) return 'chance'
  return psi <= DRIFT_BANDS.large ? 'moderate' : 'large'
}

/** The drift of everything that is watched. */
export function measureDrifts(
  reference: Distributions,
  current: Distributions,
): Readonly<Record<Watched, Drift>> {
  const drifts = WATCHED.map((watched) => [
    watched,
    measureDrift(histogramOf(reference, watched), histogramOf(current, watched)),
  ])
  return Object.fromEntries(drifts) as Record<Watched, Drift>
}

function histogramOf({ scores, brightness, size }: Distributions, watched: Watched): Histogram {
  if (watched === 'brightness') return brightness
  return watched === 'size' ? size : scores[watched]
}

function total(histogram: Histogram): number {
  return histogram.reduce((sum, count) => sum + count, 0)
}
