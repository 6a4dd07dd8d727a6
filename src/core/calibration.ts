import type { Label, Scores } from './label.js'
import { LABELS, highestLabel, nameScores } from './label.js'
import type { Finding, Uncertain } from './outcome.js'

/**
 * Temperature scaling (Guo et al. 2017, "On Calibration of Modern Neural Networks"): softmax of the logits over
 * `temperature`. The logarithm of a softmax is its logits up to a constant, so the network's outputs serve.
 * @param outputs softmax outputs, in 0..1, in the order of the labels
 * @param temperature above 0; 1 leaves the outputs alone
 */
export function calibrate(outputs: ArrayLike<number>, temperature: number): Scores {
  const logits = Array.from(outputs, (output) => Math.log(Math.max(output, 1e-12)) / temperature)
  const highest = Math.max(...logits)
  const powers = logits.map((logit) => Math.exp(logit - highest))
  const sum = powers.reduce((total, power) => total + power, 0)
  return nameScores(powers.map((power) => power / sum))
}

/** The finding where the highest score reaches its class's threshold, and `uncertain` where it does not. */
export function decide(scores: Scores, thresholds: Readonly<Record<Label, number>>): Finding | Uncertain {
  const label = highestLabel(scores)
  const threshold = thresholds[label]
  return scores[label] >= threshold
    ? { kind: 'finding', label, scores, threshold }
    : { kind: 'uncertain', scores, threshold }
}

/** A picture of known label with its scores. */
export interface Labelled {
  readonly label: Label
  readonly scores: Scores
}

/** Mean negative log-likelihood of the true labels, in nats. */
export function logLoss(pictures: readonly Labelled[]): number {
  const sum = pictures.reduce(
    (total, { label, scores }) => total - Math.log(Math.max(scores[label], 1e-12)),
    0,
  )
  return sum / pictures.length
}

/**
 * The temperature in 0.25..8 with the least log loss on `pictures`, to three digits, by golden-section search;
 * 1 when there are none.
 */
export function fitTemperature(pictures: readonly Labelled[]): number {
  if (pictures.length === 0) return 1
  const loss = (logarithm: number) =>
    logLoss(
      pictures.map(({ label, scores }) => ({
        label,
        scores: calibrate(
          LABELS.map((name) => scores[name]),
          Math.exp(logarithm),
        ),
      })),
    )
  const ratio = (Math.sqrt(5) - 1) / 2
  let low = Math.log(0.25)
  let high = Math.log(8)
  while (high - low > 1e-4) {
    const left = high - ratio * (high - low)
    const right = low + ratio * (high - low)
    if (loss(left) < loss(right)) high = right
    else low = left
  }
  return Number(Math.exp((low + high) / 2).toPrecision(3))
}

/**
 * For each class the lowest threshold, at least 0.5, at which pictures reported as that class are right at the
 * wanted rate. A class in which even the surest pictures are not gets 0.99.
 */
export function chooseThresholds(pictures: readonly Labelled[], wantedPrecision: number): Scores {
  const chosen = LABELS.map((label) => {
    const reported = pictures
      .filter(({ scores }) => highestLabel(scores) === label)
      .map((picture) => ({ score: picture.scores[label], right: picture.label === label }))
      .sort((a, b) => b.score - a.score)
    let right = 0
    let threshold = 0.99
    reported.forEach((picture, index) => {
      if (picture.right) right += 1
      if (right / (index + 1) >= wantedPrecision) threshold = picture.score
    })
    return Math.min(0.99, Math.max(0.5, Math.floor(threshold * 1000) / 1000))
  })
  return nameScores(chosen)
}
