import type { Turned } from './spoiled-films.js'

/** What a class of the gate leads to; turns are named as the gate's verdict names them. */
export interface GateClass {
  readonly name: string
  readonly verdict: 'accepted' | 'not_frontal_chest' | 'lateral_view' | 'poor_quality' | readonly string[]
}

/** Every way in which a whole film comes turned. */
export const TURNED: readonly Turned[] = [
  { inverted: true, rotated: 0 },
  { inverted: false, rotated: 90 },
  { inverted: false, rotated: 180 },
  { inverted: false, rotated: 270 },
  { inverted: true, rotated: 90 },
  { inverted: true, rotated: 180 },
  { inverted: true, rotated: 270 },
]

/** The turns of a film, as `inverted` and `rotated_90`. */
export function turnsOf({ inverted, rotated }: Turned): readonly string[] {
  return [...(inverted ? ['inverted'] : []), ...(rotated === 0 ? [] : [`rotated_${rotated}`])]
}

export function turnName(turned: Turned): string {
  return turnsOf(turned).join(' ')
}

/** The classes that the gate tells apart. The first is the one that is let in. */
export const GATE_CLASSES: readonly GateClass[] = [
  { name: 'upright', verdict: 'accepted' },
  ...TURNED.map((turned) => ({ name: turnName(turned), verdict: turnsOf(turned) })),
  { name: 'lateral', verdict: 'lateral_view' },
  { name: 'poor', verdict: 'poor_quality' },
  { name: 'other', verdict: 'not_frontal_chest' },
]

/** What each class weighs in the fit, before its pictures share it. */
export const CLASS_WEIGHTS: Readonly<Record<string, number>> = { upright: 10, lateral: 4, poor: 2, other: 7 }

/** A picture's features with what is known of it. */
export interface GateExample {
  readonly class: string
  /** Finer than the class: a kind of the data set or of those made by code. */
  readonly kind: string
  /** The same for pictures made of one file, so that a split keeps them together. */
  readonly origin: string
  readonly source: string
  readonly population: string
  readonly augmented: boolean
  readonly features: Float32Array
}
