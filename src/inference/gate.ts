import { z } from 'zod'
import { Fault } from '../core/fault.js'
import { gateFeatureCount, gateFeatures } from './gate-features.js'

/** What was wrong with a film as received. Rotations are clockwise. */
export type Turn = 'inverted' | 'rotated_90' | 'rotated_180' | 'rotated_270'

export type GateRefusal = 'not_frontal_chest' | 'lateral_view' | 'poor_quality'

export type GateVerdict =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused'; readonly code: GateRefusal }
  /** To be put right and judged again: refused when the second look does not accept. */
  | { readonly kind: 'turned'; readonly turns: readonly Turn[] }

/** What the verdict rests on. */
export interface GateEvidence {
  /** One probability a class, in the order of {@link Gate.classes}. */
  readonly probabilities: readonly number[]
  /** How far from each cloud of accepted films: the mean square of the distances in deviations, 1 for a usual film. */
  readonly distances: readonly number[]
  readonly verdict: GateVerdict
}

/** Judges pictures by what the network made of them. Pure arithmetic, below a millisecond a picture. */
export interface Gate {
  /** The network's layers whose means it needs, in this order. */
  readonly layers: readonly string[]
  readonly classes: readonly string[]
  /**
   * @param pooled means over the positions of each channel of the layers, one layer after the other
   * @param square gray bytes as the network took them
   * @throws Fault `model_folder_invalid` when the number of pooled values is not the gate's
   */
  judge(pooled: Float32Array, square: Uint8Array): GateVerdict
  /** The same from the features that `gateFeatures` gives. */
  weigh(features: Float32Array): GateEvidence
}

export const GATE_FILE = 'gate.json'

const TURNS = ['inverted', 'rotated_90', 'rotated_180', 'rotated_270'] as const
const REFUSALS = ['not_frontal_chest', 'lateral_view', 'poor_quality'] as const

const finite = z.number().min(-1e9).max(1e9)
const share = z.number().min(0).max(1)
const base64 = z
  .string()
  .max(2_000_000)
  .regex(/^[A-Za-z0-9+/]*={0,2}$/)

const cloudSchema = z.strictObject({
  name: z.string().min(1).max(60),
  /** The features that count: `features` of them from `from` on. */
  from: z.int().min(0).max(20_000),
  features: z.int().min(1).max(20_000),
  mean: base64,
  /** A row a component: 8-bit whole numbers times the component's scale. */
  basis: base64,
  scales: z.array(z.number().positive().max(1e6)).max(256),
  variances: z.array(z.number().positive().max(1e9)).max(256),
  /** Variance of what no component explains, summed over the features. */
  rest: z.number().positive().max(1e9),
})

const gateSchema = z.strictObject({
  format: z.literal(1),
  layers: z
    .array(z.string().regex(/^[\w./-]{1,100}$/))
    .min(1)
    .max(16),
  pooled: z.int().min(1).max(20_000),
  /** What became of a feature's mean and deviation: float32, little endian. */
  mean: base64,
  deviation: base64,
  classes: z
    .array(
      z.strictObject({
        name: z.string().min(1).max(60),
        verdict: z.union([z.literal('accepted'), z.enum(REFUSALS), z.array(z.enum(TURNS)).min(1).max(2)]),
      }),
    )
    .min(2)
    .max(32),
  /** A row a class, float32. */
  weights: base64,
  bias: z.array(finite).max(32),
  /** The accepted films as clouds in some of their standardised features. */
  clouds: z.array(cloudSchema).max(8),
  thresholds: z.strictObject({
    /** The least probability of an upright film. */
    accept: share,
    /** The largest distance to each cloud. */
    distances: z.array(z.number().positive().max(1e9)).max(8),
    /** The least probability of a turn that is put right. */
    turn: share,
  }),
  /** What the thresholds were chosen by, for people. */
  chosen: z.record(z.string(), z.union([z.string(), finite])),
})

export type GateFile = z.infer<typeof gateSchema>

/** Deviations beyond this are cut: nothing that a picture holds can outweigh all else. */
export const LIMIT = 8

/**
 * Makes a gate of the content of `gate.json`.
 * @throws Fault `model_folder_invalid` when a part is missing, out of its range or of another length than the others say
 */
