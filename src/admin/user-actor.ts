import type { AuditActor } from '../core/audit.js'
import type { SignedInUser } from './auth.js'

/** An account as the stream of events names it: by its id alone. */
export function userActor({ id }: Pick<SignedInUser, 'id'>): AuditActor {
  return { kind: 'user', id, channel: 'web' }
}
