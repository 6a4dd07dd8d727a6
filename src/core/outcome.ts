import type { Label, Scores } from './label.js'
import { highestLabel } from './label.js'

/** Why a picture was not read. Each has a sentence for the person in every language. */
export const REFUSAL_CODES = [
  'unsupported_format',
  'corrupt_image',
  'too_large',
  'too_small',
  'not_frontal_chest',
  'lateral_view',
  'poor_quality',
  'wrong_modality',
  'download_failed',
  'not_allowed',
  'busy',
  'rate_limited',
] as const

export type RefusalCode = (typeof REFUSAL_CODES)[number]

/** A class reached its threshold. */
export interface Finding {
  readonly kind: 'finding'
  readonly label: Label
  readonly scores: Scores
  /** The score that `label` had to reach. */
  readonly threshold: number
}

/** The network ran and no class reached its threshold: a reader is asked for. */
export interface Uncertain {
  readonly kind: 'uncertain'
  readonly scores: Scores
  /** The threshold of the class with the highest score, which it missed. */
  readonly threshold: number
}

/** The picture was not read, for a reason that the sender can act on. */
export interface Refused {
  readonly kind: 'refused'
  readonly code: RefusalCode
  /** Present when the network ran before the refusal, so that a gate can be studied apart. */
  readonly scores: Scores | null
  /** With `busy` and `rate_limited`: seconds until another try makes sense. */
  readonly retryAfterSeconds?: number
}

/** Something of ours broke. The picture is kept and the study can be run again. */
export interface Faulted {
  readonly kind: 'fault'
  readonly code: string
}

export type Outcome = Finding | Uncertain | Refused | Faulted

export const OUTCOME_KINDS = [
  'finding',
  'uncertain',
  'refused',
  'fault',
] as const satisfies readonly Outcome['kind'][]

export function refused(code: RefusalCode, retryAfterSeconds?: number): Refused {
  return {
    kind: 'refused',
    code,
    scores: null,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  }
}

/** The label that a reading's heatmap is for: the one given, or the likeliest where none was. */
export function heatmapLabel(outcome: Finding | Uncertain): Label {
  return outcome.kind === 'finding' ? outcome.label : highestLabel(outcome.scores)
}

export function isRefusalCode(text: unknown): text is RefusalCode {
  return REFUSAL_CODES.some((code) => code === text)
}
