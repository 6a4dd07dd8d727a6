/** Mean and the directions in which rows differ most. */
export interface Components {
  readonly mean: Float32Array
  /** Unit length each, the strongest first. */
  readonly directions: readonly Float32Array[]
  /** Standard deviation of the rows along each. */
  readonly deviations: readonly number[]
}

/**
 * The `count` leading principal components of rows that are fewer than their length, through the eigenvectors of the matrix of
 * their inner products (M. Turk and A. Pentland, Journal of Cognitive Neuroscience 3, 1991).
 */
export function findComponents(rows: readonly Float32Array[], count: number): Components {
  const length = rows[0]?.length ?? 0
  const mean = new Float32Array(length)
  for (const row of rows)
    for (let index = 0; index < length; index += 1)
      mean[index] = at(mean, index) + at(row, index) / rows.length
  const centred = rows.map((row) => row.map((value, index) => value - at(mean, index)))
  const gram = centred.map((left, row) =>
    Float64Array.from({ length: rows.length }, (_, column) =>
      column <= row ? dot(left, centred[column] as Float32Array) : 0,
    ),
  )
  gram.forEach((line, row) => {
    for (let column = row + 1; column < rows.length; column += 1)
      line[column] = at(gram[column] as Float64Array, row)
  })
  const { values, vectors } = leadingEigenvectors(gram, Math.min(count, rows.length - 1))
  const directions = vectors.map((weights) => {
    const direction = new Float32Array(length)
    centred.forEach((row, member) => {
      const weight = at(weights, member)
      for (let index = 0; index < length; index += 1)
        direction[index] = at(direction, index) + weight * at(row, index)
    })
    const norm = Math.sqrt(dot(direction, direction)) || 1
    return direction.map((value) => value / norm)
  })
  return {
    mean,
    directions,
    deviations: values.map((value) => Math.sqrt(Math.max(0, value) / Math.max(1, rows.length - 1))),
  }
}

/** Rounds of multiplying; the leading vectors of such matrices settle in far fewer. */
const ROUNDS = 60

/** Eigenvectors of a symmetric positive matrix with the largest eigenvalues, by orthogonal iteration. */
function leadingEigenvectors(
  matrix: readonly Float64Array[],
  count: number,
): { values: number[]; vectors: Float64Array[] } {
  const size = matrix.length
  // A start that no vector of the matrix is likely to be orthogonal to, and the same on every machine.
  let vectors = Array.from({ length: count }, (_, number) =>
    Float64Array.from({ length: size }, (_unused, index) => Math.sin((number + 1) * (index + 1) * 0.7311)),
  )
  orthonormalise(vectors)
  for (let round = 0; round < ROUNDS; round += 1) {
    vectors = vectors.map((vector) => Float64Array.from(matrix, (row) => dot(row, vector)))
    orthonormalise(vectors)
  }
  const values = vectors.map((vector) =>
    dot(
      Float64Array.from(matrix, (row) => dot(row, vector)),
      vector,
    ),
  )
  const order = values.map((_, index) => index).sort((a, b) => (values[b] as number) - (values[a] as number))
  return {
    values: order.map((index) => values[index] as number),
    vectors: order.map((index) => vectors[index] as Float64Array),
  }
}

/** Gram-Schmidt, in place. */
function orthonormalise(vectors: readonly Float64Array[]): void {
  vectors.forEach((vector, number) => {
    for (const other of vectors.slice(0, number)) {
      const overlap = dot(vector, other)
      for (let index = 0; index < vector.length; index += 1)
        vector[index] = at(vector, index) - overlap * at(other, index)
    }
    const norm = Math.sqrt(dot(vector, vector)) || 1
    for (let index = 0; index < vector.length; index += 1) vector[index] = at(vector, index) / norm
  })
}

function dot(left: ArrayLike<number>, right: ArrayLike<number>): number {
  let sum = 0
  for (let index = 0; index < left.length; index += 1) sum += at(left, index) * at(right, index)
  return sum
}

/** An element of an array that is known to hold it. */
function at(values: ArrayLike<number>, index: number): number {
  return values[index] as number
}
