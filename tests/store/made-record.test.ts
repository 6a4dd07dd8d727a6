import { describe, expect, it } from 'vitest'
import type { AuditEntry } from '../../src/core/audit.js'
import { createAuditLog } from '../../src/store/audit-log.js'
import { makeEntries } from '../../src/store/demo/made-entries.js'
import { makeStudies, type MadeStudy } from '../../src/store/demo/made-studies.js'
import { createTimeOrder } from '../../src/store/demo/time-order.js'
import { writeMadeRecord } from '../../src/store/demo/write-made-record.js'
import { isDemoRecord } from '../../src/store/demo-mark.js'
import type { Database } from '../../src/store/open-database.js'
import { openDatabase } from '../../src/store/open-database.js'
import { checkRecord } from '../../src/store/record-check.js'
import { createReviewDraw } from '../../src/store/review-draw.js'
import { createReviewStore } from '../../src/store/review-store.js'
import { createStudyStore } from '../../src/store/study-store.js'
import { at } from './support/studies.js'
import { temporaryDatabase, temporaryDatabaseFile } from './support/temporary.js'

const NOW = new Date(Date.UTC(2026, 10, 23, 9))
const REVIEWERS = ['reviewer-1', 'reviewer-2']
const draw = createReviewDraw(Buffer.alloc(32, 3), 0.2)

const made = (count: number) => ({
  ...{ count, days: 40, now: NOW, model: 'served@0123456789ab', reviewers: REVIEWERS, clients: ['client-1'] },
  films: [],
})
const entries = makeEntries({ days: 40, now: NOW, accounts: REVIEWERS })

/** Does it all as it would have happened, through the stores. */
async function live(db: Database, studies: readonly MadeStudy[]): Promise<void> {
  const store = createStudyStore(db, { draw })
  const reviews = createReviewStore({ db, draw })
  const audit = createAuditLog({ db, now: () => NOW })
  const order = createTimeOrder<() => Promise<void>>()
  for (const entry of entries) order.add(entry.at, () => audit.append(entry))
  for (const { received, examination, answeredAt, heatmapSha256, deliveredAt, ...later } of studies) {
    const { id } = received
    order.add(received.receivedAt, () => store.begin(received))
    order.add(answeredAt, () => store.finish(id, examination, answeredAt, heatmapSha256))
    order.add(deliveredAt, () => store.deliver(id, deliveredAt))
    for (const review of later.reviews) order.add(review.at, () => reviews.record(review))
    const { erasedAt } = later
    if (erasedAt) order.add(erasedAt, () => store.markPictureErased(id, erasedAt))
  }
  for (let next = order.next(NOW); next; next = order.next(NOW)) await next()
}

/** Every row, without what is drawn at random, and what depends on it. */
async function rowsOf({ client }: Database): Promise<unknown> {
  const aliases = await client.personAlias.findMany()
  const personOf = new Map(aliases.map(({ alias, channel, person }) => [alias, `${channel} ${person}`]))
  const events = await client.auditEvent.findMany({ orderBy: { seq: 'asc' } })
  const reviews = await client.review.findMany({ orderBy: [{ at: 'asc' }, { studyId: 'asc' }] })
  return {
    studies: await client.study.findMany({ orderBy: { id: 'asc' } }),
    words: await client.noteWord.findMany({ orderBy: [{ studyId: 'asc' }, { word: 'asc' }] }),
    counts: await client.dayCount.findMany({
      where: { count: { not: 0 } },
      orderBy: [{ kind: 'asc' }, { model: 'asc' }, { day: 'asc' }, { key: 'asc' }],
    }),
    reviews: reviews.map((review) => ({ ...review, id: null })),
    people: [...personOf.values()].sort(),
    events: events.map((event) => ({
      ...{ ...event, hash: null, previousHash: null },
      actorId: event.actorKind === 'person' ? personOf.get(event.actorId ?? '') : event.actorId,
    })),
  }
}

