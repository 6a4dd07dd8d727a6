import type { Progress } from '../progress.js'
import { createPlane, meanPlane, normaliseContrast, shrink, type Plane } from '../plane.js'
import { removeBurntIn } from './burnt-in.js'
import { findComponents, type Components } from './principal-components.js'
import {
  COARSE_LEVELS,
  EVENNESS,
  FINE_LEVELS,
  invertField,
  register,
  resizeField,
  warp,
  type Field,
  type RegistrationLevel,
} from './registration.js'

/**
 * What films of a class look like: gray values once every film is laid over one shape, and the shapes themselves, each as
 * a mean with principal components (an active appearance model: T. Cootes, G. Edwards and C. Taylor, 1998). Without
 * the laying over, ribs of different people blur into nothing.
 */
export interface FilmModel {
  readonly size: number
  readonly appearance: Components
  readonly shape: Components
  /** Pictures it was made of. */
  readonly n: number
}

export interface FilmModelOptions {
  /** Pictures, the most typical ones, that the model is made of at most. */
  readonly pictures: number
  readonly appearanceComponents: number
  readonly shapeComponents: number
  readonly progress: Progress
  readonly signal: AbortSignal
}

/** Makes the model of a class from its pictures, all of one size that 8 divides. */
export async function fitFilmModel(
  pictures: readonly Plane[],
  options: FilmModelOptions,
): Promise<FilmModel> {
  const typical = chooseTypical(pictures, options.pictures)
  const first = typical[0]
  if (!first || typical.length < 3) throw new RangeError('a model of films needs three pictures at least')
  const rough = await layOver(first, typical, COARSE_LEVELS, options)
  const template = toMeanShape(rough)
  const laid = await layOver(template, typical, FINE_LEVELS, options)
  return {
    size: first.size,
    appearance: findComponents(
      removeBurntIn(laid.map(({ warped }) => warped)).map(({ values }) => values),
      options.appearanceComponents,
    ),
    shape: findComponents(
      laid.map(({ field }) => joinValues(field)),
      options.shapeComponents,
    ),
    n: typical.length,
  }
}

/** The pictures most like their mean, the most typical first. */
function chooseTypical(pictures: readonly Plane[], count: number): Plane[] {
  const small = pictures.map((picture) => normaliseContrast(shrink(picture, 8), EVENNESS))
  const mean = meanPlane(small)
  const likeness = (plane: Plane) => {
    const product = (left: Plane, right: Plane) =>
      left.values.reduce((sum, value, index) => sum + value * (right.values[index] as number), 0)
    return product(plane, mean) / Math.sqrt(product(plane, plane) || 1)
  }
  return small
    .map((plane, index) => ({ index, score: likeness(plane) }))
    .sort((a, b) => b.score - a.score)
    .slice(0, count)
    .map(({ index }) => pictures[index] as Plane)
}

interface Laid {
  readonly warped: Plane
  readonly field: Field
}

async function layOver(
  template: Plane,
  pictures: readonly Plane[],
  levels: readonly RegistrationLevel[],
  { progress, signal }: FilmModelOptions,
): Promise<Laid[]> {
  const laid: Laid[] = []
  progress.start('laying films over one another', pictures.length)
  for (const picture of pictures) {
    // Lets a request to stop come through.
    await new Promise((resolve) => setImmediate(resolve))
    signal.throwIfAborted()
    const field = register(template, picture, levels)
    laid.push({ field, warped: warp(picture, resizeField(field, picture.size)) })
    progress.advance(laid.length)
  }
  progress.end()
  return laid
}

/** The mean of what was laid over the template, moved to the mean of all shapes: the template's own shape is gone. */
function toMeanShape(laid: readonly Laid[]): Plane {
  const mean = meanPlane(laid.map(({ warped }) => warped))
  const field: Field = {
    right: meanPlane(laid.map(({ field: { right } }) => right)),
    down: meanPlane(laid.map(({ field: { down } }) => down)),
  }
  return warp(mean, invertField(resizeField(field, mean.size)))
}

/** Weights, in standard deviations, of each component. */
export interface FilmWeights {
  readonly appearance: readonly number[]
  readonly shape: readonly number[]
}

/** The film with these weights: nobody's. */
export function composeFilm({ size, appearance, shape }: FilmModel, weights: FilmWeights): Plane {
  const gray = createPlane(size, combine(appearance, weights.appearance))
  const moved = combine(shape, weights.shape)
  const side = Math.round(Math.sqrt(moved.length / 2))
  const field: Field = {
    right: createPlane(side, moved.slice(0, side * side)),
    down: createPlane(side, moved.slice(side * side)),
  }
  return warp(gray, invertField(resizeField(field, size)))
}

function combine({ mean, directions, deviations }: Components, weights: readonly number[]): Float32Array {
  const sum = mean.slice()
  directions.forEach((direction, number) => {
    const weight = (weights[number] ?? 0) * (deviations[number] as number)
    if (weight === 0) return
    direction.forEach((value, index) => {
      sum[index] = (sum[index] as number) + weight * value
    })
  })
  return sum
}

function joinValues({ right, down }: Field): Float32Array {
  const joined = new Float32Array(right.values.length * 2)
  joined.set(right.values)
  joined.set(down.values, right.values.length)
  return joined
}
