import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { AccountRefusal, Accounts, NewAccount } from './accounts.js'

/** The first administrator's one-time link. Lives in memory: a restart makes another. */
export interface SetupLink {
  /** Carries the token: for the operator's terminal, never for a log. */
  readonly url: string
  /** Whether the token is ours and still no account exists. */
  isOpen(token: string): Promise<boolean>
  /** Makes the first administrator. `dead` for a wrong or spent token, and once any account exists. */
  redeem(token: string, person: Omit<NewAccount, 'role'>): Promise<'created' | 'dead' | AccountRefusal>
}

const TOKEN_BYTES = 32

export function createSetupLink(parts: {
  readonly accounts: Accounts
  readonly publicUrl: string
}): SetupLink {
  const { accounts, publicUrl } = parts
  const token = randomBytes(TOKEN_BYTES).toString('base64url')
  const url = new URL('/setup', publicUrl)
  url.searchParams.set('token', token)
  const kept = sha256(token)
  let spent = false

  const matches = (offered: string): boolean => !spent && timingSafeEqual(sha256(offered), kept)

  return {
    url: url.href,

    async isOpen(offered) {
      return matches(offered) && (await accounts.count()) === 0
    },

    async redeem(offered, person) {
      if (!matches(offered)) return 'dead'
      // Spent before the first await, so that of two posts at once only one goes on.
      spent = true
      let outcome: 'created' | 'dead' | AccountRefusal | null = null
      try {
        outcome = await addFirst(accounts, person)
        return outcome
      } finally {
        if (outcome !== 'created' && outcome !== 'dead') spent = false
      }
    },
  }
}

async function addFirst(
  accounts: Accounts,
  person: Omit<NewAccount, 'role'>,
): Promise<'created' | 'dead' | AccountRefusal> {
  if ((await accounts.count()) > 0) return 'dead'
  const added = await accounts.add({ ...person, role: 'admin' })
  return added.kind === 'added' ? 'created' : added.code
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
