import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { allowCommand } from '../../src/cli/allow.js'
import { auditCommand } from '../../src/cli/audit.js'
import { createAuditLog } from '../../src/store/audit-log.js'
import { openDatabase, type Database } from '../../src/store/open-database.js'
import { createStudyStore } from '../../src/store/study-store.js'
import { runHere } from '../support/run-command.js'
import { examinationOf, PNEUMONIA_FINDING } from '../support/scripted-reader.js'
import { at, receivedStudy } from '../store/support/studies.js'
import { temporaryDatabaseFile, temporaryFolder } from '../store/support/temporary.js'

beforeEach(() => {
  vi.spyOn(process.stderr, 'write').mockReturnValue(true)
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})

interface Installation {
  readonly folder: string
  readonly change: (work: (db: Database) => Promise<unknown>) => Promise<void>
}

/** A record of three studies, six events, as the settings name it. */
async function install(): Promise<Installation> {
  const folder = await temporaryFolder()
  const file = await temporaryDatabaseFile()
  vi.stubEnv('DATA_DIR', folder)
  vi.stubEnv('DATABASE_URL', `file:${file}`)
  const change = async (work: (db: Database) => Promise<unknown>): Promise<void> => {
    const db = await openDatabase({ file })
    await work(db).finally(() => db.close())
  }
  await change(async (db) => {
    const studies = createStudyStore(db)
    for (const id of ['a', 'b', 'c']) {
      await studies.begin(receivedStudy({ id }))
      await studies.finish(id, examinationOf(PNEUMONIA_FINDING), at(2))
    }
  })
  return { folder, change }
}

const audit = (...args: readonly string[]) => runHere(auditCommand, args)

/** What a command printed that ended with a broken record. */
async function printedBroken(...args: readonly string[]): Promise<string> {
  const printed: string[] = []
  const command = auditCommand({
    signal: new AbortController().signal,
    print: (line) => printed.push(line),
    say: () => undefined,
  })
  const run = command.parseAsync([...args], { from: 'user' })
  await expect(run).rejects.toMatchObject({ code: 'record_broken' })
  return printed.join('\n')
}

