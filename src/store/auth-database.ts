import { prismaAdapter } from 'better-auth/adapters/prisma'
import type { Database } from './open-database.js'

/** What the sign-in keeps its people and sessions with, so that it knows nothing of Prisma. */
export type AuthDatabase = ReturnType<typeof prismaAdapter>

export function createAuthDatabase({ client }: Database): AuthDatabase {
  return prismaAdapter(client, { provider: 'sqlite' })
}
