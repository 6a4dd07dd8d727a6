import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestDashboard, type TestDashboard } from '../support/dashboard.js'

let web: TestDashboard
let ids: string[]
let admin: string
let auditor: string
let reviewer: string

beforeAll(async () => {
  web = await openTestDashboard()
  ids = await web.seed(60, { newest: new Date('2026-11-23T03:00:00Z') })
  admin = await web.as('admin')
  auditor = await web.as('auditor')
  reviewer = await web.as('reviewer')
})
afterAll(() => web.close())

const list = async (query: string, cookie = admin) => {
  const response = await web.get(`/dashboard/studies${query}`, cookie)
  const text = await response.text()
  const shown = [...text.matchAll(/href="\/dashboard\/studies\/([0-9a-f-]{36})/g)].map(([, id]) => id)
  return { response, text, shown }
}
const meant = async (keep: (study: NonNullable<Awaited<ReturnType<typeof web.studies.find>>>) => boolean) => {
  const found = await Promise.all(ids.map((id) => web.studies.find(id)))
  return found.flatMap((study) => (study !== null && keep(study) ? [study.id] : []))
}

describe('the filters of the list', () => {
  it.each([
    ['?review=disagreed', (study) => study.reviewState === 'disagreed'],
    [
      '?review=unreviewed&outcome=uncertain',
      (study) => study.reviewState === 'unreviewed' && study.outcome === 'uncertain',
    ],
    ['?code=corrupt_image', (study) => study.code === 'corrupt_image'],
    ['?text=COUGH+mond', (study) => study.note?.startsWith('cough') === true],
    ['?model=scripted@000000000000&label=COVID', (study) => study.label === 'COVID'],
    [
      '?from=2026-11-23&to=2026-11-23&channel=api',
      (study) => study.channel === 'api' && study.receivedAt >= new Date('2026-11-23'),
    ],
    ['?to=2026-11-22', (study) => study.receivedAt < new Date('2026-11-23')],
  ] as [string, Parameters<typeof meant>[0]][])(
    'show what they say, newest first: %s',
    async (query, keep) => {
      const expected = await meant(keep)
      expect(expected.length).toBeGreaterThan(0)
      expect((await list(query)).shown).toEqual(expected.slice(0, 50))
    },
  )

  it('go by person with a click, and can be taken away one by one', async () => {
    const study = await web.studies.find(ids[0] ?? '')
    const { text } = await list('?label=PNEUMONIA')
    expect(text).toContain(`href="/dashboard/studies?person=${study?.person}"`)
    const both = await list(`?label=PNEUMONIA&person=${study?.person}`)
    const chips = [...both.text.matchAll(/class="filter-chip" href="([^"]+)">(.*?)<svg/gs)].map(
      ([, href, words]) => [href, words?.replace(/<[^>]+>/g, '').trim()],
    )
    expect(chips).toEqual([
      [`/dashboard/studies?person=${study?.person}`, 'Remove the filter Label PNEUMONIA'],
      ['/dashboard/studies?label=PNEUMONIA', `Remove the filter Person ${study?.person}`],
    ])
    expect(both.shown).toEqual(
      await meant((other) => other.person === study?.person && other.label === 'PNEUMONIA'),
    )
  })

  it('that no study can have are said, and nothing is shown in their name', async () => {
    const { response, text, shown } = await list('?label=cobra&from=2026-13-01&code=%3Cscript%3Ealert(1)')
    expect(response.status).toBe(400)
    expect(shown).toEqual([])
    expect(text).toContain('Label: “cobra” is not a value that a study can have.')
    expect(text).toContain('From: “2026-13-01” is no day.')
    expect(text).not.toContain('<script>alert')
    expect(text).not.toContain('/dashboard/export/')
  })

  it('are kept by the links to older studies and to the export', async () => {
    const { text } = await list('?to=2026-11-23')
    expect(text).toMatch(/rel="next" href="\/dashboard\/studies\?to=2026-11-23&amp;after=/)
    for (const ending of ['csv', 'jsonl', 'fhir.ndjson'])
      expect(text).toContain(`href="/dashboard/export/studies.${ending}?to=2026-11-23"`)
  })

  it('offer no export to who may not export', async () => {
    expect((await list('', auditor)).text).toContain('/dashboard/export/studies.csv"')
    expect((await list('', reviewer)).text).not.toContain('/dashboard/export/')
  })

  it('jump to the study whose whole reference is looked for', async () => {
    const study = await web.studies.find(ids[7] ?? '')
    const { response } = await list(`?text=${study?.reference.toLowerCase().replace('-', '')}`)
    expect(response.status).toBe(303)
    expect(response.headers.get('location')).toBe(`/dashboard/studies/${ids[7]}`)
    expect((await list('?text=CC-22222222')).text).toContain('No study fits')
  })
})

describe('the page of a study', () => {
  const detail = async (id: string, cookie = admin, query = '') =>
    (await web.get(`/dashboard/studies/${id}${query}`, cookie)).text()
  const viewsOf = async (id: string) =>
    (await web.audit.eventsOf(id)).filter(({ kind }) => kind === 'study.viewed')

  it('shows its events with number, who and the whole hash, and who looked at it', async () => {
    const id = ids[10] ?? ''
    const text = await detail(id, auditor)
    const events = await web.audit.eventsOf(id)
    expect(events.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['study.received', 'study.viewed']))
    for (const { seq, hash } of events) {
      expect(text).toContain(`#${seq}<`)
      expect(text).toContain(`<span data-copy="true">${hash}</span>`)
    }
    expect(text).toContain('Kim auditor')
  })

  it('notes each account that looks at it once an hour, and pictures of it not apart', async () => {
    const id = ids[11] ?? ''
    await Promise.all([detail(id), detail(id)])
    await detail(id)
    await web.get(`/dashboard/studies/${id}/picture`, admin)
    await detail(id, reviewer)
    expect(await viewsOf(id)).toHaveLength(2)
  })

  it('leads to the next older study of the filter', async () => {
    const [first = '', second = ''] = await meant(({ label }) => label === 'COVID')
    const text = await detail(first, admin, '?label=COVID')
    expect(text).toContain(`rel="next" href="/dashboard/studies/${second}?label=COVID"`)
    expect(text).toContain('href="/dashboard/studies?label=COVID"')
    expect(await detail(ids.at(-1) ?? '')).not.toContain('rel="next"')
  })

  it('writes a note, a reviewer’s note and an account’s name as text', async () => {
    const evil = '"><script>alert(1)</script><img src=x onerror=alert(2)>'
    const id = crypto.randomUUID()
    const study = await web.studies.find(ids[0] ?? '')
    if (study === null) throw new Error('nothing was seeded')
    await web.studies.begin({ ...study, id, note: evil })
    const { examinationOf, PNEUMONIA_FINDING } = await import('../support/scripted-reader.js')
    await web.studies.finish(id, examinationOf(PNEUMONIA_FINDING), new Date())
    await web.auth.accounts.add({
      email: 'evil@example.org',
      name: evil,
      password: 'correct horse battery',
      role: 'reviewer',
    })
    const cookie = await web.signIn('evil@example.org')
    await web.post(`/dashboard/studies/${id}/reviews`, { verdict: 'NORMAL', note: evil }, cookie)
    const text = await detail(id, cookie)
    expect(text).not.toMatch(/<script>alert|<img src=x/)
    expect(text.split('&lt;script&gt;alert(1)').length).toBeGreaterThan(3)
  })

  it.each(['x', '%2e%2e', 'a'.repeat(65), "1'%20OR%20'1", '%0d%0aset-cookie:a=b'])(
    'is not there for what is no id of a study: %s',
    async (id) => {
      for (const path of ['', '/picture', '/heatmap', '/report.pdf'])
        expect((await web.get(`/dashboard/studies/${id}${path}`, admin)).status).toBe(404)
      for (const form of ['reviews', 'rerun'])
        expect((await web.post(`/dashboard/studies/${id}/${form}`, { verdict: 'COVID' }, admin)).status).toBe(
          404,
        )
    },
  )
})
