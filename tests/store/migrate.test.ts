import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { applyMigrations } from '../../src/store/migrate.js'
import { NO_FILTERS, readMigrationFiles, readMigrations } from '../../src/store/migration-files.js'
import type { Outcome } from '../../src/core/outcome.js'
import { createAuditLog } from '../../src/store/audit-log.js'
import { fillFromBefore } from '../../src/store/backfill.js'
import { openDatabase, type Database } from '../../src/store/open-database.js'
import { checkRecord } from '../../src/store/record-check.js'
import { withSchemaEngine } from '../../src/store/schema-engine.js'
import { createSqliteAdapter } from '../../src/store/sqlite-adapter.js'
import { createRecordFigures } from '../../src/store/record-figures.js'
import { createReviewQueue } from '../../src/store/review-queue.js'
import { createReviewStore } from '../../src/store/review-store.js'
import { createStudyStore } from '../../src/store/study-store.js'
import { examinationOf, PNEUMONIA_FINDING } from '../support/scripted-reader.js'
import { at, receivedStudy } from './support/studies.js'
import { migrationsFolder, temporaryFolder } from './support/temporary.js'

const schemaFile = fileURLToPath(new URL('../../prisma/schema.prisma', import.meta.url))

const UNCERTAIN: Outcome = {
  kind: 'uncertain',
  scores: { COVID: 0.3, NORMAL: 0.3, PNEUMONIA: 0.4 },
  threshold: 0.6,
}

/** Leaves the rows as a version without words, states and counts wrote them. */
async function pretendOld({ client }: Database): Promise<void> {
  await client.study.updateMany({ data: { reviewState: null, queuedFor: null } })
  await client.noteWord.deleteMany()
  await client.dayCount.deleteMany()
  await client.backfill.createMany({ data: { name: 'dashboard', after: '' } })
}

/** As if the program was killed in the step after so many. */
async function cutOffAfter(db: Database, steps: number): Promise<void> {
  let left = steps
  const dying = {
    $transaction: (work: never) => {
      if (left-- === 0) return Promise.reject(new Error('killed'))
      return db.client.$transaction(work)
    },
  }
  const cut = { client: dying as unknown as Database['client'], close: () => db.close() }
  await expect(fillFromBefore(cut)).rejects.toThrow('killed')
}

/** A copy of the migrations that a test may spoil, and a file that is not there yet. */
async function setting(): Promise<{ file: string; folder: string }> {
  const root = await temporaryFolder()
  const folder = join(root, 'migrations')
  await cp(migrationsFolder, folder, { recursive: true })
  return { file: join(root, 'data', 'record.sqlite'), folder }
}

async function addMigration(folder: string, name: string, script: string): Promise<void> {
  await mkdir(join(folder, name), { recursive: true })
  await writeFile(join(folder, name, 'migration.sql'), script)
}

async function withDatabase(file: string, work: (db: Database) => Promise<void>): Promise<void> {
  const db = await openDatabase({ file })
  await work(db).finally(() => db.close())
}

async function tablesOf(file: string): Promise<string[]> {
  const db = await openDatabase({ file })
  const rows = await db.client.$queryRawUnsafe<{ name: string }[]>(
    "SELECT name FROM sqlite_master WHERE type = 'table'",
  )
  await db.close()
  return rows.map(({ name }) => name)
}

