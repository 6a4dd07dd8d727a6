import type { Turn } from '../../core/examination.js'
import type { Outcome } from '../../core/outcome.js'
import type { Channel } from '../../core/study.js'

/** Words of the dashboard for values of the record. */
export const CHANNEL_NAMES: Readonly<Record<Channel, string>> = {
  telegram: 'Telegram',
  discord: 'Discord',
  web: 'Web',
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
