import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { demoCommand } from '../../src/cli/demo.js'
import { loadInstallationKeys } from '../../src/store/installation-keys.js'
import { createAuditLog } from '../../src/store/audit-log.js'
import { isDemoRecord } from '../../src/store/demo-mark.js'
import { openDatabase } from '../../src/store/open-database.js'
import { createPictureStore } from '../../src/store/picture-store.js'
import { checkRecord } from '../../src/store/record-check.js'
import { createReviewQueue } from '../../src/store/review-queue.js'
import { createStudyStore } from '../../src/store/study-store.js'

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'chestcheck-demo-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

async function run(folder: string, signal = new AbortController().signal): Promise<string[]> {
  const printed: string[] = []
  const command = demoCommand({ print: (line) => printed.push(line), say: () => undefined, signal })
  await command.parseAsync(['--data', folder, '--studies', '1200'], { from: 'user' })
  return printed
}

describe('the command demo', () => {
  it('makes a record that proves itself, is marked, and has pictures for the reviewers', async () => {
    const folder = await temporaryFolder()
    const [password] = await run(folder)
    expect(password).toMatch(/^[\w-]{16}$/)
    const db = await openDatabase({ file: join(folder, 'chestcheck.db') })
    onTestFinished(() => db.close())
    expect(await isDemoRecord(db)).toBe(true)
    expect(await createAuditLog({ db, now: () => new Date() }).verify()).toMatchObject({ broken: null })
    expect(await checkRecord(db)).toEqual({ broken: null, studies: 1200, older: 0 })
    const keys = await loadInstallationKeys({ secret: null, file: join(folder, 'secret.key') })
    const pictures = createPictureStore({ folder: join(folder, 'pictures'), key: keys.pictures })
    const studies = createStudyStore(db)
    const waiting = await createReviewQueue({ db }).next({ reviewer: 'anybody', limit: 5 })
    expect(waiting).toHaveLength(5)
    for (const { studyId } of waiting) {
      const study = await studies.find(studyId)
      expect(await pictures.read(study?.sha256 ?? '')).not.toBeNull()
      expect(await pictures.read(study?.heatmapSha256 ?? '')).not.toBeNull()
    }
    const accounts = await db.client.user.findMany({ orderBy: { email: 'asc' } })
    expect(accounts.map(({ role }) => role)).toEqual(['admin', 'reviewer', 'reviewer', 'reviewer'])
    for (const { name, email } of accounts)
      expect([name, email]).toEqual([
        expect.stringMatching(/^Demo /) as string,
        expect.stringMatching(/\.invalid$/) as string,
      ])
    const notes = await db.client.study.findMany({ where: { note: { not: null } }, select: { note: true } })
    for (const { note } of notes) expect(note).toMatch(/^Demo: /)
  }, 240_000)

  it('leaves a folder alone that holds something', async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'chestcheck.db'), 'a record')
    await expect(run(folder)).rejects.toMatchObject({ code: 'settings_invalid' })
    expect(await readdir(folder)).toEqual(['chestcheck.db'])
  })

  it('leaves nothing behind when it is stopped', async () => {
    const folder = join(await temporaryFolder(), 'demo')
    const stop = AbortSignal.abort(new Error('stopped'))
    await expect(run(folder, stop)).rejects.toThrow('stopped')
    await expect(readdir(folder)).rejects.toMatchObject({ code: 'ENOENT' })
  }, 240_000)
})
