import { Hono } from 'hono'
import { afterEach, describe, expect, it } from 'vitest'
import { createMetrics } from '../../src/admin/metrics.js'
import { mountMetrics } from '../../src/admin/routes/metrics-routes.js'
import { mountHealth } from '../../src/admin/routes/health-routes.js'
import type { WebEnv } from '../../src/admin/web.js'
import type { ReaderStatus } from '../../src/core/examination.js'
import { watchStudies } from '../../src/core/watched-studies.js'
import { createRecordingLog } from '../support/app.js'
import { createMemoryStudyStore } from '../support/memory-stores.js'
import { openTestDashboard, type TestDashboard } from '../support/dashboard.js'
import { createScriptedReader, examinationOf, PNEUMONIA_FINDING } from '../support/scripted-reader.js'
import { createWriteCheck } from '../../src/store/write-check.js'
import { answeredStudy } from './exports/studies.js'

const status = (changes: Partial<ReaderStatus> = {}): ReaderStatus => ({
  ...createScriptedReader().status(),
  ...changes,
})

const opened: TestDashboard[] = []
afterEach(async () => {
  for (const web of opened.splice(0)) await web.close()
})

function metricsOf(changes: Partial<ReaderStatus> = {}) {
  const backlog = { waiting: 4, givenUp: 1, oldestWaiting: null, lastDelivered: null }
  return createMetrics({
    reader: { status: () => status(changes) },
    waiting: () => 3,
    webhook: { backlog: () => Promise.resolve(backlog) },
    ofProcess: false,
  })
}

describe('the metrics', () => {
  it('count answers by channel, outcome and label, refusals by code, and seconds', async () => {
    const metrics = metricsOf({ restarts: 2, waiting: 5 })
    metrics.answered(answeredStudy())
    metrics.answered(answeredStudy())
    metrics.answered(answeredStudy({ channel: 'api', outcome: 'refused', label: null, code: 'too_small' }))
    metrics.answered(answeredStudy({ outcome: null, answeredAt: null }))
    const { text, type } = await metrics.expose()
    expect(type).toContain('text/plain')
    for (const line of [
      'chestcheck_answers_total{channel="telegram",outcome="finding",label="PNEUMONIA"} 2',
      'chestcheck_answers_total{channel="api",outcome="refused",label=""} 1',
      'chestcheck_refusals_total{channel="api",outcome="refused",code="too_small"} 1',
      'chestcheck_answer_seconds_bucket{le="2",channel="telegram"} 2',
      'chestcheck_answer_seconds_bucket{le="1",channel="telegram"} 0',
      'chestcheck_queue_waiting 3',
      'chestcheck_reader_waiting 5',
      'chestcheck_reader_ready 1',
      'chestcheck_reader_restarts_total 2',
      'chestcheck_webhook_waiting 4',
      'chestcheck_webhook_given_up 1',
    ])
      expect(text.split('\n')).toContain(line)
    expect((await metrics.expose()).text).toContain('chestcheck_reader_restarts_total 2')
  })

  it('name nobody', async () => {
    const metrics = metricsOf()
    const study = answeredStudy()
    metrics.answered(study)
    const { text } = await metrics.expose()
    for (const secret of [study.person, study.id, study.reference, study.note ?? ''])
      expect(text).not.toContain(secret)
  })

  it('hear of each answer when it is on the record, and cannot break it', async () => {
    const heard: string[] = []
    const log = createRecordingLog()
    const studies = watchStudies(createMemoryStudyStore(), {
      log,
      onAnswered(study) {
        heard.push(`${study.id} ${study.outcome ?? ''}`)
        throw new Error('broken listener')
      },
    })
    await studies.begin(answeredStudy({ id: 'a' }))
    await studies.finish('a', examinationOf(PNEUMONIA_FINDING), new Date())
    expect(heard).toEqual(['a finding'])
    expect(log.lines).toContainEqual(expect.objectContaining({ event: 'study.not_told' }))
  })
})

describe('/metrics', () => {
  const ask = (token: string | null, address: string | null, headers: Record<string, string> = {}) => {
    const app = new Hono<WebEnv>()
    mountMetrics(app, { metrics: metricsOf(), token, addressOf: () => address })
    return Promise.resolve(app.request('/metrics', { headers }))
  }

  it.each([
    ['127.0.0.1', {}, 200],
    ['::1', {}, 200],
    ['::ffff:127.0.0.1', {}, 200],
    ['10.0.0.7', {}, 403],
    [null, {}, 403],
    ['127.0.0.1', { 'x-forwarded-for': '8.8.8.8' }, 403],
    ['127.0.0.1', { forwarded: 'for=8.8.8.8' }, 403],
  ] as const)(
    'without a token is for this machine alone: %s %j gets %i',
    async (address, headers, expected) => {
      expect((await ask(null, address, headers)).status).toBe(expected)
    },
  )

  it('with a token is for who has it, wherever from', async () => {
    const token = 'metrics-token-of-16'
    expect((await ask(token, '10.0.0.7', { authorization: `Bearer ${token}` })).status).toBe(200)
    for (const headers of [{}, { authorization: 'Bearer wrong' }, { authorization: token }]) {
      const refusal = await ask(token, '127.0.0.1', headers)
      expect(refusal.status).toBe(401)
      expect(refusal.headers.get('www-authenticate')).toMatch(/^Bearer/)
    }
  })
})

describe('/readyz', () => {
  const ask = (state: ReaderStatus['state'], canWrite: boolean) => {
    const app = new Hono<WebEnv>()
    mountHealth(app, {
      reader: { status: () => status({ state }) },
      canWrite: () => Promise.resolve(canWrite),
    })
    return Promise.resolve(app.request('/readyz'))
  }

  it('says yes while the network is ready and the record can be written, and no otherwise', async () => {
    expect((await ask('ready', true)).status).toBe(200)
    for (const state of ['starting', 'restarting', 'failed', 'closed'] as const)
      expect((await ask(state, true)).status).toBe(503)
    const full = await ask('ready', false)
    expect(full.status).toBe(503)
    expect(await full.text()).toBe('the record cannot be written\n')
  })

  it('finds out by writing, and leaves nothing behind', async () => {
    const web = await openTestDashboard()
    opened.push(web)
    expect(await createWriteCheck({ db: web.database })()).toBe(true)
    expect(await web.database.client.preference.count()).toBe(0)
    await web.database.client.$executeRawUnsafe('PRAGMA query_only = ON')
    expect(await createWriteCheck({ db: web.database })()).toBe(false)
    await web.database.client.$executeRawUnsafe('PRAGMA query_only = OFF')
  })
})
