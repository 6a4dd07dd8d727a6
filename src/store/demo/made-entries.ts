import type { AuditEntry } from '../../core/audit.js'
import { PROGRAM } from '../../core/audit.js'
import { DEMO_DETAILS } from '../demo-mark.js'
import { createMadeRandom } from './made-random.js'

const DAY_MS = 24 * 60 * 60 * 1000
const HOUR_MS = 60 * 60 * 1000

/** The events of a made record that no study has, oldest first. The first one marks the record for good. */
export function makeEntries(options: {
  readonly days: number
  readonly now: Date
  /** Ids of accounts. */
  readonly accounts: readonly string[]
}): readonly AuditEntry[] {
  const { days, now, accounts } = options
  const random = createMadeRandom('chestcheck demo entries')
  const start = now.getTime() - days * DAY_MS
  const entries: AuditEntry[] = [
    { kind: 'program.started', at: new Date(start), actor: PROGRAM, subject: null, details: DEMO_DETAILS },
    ...accounts.map((id): AuditEntry => {
      const details = { role: 'reviewer' }
      return { kind: 'user.added', at: new Date(start), actor: PROGRAM, subject: id, details }
    }),
  ]
  for (let day = 0; day < days; day += 1) {
    for (const id of accounts) {
      const at = new Date(start + day * DAY_MS + Math.round(random.between(1, 9) * HOUR_MS))
      if (at >= now || random.chance(0.3)) continue
      const actor = { kind: 'user', id, channel: 'web' } as const
      entries.push({ kind: 'user.signed_in', at, actor, subject: id, details: {} })
    }
  }
  return entries.filter(({ at }) => at < now).sort((a, b) => a.at.getTime() - b.at.getTime())
}
