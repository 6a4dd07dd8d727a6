import type { Random } from '../random.js'
import { blur, createPlane, sampleAt, type Plane } from '../plane.js'
import { normal } from './random-weights.js'

/** Deviation of the grain in gray values, where the film is in the middle of its tones. */
const GRAIN = 3

/** Share of a side that is kept: at the borders a shape is only guessed. */
const KEPT = 0.93

/** What is added of the difference to a near and to a wider mean: a mean of many films is softer than each of them. */
const SHARPENING = [
  { radius: 1, amount: 0.9 },
  { radius: 3, amount: 0.5 },
] as const

/**
 * A finished film of gray bytes: the plane without its borders, sharpened, with the fine grain of an exposure, which a
 * mean of many has lost. Grain is strongest in the middle tones and slightly soft, as detectors leave it.
 */
export function finishFilm(plane: Plane, random: Random): Uint8Array {
  const sharp = sharpen(cropMiddle(plane))
  const noise = createPlane(plane.size)
  for (let index = 0; index < noise.values.length; index += 1) noise.values[index] = normal(random)
  const soft = blur(noise, 1, 1)
  return Uint8Array.from(sharp.values, (value, index) => {
    const tone = Math.min(1, Math.max(0, value / 255))
    // A running mean over 3 by 3 leaves a third of the deviation.
    const grain = ((soft.values[index] as number) * 3 + (noise.values[index] as number)) / Math.SQRT2
    return Math.round(Math.min(255, Math.max(0, value + GRAIN * 4 * tone * (1 - tone) * grain)))
  })
}

function cropMiddle(plane: Plane): Plane {
  const { size } = plane
  const middle = (size - 1) / 2
  const cropped = createPlane(size)
  for (let y = 0; y < size; y += 1)
    for (let x = 0; x < size; x += 1)
      cropped.values[y * size + x] = sampleAt(
        plane,
        middle + (x - middle) * KEPT,
        middle + (y - middle) * KEPT,
      )
  return cropped
}

function sharpen(plane: Plane): Plane {
  const means = SHARPENING.map(({ radius }) => blur(plane, radius).values)
  return createPlane(
    plane.size,
    plane.values.map((value, index) =>
      SHARPENING.reduce(
        (sum, { amount }, number) => sum + amount * (value - (means[number]?.[index] ?? value)),
        value,
      ),
    ),
  )
}
