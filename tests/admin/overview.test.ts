import { setTimeout } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { findNotices, type AttentionFacts } from '../../src/admin/attention.js'
import { daysBefore, parseFigureRange, weeksBefore } from '../../src/admin/figure-range.js'
import { createLiveFeed, type LiveNews } from '../../src/admin/live-feed.js'
import { niceTop } from '../../src/admin/pages/overview-charts.js'
import { DRIFT_BANDS } from '../../src/core/drift.js'
import type { Study } from '../../src/core/study.js'
import { createRecordingLog } from '../support/app.js'
import { serveApp, type WebServer } from '../support/browser.js'
import { openTestDashboard, type TestDashboard } from '../support/dashboard.js'
import { drawRadiograph } from '../support/radiograph.js'

const NOW = new Date('2026-11-23T08:00:00Z')

describe('the days of the overview', () => {
  it('are the last seven, today included, unless the address says otherwise', () => {
    expect(parseFigureRange({}, NOW)).toMatchObject({
      from: '2026-11-17',
      to: '2026-11-23',
      days: 7,
      span: 7,
    })
    expect(parseFigureRange({ days: '90' }, NOW)).toMatchObject({ from: '2026-08-26', days: 90 })
    expect(parseFigureRange({ days: '8' }, NOW)).toMatchObject({ span: 7, problem: null })
  })

  it('are those of one’s own choice, and end today at the latest', () => {
    expect(parseFigureRange({ from: '2026-02-27', to: '2026-03-01' }, NOW)).toMatchObject({
      days: 3,
      span: null,
    })
    expect(parseFigureRange({ from: '2026-11-20', to: '2026-12-24' }, NOW).to).toBe('2026-11-23')
    expect(parseFigureRange({ from: '2026-11-20', to: '' }, NOW).days).toBe(4)
  })

  it.each([
    { from: '2026-02-30', to: '2026-03-01' },
    { from: '2026-03-02', to: '2026-03-01' },
    { from: '2026-12-01', to: '2026-12-02' },
    { from: '2024-01-01', to: '2026-01-01' },
    { from: "1' OR 1=1", to: 'x' },
    { to: '2026-03-01' },
  ])('are the last week, with a word why, for %j', (query) => {
    const range = parseFigureRange(query, NOW)
    expect(range).toMatchObject({ days: 7, from: '2026-11-17' })
    expect(range.problem).toMatch(/\w/)
  })

  it('are held against as many days before, and weeks begin on Monday', () => {
    expect(daysBefore({ from: '2026-11-17', days: 7 })).toEqual({ from: '2026-11-10', to: '2026-11-16' })
    expect(weeksBefore(NOW, 2)).toEqual([
      { from: '2026-11-16', to: '2026-11-22' },
      { from: '2026-11-23', to: '2026-11-29' },
    ])
  })
})

describe('a scale', () => {
  it.each([
    [0, 2],
    [2, 2],
    [7, 8],
    [54, 60],
    [100, 100],
    [1001, 2000],
  ])('reaches over %i to %i', (highest, top) => {
    expect(niceTop(highest)).toBe(top)
  })
})