export function parseGate(json: unknown): Gate {
  const parsed = gateSchema.safeParse(json)
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'gate'}: ${message}`)
    throw new Fault('model_folder_invalid', `gate.json: ${problems.slice(0, 8).join('; ')}`)
  }
  const file = parsed.data
  const length = gateFeatureCount(file.pooled)
  const mean = floats('mean', file.mean, length)
  const deviation = floats('deviation', file.deviation, length)
  if (deviation.some((value) => value <= 0)) invalid('a deviation is not above 0')
  const weights = floats('weights', file.weights, length * file.classes.length)
  if (file.bias.length !== file.classes.length) invalid('bias and classes differ in number')
  const accepted = file.classes.findIndex(({ verdict }) => verdict === 'accepted')
  if (accepted < 0) invalid('no class is accepted')
  if (file.thresholds.distances.length !== file.clouds.length)
    invalid('clouds and distances differ in number')
  const distancesOf = file.clouds.map((cloud) => createDistance(cloud, length))

  function weigh(features: Float32Array): GateEvidence {
    if (features.length !== length) invalid(`expected ${length} features and got ${features.length}`)
    const standard = features.map((value, index) => {
      const deviations = (value - (mean[index] ?? 0)) / (deviation[index] ?? 1)
      return Math.max(-LIMIT, Math.min(LIMIT, deviations))
    })
    const probabilities = softmax(
      file.bias.map((bias, row) => bias + dot(weights, row * length, standard, length)),
    )
    const distances = distancesOf.map((distanceOf) => distanceOf(standard))
    // A network that overflows knows nothing of the picture.
    const known = features.every(Number.isFinite)
    const verdict: GateVerdict = known
      ? decide(file, accepted, probabilities, distances)
      : { kind: 'refused', code: 'not_frontal_chest' }
    return { probabilities, distances, verdict }
  }

  return {
    layers: file.layers,
    classes: file.classes.map(({ name }) => name),
    weigh,
    judge(pooled, square) {
      if (pooled.length !== file.pooled) {
        invalid(`the gate needs ${file.pooled} pooled values and the network gave ${pooled.length}`)
      }
      return weigh(gateFeatures(pooled, square)).verdict
    },
  }
}

/**
 * An upright film that is sure enough and not far off is accepted. Otherwise the likeliest of the other classes
 * speaks; a turn that is not sure enough is a refusal.
 */
function decide(
  { classes, thresholds }: GateFile,
  accepted: number,
  probabilities: readonly number[],
  distances: readonly number[],
): GateVerdict {
  if ((probabilities[accepted] ?? 0) >= thresholds.accept) {
    return distances.every((distance, cloud) => distance <= (thresholds.distances[cloud] ?? 0))
      ? { kind: 'accepted' }
      : { kind: 'refused', code: 'not_frontal_chest' }
  }
  let best = accepted === 0 ? 1 : 0
  probabilities.forEach((probability, row) => {
    if (row !== accepted && probability > (probabilities[best] ?? 0)) best = row
  })
  const verdict = classes[best]?.verdict ?? 'not_frontal_chest'
  if (typeof verdict === 'string') {
    return { kind: 'refused', code: verdict === 'accepted' ? 'not_frontal_chest' : verdict }
  }
  return (probabilities[best] ?? 0) >= thresholds.turn
    ? { kind: 'turned', turns: verdict }
    : { kind: 'refused', code: 'not_frontal_chest' }
}

/**
 * Mahalanobis distance to the accepted films in their principal components, what the components leave counted with
 * one variance (Moghaddam and Pentland 1997, "Probabilistic visual learning for object representation"). Each of the
 * two parts counts half, so that a usual film has 1.
 */
function createDistance(
  cloud: GateFile['clouds'][number],
  length: number,
): (standard: Float32Array) => number {
  const { from, features, scales, variances } = cloud
  if (from + features > length) invalid(`the cloud ${cloud.name} counts more features than there are`)
  if (scales.length !== variances.length) invalid('scales and variances differ in number')
  const mean = floats(`the mean of ${cloud.name}`, cloud.mean, features)
  const bytes = Buffer.from(cloud.basis, 'base64')
  if (bytes.byteLength !== features * scales.length) invalid(`the basis of ${cloud.name} has another length`)
  const basis = Float32Array.from(new Int8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  return (standard) => {
    const centred = standard.subarray(from, from + features).map((value, index) => value - (mean[index] ?? 0))
    let left = dot(centred, 0, centred, features)
    let distance = 0
    scales.forEach((scale, row) => {
      const along = scale * dot(basis, row * features, centred, features)
      left -= along * along
      distance += (along * along) / (variances[row] ?? 1)
    })
    return distance / (2 * Math.max(1, scales.length)) + Math.max(0, left) / (2 * cloud.rest)
  }
}

/** Of `length` numbers of `left`, from `start` on, and as many of `right`. Lengths are checked when a file is read. */
function dot(left: Float32Array, start: number, right: Float32Array, length: number): number {
  let sum = 0
  for (let index = 0; index < length; index += 1) {
    sum += (left[start + index] as number) * (right[index] as number)
  }
  return sum
}

function softmax(logits: readonly number[]): number[] {
  const highest = Math.max(...logits)
  const powers = logits.map((logit) => Math.exp(logit - highest))
  const sum = powers.reduce((total, power) => total + power, 0)
  return powers.map((power) => power / sum)
}

function floats(name: string, text: string, length: number): Float32Array {
  const bytes = Buffer.from(text, 'base64')
  if (bytes.byteLength !== length * 4) invalid(`${name} holds another number of values`)
  const values = Float32Array.from({ length }, (_, index) => bytes.readFloatLE(index * 4))
  if (!values.every(Number.isFinite)) invalid(`${name} holds a value that is not a number`)
  return values
}

function invalid(message: string): never {
  throw new Fault('model_folder_invalid', `gate.json: ${message}`)
}
