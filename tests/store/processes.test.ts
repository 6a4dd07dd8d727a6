import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { createAuditLog } from '../../src/store/audit-log.js'
import { openDatabase } from '../../src/store/open-database.js'
import { createPictureStore } from '../../src/store/picture-store.js'
import { checkRecord } from '../../src/store/record-check.js'
import { createStudyStore } from '../../src/store/study-store.js'
import { compileStore, removeCompiled, startStoreProcess } from './support/child-process.js'
import { receivedStudy } from './support/studies.js'
import {
  migrationsFolder,
  temporaryDatabase,
  temporaryDatabaseFile,
  temporaryFolder,
} from './support/temporary.js'

const BEGIN_STUDIES = `
  const { openDatabase } = await store('open-database')
  const { createStudyStore } = await store('study-store')
  const studies = createStudyStore(await openDatabase({ file: argument.file }))
  for (let index = 0; index < argument.count; index += 1) {
    const id = argument.name + index
    await studies.begin({ ...argument.study, receivedAt: new Date(), id })
    print(id)
  }`

let compiled: string
beforeAll(async () => {
  compiled = await compileStore()
})
afterAll(() => removeCompiled(compiled))

describe('a process that is killed', () => {
  it('right after a study was begun leaves the study', async () => {
    const file = await temporaryDatabaseFile()
    const child = startStoreProcess(compiled, `${BEGIN_STUDIES}; setInterval(() => undefined, 1000)`, {
      file,
      name: 'study-',
      count: 1,
      study: receivedStudy(),
    })
    await child.lines(1)
    await child.kill()
    const db = await openDatabase({ file })
    const left = await createStudyStore(db).unfinished(new Date(Date.now() + 1000))
    await db.close()
    expect(left.map(({ id }) => id)).toEqual(['study-0'])
  })

  it('among writes leaves every study that it said was begun, and a sound file', async () => {
    const file = await temporaryDatabaseFile()
    const child = startStoreProcess(compiled, BEGIN_STUDIES, {
      file,
      name: 'study-',
      count: 1_000_000,
      study: receivedStudy(),
    })
    await child.lines(25)
    await child.kill()
    const db = await openDatabase({ file })
    const studies = createStudyStore(db)
    for (const id of child.printed) expect(await studies.find(id), id).not.toBeNull()
    expect((await createAuditLog({ db, now: () => new Date() }).verify()).broken).toBeNull()
    expect(await checkRecord(db)).toMatchObject({ broken: null, older: 0 })
    const check = await db.client.$queryRawUnsafe('PRAGMA integrity_check')
    await db.close()
    expect(check).toEqual([{ integrity_check: 'ok' }])
  })

  it('among pictures leaves every one that it said was kept, and no half of another under its name', async () => {
    const folder = await temporaryFolder()
    const key = Buffer.alloc(32, 1)
    const child = startStoreProcess(
      compiled,
      `const { createPictureStore } = await store('picture-store')
       const pictures = createPictureStore({ folder: argument.folder, key: Buffer.alloc(32, 1) })
       for (let index = 0; ; index += 1) print(await pictures.keep(Buffer.alloc(200_000, String(index))))`,
      { folder },
    )
    await child.lines(10)
    await child.kill()
    const pictures = createPictureStore({ folder, key })
    for (const sha256 of child.printed) expect(await pictures.read(sha256), sha256).not.toBeNull()
    const files = await readdir(folder, { recursive: true })
    for (const name of files.filter((file) => file.endsWith('.sealed'))) {
      const read = await pictures.read(name.slice(3, 67))
      expect(read?.byteLength).toBe(200_000)
    }
  })
})

