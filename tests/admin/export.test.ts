import { parse } from 'csv-parse/sync'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createChainVerifier } from '../../src/core/audit-chain.js'
import { openTestDashboard, type TestDashboard } from '../support/dashboard.js'

const FILES = ['studies', 'events'].flatMap((what) =>
  ['csv', 'jsonl', 'fhir.ndjson'].map((extension) => `/dashboard/export/${what}.${extension}`),
)

let web: TestDashboard
beforeEach(async () => {
  web = await openTestDashboard()
})
afterEach(async () => {
  await web.close()
})

const exported = async () =>
  (await web.audit.list({ kind: 'record.exported', limit: 50 })).events.map(({ details, actor }) => ({
    details,
    actor,
  }))

function linesOf(text: string): Record<string, unknown>[] {
  expect(text.endsWith('\n')).toBe(true)
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}

const readCsv = (text: string): Record<string, string>[] => parse(text, { bom: true, columns: true })

describe('exports', () => {
  it('are for administrators and auditors', async () => {
    for (const role of ['reviewer', 'staff'] as const) {
      const cookie = await web.as(role)
      for (const file of FILES) expect((await web.get(file, cookie)).status, `${role} ${file}`).toBe(403)
    }
    expect((await web.get(FILES[0] ?? '')).headers.get('location')).toMatch(/^\/sign-in/)
    expect(await exported()).toEqual([])
  })

  it('come as files with a name and a type, and are on the record with what was asked for', async () => {
    await web.seed(3)
    const cookie = await web.as('auditor')
    const types = ['text/csv', 'application/jsonl', 'application/fhir+ndjson']
    for (const [index, file] of FILES.entries()) {
      const response = await web.get(file, cookie)
      expect(response.status).toBe(200)
      expect(response.headers.get('content-type')).toContain(types[index % 3])
      expect(response.headers.get('cache-control')).toContain('no-store')
      const [, what, extension] = /(studies|events)\.(.+)$/.exec(file) ?? []
      expect(response.headers.get('content-disposition')).toMatch(
        new RegExp(
          `^attachment; filename="chestcheck-${what ?? ''}-\\d{8}-\\d{6}Z\\.${extension?.replace('.', '\\.') ?? ''}"$`,
        ),
      )
      await response.text()
    }
    const events = await exported()
    expect(
      events.map(({ details }) => `${String(details['what'])} ${String(details['format'])}`).toSorted(),
    ).toEqual(['events csv', 'events fhir', 'events jsonl', 'studies csv', 'studies fhir', 'studies jsonl'])
    for (const { actor } of events) expect(actor).toMatchObject({ kind: 'user', channel: 'web' })
  })

  it('hold the studies of the filter in the address, newest first', async () => {
    const ids = await web.seed(20)
    const cookie = await web.as('admin')
    const all = readCsv(await (await web.get('/dashboard/export/studies.csv', cookie)).text())
    expect(all.map(({ id }) => id)).toEqual(ids)
    const normal = await (await web.get('/dashboard/export/studies.jsonl?label=NORMAL', cookie)).text()
    expect(new Set(linesOf(normal).map(({ label }) => label))).toEqual(new Set(['NORMAL']))
    expect(linesOf(normal)).toHaveLength(all.filter(({ label }) => label === 'NORMAL').length)
    const refused = await (
      await web.get('/dashboard/export/studies.fhir.ndjson?outcome=refused', cookie)
    ).text()
    expect(linesOf(refused).map(({ outcome }) => outcome)).toEqual(
      all.filter(({ outcome }) => outcome === 'refused').map(() => '4'),
    )
    expect((await exported()).map(({ details }) => details['filter'])).toEqual([
      'outcome=refused',
      'label=NORMAL',
      '',
    ])
  })

  it('export nothing in the name of a filter that cannot be', async () => {
    const cookie = await web.as('admin')
    for (const address of [
      'studies.csv?label=FLU',
      'studies.jsonl?from=2026-02-31',
      'events.csv?kind=no.such',
      'events.fhir.ndjson?to=x',
    ])
      expect((await web.get(`/dashboard/export/${address}`, cookie)).status, address).toBe(400)
    expect(await exported()).toEqual([])
  })

  it('write down what was looked for without the words, and without whom', async () => {
    const cookie = await web.as('admin')
    await (await web.get('/dashboard/export/studies.csv?text=Ann+Example&person=abc', cookie)).text()
    expect((await exported())[0]?.details['filter']).toBe('text=*&person=*')
  })

  it('leave out what people wrote, unless an administrator asks for it', async () => {
    await web.seed(6)
    const admin = await web.as('admin')
    const plain = await (await web.get('/dashboard/export/studies.csv', admin)).text()
    expect(plain).not.toContain('cough')
    const asked = readCsv(await (await web.get('/dashboard/export/studies.csv?notes=1', admin)).text())
    expect(asked.some(({ note }) => note?.startsWith('cough'))).toBe(true)
    const lines = linesOf(await (await web.get('/dashboard/export/studies.jsonl?notes=1', admin)).text())
    expect(lines.some(({ note }) => typeof note === 'string')).toBe(true)
    expect((await exported()).map(({ details }) => details['notes'])).toEqual([true, true, false])
    const auditor = await web.as('auditor')
    expect((await web.get('/dashboard/export/studies.csv?notes=1', auditor)).status).toBe(403)
  })

  it('begin a CSV with a byte order mark for Excel, which can be left out', async () => {
    const cookie = await web.as('admin')
    const bytes = async (address: string) =>
      new Uint8Array(await (await web.get(address, cookie)).arrayBuffer())
    expect([...(await bytes('/dashboard/export/studies.csv')).subarray(0, 5)]).toEqual([
      0xef, 0xbb, 0xbf, 0x69, 0x64,
    ])
    expect([...(await bytes('/dashboard/export/studies.csv?bom=0')).subarray(0, 2)]).toEqual([0x69, 0x64])
  })

  it('give the whole chain as it is verified offline, the export itself included', async () => {
    await web.seed(5)
    const cookie = await web.as('auditor')
    const text = await (await web.get('/dashboard/export/events.jsonl', cookie)).text()
    const head = await web.audit.head()
    const verifier = createChainVerifier(head ? [head] : [])
    for (const line of text.trimEnd().split('\n')) expect(verifier.take(line)).toBeNull()
    expect(verifier.end()).toMatchObject({ broken: null, events: await web.audit.count() })
    expect(text).toContain('"kind":"record.exported"')
    expect((await web.get('/dashboard/export/events.jsonl?kind=study.received', cookie)).status).toBe(400)
  })

  it('give the events of a filter as CSV', async () => {
    const [newest = ''] = await web.seed(5)
    const cookie = await web.as('auditor')
    const kinds = async (query: string) =>
      readCsv(await (await web.get(`/dashboard/export/events.csv?${query}`, cookie)).text()).map(
        ({ kind }) => kind,
      )
    expect(await kinds('kind=study.received')).toEqual(Array(5).fill('study.received'))
    expect(await kinds(`subject=${newest}`)).toContain('study.answered')
    expect(await kinds('to=2000-01-01')).toEqual([])
    expect((await kinds('from=2026-11-23&to=2026-11-23')).length).toBeGreaterThan(5)
  })

  it('read no further when who asked has gone', async () => {
    await web.seed(3)
    let read = 0
    let closed = false
    const studies = {
      ...web.studies,
      async *stream() {
        try {
          for (;;) {
            read += 1
            yield (await web.studies.list({ limit: 3 })).studies
          }
        } finally {
          closed = true
        }
      },
    }
    const endless = await openTestDashboard({ replace: () => ({ studies }) })
    const response = await endless.get('/dashboard/export/studies.csv', await endless.as('admin'))
    const reader = response.body?.getReader()
    for (let chunk = 0; chunk < 4; chunk += 1) await reader?.read()
    await reader?.cancel()
    expect(closed).toBe(true)
    expect(read).toBeLessThanOrEqual(4)
    expect(endless.log.lines).toContainEqual(
      expect.objectContaining({
        event: 'export.ended',
        fields: expect.objectContaining({ end: 'left' }) as object,
      }),
    )
    await endless.close()
  })

  it('break off where the record cannot be read, so that no half file looks whole', async () => {
    const studies = {
      ...web.studies,
      // eslint-disable-next-line @typescript-eslint/require-await, require-yield -- breaks before there is anything to wait for
      async *stream(): AsyncGenerator<never> {
        throw new Error('disk')
      },
    }
    const broken = await openTestDashboard({ replace: () => ({ studies }) })
    const response = await broken.get('/dashboard/export/studies.jsonl', await broken.as('admin'))
    await expect(response.text()).rejects.toThrow()
    expect(broken.log.lines).toContainEqual(expect.objectContaining({ event: 'export.broken' }))
    await broken.close()
  })
})
