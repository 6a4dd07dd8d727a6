import { Fault } from '../core/fault.js'
import type { SignedInUser } from './auth.js'
import type { WebContext } from './web.js'

/** Who asks, behind a guard: nobody else gets there. */
export function guardedUser(c: WebContext): SignedInUser {
  const user = c.get('user')
  if (user === null) throw new Fault('internal', 'a guarded route was reached without an account')
  return user
}
