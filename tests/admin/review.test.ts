import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Verdict } from '../../src/core/review.js'
import { cookiesOf } from '../support/app-client.js'
import { openTestDashboard, type TestDashboard } from '../support/dashboard.js'

let web: TestDashboard
beforeAll(async () => {
  // Attempts to sign in are counted by address, and many sign in here.
  web = await openTestDashboard({
    replace: () => ({ clientAddress: () => `10.${randomBytes(3).join('.')}` }),
  })
  await web.seed(40)
})
afterAll(() => web.close())

/** The film that a page of the review shows. */
function filmOn(html: string): string | null {
  return /name="study" value="([0-9a-f-]+)"/.exec(html)?.[1] ?? null
}

describe('the review', () => {
  let reviewer = ''
  beforeEach(async () => {
    reviewer = await web.as('reviewer')
  })
  const look = async (query = ''): Promise<string> =>
    (await web.get(`/dashboard/review${query}`, reviewer)).text()
  const say = (study: string, verdict: string, more: Record<string, string> = {}): Promise<Response> =>
    web.post('/dashboard/review', { study, verdict, ...more }, reviewer)
  const judgeFirst = async (verdict: Verdict, note = ''): Promise<{ id: string; next: string }> => {
    const id = filmOn(await look()) ?? ''
    const response = await say(id, verdict, { note })
    return { id, next: response.headers.get('location') ?? '' }
  }

  it('shows one film that waits, and how many wait for each reason', async () => {
    const html = await look()
    const id = filmOn(html)
    expect(html).toContain(`/dashboard/studies/${id ?? ''}/picture`)
    expect(html).toContain('Number 1 in the queue')
    expect(html).toMatch(/Model not sure <span class="waiting-count">[1-9]/)
    expect(html).toMatch(/Disagreed with <span class="waiting-count">[1-9]/)
  })

  it('keeps the answer, its scores, its heatmap and why the film waits off the page until the verdict', async () => {
    const html = await look()
    const study = await web.studies.find(filmOn(html) ?? '')
    expect(study?.outcome).toMatch(/finding|uncertain/)
    for (const word of [
      'heatmap',
      'class="chip',
      'class="bar',
      'threshold',
      study?.model ?? '',
      'id="answer"',
    ])
      expect(html.replace(/<dd>Heatmap on and off[^<]*<\/dd>/, '')).not.toContain(word)
    expect(html).not.toContain(`href="/dashboard/studies/${study?.id ?? ''}"`)
  })

  it('notes the verdict with the account, and brings the next film with the answer to the last', async () => {
    const { id, next } = await judgeFirst('NORMAL', ' left base? ')
    const html = await (await web.get(next, reviewer)).text()
    expect(filmOn(html)).not.toBe(id)
    expect(next).toContain(`last=${id}`)
    expect(html).toContain('Your last film')
    const study = await web.studies.find(id)
    const [review] = (await web.reviews.of(id)).filter(({ channel }) => channel === 'web').slice(-1)
    expect(review).toMatchObject({
      verdict: 'NORMAL',
      note: 'left base?',
      agrees: study?.label == null ? null : study.label === 'NORMAL',
    })
    const { events } = await web.audit.list({ kind: 'review.recorded', subject: id, limit: 1 })
    expect(events[0]?.actor).toMatchObject({ kind: 'user', id: review?.reviewer, channel: 'web' })
  })

  it('says whether they agree, and lets the verdict be changed', async () => {
    const study = (await web.studies.list({ limit: 1, label: 'COVID' })).studies[0]
    const id = study?.id ?? ''
    await say(id, 'COVID')
    expect(await look(`?study=${id}`)).toContain('You said COVID: you agree.')
    await say(id, 'PNEUMONIA')
    const html = await look(`?study=${id}`)
    expect(html).toContain('You said PNEUMONIA: you disagree.')
    expect(html).toContain('/heatmap')
    const own = (await web.reviews.of(id)).filter(({ channel }) => channel === 'web')
    expect(own.at(-1)?.verdict).toBe('PNEUMONIA')
  })

  it('takes a verdict back wholly, and the film waits again', async () => {
    const { id } = await judgeFirst('other')
    expect(await look()).not.toContain(`value="${id}"`)
    const back = await web.post('/dashboard/review/undo', { study: id }, reviewer)
    expect(back.headers.get('location')).toBe(`/dashboard/review?study=${id}`)
    expect(filmOn(await look())).toBe(id)
    expect(await look(`?study=${id}`)).not.toContain('id="answer"')
  })

  it('skips for a reviewer what they judged, and not for another one', async () => {
    const { id } = await judgeFirst('COVID')
    const other = await web.as('reviewer')
    expect(filmOn(await (await web.get('/dashboard/review', other)).text())).toBe(id)
    expect(filmOn(await look())).not.toBe(id)
  })

  it('goes on and back without a verdict', async () => {
    const first = await look()
    const next = /href="(\/dashboard\/review\?study=[^"]+)" data-key="j"/.exec(first)?.[1] ?? ''
    const second = await (await web.get(next, reviewer)).text()
    expect(second).toContain('Number 2 in the queue')
    const back = /href="(\/dashboard\/review\?study=[^"]+)" data-key="k"/.exec(second)?.[1] ?? ''
    expect(filmOn(await (await web.get(back, reviewer)).text())).toBe(filmOn(first))
  })

  it('shows films of one reason alone', async () => {
    const html = await look('?reason=disagreed')
    const study = await web.studies.find(filmOn(html) ?? '')
    expect(study?.reviewState).toBe('disagreed')
  })

  it('says when nothing waits', async () => {
    const html = await look('?reason=sampled')
    expect(html).toContain('Nothing waits for this reason')
  })

  it('shows the answer beforehand where blind review is off', async () => {
    const set = await web.post(
      '/dashboard/review/settings',
      { blind: 'off', next: '/dashboard/review' },
      reviewer,
    )
    const cookie = `${reviewer}; ${cookiesOf(set)}`
    expect(set.headers.get('location')).toBe('/dashboard/review')
    expect(await (await web.get('/dashboard/review', cookie)).text()).toContain('id="answer"')
  })

  it('loads no script where single keys are switched off', async () => {
    const set = await web.post('/dashboard/review/settings', { keys: 'off' }, reviewer)
    expect(await look()).toContain('review.js')
    const html = await (await web.get('/dashboard/review', `${reviewer}; ${cookiesOf(set)}`)).text()
    expect(html).not.toContain('review.js')
  })

  it('notes once an hour that the film was looked at', async () => {
    const id = filmOn(await look()) ?? ''
    const count = async () =>
      (await web.audit.list({ kind: 'study.viewed', subject: id, limit: 50 })).events.length
    const before = await count()
    await look()
    expect(await count()).toBe(before)
  })

  it.each(['', 'DIAGNOSIS', 'covid', '__proto__'])('takes no verdict %j, and says so', async (verdict) => {
    const id = filmOn(await look()) ?? ''
    const response = await say(id, verdict)
    expect(response.headers.get('location')).toContain('problem=verdict')
    expect(await (await web.get(response.headers.get('location') ?? '', reviewer)).text()).toContain(
      'Nothing was noted',
    )
    expect(filmOn(await look())).toBe(id)
  })

  it('knows nothing of studies that are not there or were never read', async () => {
    const refused = (await web.studies.list({ limit: 1, outcome: 'refused' })).studies[0]?.id ?? ''
    for (const id of ['none', '../x', refused]) {
      expect((await say(id, 'COVID')).status).toBe(404)
      expect((await web.get(`/dashboard/review?study=${encodeURIComponent(id)}`, reviewer)).status).toBe(404)
    }
  })

  it('writes what people wrote as text', async () => {
    const { id } = await judgeFirst('COVID', '<script>alert(1)</script>')
    const html = await look(`?study=${id}`)
    expect(html).not.toContain('<script>alert')
    expect(html).toContain('&lt;script&gt;alert(1)')
  })

  it('sends nobody elsewhere after a setting', async () => {
    const set = await web.post(
      '/dashboard/review/settings',
      { blind: 'on', next: '//evil.example' },
      reviewer,
    )
    expect(set.headers.get('location')).toBe('/dashboard/review')
  })

  it('takes no form from another page, and none that is too long', async () => {
    const id = filmOn(await look()) ?? ''
    const body = new URLSearchParams({ study: id, verdict: 'COVID' })
    const foreign = await web.request('/dashboard/review', {
      method: 'POST',
      body,
      headers: { cookie: reviewer, 'sec-fetch-site': 'cross-site' },
    })
    expect(foreign.status).toBe(403)
    expect((await say(id, 'COVID', { note: 'x'.repeat(20_000) })).status).toBe(413)
    expect(filmOn(await look())).toBe(id)
  })

  it('is for reviewers and administrators', async () => {
    for (const role of ['auditor', 'staff'] as const) {
      const cookie = await web.as(role)
      expect((await web.get('/dashboard/review', cookie)).status).toBe(403)
      expect((await web.post('/dashboard/review', { verdict: 'COVID' }, cookie)).status).toBe(403)
      expect((await web.post('/dashboard/review/undo', {}, cookie)).status).toBe(403)
    }
    expect((await web.get('/dashboard/review')).headers.get('location')).toContain('/sign-in')
  })
})
