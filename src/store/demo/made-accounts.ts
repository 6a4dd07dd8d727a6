import { randomBytes } from 'node:crypto'
import type { Database } from '../open-database.js'

/** Accounts of a made record that reviewed its studies. They have no password: nobody can sign in with them. */
export const MADE_REVIEWERS = ['demo-reviewer-1', 'demo-reviewer-2', 'demo-reviewer-3'] as const

/** Clients of the programming interface that sent some of its studies. Nobody has their tokens. */
export const MADE_CLIENTS = ['demo-client-1', 'demo-client-2'] as const

/** Adds the rows that {@link MADE_REVIEWERS} and {@link MADE_CLIENTS} are known by. `at` is when they were made. */
export async function addMadeAccounts({ client }: Database, at: Date): Promise<void> {
  await client.user.createMany({
    data: MADE_REVIEWERS.map((id, index) => ({
      id,
      name: `Demo reviewer ${index + 1}`,
      // RFC 2606 keeps `.invalid` from ever being anybody's.
      email: `${id}@example.invalid`,
      role: 'reviewer',
      createdAt: at,
      updatedAt: at,
    })),
  })
  await client.apiClient.createMany({
    data: MADE_CLIENTS.map((id, index) => ({
      id,
      name: `Demo archive ${index + 1}`,
      tokenHash: randomBytes(32).toString('hex'),
      createdAt: at,
      createdBy: MADE_REVIEWERS[0],
    })),
  })
}
