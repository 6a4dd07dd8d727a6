import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createVerification } from '../../src/admin/verification.js'
import type { AuditHead, AuditStream } from '../../src/core/audit.js'
import { silentLog } from '../../src/core/log.js'
import { openTestDashboard, type TestDashboard } from '../support/dashboard.js'

let web: TestDashboard
let auditor: string
let heads: AuditHead[]

beforeEach(async () => {
  heads = []
  web = await openTestDashboard({
    now: () => new Date(),
    replace: () => ({ heads: () => Promise.resolve(heads) }),
  })
  auditor = await web.as('auditor')
}, 60_000)
afterEach(() => web.close())

const page = async (path = '/dashboard/audit'): Promise<string> => (await web.get(path, auditor)).text()
const seqs = (html: string): number[] =>
  [...html.matchAll(/event-seq">#([\d,]+)/g)].map(([, seq]) => Number(seq?.replaceAll(',', '')))

async function appendMany(
  count: number,
  kind: 'study.viewed' | 'record.exported' = 'study.viewed',
): Promise<void> {
  for (let n = 0; n < count; n++) {
    const actor = { kind: 'user', id: 'someone', channel: 'web' } as const
    await web.audit.append({
      kind,
      at: new Date(Date.UTC(2026, 9, 1, 0, 0, n)),
      actor,
      subject: randomUUID(),
      details: { n },
    })
  }
}

async function verify(): Promise<string> {
  expect((await web.post('/dashboard/audit/verification', {}, auditor)).status).toBe(303)
  await expect.poll(() => page(), { timeout: 20_000 }).not.toContain('Verifying…')
  return page()
}

describe('the list of events', () => {
  it('goes on page by page without losing or repeating one', async () => {
    await appendMany(120)
    const [seen, total]: [number[], number] = [[], (await web.audit.head())?.seq ?? 0]
    for (let path: string | undefined = '/dashboard/audit'; path !== undefined;) {
      const html: string = await page(path)
      seen.push(...seqs(html))
      path = /rel="next" href="([^"]+)"/.exec(html)?.[1]?.replaceAll('&amp;', '&')
    }
    expect(seen).toHaveLength(total)
    expect(new Set(seen).size).toBe(total)
  })

  it('is filtered by kind, who, subject and days, all in the address', async () => {
    await appendMany(3, 'record.exported')
    await appendMany(2)
    expect(seqs(await page('/dashboard/audit?kind=record.exported'))).toHaveLength(3)
    expect(seqs(await page('/dashboard/audit?actor=someone'))).toHaveLength(5)
    expect(seqs(await page('/dashboard/audit?from=2026-10-01&to=2026-10-01'))).toHaveLength(5)
    expect(seqs(await page('/dashboard/audit?from=2026-10-02&to=2026-10-03'))).toHaveLength(0)
    const [event] = (await web.audit.list({ kind: 'study.viewed', limit: 1 })).events
    expect(seqs(await page(`/dashboard/audit?subject=${event?.subject ?? ''}`))).toHaveLength(1)
  })

  it('finds what happened to a study by its reference', async () => {
    const [id = ''] = await web.seed(2)
    const study = await web.studies.find(id)
    const html = await page(`/dashboard/audit?subject=${study?.reference.toLowerCase() ?? ''}`)
    expect(seqs(html).length).toBeGreaterThan(0)
    expect(html).toContain(`/dashboard/studies/${id}`)
  })

  it('opens each event to the facts that were hashed, and says who did it by name', async () => {
    const [event] = (await web.audit.list({ kind: 'user.signed_in', limit: 1 })).events
    const html = await page()
    expect(html).toContain(event?.hash)
    expect(html).toContain('Kim auditor')
    expect(html).toContain('&quot;previousHash&quot;')
  })

  it.each([
    'kind=nothing',
    'from=2026-13-45',
    'to=yesterday',
    'after=x',
    'actor=%00',
    'subject=a%20b',
    'after=999999999999999-1',
  ])('answers the address with %s in words', async (query) => {
    const response = await web.get(`/dashboard/audit?${query}`, auditor)
    expect(response.status).toBe(200)
    expect(await response.text()).toMatch(/Not understood, so left out|That was all/)
  })
})

