import { CLASS_WEIGHTS, GATE_CLASSES, type GateClass, type GateExample } from './gate-classes.js'
import { fitCloud } from './gate-outliers.js'
import { fitSoftmax, type SoftmaxSettings } from './gate-softmax.js'
import { createRandom } from '../random.js'

/** What `gate.json` holds. Serving checks it; the long rows of numbers are little-endian in base64. */
export interface GateContent {
  readonly format: 1
  readonly layers: readonly string[]
  readonly pooled: number
  readonly mean: string
  readonly deviation: string
  readonly classes: readonly GateClass[]
  readonly weights: string
  readonly bias: readonly number[]
  readonly clouds: readonly CloudContent[]
  readonly thresholds: GateThresholds
  readonly chosen: Readonly<Record<string, string | number>>
}

export interface CloudContent {
  readonly name: string
  readonly from: number
  readonly features: number
  readonly mean: string
  readonly basis: string
  readonly scales: readonly number[]
  readonly variances: readonly number[]
  readonly rest: number
}

export interface GateThresholds {
  readonly accept: number
  readonly distances: readonly number[]
  readonly turn: number
}

/** Some of the features, in which accepted films form a cloud of their own. */
export interface CloudPart {
  readonly name: string
  readonly from: number
  readonly features: number
  /** Principal components that are kept. */
  readonly components: number
}

/** Where a gate's features lie. */
export interface GateShape {
  readonly layers: readonly string[]
  /** Pooled outputs of all layers together; the features begin with them. */
  readonly pooled: number
  readonly clouds: readonly CloudPart[]
}

export interface GateFitSettings extends SoftmaxSettings {
  readonly seed: string
}

export const GATE_FIT: GateFitSettings = { epochs: 20, rate: 0.002, penalty: 0.015, seed: 'gate' }

/**
 * The clouds: texture in all layers but the last, which the classifier bends to its own classes, and shape in the
 * thumbnail. A lateral film has the texture of a frontal one and another shape; a slice of a CT the other way about.
 * @param channels of each layer @param thumbnail cells of the thumbnail, which follow the pooled outputs
 */
export function gateShape(
  layers: readonly string[],
  channels: readonly number[],
  thumbnail: number,
): GateShape {
  const pooled = channels.reduce((sum, count) => sum + count, 0)
  const last = layers.length > 1 ? (channels.at(-1) ?? 0) : 0
  return {
    layers,
    pooled,
    clouds: [
      { name: 'texture', from: 0, features: pooled - last, components: 48 },
      { name: 'shape', from: pooled, features: thumbnail, components: 16 },
    ],
  }
}

/** Deviations beyond this are cut, in training and in serving. */
const LIMIT = 8

/** Thresholds that let everything through: to be replaced by those that validation pictures give. */
const OPEN: Omit<GateThresholds, 'distances'> = { accept: 0.5, turn: 0.5 }

/**
 * Fits the gate: standardised features, a logistic regression over the classes, and the clouds of the accepted films.
 * Its thresholds are still open.
 */
export function fitGate(
  examples: readonly GateExample[],
  { layers, pooled, clouds }: GateShape,
  settings: GateFitSettings = GATE_FIT,
): GateContent {
  const length = examples[0]?.features.length ?? 0
  const weights = weighExamples(examples)
  const { mean, deviation } = spreadOf(examples, weights, length)
  const rows = examples.map(({ features }) => standardise(features, mean, deviation))
  const targets = examples.map((example) => GATE_CLASSES.findIndex(({ name }) => name === example.class))
  const softmax = fitSoftmax(
    { rows, targets, weights, classes: GATE_CLASSES.length },
    settings,
    createRandom(`${settings.seed}:softmax`),
  )
  const accepted = rows.filter((_, index) => targets[index] === 0)
  return {
    format: 1,
    layers,
    pooled,
    mean: floats(mean),
    deviation: floats(deviation),
    classes: GATE_CLASSES,
    weights: floats(softmax.weights),
    bias: softmax.bias,
    clouds: clouds.map((part) => codeCloud(accepted, part, settings.seed)),
    thresholds: { ...OPEN, distances: clouds.map(() => 1e9) },
    chosen: {},
  }
}

