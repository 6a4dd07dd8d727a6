import type { Turn } from '../../core/examination.js'
import type { Outcome } from '../../core/outcome.js'
import type { AuditKind } from '../../core/audit.js'
import type { ReviewState, Verdict } from '../../core/review.js'
import type { Channel } from '../../core/study.js'
import type { Wording } from '../../core/wording/wording.js'

/** Words of the dashboard for values of the record. */
export const CHANNEL_NAMES: Readonly<Record<Channel, string>> = {
  telegram: 'Telegram',
  discord: 'Discord',
  web: 'Web',
  api: 'API',
  shell: 'Shell',
}

/** What was wrong with a film as received. */
export const TURN_NAMES: Readonly<Record<Turn, string>> = {
  inverted: 'Black and white swapped',
  rotated_90: 'Turned a quarter to the right',
  rotated_180: 'Upside down',
  rotated_270: 'Turned a quarter to the left',
}

export const OUTCOME_NAMES: Readonly<Record<Outcome['kind'], string>> = {
  finding: 'Finding',
  uncertain: 'Not sure',
  refused: 'Refused',
  fault: 'Fault',
}

export const REVIEW_NAMES: Readonly<Record<ReviewState, string>> = {
  unreviewed: 'Not reviewed',
  agreed: 'Agreed',
  disagreed: 'Disagreed',
  reviewed: 'Reviewed',
}

/** A code of a refusal or a fault as words. */
export function codeName(code: string): string {
  const words = code.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** What a reviewer said, in the words of the answers. */
export function verdictName(verdict: Verdict, wording: Pick<Wording, 'labels'>): string {
  return verdict === 'other' ? 'Something else' : wording.labels[verdict]
}

const EVENT_NAMES: Partial<Readonly<Record<AuditKind, string>>> = {
  'study.received': 'Picture received',
  'study.answered': 'Answered',
  'study.delivered': 'Answer delivered',
  'study.viewed': 'Looked at',
  'study.report_made': 'Report made',
  'study.rerun': 'Read again with a model',
  'picture.erased': 'Picture erased',
  'review.recorded': 'Review recorded',
}

/** What happened, for somebody who reads it once. */
export function eventName(kind: AuditKind): string {
  return EVENT_NAMES[kind] ?? codeName(kind.replace('.', ': '))
}
