import type { AuditActor, AuditDetails } from '../core/audit.js'
import type { Review } from '../core/review.js'

/** On the web and in the shell accounts review; in the chats people do. */
export function reviewerOf({ channel, reviewer }: Pick<Review, 'channel' | 'reviewer'>): AuditActor {
  const isAccount = channel === 'web' || channel === 'shell'
  return { kind: isAccount ? 'user' : 'person', id: reviewer, channel }
}

/** What the event of a review says. A note may name a patient, so it says only whether there is one. */
export function reviewDetails(
  reference: string,
  { verdict, agrees, note }: Pick<Review, 'verdict' | 'agrees' | 'note'>,
  previousVerdict: string | null,
): AuditDetails {
  return { reference, verdict, agrees, previousVerdict, hasNote: note !== null }
}
