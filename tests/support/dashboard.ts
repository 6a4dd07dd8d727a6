import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createApp } from '../../src/admin/app.js'
import { createAuth } from '../../src/admin/auth.js'
import type { AppParts } from '../../src/admin/web.js'
import { createFairTurns } from '../../src/core/fair-turns.js'
import type { Outcome } from '../../src/core/outcome.js'
import { createScreening } from '../../src/core/screening.js'
import { WORDINGS } from '../../src/core/wording/languages.js'
import { createReportMaker } from '../../src/reports/pdf-report.js'
import { createAccountInvites } from '../../src/store/account-invites.js'
import { createAdmission } from '../../src/store/admission.js'
import { createAdmissionBook } from '../../src/store/admission-book.js'
import { createApiClients } from '../../src/store/api-clients.js'
import { createAuditLog } from '../../src/store/audit-log.js'
import { createAuthDatabase } from '../../src/store/auth-database.js'
import { applyMigrations } from '../../src/store/migrate.js'
import { openDatabase } from '../../src/store/open-database.js'
import { checkRecord } from '../../src/store/record-check.js'
import { createPictureStore } from '../../src/store/picture-store.js'
import { createPseudonymiser } from '../../src/store/pseudonymiser.js'
import { createRateLimits } from '../../src/store/rate-limits.js'
import { createRecordFigures } from '../../src/store/record-figures.js'
import { createReviewQueue } from '../../src/store/review-queue.js'
import { createReviewStore } from '../../src/store/review-store.js'
import { createStudyStore } from '../../src/store/study-store.js'
import { drawFilm } from './film-drawing.js'
import { createAppClient, createClock } from './app-client.js'
import { assetsFolder, createRecordingLog } from './app.js'
import { wellHealth } from './quiet-people.js'
import { createScriptedReader, examinationOf, PNEUMONIA_FINDING } from './scripted-reader.js'
import { scriptedShelf } from './scripted-shelf.js'
import { seedStudies, type SeedOptions } from './seeded-studies.js'

const migrationsFolder = fileURLToPath(new URL('../../prisma/migrations', import.meta.url))

export interface TestDashboardOptions extends Partial<Pick<AppParts, 'access' | 'publicUrl' | 'maxBytes'>> {
  readonly answer?: (bytes: Uint8Array) => Outcome | Promise<Outcome>
  /** By default a clock from 8 o'clock on 2026-11-23 on, which moves on by a second at each look. */
  readonly now?: () => Date
  readonly replace?: (parts: AppParts) => Partial<AppParts>
}

export type TestDashboard = Awaited<ReturnType<typeof openTestDashboard>>

/**
 * The web on real stores: a migrated SQLite file in a folder of its own, real pictures, reviews, events, sign-in and
 * reports; only the reader is scripted. Close it afterwards.
 */
export async function openTestDashboard(options: TestDashboardOptions = {}) {
  const { access = 'invited', publicUrl = 'http://localhost', maxBytes = 200_000 } = options
  const folder = await mkdtemp(join(tmpdir(), 'chestcheck-dashboard-'))
  const file = join(folder, 'record.sqlite')
  await applyMigrations({ file, folder: migrationsFolder })
  const database = await openDatabase({ file })
  const log = createRecordingLog()
  const now = options.now ?? createClock()
  const audit = createAuditLog({ db: database, now })
  const auth = createAuth({
    database: createAuthDatabase(database),
    secret: randomBytes(32).toString('hex'),
    publicUrl,
    audit,
    log,
  })
  const studies = createStudyStore(database)
  const pictures = createPictureStore({ folder: join(folder, 'pictures'), key: randomBytes(32) })
  const reviews = createReviewStore({ db: database })
  const pseudonyms = createPseudonymiser(randomBytes(32))
  const reader = createScriptedReader(options.answer)
  const admission = createAdmission({
    db: database,
    pseudonyms,
    key: randomBytes(32),
    now,
    open: access === 'open',
    trusted: ['shell', 'web', 'api'],
  })
  const screening = createScreening({
    studies,
    pictures,
    audit,
    pseudonyms,
    reader,
    log,
    now,
    maxBytes,
    admission,
    rates: createRateLimits({ perPerson: 1000, perChat: 1000, seconds: 3600 }),
    turns: createFairTurns({ limit: 64 }),
    withoutIdentity: (bytes) => bytes,
    retainPictures: true,
  })
  // Attempts to sign in are counted by address for the whole process, so each app gets its own.
  const address = `10.${randomBytes(3).join('.')}`
  const composed: AppParts = {
    auth,
    screening,
    studies,
    pictures,
    reviews,
    queue: createReviewQueue({ db: database }),
    figures: createRecordFigures({ db: database }),
    models: scriptedShelf,
    audit,
    checkRecord: (onProgress) => checkRecord(database, onProgress),
    reports: createReportMaker(),
    drawFilm,
    rerun: () => Promise.resolve(examinationOf(PNEUMONIA_FINDING)),
    reader,
    accountInvites: createAccountInvites({ db: database, now }),
    admissionBook: { ...admission, ...createAdmissionBook({ db: database, now }) },
    health: () => Promise.resolve(wellHealth),
    heads: () => Promise.resolve([]),
    clients: createApiClients({ db: database, now }),
    webhook: null,
    pseudonyms,
    wordings: WORDINGS,
    access,
    publicUrl,
    maxBytes,
    setup: null,
    log,
    now,
    assetsFolder,
    clientAddress: () => address,
  }
  const parts: AppParts = { ...composed, ...options.replace?.(composed) }
  const app = createApp(parts)
  return {
    app,
    parts,
    database,
    folder,
    auth,
    studies,
    pictures,
    reviews,
    audit,
    admission,
    reader,
    screening,
    log,
    ...createAppClient(app, auth),
    /** Puts `count` studies of every kind on the record. Gives their ids, newest first. */
    seed: (count: number, how?: SeedOptions) => seedStudies({ studies, pictures, reviews }, count, how),
    async close(): Promise<void> {
      await database.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
