import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { format } from 'prettier'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isPermission, may, ROLES, type Role } from '../../src/admin/roles.js'
import { ANY_ACCOUNT } from '../../src/admin/sessions.js'
import { openTestDashboard, type TestDashboard } from '../support/dashboard.js'

const document = fileURLToPath(new URL('../../docs/roles.md', import.meta.url))
const VISITORS = [...ROLES, 'nobody'] as const
type Visitor = (typeof VISITORS)[number]

interface Route {
  readonly method: string
  readonly path: string
  /** A permission, any account, or null for everybody. */
  readonly asks: string | null
}

/** Routes whose callers show a token of their own, not an account: they have tests of their own. */
const BY_TOKEN = /^\/(api\/|metrics)/

let dashboard: TestDashboard
const cookies = new Map<Visitor, string>([['nobody', '']])

beforeAll(async () => {
  dashboard = await openTestDashboard()
  for (const role of ROLES) cookies.set(role, await dashboard.as(role))
}, 120_000)
afterAll(() => dashboard.close())

/** Every route as it was registered, with what its guard asks for. */
function listRoutes(): readonly Route[] {
  const routes = new Map<string, Route>()
  const guards: { readonly prefix: string; readonly asks: string }[] = []
  for (const { method, path, handler } of dashboard.app.routes) {
    if (BY_TOKEN.test(path)) continue
    const asks = 'permission' in handler && typeof handler.permission === 'string' ? handler.permission : null
    if (method === 'ALL') {
      if (asks !== null) guards.push({ prefix: path.replace(/\*$/, ''), asks })
      continue
    }
    const key = `${method} ${path}`
    const before = guards.find(({ prefix }) => path.startsWith(prefix))?.asks ?? null
    routes.set(key, { method, path, asks: routes.get(key)?.asks ?? asks ?? before })
  }
  return [...routes.values()].sort(
    (a, b) => a.path.localeCompare(b.path, 'en') || a.method.localeCompare(b.method),
  )
}

function isAllowed({ asks }: Route, visitor: Visitor): boolean {
  if (asks === null) return true
  if (visitor === 'nobody') return false
  return asks === ANY_ACCOUNT || (isPermission(asks) && may(visitor satisfies Role, asks))
}

function table(routes: readonly Route[]): string {
  const rows = routes.map((route) => {
    const cells = VISITORS.map((visitor) => (isAllowed(route, visitor) ? 'yes' : '–'))
    return `| \`${route.method} ${route.path}\` | ${route.asks ?? 'nothing'} | ${cells.join(' | ')} |`
  })
  return [
    '# Who may do what',
    '',
    'Made from the routes themselves by `node scripts/roles-table.mjs`; a test tries every cell and fails where this page is out of date.',
    'With `ACCESS=open` the upload and the results need no account. Routes under `/api/` and `/metrics` take tokens instead of accounts.',
    '',
    `| route | asks for | ${VISITORS.join(' | ')} |`,
    `| --- | --- | ${VISITORS.map(() => '---').join(' | ')} |`,
    ...rows,
    '',
  ].join('\n')
}

describe('every route by every role', () => {
  it('is the table in docs/roles.md', async () => {
    const made = await format(table(listRoutes()), { parser: 'markdown', printWidth: 110 })
    if (process.env['ROLES_TABLE'] === 'write') await writeFile(document, made)
    expect(await readFile(document, 'utf8')).toBe(made)
  })

  it('leaves no page of the dashboard without a guard', () => {
    const open = listRoutes().filter(({ path, asks }) => path.startsWith('/dashboard') && asks === null)
    expect(open).toEqual([])
  })

  it.each(VISITORS)(
    'is as the table says for %s',
    async (visitor) => {
      const wrong: string[] = []
      for (const route of listRoutes()) {
        const path = route.path.replace(/:\w+(\{[^}]*\})?/g, 'no-such-thing')
        if (path === '/sign-out' || path.includes('/live')) continue
        const method = route.method
        const body = method === 'GET' ? {} : { body: new URLSearchParams({}) }
        const headers = { cookie: cookies.get(visitor) ?? '' }
        const response = await dashboard.request(path, { method, headers, ...body })
        const toSignIn = response.headers.get('location')?.startsWith('/sign-in?next=') ?? false
        const turnedAway = response.status === 403 || toSignIn
        await response.body?.cancel()
        if (turnedAway === isAllowed(route, visitor)) wrong.push(`${method} ${path}: ${response.status}`)
      }
      expect(wrong).toEqual([])
    },
    120_000,
  )
})
