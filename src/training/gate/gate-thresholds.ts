import type { GateContent, GateThresholds } from './gate-fit.js'
import type { GateExample } from './gate-classes.js'

/** What serving's gate says of a picture's features. */
export interface GateEvidence {
  readonly probabilities: readonly number[]
  readonly distances: readonly number[]
  readonly verdict:
    | { readonly kind: 'accepted' }
    | { readonly kind: 'refused'; readonly code: string }
    | { readonly kind: 'turned'; readonly turns: readonly string[] }
}

/** Serving's own reading of `gate.json`, handed in: what is measured here is what answers there. */
export type ParseGate = (content: GateContent) => { weigh(features: Float32Array): GateEvidence }

export interface OperatingPoint {
  /** Share of the upright validation films that the probability may turn away. */
  readonly refusedByClass: number
  /** The same of each distance. */
  readonly refusedByDistance: number
  /** The distance at that share is multiplied by this: new hospitals are further off than any split shows. */
  readonly distanceMargin: number
  /** Share of the augmented ones, photographed and cut as hardly any that is sent, that a distance may turn away. */
  readonly augmentedByDistance: number
  /** Bounds of the least probability of an upright film. */
  readonly accept: readonly [number, number]
}

export const OPERATING_POINT: OperatingPoint = {
  refusedByClass: 0.003,
  refusedByDistance: 0.001,
  distanceMargin: 1.1,
  augmentedByDistance: 0.05,
  accept: [0.1, 0.5],
}

/**
 * A film of the data set whose held-out probability to be an upright one is below this is taken for what it looks like: the set
 * holds CT slices and laterals under a film's name.
 */
export const LEAST_PLAUSIBLE = 0.02

/** A turn must be likelier than everything else together, and by some. */
const LEAST_TURN = 0.6

/**
 * Chooses the thresholds on upright validation films, plain and augmented: the highest least probability and the
 * smallest distances that turn away no more of them than the operating point allows.
 */
export function chooseGateThresholds(
  content: GateContent,
  upright: readonly GateExample[],
  parse: ParseGate,
  point: OperatingPoint = OPERATING_POINT,
): GateThresholds {
  const gate = parse(content)
  const weigh = (augmented: boolean) =>
    upright.filter((example) => example.augmented === augmented).map(({ features }) => gate.weigh(features))
  const [plain, changed] = [weigh(false), weigh(true)]
  const sure = plain
    .map(({ probabilities }) => probabilities[0] ?? 0)
    .filter((probability) => probability >= LEAST_PLAUSIBLE)
    .sort((a, b) => a - b)
  const [lowest, highest] = point.accept
  // A hair below the film that must still pass.
  const accept = Math.min(highest, Math.max(lowest, atShare(sure, point.refusedByClass) * 0.98))
  // The set holds CT slices under a film's name: the classes turn them away, and they must not widen the clouds.
  const far = (evidence: readonly GateEvidence[], cloud: number) =>
    evidence
      .filter(({ probabilities }) => (probabilities[0] ?? 0) >= accept)
      .map(({ distances }) => distances[cloud] ?? 0)
      .sort((a, b) => b - a)
  return {
    accept,
    distances: content.clouds.map((_, cloud) =>
      Math.max(
        1e-6,
        atShare(far(plain, cloud), point.refusedByDistance) * point.distanceMargin,
        atShare(far(changed, cloud), point.augmentedByDistance),
      ),
    ),
    turn: LEAST_TURN,
  }
}

/** The value that the given share of sorted values comes before. */
function atShare(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}