describe('migrations', () => {
  it('make every table in a new file, once', async () => {
    const options = await setting()
    const count = (await readMigrationFiles(options.folder)).length
    expect(await applyMigrations(options)).toBe(count)
    expect(await applyMigrations(options)).toBe(0)
    expect(await tablesOf(options.file)).toEqual(
      expect.arrayContaining([
        'Study',
        'Invite',
        'AdmittedPerson',
        'User',
        'Session',
        'Account',
        'Verification',
        'Review',
        'AuditEvent',
        'PersonAlias',
        'InboxItem',
        'Preference',
        'AllowedPlace',
        'NoteWord',
        'DayCount',
        'TwoFactor',
        'ApiClient',
        'WebhookDelivery',
        'AccountInvite',
      ]),
    )
  })

  it('make what prisma/schema.prisma says, and nothing else', async () => {
    const content = await readFile(schemaFile, 'utf8')
    const files = [{ path: schemaFile, content }]
    const { stdout } = await withSchemaEngine(
      createSqliteAdapter({ file: ':memory:' }),
      async (engine) =>
        engine.diff({
          from: { tag: 'migrations', ...(await readMigrations(migrationsFolder)) },
          to: { tag: 'schemaDatamodel', files },
          script: true,
          exitCode: null,
          filters: NO_FILTERS,
        }),
      [[schemaFile, content]],
    )
    expect(stdout).toContain('This is an empty migration')
  })

  it('add what is new to a database that holds something', async () => {
    const options = await setting()
    await applyMigrations(options)
    await addMigration(
      options.folder,
      '20990101000000_more',
      'CREATE TABLE "More" ("id" TEXT NOT NULL PRIMARY KEY);',
    )
    await addMigration(
      options.folder,
      '20990102000000_most',
      'CREATE TABLE "Most" ("id" TEXT NOT NULL PRIMARY KEY);',
    )
    expect(await applyMigrations(options)).toBe(2)
    expect(await tablesOf(options.file)).toEqual(expect.arrayContaining(['Study', 'More', 'Most']))
  })

  it('bring a database from before there was a stream up to date: its studies stay, and the chain begins', async () => {
    const options = await setting()
    const script = (name: string) => join(options.folder, name, 'migration.sql')
    const names = (await readMigrationFiles(options.folder)).map(({ name }) => name)
    const later = names.filter((name) => name > '20261123063622_add_heatmaps')
    const scripts = await Promise.all(later.map((name) => readFile(script(name), 'utf8')))
    for (const name of later) await rm(join(options.folder, name), { recursive: true })
    await applyMigrations(options)
    await withDatabase(options.file, async ({ client }) => {
      await client.$executeRawUnsafe(
        `INSERT INTO Study (id, reference, channel, person, receivedAt, sha256)
         VALUES ('old', 'CC-OLD23456', 'telegram', 'ann', '2026-01-01T00:00:00.000+00:00', '${'a1'.repeat(32)}')`,
      )
    })
    for (const [index, name] of later.entries())
      await addMigration(options.folder, name, scripts[index] ?? '')
    expect(await applyMigrations(options)).toBe(later.length)
    await withDatabase(options.file, async (db) => {
      const studies = createStudyStore(db)
      const audit = createAuditLog({ db, now: () => at(9) })
      expect(await studies.find('old')).toMatchObject({ reference: 'CC-OLD23456', note: null })
      expect(await audit.head()).toBeNull()
      await studies.finish('old', examinationOf(PNEUMONIA_FINDING), at(5))
      await studies.begin(receivedStudy({ id: 'new', receivedAt: at(6) }))
      expect(await audit.verify()).toMatchObject({ broken: null, events: 2 })
      expect(await checkRecord(db)).toEqual({ broken: null, studies: 1, older: 1 })
    })
  })

  it('leave nothing of the studies from before behind: words, states, queue and counts, in steps that can be cut off', async () => {
    const options = await setting()
    await applyMigrations(options)
    await withDatabase(options.file, async (db) => {
      const studies = createStudyStore(db)
      const reviews = createReviewStore({ db })
      for (let index = 0; index < 5; index += 1) {
        const id = `study-00${index}`
        await studies.begin(
          receivedStudy({ id, receivedAt: at(index), note: index % 2 ? 'ward three' : null }),
        )
        await studies.finish(id, examinationOf(index === 3 ? UNCERTAIN : PNEUMONIA_FINDING), at(index + 1))
      }
      for (const [studyId, agrees] of [
        ['study-001', false],
        ['study-002', true],
      ] as const) {
        const said = { channel: 'web', reviewer: 'ann', verdict: 'COVID', note: null, at: at(9) } as const
        await reviews.record({ studyId, agrees, ...said })
      }
      // More than one step has rows.
      await db.client.study.createMany({
        data: Array.from({ length: 445 }, (_, index) => ({
          ...receivedStudy({ id: `later-${index}`, note: 'bed' }),
          ...{ outcome: 'refused', code: 'busy', answeredAt: at(2) },
        })),
      })
    })
    const rows = async (db: Database) => [
      await db.client.study.findMany({ orderBy: { id: 'asc' } }),
      await db.client.noteWord.findMany({ orderBy: [{ studyId: 'asc' }, { word: 'asc' }] }),
      await db.client.dayCount.findMany({ orderBy: [{ kind: 'asc' }, { model: 'asc' }, { key: 'asc' }] }),
    ]
    let whole: unknown
    await withDatabase(options.file, async (db) => {
      await pretendOld(db)
      await fillFromBefore(db)
      whole = await rows(db)
      expect(await db.client.noteWord.count()).toBe(449)
      const found = await createStudyStore(db).list({ reviewState: 'disagreed', limit: 9 })
      expect(found.studies.map(({ id }) => id)).toEqual(['study-001'])
      expect(await createReviewQueue({ db }).counts('bob')).toEqual({
        uncertain: 1,
        disagreed: 1,
        sampled: 0,
      })
      const figures = await createRecordFigures({ db }).overview({ from: '2026-01-01', to: '2026-01-01' })
      expect(figures.days[0]?.outcomes).toMatchObject({ PNEUMONIA: 4, uncertain: 1, refused: 445 })
      expect(figures.agreement).toEqual({ agreed: 1, disagreed: 1 })
      await pretendOld(db)
      await cutOffAfter(db, 2)
    })
    // The next start goes on.
    expect(await applyMigrations(options)).toBe(0)
    await withDatabase(options.file, async (db) => {
      expect(await rows(db)).toEqual(whole)
      expect(await db.client.backfill.count()).toBe(0)
      expect(await fillFromBefore(db)).toBe(0)
    })
  }, 180_000)

  it('are refused when one was edited after it was applied, before anything is changed', async () => {
    const options = await setting()
    await applyMigrations(options)
    const [first] = await readMigrationFiles(options.folder)
    await addMigration(options.folder, first?.name ?? '', `${first?.script}\n-- one line more\n`)
    await addMigration(options.folder, '20990101000000_more', 'CREATE TABLE "More" ("id" TEXT);')
    await expect(applyMigrations(options)).rejects.toMatchObject({ name: 'Fault', message: /edited/ })
    expect(await tablesOf(options.file)).not.toContain('More')
  })

  it('are the same after a checkout that turned the line ends', async () => {
    const options = await setting()
    await applyMigrations(options)
    const [first] = await readMigrationFiles(options.folder)
    await addMigration(options.folder, first?.name ?? '', (first?.script ?? '').replaceAll('\n', '\r\n'))
    expect(await applyMigrations(options)).toBe(0)
  })

  it('that stopped half-way are reported then and at every start, even when the script is mended', async () => {
    const options = await setting()
    const name = '20990101000000_broken'
    await addMigration(options.folder, name, 'CREATE TABLE "Half" ("id" TEXT);\nCREATE TABLE oops (;')
    await expect(applyMigrations(options)).rejects.toMatchObject({ name: 'Fault' })
    for (let start = 0; start < 2; start += 1) {
      await expect(applyMigrations(options)).rejects.toMatchObject({
        name: 'Fault',
        message: /20990101000000_broken.*half-way/,
      })
    }
    await addMigration(options.folder, name, 'CREATE TABLE "Half" ("id" TEXT);')
    await expect(applyMigrations(options)).rejects.toMatchObject({ message: /half-way/ })
  })

  it('are refused when a newer version of the program made the database', async () => {
    const options = await setting()
    const name = '20990101000000_more'
    await addMigration(options.folder, name, 'CREATE TABLE "More" ("id" TEXT);')
    await applyMigrations(options)
    await rm(join(options.folder, name), { recursive: true })
    await expect(applyMigrations(options)).rejects.toMatchObject({ name: 'Fault', message: /newer/ })
  })

  it('are a fault when the folder is not there, or a script is missing', async () => {
    const options = await setting()
    await expect(applyMigrations({ ...options, folder: `${options.folder}-none` })).rejects.toMatchObject({
      code: 'internal',
    })
    await mkdir(join(options.folder, '20990101000000_empty'))
    await expect(applyMigrations(options)).rejects.toMatchObject({ code: 'internal' })
  })

  it('leave a file alone that is no database', async () => {
    const options = await setting()
    await mkdir(join(options.file, '..'))
    const text = 'somebody else wrote this '.repeat(100)
    await writeFile(options.file, text)
    await expect(applyMigrations(options)).rejects.toMatchObject({ name: 'Fault', code: 'internal' })
    await expect(openDatabase(options)).rejects.toMatchObject({ name: 'Fault', code: 'internal' })
    expect(await readFile(options.file, 'utf8')).toBe(text)
  })
})
