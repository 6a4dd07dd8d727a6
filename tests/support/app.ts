import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { memoryAdapter } from 'better-auth/adapters/memory'
import type { AuthOptions } from '../../src/admin/better-auth.js'
import { createApp } from '../../src/admin/app.js'
import { createAuth } from '../../src/admin/auth.js'
import { createSetupLink } from '../../src/admin/setup-link.js'
import type { AppParts } from '../../src/admin/web.js'
import type { Log, LogFields } from '../../src/core/log.js'
import type { Outcome } from '../../src/core/outcome.js'
import { createFairTurns } from '../../src/core/fair-turns.js'
import { createScreening } from '../../src/core/screening.js'
import { CHANNELS } from '../../src/core/study.js'
import { WORDINGS } from '../../src/core/wording/languages.js'
import { drawFilm } from './film-drawing.js'
import { noClients } from './no-clients.js'
import { cookiesOf, createAppClient, createClock, PASSWORD } from './app-client.js'
import { createMemoryAuditStream } from './memory-audit-stream.js'
import {
  createMemoryAdmission,
  createMemoryPictureStore,
  createMemoryRateLimits,
  createMemoryReviewStore,
  createMemoryStudyStore,
  plainPseudonymiser,
} from './memory-stores.js'
import { emptyQueue, noFigures, scriptedShelf } from './scripted-shelf.js'
import { quietPeople } from './quiet-people.js'
import { createScriptedReader, examinationOf, PNEUMONIA_FINDING } from './scripted-reader.js'

export const assetsFolder = fileURLToPath(new URL('../../src/admin/assets', import.meta.url))

export { cookiesOf, PASSWORD }

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
  const audit = createMemoryAuditStream()
  const database =
    options.database ?? memoryAdapter({ user: [], session: [], account: [], verification: [], twoFactor: [] })
  const auth = createAuth({ database, secret: randomBytes(32).toString('hex'), publicUrl, log, audit })
  const setup = createSetupLink({ accounts: auth.accounts, publicUrl })
  const studies = createMemoryStudyStore()
  const pictures = createMemoryPictureStore()
  const reviews = createMemoryReviewStore(studies)
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
    audit,
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
    reviews,
    queue: emptyQueue,
    figures: noFigures,
    models: scriptedShelf,
    audit,
    checkRecord: () => Promise.resolve({ broken: null, studies: 0, older: 0 }),
    drawFilm,
    reports: { make: () => Promise.resolve(new TextEncoder().encode('%PDF-scripted')) },
    rerun: () => Promise.resolve(examinationOf(PNEUMONIA_FINDING)),
    reader,
    ...quietPeople,
    clients: noClients,
    webhook: null,
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

  return {
    app,
    auth,
    setup,
    studies,
    pictures,
    reviews,
    audit,
    reader,
    screening,
    log,
    ...createAppClient(app, auth),
  }
}

export interface RecordedLine {
  readonly level: 'info' | 'warn' | 'error'
  readonly event: string
  readonly fields: LogFields
}

export function createRecordingLog(): Log & { readonly lines: RecordedLine[] } {
  const lines: RecordedLine[] = []
  const record =
    (level: RecordedLine['level']) =>
    (event: string, fields: LogFields = {}): void => {
      lines.push({ level, event, fields })
    }
  return { lines, info: record('info'), warn: record('warn'), error: record('error') }
}
