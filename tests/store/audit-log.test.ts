import { describe, expect, it } from 'vitest'
import type { AuditCursor, AuditEntry, AuditEvent, AuditLog } from '../../src/core/audit.js'
import { PROGRAM } from '../../src/core/audit.js'
import { refused } from '../../src/core/outcome.js'
import { createAuditLog } from '../../src/store/audit-log.js'
import { writeInChain } from '../../src/store/chain-writes.js'
import { createStudyStore } from '../../src/store/study-store.js'
import { soundStream } from '../support/audit-stream.js'
import { createMemoryAuditLog } from '../support/memory-stores.js'
import { examinationOf, PNEUMONIA_FINDING } from '../support/scripted-reader.js'
import { at, receivedStudy } from './support/studies.js'
import { temporaryDatabase } from './support/temporary.js'

const entry = (said: Partial<AuditEntry> = {}): AuditEntry => ({
  kind: 'study.viewed',
  at: at(0),
  actor: { kind: 'user', id: 'account-1', channel: 'web' },
  subject: 'study-1',
  details: { page: 'detail', seconds: 0.1, first: true, nothing: null },
  ...said,
})

async function inSqlite() {
  const db = await temporaryDatabase()
  return { db, audit: createAuditLog({ db, now: () => at(99) }), studies: createStudyStore(db) }
}

/** What every {@link AuditLog} does; `read` gives what was appended, oldest first. */
function describeAuditLog(
  name: string,
  create: () => Promise<{ audit: AuditLog; read: () => Promise<readonly unknown[]> }>,
): void {
  describe(name, () => {
    it('keeps every event, in the order in which they were appended', async () => {
      const { audit, read } = await create()
      const entries = [
        entry({ at: at(5) }),
        entry({ kind: 'program.started', actor: PROGRAM, subject: null }),
        entry(),
      ]
      for (const each of entries) await audit.append(each)
      expect(await read()).toMatchObject(entries)
    })

    it('keeps each of many that are appended at the same moment', async () => {
      const { audit, read } = await create()
      await Promise.all(
        Array.from({ length: 20 }, (_, index) => audit.append(entry({ subject: `s${index}` }))),
      )
      expect(await read()).toHaveLength(20)
    })
  })
}

describeAuditLog('a stream in memory', () => {
  const audit = createMemoryAuditLog()
  return Promise.resolve({ audit, read: () => Promise.resolve(audit.entries) })
})
describeAuditLog('a stream in SQLite', async () => {
  const { audit } = await inSqlite()
  const bySeq = (a: AuditEvent, b: AuditEvent): number => a.seq - b.seq
  return { audit, read: async () => (await audit.list({ limit: 200 })).events.toSorted(bySeq) }
})

