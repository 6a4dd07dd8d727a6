import type { Random } from '../random.js'

/** The accepted films as one cloud: a mean, its widest directions, and the variance of what they leave. */
export interface Cloud {
  readonly mean: Float32Array
  /** Rows of unit length, the widest direction first. */
  readonly basis: readonly Float32Array[]
  readonly variances: readonly number[]
  /** Variance that no direction explains, summed over the features. */
  readonly rest: number
}

const ROUNDS = 6

/**
 * The `count` principal components of the rows by subspace iteration (Golub and Van Loan, Matrix Computations, 8.2.4),
 * started from `random`. Components that the rows do not have are left out.
 */
export function fitCloud(rows: readonly Float32Array[], count: number, random: Random): Cloud {
  const length = rows[0]?.length ?? 0
  const mean = new Float32Array(length)
  for (const row of rows)
    for (let index = 0; index < length; index += 1)
      mean[index] = (mean[index] ?? 0) + (row[index] ?? 0) / rows.length
  const centred = rows.map((row) => row.map((value, index) => value - (mean[index] ?? 0)))
  const total = centred.reduce((sum, row) => sum + dot(row, row), 0) / rows.length
  // A few directions more than are kept, so that the last ones kept have settled.
  const wanted = Math.min(count + 8, rows.length - 1, length)
  let basis = orthonormal(
    Array.from({ length: Math.max(0, wanted) }, () =>
      Float32Array.from({ length }, () => random.uniform(-1, 1)),
    ),
  )
  for (let round = 0; round < ROUNDS; round += 1) basis = orthonormal(spread(centred, basis))
  const widths = basis
    .map((direction) => ({
      direction,
      variance: centred.reduce((sum, row) => sum + dot(row, direction) ** 2, 0) / rows.length,
    }))
    .filter(({ variance }) => variance > 1e-9)
    .sort((a, b) => b.variance - a.variance)
    .slice(0, count)
  const explained = widths.reduce((sum, { variance }) => sum + variance, 0)
  return {
    mean,
    basis: widths.map(({ direction }) => direction),
    variances: widths.map(({ variance }) => variance),
    rest: Math.max(1e-6, total - explained),
  }
}

/** The covariance of the rows times each direction. */
function spread(rows: readonly Float32Array[], basis: readonly Float32Array[]): Float32Array[] {
  const next = basis.map((direction) => new Float32Array(direction.length))
  for (const row of rows) {
    basis.forEach((direction, place) => {
      const along = dot(row, direction)
      const sum = next[place] as Float32Array
      for (let index = 0; index < row.length; index += 1)
        sum[index] = (sum[index] ?? 0) + along * (row[index] ?? 0)
    })
  }
  return next
}

/** Gram and Schmidt, twice over for the sake of rounding. Directions that vanish are left out. */
function orthonormal(directions: readonly Float32Array[]): Float32Array[] {
  const kept: Float32Array[] = []
  for (const direction of directions) {
    const free = Float32Array.from(direction)
    for (let round = 0; round < 2; round += 1) {
      for (const other of kept) {
        const along = dot(free, other)
        for (let index = 0; index < free.length; index += 1)
          free[index] = (free[index] ?? 0) - along * (other[index] ?? 0)
      }
      const size = Math.sqrt(dot(free, free))
      if (size > 0) free.forEach((value, index) => (free[index] = value / size))
    }
    if (dot(free, free) > 0.5) kept.push(free)
  }
  return kept
}

function dot(left: Float32Array, right: Float32Array): number {
  let sum = 0
  for (let index = 0; index < left.length; index += 1) sum += (left[index] ?? 0) * (right[index] ?? 0)
  return sum
}
