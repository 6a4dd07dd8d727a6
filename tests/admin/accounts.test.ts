import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { memoryAdapter } from 'better-auth/adapters/memory'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import type { Auth } from '../../src/admin/auth.js'
import { createAuth } from '../../src/admin/auth.js'
import type { AuthOptions } from '../../src/admin/better-auth.js'
import { ROLES } from '../../src/admin/roles.js'
import { silentLog } from '../../src/core/log.js'
import { createAuthDatabase } from '../../src/store/auth-database.js'
import { applyMigrations } from '../../src/store/migrate.js'
import { openDatabase } from '../../src/store/open-database.js'
import { PASSWORD } from '../support/app.js'
import { createMemoryAuditLog } from '../support/memory-stores.js'

const closing: (() => Promise<void>)[] = []
afterAll(async () => {
  for (const close of closing) await close()
})

const migrations = fileURLToPath(new URL('../../prisma/migrations', import.meta.url))

async function openSqlite(): Promise<AuthOptions['database']> {
  const folder = await mkdtemp(join(tmpdir(), 'accounts-'))
  const file = join(folder, 'record.db')
  await applyMigrations({ file, folder: migrations })
  const database = await openDatabase({ file })
  closing.push(async () => {
    await database.close()
    await rm(folder, { recursive: true })
  })
  return createAuthDatabase(database)
}

const openMemory = (): Promise<AuthOptions['database']> =>
  Promise.resolve(memoryAdapter({ user: [], session: [], account: [], verification: [], twoFactor: [] }))

const KIM = { email: 'kim@example.org', name: 'Kim', password: PASSWORD, role: 'reviewer' } as const

describe.each([
  ['in memory', openMemory],
  ['on SQLite', openSqlite],
])('accounts %s', (_, open) => {
  let auth: Auth
  let client: string

  beforeEach(async () => {
    const secret = randomBytes(32).toString('hex')
    auth = createAuth({
      database: await open(),
      secret,
      publicUrl: 'http://localhost',
      audit: createMemoryAuditLog(),
      log: silentLog,
    })
    client = `10.${randomBytes(3).join('.')}`
  })

  const signIn = (email: string, password = PASSWORD) => auth.signIn({ email, password, client })

  it('can be added in every role, listed oldest first, and used', async () => {
    expect(await auth.accounts.count()).toBe(0)
    for (const role of ROLES) {
      const added = await auth.accounts.add({ ...KIM, email: `${role}@example.org`, role })
      expect(added).toMatchObject({ kind: 'added' })
      expect(await signIn(`${role}@example.org`)).toMatchObject({ kind: 'signed_in', role })
    }
    expect(await auth.accounts.count()).toBe(4)
    expect((await auth.accounts.list()).map((account) => account.role)).toEqual([...ROLES])
  })

  it('give their session the name and role that were set', async () => {
    await auth.accounts.add(KIM)
    const result = await signIn('KIM@Example.org')
    const [cookie = ''] = result.kind === 'signed_in' ? result.setCookies : []
    const session = await auth.session(new Headers({ cookie: cookie.split(';')[0] ?? '' }))
    expect(session?.user).toMatchObject({ name: 'Kim', email: 'kim@example.org', role: 'reviewer' })
  })

  it.each([
    [{ email: 'kim' }, 'email_invalid'],
    [{ email: '' }, 'email_invalid'],
    [{ email: 'KIM@EXAMPLE.ORG ' }, 'email_taken'],
    [{ email: 'lee@example.org', name: ' ' }, 'name_missing'],
    [{ email: 'lee@example.org', password: 'x'.repeat(11) }, 'password_length'],
    [{ email: 'lee@example.org', password: 'x'.repeat(129) }, 'password_length'],
  ] as const)('are refused for %j as %s', async (wrong, code) => {
    await auth.accounts.add(KIM)
    expect(await auth.accounts.add({ ...KIM, ...wrong })).toEqual({ kind: 'refused', code })
    expect(await auth.accounts.count()).toBe(1)
  })

  it('can be disabled, which ends their sessions and keeps them out', async () => {
    await auth.accounts.add(KIM)
    const result = await signIn(KIM.email)
    const [cookie = ''] = result.kind === 'signed_in' ? result.setCookies : []
    expect(await auth.accounts.disable(KIM.email)).toBe(true)
    expect(await auth.session(new Headers({ cookie: cookie.split(';')[0] ?? '' }))).toBeNull()
    expect(await signIn(KIM.email)).toEqual({ kind: 'refused', code: 'disabled' })
    expect(await auth.accounts.list()).toMatchObject([{ email: KIM.email, disabled: true }])
    expect(await auth.accounts.disable('nobody@example.org')).toBe(false)
  })

  it('take passwords in any script as they are', async () => {
    const password = 'пароль из слов 🩻 þ'
    await auth.accounts.add({ ...KIM, password })
    expect(await signIn(KIM.email, password)).toMatchObject({ kind: 'signed_in' })
    expect(await signIn(KIM.email, `${password} `)).toMatchObject({ kind: 'refused' })
  })
})

it('keeps passwords as Argon2id hashes', async () => {
  const rows: Record<string, { password?: string }[]> = {
    user: [],
    session: [],
    account: [],
    verification: [],
    twoFactor: [],
  }
  const database = memoryAdapter(rows)
  const secret = randomBytes(32).toString('hex')
  const auth = createAuth({
    database,
    secret,
    publicUrl: 'http://localhost',
    audit: createMemoryAuditLog(),
    log: silentLog,
  })
  await auth.accounts.add(KIM)
  expect(rows['account']?.[0]?.password).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
})
