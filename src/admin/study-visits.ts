import type { AuditLog, AuditReader } from '../core/audit.js'
import type { Study } from '../core/study.js'
import type { SignedInUser } from './auth.js'
import { userActor } from './user-actor.js'

const HOUR_MS = 60 * 60 * 1000

/** Notes on the record who looked at which study. */
export interface StudyVisits {
  /** Once per account, study and hour: a page that is loaded again says nothing new. Rejects where it cannot be noted. */
  note(study: Pick<Study, 'id' | 'reference'>, user: Pick<SignedInUser, 'id'>): Promise<void>
}

export function createStudyVisits(parts: {
  readonly audit: AuditLog & Pick<AuditReader, 'list'>
  readonly now: () => Date
}): StudyVisits {
  const { audit, now } = parts
  /** Visits that are being noted: two pages opened at once are one visit. */
  const noting = new Map<string, Promise<void>>()

  async function note(study: Pick<Study, 'id' | 'reference'>, user: Pick<SignedInUser, 'id'>): Promise<void> {
    const at = now()
    const from = new Date(at.getTime() - HOUR_MS)
    const { id, reference } = study
    const before = await audit.list({ kind: 'study.viewed', subject: id, actorId: user.id, from, limit: 1 })
    if (before.events.length > 0) return
    await audit.append({
      kind: 'study.viewed',
      at,
      actor: userActor(user),
      subject: id,
      details: { reference },
    })
  }

  return {
    note(study, user) {
      const key = `${user.id} ${study.id}`
      const running = noting.get(key) ?? note(study, user).finally(() => noting.delete(key))
      noting.set(key, running)
      return running
    },
  }
}