describe('audit export', () => {
  it('prints every event as a line, which verify then passes without the database', async () => {
    const { folder } = await install()
    const { printed, said } = await audit('export')
    expect(printed.split('\n')).toHaveLength(6)
    expect(said).toMatch(/^6 events, the last is 6:[0-9a-f]{64}/)
    const file = join(folder, 'copy.jsonl')
    await writeFile(file, `${printed}\n`)
    vi.unstubAllEnvs()
    expect((await audit('verify', '--in', file)).printed).toMatch(
      /^Intact: 6 events\. The last is 6:[0-9a-f]{64}\nNo published head was given/,
    )
  })

  it('writes a file for the owner alone, and leaves no half of one', async () => {
    const { folder } = await install()
    const out = join(folder, 'record.jsonl')
    const { printed } = await audit('export', '--out', out)
    expect(printed).toBe('')
    expect((await readFile(out, 'utf8')).trimEnd().split('\n')).toHaveLength(6)
    expect((await stat(out)).mode & 0o777).toBe(0o600)
    await expect(stat(`${out}.partial`)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('is on the record itself', async () => {
    const { change } = await install()
    await audit('export')
    await change(async (db) => {
      const { events } = await createAuditLog({ db, now: () => at(9) }).list({ limit: 1 })
      expect(events).toMatchObject([
        { kind: 'record.exported', actor: { channel: 'shell' }, details: { format: 'jsonl', events: 6 } },
      ])
    })
  })
})

describe('audit verify', () => {
  it('passes the record of the installation, its studies and its own published heads', async () => {
    const { folder } = await install()
    await writeFile(join(folder, 'audit-heads.jsonl'), `${(await audit('head')).printed}\n`)
    const { printed } = await audit('verify')
    expect(printed).toMatch(/^Intact: 6 events/)
    expect(printed).toContain('It agrees with 1 published head.')
    expect(printed).toContain('In agreement with the events: 3 studies.')
  })

  it('names the first bad event of an export, and why', async () => {
    const { folder } = await install()
    const lines = (await audit('export')).printed.split('\n')
    const file = join(folder, 'copy.jsonl')
    await writeFile(file, lines.with(2, lines[2]?.replace('CC-', 'CX-') ?? '').join('\n'))
    expect(await printedBroken('verify', '--in', file)).toMatch(/^BROKEN at event 3 \(edited\): /)
    await writeFile(file, lines.toSpliced(1, 1).join('\n'))
    expect(await printedBroken('verify', '--in', file)).toMatch(
      /^BROKEN at event 2 \(out_of_place\): event 3 stands in its place/,
    )
  })

  it('finds an end that was cut off, by a head on the command line or in a file', async () => {
    const { folder } = await install()
    const head = (await audit('head')).printed
    const { seq, hash } = JSON.parse(head) as { seq: number; hash: string }
    const lines = (await audit('export')).printed.split('\n')
    const [file, heads] = [join(folder, 'copy.jsonl'), join(folder, 'heads.jsonl')]
    await writeFile(file, lines.slice(0, 4).join('\n'))
    await writeFile(heads, `${head}\n`)
    expect((await audit('verify', '--in', file)).printed).toMatch(/^Intact: 4 events/)
    for (const given of [`${seq}:${hash}`, heads]) {
      expect(await printedBroken('verify', '--in', file, '--head', given)).toMatch(
        /^BROKEN at event 5 \(cut_off\)/,
      )
    }
  })

  it('finds a study whose row was changed, unless only the stream is asked for', async () => {
    const { change } = await install()
    await change((db) => db.client.study.update({ where: { id: 'b' }, data: { label: 'NORMAL' } }))
    expect(await printedBroken('verify')).toContain('BROKEN at study b (altered)')
    await change(async (db) => {
      const verified = await db.client.auditEvent.findFirst({ where: { kind: 'record.verified' } })
      expect(verified?.details).toContain('"bad_study":"b"')
    })
    expect((await audit('verify', '--no-studies')).printed).not.toContain('BROKEN')
  })

  it('finds an event that was changed in the database', async () => {
    const { change } = await install()
    await change((db) => db.client.auditEvent.update({ where: { seq: 4 }, data: { at: at(77) } }))
    expect(await printedBroken('verify', '--json')).toContain('"broken":{"why":"edited","seq":4,"found":4}')
  })

  it.each([
    ['a file that is not there', ['--in', '/nowhere/at/all.jsonl']],
    ['a head that is none', ['--head', '12:abc']],
  ])('is wrong usage with %s', async (_, args) => {
    await install()
    await expect(audit('verify', ...args)).rejects.toMatchObject({ code: 'settings_invalid' })
  })
})

describe('allow', () => {
  const allow = async (...args: readonly string[]) => (await runHere(allowCommand, args)).printed

  it('allows a chat and a server, once, and no longer when told so', async () => {
    const { change } = await install()
    expect(await allow('telegram', '--chat', '-1001234567890')).toBe('Allowed.')
    expect(await allow('telegram', '--chat=-1001234567890')).toBe('It was allowed already.')
    expect(await allow('discord', '--server', '81384788765712384')).toBe('Allowed.')
    await change(async (db) => {
      const places = await db.client.allowedPlace.findMany({ orderBy: { channel: 'asc' } })
      expect(places.map(({ channel, kind }) => [channel, kind])).toEqual([
        ['discord', 'server'],
        ['telegram', 'chat'],
      ])
      expect(JSON.stringify(places)).not.toMatch(/1234567890|81384788765712384/)
    })
    expect(await allow('telegram', '--chat', '-1001234567890', '--remove')).toBe('Removed.')
    expect(await allow('telegram', '--chat', '-1001234567890', '--remove')).toBe('It was not allowed.')
  })

  it.each([
    [['telegram']],
    [['discord', '--chat', '1', '--server', '2']],
    [['telegram', '--server', '1']],
    [['telegram', '--chat', 'ward three']],
  ])('is wrong usage as %j', async (args) => {
    await expect(allow(...args)).rejects.toMatchObject({ code: 'settings_invalid' })
  })

  it('knows no other channel', async () => {
    await expect(allow('fax', '--chat', '1')).rejects.toMatchObject({ exitCode: 1 })
  })
})
