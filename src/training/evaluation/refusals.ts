import type { Outcome } from '../../core/outcome.js'
import type { Proportion } from '../../core/model-manifest.js'
import { wilson } from './intervals.js'
import { groupRows } from './metrics.js'

/** What became of a picture, apart from its class. */
export interface Passage {
  readonly outcome: Outcome['kind']
  /** Of a refusal or a fault. */
  readonly code: string | null
  /** Null when the network did not run. */
  readonly scores: object | null
  readonly source: string
  readonly population: string
}

export interface RefusedPart {
  readonly name: string
  readonly n: number
  readonly refused: Proportion | null
}

/** Who was turned away. Films of the test set should hardly ever be. */
export interface Refusals {
  /** Pictures shown, refused ones included. */
  readonly n: number
  readonly refused: Proportion | null
  /** Pictures whose network did not run, so that they are in no figure of the classes. */
  readonly unscored: number
  readonly faults: number
  /** Refusals by code; `scored` is how many of them have scores nevertheless. */
  readonly byCode: readonly { readonly code: string; readonly n: number; readonly scored: number }[]
  readonly bySource: readonly RefusedPart[]
  readonly byPopulation: readonly RefusedPart[]
}

export function countRefusals(rows: readonly Passage[]): Refusals {
  const turnedAway = rows.filter(({ outcome }) => outcome === 'refused')
  const byPart = (keyOf: (row: Passage) => string) =>
    [...groupRows(rows, keyOf)].map(([name, part]) => ({
      name,
      n: part.length,
      refused: wilson(part.filter(({ outcome }) => outcome === 'refused').length, part.length),
    }))
  return {
    n: rows.length,
    refused: wilson(turnedAway.length, rows.length),
    unscored: rows.filter(({ scores }) => scores === null).length,
    faults: rows.filter(({ outcome }) => outcome === 'fault').length,
    byCode: [...groupRows(turnedAway, ({ code }) => code ?? 'unknown')].map(([code, part]) => ({
      code,
      n: part.length,
      scored: part.filter(({ scores }) => scores !== null).length,
    })),
    bySource: byPart(({ source }) => source),
    byPopulation: byPart(({ population }) => population),
  }
}
