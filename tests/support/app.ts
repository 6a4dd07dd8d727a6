import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { memoryAdapter } from 'better-auth/adapters/memory'
import type { AuthOptions } from '../../src/admin/better-auth.js'
import { createApp } from '../../src/admin/app.js'
import { createAuth } from '../../src/admin/auth.js'
import type { Role } from '../../src/admin/roles.js'
import { createSetupLink } from '../../src/admin/setup-link.js'
import type { AppParts } from '../../src/admin/web.js'
import type { Log, LogFields } from '../../src/core/log.js'
import type { Outcome } from '../../src/core/outcome.js'
import { createFairTurns } from '../../src/core/fair-turns.js'
import { createScreening } from '../../src/core/screening.js'
import { CHANNELS } from '../../src/core/study.js'
import { WORDINGS } from '../../src/core/wording/languages.js'
import {
  createMemoryAdmission,
  createMemoryAuditLog,
  createMemoryPictureStore,
  createMemoryRateLimits,
  createMemoryStudyStore,
  plainPseudonymiser,
} from './memory-stores.js'
import { createScriptedReader } from './scripted-reader.js'

export const assetsFolder = fileURLToPath(new URL('../../src/admin/assets', import.meta.url))

export const PASSWORD = 'correct horse battery'

export interface TestAppOptions extends Partial<Pick<AppParts, 'access' | 'publicUrl' | 'maxBytes'>> {
  readonly answer?: (bytes: Uint8Array) => Outcome | Promise<Outcome>
  /** False erases each picture with its answer. */
  readonly retainPictures?: boolean
  readonly database?: AuthOptions['database']
  readonly replace?: (parts: AppParts) => Partial<AppParts>
}

/** The web on stores in memory and a scripted reader, with all that a test looks at. */
export function createTestApp(options: TestAppOptions = {}) {
  const { access = 'invited', publicUrl = 'http://localhost', maxBytes = 200_000 } = options
  const log = createRecordingLog()
  const database = options.database ?? memoryAdapter({ user: [], session: [], account: [], verification: [] })
  const auth = createAuth({ database, secret: randomBytes(32).toString('hex'), publicUrl, log })
  const setup = createSetupLink({ accounts: auth.accounts, publicUrl })
  const studies = createMemoryStudyStore()
  const pictures = createMemoryPictureStore()
  const reader = createScriptedReader(options.answer)
  const now = createClock()
  const admission = createMemoryAdmission({ open: access === 'open', trusted: CHANNELS })
  const screening = createScreening({
    studies,
    pictures,
    reader,
    admission,
    rates: createMemoryRateLimits(),
    turns: createFairTurns({ limit: 64 }),
    audit: createMemoryAuditLog(),
    pseudonyms: plainPseudonymiser,
    log,
    now,
    maxBytes,
    withoutIdentity: (file) => file,
    retainPictures: options.retainPictures ?? true,
  })
  // Attempts to sign in are counted by address for the whole process, so each app gets its own.
  const address = `10.${randomBytes(3).join('.')}`
  const parts: AppParts = {
    auth,
    screening,
    studies,
    pictures,
    reader,
    pseudonyms: plainPseudonymiser,
    wordings: WORDINGS,
    access,
    publicUrl,
    maxBytes,
    setup,
    log,
    now,
    assetsFolder: assetsFolder,
    clientAddress: () => address,
  }
  const app = createApp({ ...parts, ...options.replace?.(parts) })

  /** A request as a browser on this server's own pages sends it. */
  const request = (path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers)
    if (init.method === 'POST' && !headers.has('sec-fetch-site')) headers.set('sec-fetch-site', 'same-origin')
    return Promise.resolve(app.request(path, { ...init, headers }))
  }
  const post = (path: string, fields: Record<string, string>, cookie = ''): Promise<Response> =>
    request(path, { method: 'POST', body: new URLSearchParams(fields), headers: { cookie } })

  const signIn = async (email: string, password = PASSWORD): Promise<string> =>
    cookiesOf(await post('/sign-in', { email, password }))

  return {
    app,
    auth,
    setup,
    studies,
    pictures,
    reader,
    screening,
    log,
    request,
    post,
    signIn,
    get: (path: string, cookie = '') => request(path, { headers: { cookie } }),
    /** Sends a picture as the form does. */
    upload(bytes: Uint8Array, { cookie = '', name = 'film.jpg', json = false } = {}): Promise<Response> {
      const body = new FormData()
      body.append('picture', new File([Uint8Array.from(bytes)], name, { type: 'image/jpeg' }))
      const headers = { cookie, ...(json ? { accept: 'application/json' } : {}) }
      return request('/upload', { method: 'POST', body, headers })
    },
    /** Makes an account and signs it in. Gives the cookies. */
    async as(role: Role): Promise<string> {
      const email = `${role}-${randomBytes(4).toString('hex')}@example.org`
      await auth.accounts.add({ email, name: `Kim ${role}`, password: PASSWORD, role })
      return signIn(email)
    },
  }
}

/** What a browser would send back. */
export function cookiesOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0] ?? '')
    .join('; ')
}

export interface RecordedLine {
  readonly level: 'info' | 'warn' | 'error'
  readonly event: string
  readonly fields: LogFields
}

function createRecordingLog(): Log & { readonly lines: RecordedLine[] } {
  const lines: RecordedLine[] = []
  const record =
    (level: RecordedLine['level']) =>
    (event: string, fields: LogFields = {}): void => {
      lines.push({ level, event, fields })
    }
  return { lines, info: record('info'), warn: record('warn'), error: record('error') }
}

/** A clock that moves on by a second at each look, so that no two studies share a time. */
function createClock(): () => Date {
  let seconds = 0
  return () => new Date(Date.UTC(2026, 10, 23, 8, 0, seconds++))
}