describe('what needs attention', () => {
  const day = (films: Partial<Record<'NORMAL' | 'fault', number>>) => ({
    day: '2026-11-23',
    outcomes: { COVID: 0, NORMAL: 0, PNEUMONIA: 0, uncertain: 0, refused: 0, fault: 0, ...films },
    channels: { telegram: 0, discord: 0, web: 0, api: 0, shell: 0 },
  })
  const drift = (psi: number, reading: 'small' | 'large') => ({ psi, byChance: 0.05, n: 500, reading })
  const calm = drift(0.02, 'small')
  const good: AttentionFacts = {
    reader: {
      state: 'ready',
      model: {
        id: 'one@000000000000',
        backend: 'native',
        precision: 'float32',
        preprocessing: 'gray-fill-1',
      },
      gated: true,
      waiting: 0,
      limit: 10,
      restarts: 0,
    },
    week: Array.from({ length: 8 }, () => day({ NORMAL: 5 })),
    waiting: { uncertain: 0, disagreed: 0, sampled: 0 },
    drifts: { COVID: calm, NORMAL: calm, PNEUMONIA: calm, brightness: calm, size: calm },
    live: null,
    pinned: false,
    modelHref: '/dashboard/models/one',
  }
  const titles = (facts: Partial<AttentionFacts>): string[] =>
    findNotices({ ...good, ...facts }).map(({ tone, title }) => `${tone}: ${title}`)

  it('is nothing on a good morning', () => {
    expect(titles({})).toEqual([])
  })

  it('is a network that is not ready, above everything else', () => {
    const waiting = { uncertain: 3, disagreed: 0, sampled: 1 }
    expect(titles({ reader: { ...good.reader, state: 'failed' }, waiting })).toEqual([
      'wrong: The network is not ready',
      'note: 4 films wait for your review',
    ])
  })

  it('is a queue that is nearly full, and a network that was restarted', () => {
    expect(titles({ reader: { ...good.reader, waiting: 8, restarts: 2 } })).toEqual([
      'wrong: 8 of 10 places in the queue are taken',
      'look: The network was restarted 2 times since the program started',
    ])
  })

  it('is a fault of today, and not one of yesterday', () => {
    expect(titles({ week: [...good.week.slice(1), day({ fault: 1 })] })).toContain(
      'wrong: 1 film failed today',
    )
    expect(titles({ week: [...good.week.slice(2), day({ fault: 1 }), day({ NORMAL: 1 })] })).toEqual([])
  })

  it('is two days without films after days with some', () => {
    const week = [...good.week.slice(0, 6), day({}), day({})]
    expect(titles({ week })).toEqual(['look: No film came in yesterday or today'])
    expect(titles({ week: good.week.map(() => day({})) })).toEqual([])
  })

  it('is a shift of an input above the upper band', () => {
    const shifted = drift(DRIFT_BANDS.large + 0.1, 'large')
    const drifts = { ...(good.drifts ?? {}), brightness: shifted, COVID: shifted } as AttentionFacts['drifts']
    expect(titles({ drifts })).toEqual(['look: Not like the model’s own test: COVID score, brightness'])
  })

  it('is another model being served than was promoted', () => {
    const live = {
      format: 1 as const,
      model: 'two',
      id: 'two@111111111111',
      promotedAt: NOW.toISOString(),
      promotedBy: null,
      replaced: null,
      forced: false,
    }
    expect(titles({ live })).toEqual(['look: one@000000000000 is served, two@111111111111 was promoted'])
  })

  it('says more than a thousand where the counting stops', () => {
    expect(titles({ waiting: { uncertain: 1000, disagreed: 0, sampled: 2 } })).toEqual([
      'note: More than 1,002 films wait for your review',
    ])
  })
})

describe('the feed of answers', () => {
  const study = (id: string, isAnswered: boolean) =>
    ({ id, answeredAt: isAnswered ? NOW : null, receivedAt: NOW }) as Study
  const status = () => ({
    state: 'ready' as const,
    model: null,
    gated: false,
    waiting: 0,
    limit: 10,
    restarts: 0,
  })

  it('asks the store once for all listeners, and not at all without any', async () => {
    let asked = 0
    const list = () => {
      asked += 1
      return Promise.resolve({ studies: [], next: null })
    }
    const feed = createLiveFeed({ studies: { list }, status, log: createRecordingLog(), every: 20 })
    expect(feed.asking).toBe(false)
    const leaves = Array.from({ length: 10 }, () => feed.listen(() => undefined))
    await expect.poll(() => asked).toBeGreaterThan(2)
    const soFar = asked
    await expect.poll(() => asked).toBeGreaterThan(soFar)
    expect(asked - soFar).toBeLessThan(10)
    for (const leave of leaves) leave?.()
    expect(feed).toMatchObject({ asking: false, listeners: 0 })
  })

  it('tells each answer once, whichever process gave it, and none that was there before', async () => {
    const record = [study('old', true), study('slow', false)]
    const feed = createLiveFeed({
      studies: { list: () => Promise.resolve({ studies: [...record], next: null }) },
      status,
      log: createRecordingLog(),
      every: 5,
    })
    const heard: LiveNews[] = []
    const leave = feed.listen((news) => heard.push(news))
    await expect.poll(() => heard.some(({ kind }) => kind === 'reader')).toBe(true)
    record.splice(1, 1, study('slow', true), study('new', true))
    await expect
      .poll(() => heard.flatMap((news) => (news.kind === 'answers' ? news.studies : [])))
      .toHaveLength(2)
    await setTimeout(20)
    expect(heard.filter(({ kind }) => kind === 'answers')).toHaveLength(1)
    leave?.()
  })

  it('goes on after the store failed once', async () => {
    let asked = 0
    const log = createRecordingLog()
    const list = () => {
      asked += 1
      return asked === 1 ? Promise.reject(new Error('busy')) : Promise.resolve({ studies: [], next: null })
    }
    const feed = createLiveFeed({ studies: { list }, status, log, every: 5 })
    const leave = feed.listen(() => undefined)
    await expect.poll(() => asked).toBeGreaterThan(2)
    expect(log.lines).toContainEqual({
      level: 'error',
      event: 'live.look_failed',
      fields: { code: 'internal' },
    })
    leave?.()
  })

  it('turns away who comes after the last place was taken', () => {
    const feed = createLiveFeed({
      studies: { list: () => Promise.resolve({ studies: [], next: null }) },
      status,
      log: createRecordingLog(),
      mostListeners: 1,
    })
    const leave = feed.listen(() => undefined)
    expect(feed.listen(() => undefined)).toBeNull()
    leave?.()
  })
})

