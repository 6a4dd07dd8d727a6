import type { Random } from '../random.js'
import type { FilmModel, FilmWeights } from './film-model.js'

export interface WeightOptions {
  /** Standard deviations of the weights, in those of the pictures: below 1 keeps films near the usual. */
  readonly appearance: number
  readonly shape: number
}

/** No weight goes beyond this many deviations: far out lie films that nobody could have. */
const FARTHEST = 1.8

/** Independent normal weights for every component. */
export function drawWeights(model: FilmModel, random: Random, options: WeightOptions): FilmWeights {
  const draw = (deviation: number) => () =>
    deviation * Math.min(FARTHEST, Math.max(-FARTHEST, normal(random)))
  return {
    appearance: model.appearance.deviations.map(draw(options.appearance)),
    shape: model.shape.deviations.map(draw(options.shape)),
  }
}

/** A normal number by the method of G. Box and M. Muller (1958). */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.uniform(0, 1))) * Math.cos(2 * Math.PI * random.uniform(0, 1))
}