describe('a made record', () => {
  it('has the rows that the stores would have written, with a true chain', async () => {
    const studies = [...makeStudies(made(60))]
    const slow = await temporaryDatabase()
    await live(slow, studies)
    const file = await temporaryDatabaseFile()
    await writeMadeRecord({ file, draw, studies, entries })
    const fast = await openDatabase({ file })
    expect(await rowsOf(fast)).toEqual(await rowsOf(slow))
    expect(await createAuditLog({ db: fast, now: () => NOW }).verify()).toMatchObject({ broken: null })
    expect(await checkRecord(fast)).toMatchObject({ broken: null, studies: 60, older: 0 })
    const indexes = (db: Database) =>
      db.client.$queryRawUnsafe("SELECT sql FROM sqlite_master WHERE type = 'index' ORDER BY name")
    expect(await indexes(fast)).toEqual(await indexes(slow))
    await fast.close()
  }, 120_000)

  it('holds something of everything, in the order of time, and nothing after its end', () => {
    const studies = [...makeStudies(made(4000))]
    const kinds = new Set(studies.map(({ examination }) => examination.outcome.kind))
    expect(kinds).toEqual(new Set(['finding', 'uncertain', 'refused', 'fault']))
    expect(new Set(studies.map(({ received }) => received.channel)).size).toBe(5)
    expect(studies).toHaveLength(4000)
    expect(new Set(studies.map(({ received }) => received.id)).size).toBe(4000)
    const times = studies.map(({ received }) => received.receivedAt.getTime())
    expect(times).toEqual([...times].sort((a, b) => a - b))
    expect(times.at(-1)).toBeLessThan(NOW.getTime())
    expect(times[0]).toBeGreaterThan(NOW.getTime() - 40 * 86_400_000)
    for (const { reviews, answeredAt, erasedAt, examination } of studies) {
      for (const review of reviews) expect(review.at.getTime()).toBeLessThan(NOW.getTime())
      if (erasedAt) expect(erasedAt.getTime()).toBeLessThanOrEqual(NOW.getTime())
      expect(answeredAt.getTime()).toBeGreaterThan(0)
      const { outcome } = examination
      if (!('scores' in outcome) || outcome.scores === null) continue
      const sum = Object.values(outcome.scores).reduce((all, score) => all + score, 0)
      expect(sum).toBeGreaterThan(0.97)
      expect(sum).toBeLessThan(1.03)
    }
  })

  it('says that it is made, which no other record does', async () => {
    const db = await temporaryDatabase()
    expect(await isDemoRecord(db)).toBe(false)
    const audit = createAuditLog({ db, now: () => NOW })
    const started: AuditEntry = {
      ...{ kind: 'program.started', at: at(1), subject: null, details: { telegram: false } },
      actor: { kind: 'program', id: null, channel: null },
    }
    await audit.append(started)
    await audit.append({ ...started, details: { demo: true } })
    expect(await isDemoRecord(db)).toBe(false)
    const other = await temporaryDatabase()
    const [first] = entries
    if (first) await createAuditLog({ db: other, now: () => NOW }).append(first)
    expect(await isDemoRecord(other)).toBe(true)
  })
})

describe('the order of time', () => {
  it('gives everything back earliest first, and what came first of the same moment', () => {
    const order = createTimeOrder<string>()
    for (const [second, name] of [
      [5, 'e'],
      [1, 'a'],
      [3, 'c1'],
      [3, 'c2'],
      [2, 'b'],
      [3, 'c3'],
    ] as const) {
      order.add(at(second), name)
    }
    const all: string[] = []
    for (let next = order.next(at(3)); next; next = order.next(at(3))) all.push(next)
    expect(all).toEqual(['a', 'b', 'c1', 'c2', 'c3'])
    expect(order.next(at(9))).toBe('e')
    expect(order.next(at(9))).toBeUndefined()
  })
})
