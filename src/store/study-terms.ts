import type { StudySearch } from '../core/note-words.js'
import { readSearch } from '../core/note-words.js'
import { isRefusalCode } from '../core/outcome.js'
import type { StudyConditions } from '../core/study.js'

/** A column of `Study` that has to hold a value; null stands for the column that holds none. */
export interface StudyTerm {
  readonly column: 'person' | 'code' | 'reviewState' | 'label' | 'outcome' | 'model' | 'channel'
  readonly value: string | null
}

/** Conditions as the database can be asked for them. */
export interface StudyTerms {
  /** The one that leaves the fewest studies first, as far as that can be said of any record. */
  readonly equal: readonly StudyTerm[]
  readonly search: StudySearch | null
  readonly from: Date | null
  readonly to: Date | null
}

/** Null where no study can fit: the conditions contradict each other. */
export function termsOf(conditions: StudyConditions): StudyTerms | null {
  const { person, code, reviewState, label, outcome, model, channel, text, from, to } = conditions
  if (label !== undefined && (code !== undefined || (outcome ?? 'finding') !== 'finding')) return null
  if (code !== undefined && outcome !== undefined && !mayHaveCode(outcome, code)) return null
  const reviewed = reviewState !== undefined && reviewState !== 'unreviewed'
  const equal = [
    termOf('person', person),
    termOf('code', code),
    termOf('reviewState', reviewed ? reviewState : undefined),
    termOf('label', label),
    // A label says it already.
    termOf('outcome', label === undefined ? outcome : undefined),
    termOf('model', model),
    termOf('channel', channel),
    termOf('reviewState', reviewState === 'unreviewed' ? null : undefined),
  ].flat()
  return { equal, search: text === undefined ? null : readSearch(text), from: from ?? null, to: to ?? null }
}

function mayHaveCode(outcome: NonNullable<StudyConditions['outcome']>, code: string): boolean {
  if (outcome === 'refused') return isRefusalCode(code)
  return outcome === 'fault'
}

function termOf(column: StudyTerm['column'], value: string | null | undefined): readonly StudyTerm[] {
  return value === undefined ? [] : [{ column, value }]
}
