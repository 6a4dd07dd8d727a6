import type { Outcome } from '../../core/outcome.js'
import type { Channel } from '../../core/study.js'

/** Words of the dashboard for values of the record. */
export const CHANNEL_NAMES: Readonly<Record<Channel, string>> = {
  telegram: 'Telegram',
  discord: 'Discord',
  web: 'Web',
  shell: 'Shell',
}

export const OUTCOME_NAMES: Readonly<Record<Outcome['kind'], string>> = {
  finding: 'Finding',
  uncertain: 'Not sure',
  refused: 'Refused',
  fault: 'Fault',
}
