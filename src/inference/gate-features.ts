/** Cells on each side of the thumbnail. */
export const THUMBNAIL_SIDE = 16

/** Cells on each side of the coarser grid on which symmetry is measured. */
const COARSE_SIDE = 8

/** Numbers that describe a square apart from its thumbnail. */
const STATISTICS = 12

/** How many numbers {@link gateFeatures} gives for `pooledLength` pooled ones. */
export function gateFeatureCount(pooledLength: number): number {
  return pooledLength + THUMBNAIL_SIDE ** 2 + STATISTICS
}

/**
 * What the gate looks at: the square root of the pooled outputs, which are far from a bell without it (the root of
 * the size where a layer without a ReLU gives negative ones), the picture in 16 x 16 cells freed of its exposure, and a dozen cheap statistics of tones, edges and symmetry.
 * @param pooled mean over the positions of each channel of the gate's layers
 * @param square gray bytes as the network takes them, `size * size` with a size of at least 16
 */
export function gateFeatures(pooled: Float32Array, square: Uint8Array): Float32Array {
  const size = Math.round(Math.sqrt(square.length))
  if (size * size !== square.length || size < THUMBNAIL_SIDE) throw new RangeError('not a square picture')
  const features = new Float32Array(gateFeatureCount(pooled.length))
  pooled.forEach((value, index) => {
    features[index] = Math.sign(value) * Math.sqrt(Math.abs(value))
  })
  const cells = standardise(shrink(square, size, THUMBNAIL_SIDE))
  features.set(cells, pooled.length)
  features.set(statistics(square, size, cells), pooled.length + cells.length)
  return features
}

// The loops over all pixels keep their indices within the arrays; a fallback for each read would double their time.

/** Mean gray of each of `side * side` cells. */
function shrink(square: Uint8Array, size: number, side: number): Float32Array {
  const cellOf = Uint8Array.from({ length: size }, (_, place) => Math.floor((place * side) / size))
  const sums = new Float64Array(side * side)
  const counts = new Float64Array(side * side)
  for (let row = 0; row < size; row += 1) {
    const above = (cellOf[row] as number) * side
    const start = row * size
    for (let column = 0; column < size; column += 1) {
      const cell = above + (cellOf[column] as number)
      sums[cell] = (sums[cell] as number) + (square[start + column] as number)
      counts[cell] = (counts[cell] as number) + 1
    }
  }
  return Float32Array.from(sums, (sum, cell) => sum / (counts[cell] as number))
}

/** Mean 0 and deviation 1; an even picture becomes 0 everywhere. */
function standardise(values: Float32Array): Float32Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
  const deviation = Math.sqrt(variance)
  return values.map((value) => (deviation < 1e-3 ? 0 : (value - mean) / deviation))
}

function statistics(square: Uint8Array, size: number, cells: Float32Array): number[] {
  const counts = new Float64Array(256)
  for (const gray of square) counts[gray] = (counts[gray] as number) + 1
  const share = (from: number, to: number): number =>
    counts.subarray(from, to).reduce((sum, count) => sum + count, 0) / square.length
  let entropy = 0
  let tones = 0
  counts.forEach((count) => {
    if (count === 0) return
    entropy -= (count / square.length) * Math.log2(count / square.length)
    tones += 1
  })
  const coarse = halve(cells, THUMBNAIL_SIDE)
  const at = (row: number, column: number) => coarse[row * COARSE_SIDE + column] ?? 0
  const last = COARSE_SIDE - 1
  const similarity = (other: (row: number, column: number) => number): number => {
    let sum = 0
    for (let row = 0; row < COARSE_SIDE; row += 1)
      for (let column = 0; column < COARSE_SIDE; column += 1) sum += at(row, column) * other(row, column)
    return sum / COARSE_SIDE ** 2
  }
  return [
    share(0, 8),
    share(248, 256),
    share(0, 64),
    share(192, 256),
    entropy / 8,
    tones / 256,
    ...[1, 2, 4].map((step) => Math.log1p(roughness(square, size, step))),
    similarity((row, column) => at(row, last - column)),
    similarity((row, column) => at(last - row, column)),
    similarity((row, column) => at(column, row)),
  ]
}

/** Means of 2 x 2 cells. */
function halve(cells: Float32Array, side: number): Float32Array {
  const half = side / 2
  return Float32Array.from({ length: half * half }, (_, index) => {
    const first = Math.floor(index / half) * 2 * side + (index % half) * 2
    return [0, 1, side, side + 1].reduce((sum, offset) => sum + (cells[first + offset] ?? 0), 0) / 4
  })
}

/** Mean absolute difference of grays `step` pixels apart, across and down, in every second row. */
function roughness(square: Uint8Array, size: number, step: number): number {
  const width = size - step
  let sum = 0
  for (let row = 0; row < width; row += 2) {
    const start = row * size
    for (let at = start; at < start + width; at += 1) {
      const gray = square[at] as number
      sum += Math.abs((square[at + step] as number) - gray)
      sum += Math.abs((square[at + step * size] as number) - gray)
    }
  }
  return sum / (2 * Math.ceil(width / 2) * width)
}