function codeCloud(
  rows: readonly Float32Array[],
  { name, from, features, components }: CloudPart,
  seed: string,
): CloudContent {
  const parts = rows.map((row) => row.subarray(from, from + features))
  const cloud = fitCloud(parts, components, createRandom(`${seed}:cloud:${name}`))
  const coded = cloud.basis.map(toBytes)
  return {
    name,
    from,
    features,
    mean: floats(cloud.mean),
    basis: Buffer.concat(coded.map(({ bytes }) => bytes)).toString('base64'),
    scales: coded.map(({ scale }) => scale),
    variances: cloud.variances,
    rest: cloud.rest,
  }
}

/**
 * Each class gets its weight, shared among its kinds by the root of their numbers and within a kind evenly, so that
 * 1000 films do not silence 25 laterals. The mean is 1.
 */
function weighExamples(examples: readonly GateExample[]): number[] {
  const counts = new Map<string, Map<string, number>>()
  for (const { class: name, kind } of examples) {
    const kinds = counts.get(name) ?? new Map<string, number>()
    counts.set(name, kinds.set(kind, (kinds.get(kind) ?? 0) + 1))
  }
  const roots = new Map(
    [...counts].map(([name, kinds]) => [
      name,
      [...kinds.values()].reduce((sum, count) => sum + Math.sqrt(count), 0),
    ]),
  )
  const raw = examples.map(({ class: name, kind }) => {
    const count = counts.get(name)?.get(kind) ?? 1
    return ((CLASS_WEIGHTS[name] ?? 1) * Math.sqrt(count)) / (roots.get(name) ?? 1) / count
  })
  const mean = raw.reduce((sum, weight) => sum + weight, 0) / raw.length
  return raw.map((weight) => weight / mean)
}

/** Weighted mean and deviation of each feature; a feature that never changes gets the deviation 1. */
function spreadOf(
  examples: readonly GateExample[],
  weights: readonly number[],
  length: number,
): { readonly mean: Float32Array; readonly deviation: Float32Array } {
  const sum = new Float64Array(length)
  const squares = new Float64Array(length)
  const total = weights.reduce((all, weight) => all + weight, 0)
  examples.forEach(({ features }, row) => {
    const weight = (weights[row] ?? 0) / total
    for (let index = 0; index < length; index += 1) {
      const value = features[index] ?? 0
      sum[index] = (sum[index] ?? 0) + weight * value
      squares[index] = (squares[index] ?? 0) + weight * value * value
    }
  })
  const deviation = squares.map((square, index) => Math.sqrt(Math.max(0, square - (sum[index] ?? 0) ** 2)))
  return {
    mean: Float32Array.from(sum),
    deviation: Float32Array.from(deviation, (value) => (value < 1e-5 ? 1 : value)),
  }
}

function standardise(features: Float32Array, mean: Float32Array, deviation: Float32Array): Float32Array {
  return features.map((value, index) =>
    Math.max(-LIMIT, Math.min(LIMIT, (value - (mean[index] ?? 0)) / (deviation[index] ?? 1))),
  )
}

function floats(values: Float32Array): string {
  const bytes = Buffer.alloc(values.length * 4)
  values.forEach((value, index) => bytes.writeFloatLE(value, index * 4))
  return bytes.toString('base64')
}

/** A direction in 8 bits a number. */
function toBytes(direction: Float32Array): { readonly bytes: Uint8Array; readonly scale: number } {
  const largest = direction.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-9)
  const scale = largest / 127
  const whole = Int8Array.from(direction, (value) => Math.round(value / scale))
  return { bytes: new Uint8Array(whole.buffer), scale }
}
