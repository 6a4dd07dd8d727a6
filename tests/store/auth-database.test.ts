import { betterAuth } from 'better-auth'
import { admin } from 'better-auth/plugins'
import { describe, expect, it } from 'vitest'
import { createAuthDatabase } from '../../src/store/auth-database.js'
import { temporaryDatabase } from './support/temporary.js'

const ann = { name: 'Ann', email: 'ann@example.org', password: 'a long enough password' }

async function setting() {
  const db = await temporaryDatabase()
  const auth = betterAuth({
    database: createAuthDatabase(db),
    secret: 's'.repeat(64),
    baseURL: 'http://127.0.0.1:3000',
    emailAndPassword: { enabled: true },
    plugins: [admin()],
    telemetry: { enabled: false },
  })
  return { db, auth }
}

/** The cookie that a browser would send back. */
function cookieOf(headers: Headers): Headers {
  const cookies = headers.getSetCookie().map((cookie) => cookie.split(';')[0])
  return new Headers({ cookie: cookies.join('; ') })
}

describe('the tables of the sign-in', () => {
  it('hold people, passwords and sessions as better-auth writes them', async () => {
    const { db, auth } = await setting()
    await auth.api.signUpEmail({ body: ann })
    await expect(auth.api.signInEmail({ body: { ...ann, password: 'another password' } })).rejects.toThrow()
    const { headers } = await auth.api.signInEmail({ body: ann, returnHeaders: true })
    const session = await auth.api.getSession({ headers: cookieOf(headers) })
    expect(session?.user).toMatchObject({ email: ann.email, role: 'user', banned: false })
    expect(await auth.api.getSession({ headers: new Headers() })).toBeNull()
    const account = await db.client.account.findFirst()
    expect(account?.password).not.toContain(ann.password)
  })

  it('hold roles and bans, and forget the sessions of who is banned', async () => {
    const { db, auth } = await setting()
    const chief = await auth.api.signUpEmail({
      body: { ...ann, email: 'chief@example.org' },
      returnHeaders: true,
    })
    await db.client.user.update({ where: { email: 'chief@example.org' }, data: { role: 'admin' } })
    const { response, headers } = await auth.api.signUpEmail({ body: ann, returnHeaders: true })
    const asChief = cookieOf(chief.headers)
    const list = await auth.api.listUsers({ query: { sortBy: 'email' }, headers: asChief })
    expect(list.users.map(({ email }) => email)).toEqual(['ann@example.org', 'chief@example.org'])
    await auth.api.banUser({
      body: { userId: response.user.id, banReason: 'left', banExpiresIn: 3600 },
      headers: asChief,
    })
    expect(await auth.api.getSession({ headers: cookieOf(headers) })).toBeNull()
    expect(await db.client.user.findUnique({ where: { email: ann.email } })).toMatchObject({
      banned: true,
      banReason: 'left',
      banExpires: expect.any(Date) as Date,
    })
    await expect(auth.api.signInEmail({ body: ann })).rejects.toThrow()
  })

  it('go with the person', async () => {
    const { db, auth } = await setting()
    const { user } = await auth.api.signUpEmail({ body: ann })
    await db.client.user.delete({ where: { id: user.id } })
    expect([await db.client.session.count(), await db.client.account.count()]).toEqual([0, 0])
  })

  it('let a one-time token be used once', async () => {
    const { auth } = await setting()
    const { internalAdapter } = await auth.$context
    await internalAdapter.createVerificationValue({
      identifier: 'first-administrator',
      value: 'token',
      expiresAt: new Date(Date.now() + 60_000),
    })
    const taken = await Promise.all(
      Array.from({ length: 5 }, () => internalAdapter.consumeVerificationValue('first-administrator')),
    )
    expect(taken.filter((value) => value !== null)).toHaveLength(1)
  })
})
