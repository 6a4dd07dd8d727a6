import { blur, createPlane, meanPlane, type Plane } from '../plane.js'

/** Finer than this many pixels is what letters, wires and clips are made of. */
const FINE_RADIUS = 3

/** Fine structure beyond this many median deviations of its place is cut to them. */
const MOST = 2.5

/**
 * Takes off what only few of the films have at a place: letters, wires, clips. All are laid over one another; where a film's fine
 * structure departs from the mean by far more than is usual there, it is cut to what is usual. So nothing that marks one
 * patient or one hospital gets into a model of them.
 */
export function removeBurntIn(films: readonly Plane[]): Plane[] {
  const mean = meanPlane(films)
  const fine = films.map((film) => {
    const difference = createPlane(
      film.size,
      film.values.map((value, index) => value - (mean.values[index] as number)),
    )
    const coarse = blur(difference, FINE_RADIUS).values
    return difference.values.map((value, index) => value - (coarse[index] as number))
  })
  const limits = mean.values.map((_, index) => MOST * medianAt(fine, index))
  return films.map(({ size, values }, number) => {
    const own = fine[number] as Float32Array
    return createPlane(
      size,
      values.map((value, index) => {
        const structure = own[index] as number
        const limit = limits[index] as number
        return value - structure + Math.min(limit, Math.max(-limit, structure))
      }),
    )
  })
}

function medianAt(rows: readonly Float32Array[], index: number): number {
  const sizes = Float32Array.from(rows, (row) => Math.abs(row[index] as number)).sort()
  return sizes[Math.floor(sizes.length / 2)] ?? 0
}