describe('the overview', () => {
  let web: TestDashboard
  let server: WebServer
  const stopping = new AbortController()
  beforeAll(async () => {
    const opened: Promise<TestDashboard>[] = []
    server = await serveApp((publicUrl) => {
      const made = openTestDashboard({ publicUrl, replace: () => ({ stopping: stopping.signal }) })
      opened.push(made)
      return async (request, env) => (await made).app.fetch(request, env)
    })
    const [made] = opened
    if (!made) throw new Error('the dashboard was not made')
    web = await made
    await web.seed(40)
  })
  afterAll(async () => {
    await server.close()
    await web.close()
  })
  const streams: AbortController[] = []
  afterEach(() => {
    for (const stream of streams.splice(0)) stream.abort()
  })

  /** What comes over the stream, event by event, as text. */
  async function listen(
    cookie: string,
  ): Promise<{ response: Response; heard: () => string; over: Promise<void> }> {
    const stop = new AbortController()
    streams.push(stop)
    const response = await fetch(`${server.url}/dashboard/live`, { headers: { cookie }, signal: stop.signal })
    let text = ''
    const read = async (): Promise<void> => {
      const decoder = new TextDecoder()
      for await (const bytes of response.body ?? [])
        text += decoder.decode(bytes as Uint8Array, { stream: true })
    }
    return { response, heard: () => text, over: read().catch(() => undefined) }
  }

  it('shows counts of the record, and the same numbers as a table', async () => {
    const html = await (await web.get('/dashboard', await web.as('auditor'))).text()
    expect(html).toContain('Show the numbers')
    expect(html).toMatch(/<dt>Films<\/dt><dd class="tile-value">36<\/dd>/)
    expect(html).toContain('Not a frontal chest film')
    expect(html).toContain('4 films failed today')
    expect(html).not.toMatch(/ style="/)
  })

  it('tells who reviews what waits for them, and nobody else', async () => {
    expect(await (await web.get('/dashboard', await web.as('reviewer'))).text()).toContain(
      'wait for your review',
    )
    expect(await (await web.get('/dashboard', await web.as('auditor'))).text()).not.toContain(
      'wait for your review',
    )
  })

  it('keeps odd addresses harmless', async () => {
    const cookie = await web.as('auditor')
    const response = await web.get('/dashboard?from=%22%3E%3Cscript%3E&to=x&by=__proto__', cookie)
    expect(response.status).toBe(200)
    const html = await response.text()
    expect(html).toContain('The last week is shown instead.')
    expect(html).not.toContain('"><script>')
  })

  it('is for those who may read the record', async () => {
    const staff = await web.as('staff')
    for (const path of ['/dashboard', '/dashboard/live']) {
      expect((await web.get(path, staff)).status).toBe(403)
      expect((await web.get(path)).headers.get('location')).toContain('/sign-in')
    }
  })

  it('streams what is there, then each new answer with a link, and no note, person or picture', async () => {
    const cookie = await web.as('auditor')
    const { response, heard } = await listen(cookie)
    expect(response.headers.get('content-type')).toContain('text/event-stream')
    expect(response.headers.get('cache-control')).toContain('no-store')
    await expect.poll(heard, { timeout: 10_000 }).toContain('event: network')
    expect(heard()).toMatch(/^event: hello\ndata: \{"answers":\[\{"reference":"CC-/)
    const sent = await web.upload(await drawRadiograph({ seed: 7 }), { cookie: await web.as('staff') })
    const id = sent.headers.get('location')?.replace('/results/', '') ?? ''
    await expect.poll(heard, { timeout: 10_000 }).toContain(`"href":"/dashboard/studies/${id}"`)
    const news = /event: answer\ndata: (.*)\n/.exec(heard())?.[1] ?? '{}'
    expect(Object.keys(JSON.parse(news) as object).sort()).toEqual([
      'at',
      'channel',
      'href',
      'outcome',
      'reference',
      'time',
      'tone',
    ])
  })

  it('ends its streams when the program stops', async () => {
    const { over, heard } = await listen(await web.as('auditor'))
    await expect.poll(heard, { timeout: 10_000 }).toContain('event: hello')
    stopping.abort()
    await over
    expect(heard()).toContain('event: hello')
  })
})
