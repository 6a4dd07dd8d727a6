import type { AuditEvent } from '../core/audit.js'
import type { Review } from '../core/review.js'
import type { Accounts } from './accounts.js'

/** Names of accounts by their ids, for the eyes of who may read the record; never in the record itself. */
export type ActorNames = ReadonlyMap<string, string>

/** Looks up the accounts that these events and reviews speak of. One that is gone has no name. */
export async function nameActors(
  accounts: Pick<Accounts, 'find'>,
  events: readonly Pick<AuditEvent, 'actor'>[],
  reviews: readonly Pick<Review, 'channel' | 'reviewer'>[] = [],
): Promise<ActorNames> {
  const ids = new Set([
    ...events.flatMap(({ actor }) => (actor.kind === 'user' && actor.id !== null ? [actor.id] : [])),
    ...reviews.flatMap(({ channel, reviewer }) => (isAccountChannel(channel) ? [reviewer] : [])),
  ])
  const found = await Promise.all(
    [...ids].map(async (id) => {
      const account = await accounts.find(id)
      return account === null ? [] : [[id, account.name] as const]
    }),
  )
  return new Map(found.flat())
}

/** On the web and in the shell accounts act; in the chats people do, by pseudonym. */
export function isAccountChannel(channel: Review['channel'] | null): boolean {
  return channel === 'web' || channel === 'shell'
}
