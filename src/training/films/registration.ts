import { blur, createPlane, enlarge, normaliseContrast, sampleAt, shrink, type Plane } from '../plane.js'

/** Where each pixel of a template lies in a picture: at its own place and this many pixels right and down. */
export interface Field {
  readonly right: Plane
  readonly down: Plane
}

export interface RegistrationLevel {
  /** Pixels of the full size that are one at this level, each way. */
  readonly factor: number
  readonly steps: number
}

/** Coarse outlines first, ribs last. */
export const COARSE_LEVELS: readonly RegistrationLevel[] = [
  { factor: 8, steps: 40 },
  { factor: 4, steps: 30 },
]
export const FINE_LEVELS: readonly RegistrationLevel[] = [...COARSE_LEVELS, { factor: 2, steps: 30 }]

/** Within so many pixels of a level is contrast made even: ribs of dense and of clear lungs weigh alike. */
export const EVENNESS = { mean: 6, deviation: 6, floor: 3 } as const

/** Pixels of a level within which the field is smoothed. */
const FIELD_RADIUS = 1

/**
 * Finds the field that lays `picture` over `template` by the demons method (J.-P. Thirion, Medical Image Analysis 2,
 * 1998): each pixel moves along the picture's slope towards the template's value, and the field is smoothed after every step.
 * Both planes have one size; the field has that of the finest level.
 */
export function register(template: Plane, picture: Plane, levels: readonly RegistrationLevel[]): Field {
  let field: Field | null = null
  for (const { factor, steps } of levels) {
    const target = normaliseContrast(shrink(template, factor), EVENNESS)
    const moving = normaliseContrast(shrink(picture, factor), EVENNESS)
    let current: Field = field
      ? resizeField(field, target.size)
      : { right: createPlane(target.size), down: createPlane(target.size) }
    for (let step = 0; step < steps; step += 1) current = takeStep(target, moving, current)
    field = current
  }
  if (!field) throw new RangeError('no levels')
  return field
}

function takeStep(target: Plane, moving: Plane, field: Field): Field {
  const { size } = target
  const warped = warp(moving, field).values
  const right = field.right.values.slice()
  const down = field.down.values.slice()
  const last = size - 1
  for (let y = 1; y < last; y += 1) {
    for (let x = 1; x < last; x += 1) {
      const index = y * size + x
      const difference = (target.values[index] as number) - (warped[index] as number)
      const slopeX = ((warped[index + 1] as number) - (warped[index - 1] as number)) / 2
      const slopeY = ((warped[index + size] as number) - (warped[index - size] as number)) / 2
      const push = difference / (slopeX * slopeX + slopeY * slopeY + difference * difference + 1e-3)
      right[index] = (right[index] as number) + push * slopeX
      down[index] = (down[index] as number) + push * slopeY
    }
  }
  return {
    right: blur(createPlane(size, right), FIELD_RADIUS),
    down: blur(createPlane(size, down), FIELD_RADIUS),
  }
}

/** The picture as the field lays it over the template. Both have one size. */
export function warp(picture: Plane, { right, down }: Field): Plane {
  const { size } = picture
  const warped = createPlane(size)
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const index = y * size + x
      const [dx, dy] = [right.values[index] as number, down.values[index] as number]
      warped.values[index] = sampleAt(picture, x + dx, y + dy)
    }
  }
  return warped
}

/** The same movement for planes of another size. */
export function resizeField({ right, down }: Field, size: number): Field {
  const scale = size / right.size
  const resize = (plane: Plane) =>
    createPlane(
      size,
      enlarge(plane, size).values.map((value) => value * scale),
    )
  return { right: resize(right), down: resize(down) }
}

/** The field that undoes this one, by fixed-point iteration; right where the field folds nothing over. */
export function invertField({ right, down }: Field): Field {
  const { size } = right
  const inverse = { right: createPlane(size), down: createPlane(size) }
  for (let round = 0; round < 12; round += 1) {
    for (let y = 0; y < size; y += 1) {
      for (let x = 0; x < size; x += 1) {
        const index = y * size + x
        const placeX = x + (inverse.right.values[index] as number)
        const placeY = y + (inverse.down.values[index] as number)
        inverse.right.values[index] = -sampleAt(right, placeX, placeY)
        inverse.down.values[index] = -sampleAt(down, placeX, placeY)
      }
    }
  }
  return inverse
}
