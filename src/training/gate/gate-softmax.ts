import { batches } from '../data/order.js'
import type { Random } from '../random.js'

export interface SoftmaxRows {
  /** Rows of `length` numbers, standardised. */
  readonly rows: readonly Float32Array[]
  /** The class of each row, from 0 to `classes - 1`. */
  readonly targets: readonly number[]
  /** How much each row counts; the mean should be near 1. */
  readonly weights: readonly number[]
  readonly classes: number
}

export interface SoftmaxSettings {
  readonly epochs: number
  readonly rate: number
  /** Weight of half the squared size of the weights, added to the mean loss. */
  readonly penalty: number
}

export interface Softmax {
  /** A row a class. */
  readonly weights: Float32Array
  readonly bias: readonly number[]
}

const BATCH = 64

/** Errors below this teach nothing: most films are certain after a few epochs. */
const LEAST_ERROR = 1e-4

/**
 * Multinomial logistic regression with a ridge penalty, fitted by Adam (Kingma and Ba 2015) with a rate that falls to
 * nothing along a cosine. The same rows and random numbers give the same weights.
 */
export function fitSoftmax(
  { rows, targets, weights: rowWeights, classes }: SoftmaxRows,
  { epochs, rate, penalty }: SoftmaxSettings,
  random: Random,
): Softmax {
  const length = rows[0]?.length ?? 0
  // The bias is the weight of a last feature that is always 1.
  const width = length + 1
  const size = classes * width
  const state: AdamState = {
    weights: new Float32Array(size),
    first: new Float32Array(size),
    second: new Float32Array(size),
    gradient: new Float32Array(size),
  }
  const order = rows.map((_, index) => index)
  const steps = epochs * Math.ceil(rows.length / BATCH)
  let step = 0
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    shuffleInPlace(order, random)
    for (const batch of batches(order, BATCH)) {
      state.gradient.fill(0)
      for (const index of batch) {
        const row = rows[index] as Float32Array
        const share = (rowWeights[index] ?? 1) / batch.length
        const target = targets[index] as number
        probabilities(state.weights, row, classes).forEach((probability, one) => {
          const error = probability - (one === target ? 1 : 0)
          if (Math.abs(error) > LEAST_ERROR) addScaled(state.gradient, one * width, row, error * share)
        })
      }
      step += 1
      const now = rate * 0.5 * (1 + Math.cos((Math.PI * step) / steps))
      moveByAdam(state, { now, step, penalty, width })
    }
  }
  const weights = new Float32Array(classes * length)
  const bias: number[] = []
  for (let one = 0; one < classes; one += 1) {
    weights.set(state.weights.subarray(one * width, one * width + length), one * length)
    bias.push(state.weights[one * width + length] as number)
  }
  return { weights, bias }
}

// The loops below run some thousand million times: their indices lie within the arrays by construction, and a
// fallback for each read would double the time of a fit.

function probabilities(weights: Float32Array, row: Float32Array, classes: number): number[] {
  const width = row.length + 1
  const logits: number[] = []
  for (let one = 0; one < classes; one += 1) {
    const start = one * width
    let sum = weights[start + row.length] as number
    for (let index = 0; index < row.length; index += 1) {
      sum += (weights[start + index] as number) * (row[index] as number)
    }
    logits.push(sum)
  }
  const highest = Math.max(...logits)
  const powers = logits.map((logit) => Math.exp(logit - highest))
  const total = powers.reduce((sum, power) => sum + power, 0)
  return powers.map((power) => power / total)
}

/** Adds `factor` times the row and a last 1 to the gradient. */
function addScaled(gradient: Float32Array, start: number, row: Float32Array, factor: number): void {
  for (let index = 0; index < row.length; index += 1) {
    gradient[start + index] = (gradient[start + index] as number) + factor * (row[index] as number)
  }
  gradient[start + row.length] = (gradient[start + row.length] as number) + factor
}

interface AdamState {
  readonly weights: Float32Array
  readonly first: Float32Array
  readonly second: Float32Array
  readonly gradient: Float32Array
}

function moveByAdam(
  { weights, first, second, gradient }: AdamState,
  { now, step, penalty, width }: { now: number; step: number; penalty: number; width: number },
): void {
  const firstRate = now / (1 - 0.9 ** step)
  const secondBias = 1 / (1 - 0.999 ** step)
  for (let index = 0; index < weights.length; index += 1) {
    const weight = weights[index] as number
    // The bias goes free of the penalty.
    const ridge = index % width === width - 1 ? 0 : penalty * weight
    const slope = (gradient[index] as number) + ridge
    const mean = 0.9 * (first[index] as number) + 0.1 * slope
    const square = 0.999 * (second[index] as number) + 0.001 * slope * slope
    first[index] = mean
    second[index] = square
    weights[index] = weight - (firstRate * mean) / (Math.sqrt(square * secondBias) + 1e-8)
  }
}

function shuffleInPlace(items: number[], random: Random): void {
  for (let index = items.length - 1; index > 0; index -= 1) {
    const other = random.integer(index + 1)
    const kept = items[index] as number
    items[index] = items[other] as number
    items[other] = kept
  }
}