describe('a stream in SQLite', () => {
  it('begins at 1, has no gaps, and links each event to the one before', async () => {
    const { audit } = await inSqlite()
    expect(await audit.head()).toBeNull()
    expect(await audit.verify()).toEqual({ broken: null, events: 0, last: null })
    for (let count = 0; count < 5; count += 1) await audit.append(entry())
    const { events } = await audit.list({ limit: 10 })
    expect(events.map(({ seq }) => seq)).toEqual([5, 4, 3, 2, 1])
    expect(events.at(-1)?.previousHash).toBe('0'.repeat(64))
    events.slice(1).forEach((event, index) => {
      expect(events[index]?.previousHash).toBe(event.hash)
    })
    expect(await audit.head()).toEqual({ seq: 5, hash: events[0]?.hash, at: at(99) })
    expect(await audit.verify()).toMatchObject({ broken: null, events: 5 })
  })

  it('tells of each step of a study, with all that was found', async () => {
    const { audit, studies } = await inSqlite()
    const study = receivedStudy({ id: 'film', note: 'Mr. Patientname', receivedAt: at(0.123) })
    await studies.begin(study)
    await studies.finish('film', examinationOf(PNEUMONIA_FINDING), at(2), '5'.repeat(64))
    await studies.deliver('film', at(3))
    await studies.markPictureErased('film', at(4))
    const events = await audit.eventsOf('film')
    expect(events).toMatchObject([
      {
        kind: 'study.received',
        at: at(0.123),
        actor: { kind: 'person', id: expect.stringMatching(/^[0-9a-f]{16}$/) as string, channel: 'telegram' },
        details: { reference: 'CC-23456789', channel: 'telegram', sha256: study.sha256, bytes: 1234 },
      },
      {
        kind: 'study.answered',
        at: at(2),
        actor: PROGRAM,
        details: {
          outcome: 'finding',
          label: 'PNEUMONIA',
          threshold: 0.6,
          code: null,
          model: expect.stringMatching(/@/) as string,
          precision: 'float32',
          preprocessing: expect.any(String) as string,
          heatmapSha256: '5'.repeat(64),
        },
      },
      { kind: 'study.delivered', at: at(3), details: { reference: 'CC-23456789' } },
      { kind: 'picture.erased', at: at(4), details: { sha256: study.sha256 } },
    ])
    expect(JSON.stringify(events)).not.toMatch(/Patientname|person-1/)
    expect((await studies.find('film'))?.note).toBeNull()
  })

  it('tells nothing of what changed nothing', async () => {
    const { audit, studies } = await inSqlite()
    await studies.begin(receivedStudy({ id: 'film' }))
    await studies.finish('film', examinationOf(PNEUMONIA_FINDING), at(2))
    await studies.deliver('film', at(3))
    await studies.finish('film', examinationOf(refused('busy')), at(4))
    await studies.deliver('film', at(5))
    await studies.markPictureErased('film', at(6))
    await studies.markPictureErased('film', at(7))
    expect(await audit.count()).toBe(4)
  })

  it('has no event of a change that failed', async () => {
    const { audit, studies } = await inSqlite()
    const study = receivedStudy()
    await studies.begin(study)
    await expect(studies.begin(study)).rejects.toThrow()
    await expect(studies.deliver('none', at(1))).rejects.toMatchObject({ code: 'record_missing' })
    expect(await audit.count()).toBe(1)
  })

  it('has no change whose event failed', async () => {
    const { db, audit, studies } = await inSqlite()
    const failing = writeInChain(db, async (transaction, append) => {
      await transaction.preference.create({ data: { channel: 'web', person: 'p', language: 'en' } })
      await append(entry({ details: { score: Number.NaN } }))
    })
    await expect(failing).rejects.toThrow()
    expect(await db.client.preference.count()).toBe(0)
    await studies.begin(receivedStudy())
    expect(await audit.verify()).toMatchObject({ broken: null, events: 1 })
  })

  it('is tried again when another writer takes the next place, and then holds both', async () => {
    const { db, audit } = await inSqlite()
    let tries = 0
    await writeInChain(db, async (transaction, append) => {
      tries += 1
      await append(entry())
      if (tries < 3) await transaction.auditEvent.createMany({ data: { ...rowOf(entry()), seq: 2 } })
      await append(entry())
    })
    expect(tries).toBe(3)
    expect(await audit.verify()).toMatchObject({ broken: null, events: 2 })
  })

  it('finds what was changed, removed or cut off behind its back', async () => {
    const { db, audit } = await inSqlite()
    for (let count = 0; count < 6; count += 1) await audit.append(entry())
    const head = await audit.head()
    const heads = head ? [head] : []
    await db.client.auditEvent.update({ where: { seq: 3 }, data: { subject: 'another' } })
    expect((await audit.verify()).broken).toEqual({ why: 'edited', seq: 3, found: 3 })
    await db.client.auditEvent.update({ where: { seq: 3 }, data: { subject: 'study-1', details: '{oops' } })
    expect((await audit.verify()).broken).toEqual({ why: 'unreadable', seq: 3, found: null })
    await db.client.auditEvent.delete({ where: { seq: 3 } })
    expect((await audit.verify()).broken).toEqual({ why: 'out_of_place', seq: 3, found: 4 })
    await db.client.auditEvent.deleteMany({ where: { seq: { gt: 2 } } })
    expect((await audit.verify()).broken).toBeNull()
    expect((await audit.verify({ heads })).broken).toEqual({ why: 'cut_off', seq: 3, found: null })
  })

  it('shows pages by kind, subject, actor and time, newest first', async () => {
    const { audit } = await inSqlite()
    for (let second = 0; second < 10; second += 1) {
      const kind = second % 2 === 0 ? 'study.viewed' : 'record.exported'
      const actor = { kind: 'user', id: `account-${second % 3}`, channel: null } as const
      await audit.append(entry({ at: at(second), kind, actor, subject: `s${second % 5}` }))
    }
    const seqs = async (filter: Omit<Parameters<typeof audit.list>[0], 'limit'>, limit = 200) =>
      (await audit.list({ ...filter, limit })).events.map(({ seq }) => seq)
    expect(await seqs({ kind: 'record.exported' })).toEqual([10, 8, 6, 4, 2])
    expect(await seqs({ subject: 's1' })).toEqual([7, 2])
    expect(await seqs({ actorId: 'account-2' })).toEqual([9, 6, 3])
    expect(await seqs({ from: at(2), to: at(5) })).toEqual([5, 4, 3])
    expect(await audit.list({ limit: 4 })).toMatchObject({ next: { seq: 7, at: at(6) } })
    expect(await seqs({ before: { seq: 7, at: at(6) } }, 4)).toEqual([6, 5, 4, 3])
    expect(await seqs({ before: { seq: 7, at: at(6) }, from: at(2), to: at(5) })).toEqual([5, 4, 3])
    expect(await audit.list({ before: { seq: 3, at: at(2) }, limit: 2 })).toMatchObject({ next: null })
    await expect(audit.list({ limit: 0 })).rejects.toThrow(RangeError)
  })

  it('shows each event once, by its time, though times coincide and clocks go back', async () => {
    const { audit } = await inSqlite()
    const seconds = [5, 3, 3, 9, 3, 5, 1]
    for (const second of seconds) await audit.append(entry({ at: at(second) }))
    const shown: number[] = []
    let before: AuditCursor | null = null
    do {
      const page = await audit.list({ limit: 2, ...(before === null ? {} : { before }) })
      shown.push(...page.events.map(({ seq }) => seq))
      before = page.next
    } while (before !== null)
    expect(shown).toEqual([4, 6, 1, 5, 3, 2, 7])
    expect((await audit.verify()).broken).toBeNull()
  })

  it('finds a page by an index, without sorting, for each filter', async () => {
    const { db } = await inSqlite()
    for (const [where, index] of [
      ['', 'AuditEvent_at_seq_idx'],
      [`kind = 'study.viewed' AND`, 'AuditEvent_kind_at_seq_idx'],
      [`actorId = 'account-1' AND`, 'AuditEvent_actorId_at_seq_idx'],
    ]) {
      const plan = await db.client.$queryRawUnsafe<{ detail: string }[]>(
        `EXPLAIN QUERY PLAN SELECT * FROM AuditEvent WHERE ${where} at >= 'w' AND at <= 'x' AND (at < 'x' OR seq < 7)
         ORDER BY at DESC, seq DESC LIMIT 51`,
      )
      const detail = plan.map((row) => row.detail).join('\n')
      expect(detail).toContain(`USING INDEX ${index}`)
      expect(detail).not.toContain('TEMP B-TREE')
    }
  })

  it('is read in batches up to what was last at the start, though more is appended meanwhile', async () => {
    const { db, audit } = await inSqlite()
    await db.client.auditEvent.createMany({ data: soundStream(2500) })
    const batches: number[] = []
    for await (const lines of audit.lines()) {
      batches.push(lines.length)
      await audit.append(entry())
    }
    expect(batches).toEqual([1000, 1000, 500])
    expect(await audit.verify()).toMatchObject({ broken: null, events: 2503 })
  })
})

function rowOf({ kind, at: moment, actor, subject }: AuditEntry) {
  const chain = { previousHash: '', hash: '' }
  return { at: moment, kind, actorKind: actor.kind, subject, details: '{}', ...chain }
}