describe('verification', () => {
  it('finds an intact chain intact, says so, and is an event itself', async () => {
    await appendMany(20)
    const head = await web.audit.head()
    if (head) heads.push(head)
    const html = await verify()
    expect(html).toContain('Intact: all')
    expect(html).toContain('the published head')
    const [event] = (await web.audit.list({ kind: 'record.verified', limit: 1 })).events
    expect(event?.details).toMatchObject({ intact: true, heads: 1 })
  })

  it('names the first bad event', async () => {
    await appendMany(20)
    await web.database.client.$executeRawUnsafe(
      `UPDATE "AuditEvent" SET "details" = '{"n":99}' WHERE "seq" = 9`,
    )
    const html = await verify()
    expect(html).toContain('The chain is broken. The first bad event is number 9.')
    expect((await web.audit.list({ kind: 'record.verified', limit: 1 })).events[0]?.details).toMatchObject({
      intact: false,
      bad_event: 9,
      why: 'edited',
    })
  })

  it('holds the studies against the events, and says which was edited past them', async () => {
    const [id = '', other = ''] = await web.seed(3)
    expect(await verify()).toContain('In agreement with them: 3 studies.')
    await web.database.client.$executeRawUnsafe(`UPDATE "Study" SET "label" = 'NORMAL' WHERE "id" = '${id}'`)
    const html = await verify()
    expect(html).toContain('The events are as they were written, but')
    expect(html).toContain(`href="/dashboard/studies/${id}"`)
    const { events } = await web.audit.list({ kind: 'record.verified', limit: 1 })
    expect(events[0]?.details).toMatchObject({ intact: false, why: 'altered', bad_study: id })
    await web.database.client.$executeRawUnsafe(
      `UPDATE "Study" SET "label" = 'PNEUMONIA' WHERE "id" = '${id}'`,
    )
    await web.database.client.$executeRawUnsafe(`DELETE FROM "Study" WHERE "id" = '${other}'`)
    expect(await verify()).toContain('a study is gone')
  })

  it('sees an end that was cut off after it was published, at once and when verified', async () => {
    await appendMany(5)
    const head = await web.audit.head()
    if (head) heads.push(head)
    await web.database.client.$executeRawUnsafe(`DELETE FROM "AuditEvent" WHERE "seq" = ${head?.seq ?? 0}`)
    expect(await page()).toContain('no longer there')
    expect(await verify()).toContain('The chain is broken.')
  })

  it('tells of its progress while it runs, and of its end', async () => {
    await appendMany(20)
    await web.post('/dashboard/audit/verification', {}, auditor)
    const live = await web.get('/dashboard/audit/verification/live', auditor)
    expect(live.headers.get('content-type')).toContain('text/event-stream')
    expect(await live.text()).toMatch(/event: end\ndata: done/)
  })

  it('runs once at a time', async () => {
    const by = { kind: 'user', id: 'someone', channel: 'web' } as const
    const go: (() => void)[] = []
    const held: AuditStream = {
      ...web.audit,
      verify: async (how) => {
        await new Promise<void>((resolve) => go.push(resolve))
        return web.audit.verify(how)
      },
    }
    const parts = { ...web.parts, audit: held, heads: () => Promise.resolve([]), log: silentLog }
    const verification = createVerification(parts)
    expect([1, 2, 3].map(() => verification.start(by))).toEqual([true, false, false])
    await expect.poll(() => go.length).toBe(1)
    go[0]?.()
    await expect.poll(() => verification.last()?.state).toBe('done')
    expect((await web.audit.list({ kind: 'record.verified', limit: 10 })).events).toHaveLength(1)
    expect(verification.start(by)).toBe(true)
    await expect.poll(() => go.length).toBe(2)
    go[1]?.()
    await expect.poll(() => verification.last()?.state).toBe('done')
  })
})