describe('two processes', () => {
  it('write to one file at the same time, and lose nothing', async () => {
    const file = await temporaryDatabaseFile()
    const children = ['left-', 'right-'].map((name) =>
      startStoreProcess(compiled, BEGIN_STUDIES, { file, name, count: 60, study: receivedStudy() }),
    )
    await Promise.all(children.map((child) => child.ended()))
    const db = await openDatabase({ file })
    const { studies } = await createStudyStore(db).list({ limit: 200 })
    await db.close()
    expect(studies).toHaveLength(120)
  })

  it('write to one chain at the same time, and it does not fork', async () => {
    const file = await temporaryDatabaseFile()
    const children = ['left-', 'right-', 'third-'].map((name) =>
      startStoreProcess(compiled, BEGIN_STUDIES, {
        file,
        name,
        count: 30,
        study: receivedStudy({ person: name }),
      }),
    )
    await Promise.all(children.map((child) => child.ended()))
    const db = await openDatabase({ file })
    onTestFinished(() => db.close())
    const audit = createAuditLog({ db, now: () => new Date() })
    expect(await audit.verify()).toMatchObject({ broken: null, events: 90 })
    expect(await checkRecord(db)).toMatchObject({ broken: null, studies: 90 })
    // They took turns, or this would prove nothing.
    const { events } = await audit.list({ limit: 200 })
    const turns = events.filter(({ actor }, index) => actor.id !== events[index + 1]?.actor.id)
    expect(turns.length).toBeGreaterThan(3)
  })

  it('migrate a new database at the same time, and each migration runs once', async () => {
    const file = join(await temporaryFolder(), 'record.sqlite')
    const script = `const { applyMigrations } = await store('migrate')
      print(String(await applyMigrations(argument)))`
    const children = Array.from({ length: 3 }, () =>
      startStoreProcess(compiled, script, { file, folder: migrationsFolder }),
    )
    const applied = await Promise.all(children.map(async (child) => Number((await child.ended())[0])))
    const folders = (await readdir(migrationsFolder, { withFileTypes: true })).filter((entry) =>
      entry.isDirectory(),
    )
    expect(applied.sort()).toEqual([0, 0, folders.length])
  })

  it('make one key file when they start together', async () => {
    const file = join(await temporaryFolder(), 'keys', 'secret')
    const script = `const { loadInstallationKeys } = await store('installation-keys')
      print((await loadInstallationKeys({ secret: null, file: argument })).sessions)`
    const children = Array.from({ length: 4 }, () => startStoreProcess(compiled, script, file))
    const keys = await Promise.all(children.map(async (child) => (await child.ended())[0]))
    expect(new Set(keys).size).toBe(1)
  })

  it('let one person in by a one-use code', async () => {
    const file = await temporaryDatabaseFile()
    const script = `
      const { openDatabase } = await store('open-database')
      const { createAdmission } = await store('admission')
      const { createPseudonymiser } = await store('pseudonymiser')
      const key = Buffer.alloc(32, 1)
      const db = await openDatabase({ file: argument.file })
      const admission = createAdmission({ db, key, pseudonyms: createPseudonymiser(key), now: () => new Date(), open: false })
      if (argument.code === undefined) {
        for (let index = 0; index < 20; index += 1) {
          print(await admission.issue({ uses: 1, expiresAt: new Date(Date.now() + 60_000) }))
        }
      } else {
        for (const code of argument.code) {
          print(String(await admission.redeem({ channel: 'web', person: argument.name + code, chat: null }, code)))
        }
      }
      await db.close()`
    const codes = await startStoreProcess(compiled, script, { file }).ended()
    const children = ['ann', 'bob'].map((name) =>
      startStoreProcess(compiled, script, { file, name, code: codes }),
    )
    const [ann, bob] = await Promise.all(children.map((child) => child.ended()))
    expect(codes.map((_, index) => [ann?.[index], bob?.[index]].sort())).toEqual(
      codes.map(() => ['false', 'true']),
    )
  })
})

describe('a start', () => {
  it('needs no schema engine when there is nothing to migrate, and needs it otherwise', async () => {
    const file = await temporaryDatabaseFile()
    const lean = await compileStore()
    onTestFinished(() => removeCompiled(lean))
    await rm(join(lean, 'store', 'schema-engine.js'))
    const script = `const { applyMigrations } = await store('migrate')
      print(String(await applyMigrations(argument)))`
    const options = { file, folder: migrationsFolder }
    expect(await startStoreProcess(lean, script, options).ended()).toEqual(['0'])
    await expect(
      startStoreProcess(lean, script, { ...options, file: `${file}-new` }).ended(),
    ).rejects.toThrow()
  })
})

describe('the connection', () => {
  it('waits for the disk at every commit', async () => {
    const db = await temporaryDatabase()
    const FULL = 2n
    expect(await db.client.$queryRawUnsafe('PRAGMA synchronous')).toEqual([{ synchronous: FULL }])
    expect(await db.client.$queryRawUnsafe('PRAGMA journal_mode')).toEqual([{ journal_mode: 'wal' }])
    expect(await db.client.$queryRawUnsafe('PRAGMA foreign_keys')).toEqual([{ foreign_keys: 1n }])
  })
})
