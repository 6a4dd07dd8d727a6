import type { Random } from '../../random.js'

/** Side of the patterns in pixels. */
export const PATTERN_SIDE = 224

/** Gray bytes of a pattern. */
export type DrawPattern = (random: Random) => Uint8Array

function paint(gray: (x: number, y: number) => number): Uint8Array {
  return Uint8ClampedArray.from({ length: PATTERN_SIDE ** 2 }, (_, index) =>
    gray(index % PATTERN_SIDE, Math.floor(index / PATTERN_SIDE)),
  ) as unknown as Uint8Array
}

/** One gray, perhaps with a little grain: a lens cap, an empty page, a film that was never exposed. */
export const drawBlank: DrawPattern = (random) => {
  const level = random.uniform(0, 255)
  const grain = random.uniform(0, 1) < 0.4 ? 0 : random.uniform(0, 6)
  return paint(() => level + random.uniform(-grain, grain))
}

/** Grain alone, fine or coarse, even or in two grays. */
export const drawNoise: DrawPattern = (random) => {
  const cell = 1 + random.integer(8)
  const two = random.uniform(0, 1) < 0.3
  const side = Math.ceil(PATTERN_SIDE / cell)
  const cells = Array.from({ length: side * side }, () =>
    two ? random.integer(2) * 255 : random.uniform(0, 255),
  )
  return paint((x, y) => cells[Math.floor(y / cell) * side + Math.floor(x / cell)] ?? 0)
}

/** Light that grows along a line or around a point. */
export const drawGradient: DrawPattern = (random) => {
  const turn = random.uniform(0, 2 * Math.PI)
  const [across, down] = [Math.cos(turn), Math.sin(turn)]
  const [middleX, middleY] = [random.uniform(0.2, 0.8), random.uniform(0.2, 0.8)]
  const round = random.uniform(0, 1) < 0.5
  const range = random.uniform(60, 400) * (random.uniform(0, 1) < 0.5 ? -1 : 1)
  const grain = random.uniform(0, 8)
  return paint((x, y) => {
    const [u, v] = [x / PATTERN_SIDE - middleX, y / PATTERN_SIDE - middleY]
    return (
      128 + range * (round ? Math.hypot(u, v) - 0.35 : across * u + down * v) + random.uniform(-grain, grain)
    )
  })
}

/** Checker boards, stripes, tiles and rings. */
export const drawTiles: DrawPattern = (random) => {
  const pitch = random.uniform(5, 60)
  const turn = random.uniform(0, 1) < 0.6 ? 0 : random.uniform(0, Math.PI)
  const [low, high] = [random.uniform(0, 110), random.uniform(145, 255)]
  const kind = random.integer(3)
  const soft = random.uniform(0, 1) < 0.3
  return paint((x, y) => {
    const u = (x * Math.cos(turn) + y * Math.sin(turn)) / pitch
    const v = (y * Math.cos(turn) - x * Math.sin(turn)) / pitch
    const radius = Math.hypot(x - PATTERN_SIDE / 2, y - PATTERN_SIDE / 2) / pitch
    const wave = [
      Math.sin(Math.PI * u) * Math.sin(Math.PI * v),
      Math.sin(Math.PI * u),
      Math.sin(Math.PI * radius),
    ][kind] as number
    const share = soft ? (wave + 1) / 2 : Number(wave > 0)
    return low + (high - low) * share
  })
}

/** Black cells on white with three corner marks, as a camera reads them, or upright bars. */
export const drawCode: DrawPattern = (random) => {
  const cells = 21 + 4 * random.integer(6)
  const bars = random.uniform(0, 1) < 0.3
  const quiet = random.uniform(0.02, 0.25)
  const [ink, ground] =
    random.uniform(0, 1) < 0.85 ? [random.uniform(0, 60), random.uniform(200, 255)] : [255, 0]
  const dark = Array.from({ length: cells * cells }, () => random.integer(2) === 1)
  const corner = (column: number, row: number): boolean | null => {
    for (const [left, top] of [
      [0, 0],
      [cells - 7, 0],
      [0, cells - 7],
    ] as const) {
      const [u, v] = [column - left, row - top]
      if (u < 0 || v < 0 || u > 6 || v > 6) continue
      const ring = Math.max(Math.abs(u - 3), Math.abs(v - 3))
      return ring !== 2
    }
    return null
  }
  return paint((x, y) => {
    const u = (x / PATTERN_SIDE - quiet) / (1 - 2 * quiet)
    const v = (y / PATTERN_SIDE - quiet) / (1 - 2 * quiet)
    if (u < 0 || v < 0 || u >= 1 || v >= 1) return ground
    const [column, row] = [Math.floor(u * cells), Math.floor(v * cells)]
    const isDark = bars ? dark[column] : (corner(column, row) ?? dark[row * cells + column])
    return isDark ? ink : ground
  })
}

/**
 * Noise whose waves weaken with their frequency as those of photographs do, the exponent drawn from wood grain to
 * clouds: a texture of nothing.
 */
export const drawTexture: DrawPattern = (random) => {
  const strength = random.uniform(0.4, 1)
  const stretch = random.uniform(0, 1) < 0.4 ? random.uniform(0.15, 0.6) : 1
  const octaves = [3, 6, 12, 24, 48, 96].map((side, octave) => ({
    side,
    weight: strength ** octave,
    values: Array.from({ length: (side + 2) ** 2 }, () => random.uniform(-1, 1)),
  }))
  const contrast = random.uniform(50, 160)
  return paint((x, y) => {
    let sum = 0
    for (const { side, weight, values } of octaves) {
      const u = (x / PATTERN_SIDE) * side * stretch
      const v = (y / PATTERN_SIDE) * side
      const [column, row] = [Math.floor(u), Math.floor(v)]
      const at = (dx: number, dy: number) => values[(row + dy) * (side + 2) + column + dx] ?? 0
      const [right, below] = [u - column, v - row]
      const above = at(0, 0) * (1 - right) + at(1, 0) * right
      sum += weight * (above + (at(0, 1) * (1 - right) + at(1, 1) * right - above) * below)
    }
    return 128 + contrast * sum
  })
}
