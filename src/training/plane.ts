/** A square picture of gray values in rows from the top. */
export interface Plane {
  readonly size: number
  readonly values: Float32Array
}

export function createPlane(size: number, values: Float32Array = new Float32Array(size * size)): Plane {
  return { size, values }
}

/** The plane at a `factor`-th of its size, each value the mean of those it covers. `factor` divides the size. */
export function shrink({ size, values }: Plane, factor: number): Plane {
  const small = createPlane(Math.floor(size / factor))
  for (let y = 0; y < small.size; y += 1) {
    for (let x = 0; x < small.size; x += 1) {
      let sum = 0
      for (let row = 0; row < factor; row += 1)
        for (let column = 0; column < factor; column += 1)
          sum += at(values, (y * factor + row) * size + x * factor + column)
      small.values[y * small.size + x] = sum / (factor * factor)
    }
  }
  return small
}

/** The plane at another size, between its values by bilinear interpolation; meant for enlarging. */
export function enlarge(plane: Plane, size: number): Plane {
  const large = createPlane(size)
  const scale = plane.size / size
  for (let y = 0; y < size; y += 1)
    for (let x = 0; x < size; x += 1)
      large.values[y * size + x] = sampleAt(plane, (x + 0.5) * scale - 0.5, (y + 0.5) * scale - 0.5)
  return large
}

/** The value at a place between pixels; outside, the border's. */
export function sampleAt({ size, values }: Plane, x: number, y: number): number {
  const last = size - 1
  const insideX = x < 0 ? 0 : x > last ? last : x
  const insideY = y < 0 ? 0 : y > last ? last : y
  const left = Math.floor(insideX)
  const top = Math.floor(insideY)
  const right = left < last ? left + 1 : last
  const bottom = (top < last ? top + 1 : last) * size
  const across = insideX - left
  const down = insideY - top
  const upper = at(values, top * size + left) * (1 - across) + at(values, top * size + right) * across
  const lower = at(values, bottom + left) * (1 - across) + at(values, bottom + right) * across
  return upper * (1 - down) + lower * down
}

/** Nearly a Gaussian blur: `passes` running means over `2 * radius + 1` pixels each way, the border repeated. */
export function blur({ size, values }: Plane, radius: number, passes = 2): Plane {
  let from = values
  for (let pass = 0; pass < passes; pass += 1)
    from = blurLines(blurLines(from, size, radius, 1, size), size, radius, size, 1)
  return createPlane(size, from)
}

function blurLines(
  from: Float32Array,
  size: number,
  radius: number,
  step: number,
  lineStep: number,
): Float32Array {
  const to = new Float32Array(from.length)
  const last = size - 1
  const share = 1 / (2 * radius + 1)
  for (let line = 0; line < size; line += 1) {
    const start = line * lineStep
    let sum = 0
    for (let offset = -radius; offset <= radius; offset += 1)
      sum += at(from, start + Math.min(last, Math.max(0, offset)) * step)
    for (let index = 0; index < size; index += 1) {
      to[start + index * step] = sum * share
      sum += at(from, start + Math.min(last, index + radius + 1) * step)
      sum -= at(from, start + Math.max(0, index - radius) * step)
    }
  }
  return to
}

export interface Evenness {
  /** Radius, in pixels, of the mean that is taken off and of the deviation that is divided by. */
  readonly mean: number
  readonly deviation: number
  /** Gray values that are added to the deviation, so that noise of even parts is not blown up. */
  readonly floor: number
}

/** Each value less the mean around it, over the deviation around it: structure, whatever brightness and contrast. */
export function normaliseContrast(plane: Plane, { mean, deviation, floor }: Evenness): Plane {
  const around = blur(plane, mean, 1)
  const fine = plane.values.map((value, index) => value - at(around.values, index))
  const spread = blur(
    createPlane(
      plane.size,
      fine.map((value) => value * value),
    ),
    deviation,
    1,
  )
  return createPlane(
    plane.size,
    fine.map((value, index) => value / (Math.sqrt(Math.max(0, at(spread.values, index))) + floor)),
  )
}

export function meanPlane(planes: readonly Plane[]): Plane {
  const first = planes[0]
  if (!first) throw new RangeError('no planes')
  const mean = createPlane(first.size)
  for (const { values } of planes)
    values.forEach((value, index) => (mean.values[index] = at(mean.values, index) + value / planes.length))
  return mean
}

/** An element of an array that is known to hold it. */
function at(values: ArrayLike<number>, index: number): number {
  return values[index] as number
}
