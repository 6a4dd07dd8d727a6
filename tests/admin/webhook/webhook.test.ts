import { createHmac, randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { nextAttempt } from '../../../src/admin/webhook/schedule.js'
import { sign } from '../../../src/admin/webhook/signature.js'
import { createWebhookSender, type WebhookSenderOptions } from '../../../src/admin/webhook/webhook-sender.js'
import type { WebhookOutbox } from '../../../src/core/webhook.js'
import { applyMigrations } from '../../../src/store/migrate.js'
import { openDatabase, type Database } from '../../../src/store/open-database.js'
import { createStudyStore } from '../../../src/store/study-store.js'
import { createWebhookOutbox } from '../../../src/store/webhook-outbox.js'
import { compileStore, removeCompiled, startStoreProcess } from '../../store/support/child-process.js'
import { createRecordingLog } from '../../support/app.js'
import { openReceiver } from '../../support/receiver.js'
import { examinationOf, PNEUMONIA_FINDING } from '../../support/scripted-reader.js'

const SECRET = 'a secret of thirty-two characters'
const MINUTE = 60_000
const START = new Date('2026-11-23T08:00:00.000Z')
const migrations = fileURLToPath(new URL('../../../prisma/migrations', import.meta.url))

let folder: string
let file: string
let db: Database
let outbox: WebhookOutbox
let clock: Date
const closing: (() => Promise<void>)[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chestcheck-webhook-'))
  file = join(folder, 'record.sqlite')
  await applyMigrations({ file, folder: migrations })
  db = await openDatabase({ file })
  outbox = createWebhookOutbox({ db })
  clock = START
})
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
  await db.close()
  await rm(folder, { recursive: true })
})

const studies = () => createStudyStore(db, { webhook: true })

async function answerOne(): Promise<string> {
  const id = randomUUID()
  const store = studies()
  const sender = { channel: 'telegram', person: 'pseudonym-of-ann', chat: 'pseudonym-of-chat' } as const
  await store.begin({
    id,
    reference: 'CC-ABCDEFGH',
    ...sender,
    receivedAt: clock,
    sha256: 'ab'.repeat(32),
    bytes: 10,
    recompressed: null,
    note: 'Ann Example',
  })
  await store.finish(id, examinationOf(PNEUMONIA_FINDING), clock)
  return id
}

function startSender(url: string, more: Partial<WebhookSenderOptions> = {}) {
  const log = createRecordingLog()
  const sender = createWebhookSender({
    url,
    secret: SECRET,
    outbox,
    studies: studies(),
    log,
    now: () => clock,
    random: () => 0.5,
    // A machine that does much else must not look like a server that does not answer.
    limitSeconds: 60,
    ...more,
  })
  closing.push(() => sender.stop())
  sender.start()
  return { sender, log }
}

async function receiver(answer?: (response: ServerResponse, count: number) => void) {
  const opened = await openReceiver(answer)
  closing.push(() => opened.close())
  return opened
}

const rows = () => outbox.recent(10)
const untilTried = (attempts: number) =>
  expect.poll(async () => (await rows())[0]?.attempts, { timeout: 60_000 }).toBe(attempts)
const status =
  (code: number, headers: Record<string, string> = {}) =>
  (response: ServerResponse) =>
    response.writeHead(code, headers).end()

describe('the webhook', () => {
  it('tells of an answer, signed, without anybody in it', async () => {
    const { received, url } = await receiver()
    const id = await answerOne()
    startSender(url)
    await untilTried(1)
    const [notice] = received
    const body = notice?.body ?? ''
    expect(JSON.parse(body)).toMatchObject({
      type: 'study.answered',
      study: {
        id,
        reference: 'CC-ABCDEFGH',
        channel: 'telegram',
        outcome: 'finding',
        label: 'PNEUMONIA',
        scores: { PNEUMONIA: 0.93 },
      },
    })
    for (const word of ['Ann', 'pseudonym', 'abab']) expect(body).not.toContain(word)
    const [, seconds = '', code = ''] =
      /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(notice?.headers['chestcheck-signature'])) ?? []
    expect(Number(seconds)).toBe(START.getTime() / 1000)
    expect(code).toBe(createHmac('sha256', SECRET).update(`${seconds}.${body}`).digest('hex'))
    expect((await rows())[0]).toMatchObject({ deliveredAt: START, lastProblem: null })
    expect(await outbox.backlog()).toMatchObject({ waiting: 0, givenUp: 0 })
  })

  it('is told at once of what comes later', async () => {
    const { received, url } = await receiver()
    const { sender } = startSender(url)
    await answerOne()
    sender.wake()
    await expect.poll(() => received.length, { timeout: 60_000 }).toBe(1)
  })

  it.each([
    ['a server that is broken', status(500), 'status 500'],
    [
      'a server that sends it elsewhere',
      status(302, { location: 'http://127.0.0.1:9/' }),
      'redirect (status 302), not followed',
    ],
    ['a connection that breaks off', (response: ServerResponse) => response.destroy(), /^no connection/],
  ] as const)('tries %s again', async (_, answer, problem) => {
    let well = false
    const { received, url } = await receiver((response) => {
      if (well) response.end()
      else answer(response)
    })
    await answerOne()
    const { sender, log } = startSender(url)
    await untilTried(1)
    const [failed] = await rows()
    expect(failed?.lastProblem).toMatch(problem)
    expect(failed?.nextAttemptAt).toEqual(new Date(START.getTime() + 10_000))
    expect(log.lines.map(({ event }) => event)).toContain('webhook.failed')
    expect(JSON.stringify(log.lines)).not.toContain('127.0.0.1')
    sender.wake()
    well = true
    clock = new Date(START.getTime() + 11_000)
    sender.wake()
    await untilTried(2)
    expect((await rows())[0]?.deliveredAt).toEqual(clock)
    expect(received.length).toBe(2)
    expect(new Set(received.map(({ headers }) => headers['idempotency-key'])).size).toBe(1)
  })

  it('waits no longer than its limit for a server that does not answer', async () => {
    const { url } = await receiver(() => undefined)
    await answerOne()
    startSender(url, { limitSeconds: 0.2 })
    await untilTried(1)
    expect((await rows())[0]?.lastProblem).toBe('no answer within 0.2 s')
  })

  it('tries a server again that nobody reaches', async () => {
    const dead = await openReceiver()
    await dead.close()
    await answerOne()
    startSender(dead.url)
    await untilTried(1)
    expect((await rows())[0]?.lastProblem).toBe('no connection (ECONNREFUSED)')
  })

  it('obeys a server that says when to come back', async () => {
    const { url } = await receiver(status(503, { 'retry-after': '900' }))
    await answerOne()
    startSender(url)
    await untilTried(1)
    expect((await rows())[0]?.nextAttemptAt).toEqual(new Date(START.getTime() + 15 * MINUTE))
  })

  it('gives up after a week, and begins again when it is asked to', async () => {
    let well = false
    const { url } = await receiver((response) => response.writeHead(well ? 204 : 500).end())
    await answerOne()
    clock = new Date(START.getTime() + 8 * 24 * 60 * MINUTE)
    const { sender } = startSender(url)
    await untilTried(1)
    expect(await sender.backlog()).toMatchObject({ waiting: 0, givenUp: 1 })
    well = true
    expect(await sender.retryGivenUp()).toBe(1)
    await untilTried(2)
    expect(await sender.backlog()).toMatchObject({ waiting: 0, givenUp: 0 })
  })

  it('takes over from a process that was killed with a notice in its hands', async () => {
    const compiled = await compileStore()
    const child = startStoreProcess(
      compiled,
      `const db = await (await store('open-database')).openDatabase({ file: argument.file })
       const studies = (await store('study-store')).createStudyStore(db, { webhook: true })
       const at = new Date(argument.at)
       await studies.begin({ id: 's1', reference: 'CC-KKKKKKKK', channel: 'web', person: 'p', chat: null, receivedAt: at, sha256: null, bytes: null, recompressed: null, note: null })
       await studies.finish('s1', argument.examination, at)
       const outbox = (await store('webhook-outbox')).createWebhookOutbox({ db })
       const claimed = await outbox.claim({ now: at, until: new Date(at.getTime() + 60000), limit: 8 })
       print('claimed ' + claimed.length)
       setInterval(() => {}, 1000)`,
      {
        file,
        at: START.toISOString(),
        examination: examinationOf({ kind: 'refused', code: 'too_small', scores: null }),
      },
    )
    expect(await child.lines(1)).toEqual(['claimed 1'])
    await child.kill()
    await removeCompiled(compiled)
    const { received, url } = await receiver()
    const { sender } = startSender(url)
    expect(await outbox.claim({ now: clock, until: clock, limit: 8 })).toEqual([])
    clock = new Date(START.getTime() + 61_000)
    sender.wake()
    await expect.poll(() => received.length, { timeout: 60_000 }).toBe(1)
    expect(JSON.parse(received[0]?.body ?? '')).toMatchObject({
      study: { reference: 'CC-KKKKKKKK', outcome: 'refused', code: 'too_small' },
    })
  }, 180_000)

  it('hands a notice to one of two processes that look at the same time', async () => {
    await answerOne()
    const until = new Date(START.getTime() + MINUTE)
    const taken = await Promise.all([1, 2, 3].map(() => outbox.claim({ now: clock, until, limit: 8 })))
    expect(taken.flat()).toHaveLength(1)
  })

  it('sends a test that says so, and shows no secret of its address', async () => {
    const { received, url } = await receiver(status(202))
    const { sender } = startSender(url)
    expect(await sender.test()).toEqual({ kind: 'delivered', status: 202 })
    expect(JSON.parse(received[0]?.body ?? '')).toMatchObject({ type: 'test' })
    expect(sender.address).toBe(url.replace('?key=secret', ''))
  })

  it('forgets what was delivered long ago', async () => {
    const { url } = await receiver()
    await answerOne()
    startSender(url)
    await untilTried(1)
    await outbox.forget(new Date(START.getTime() + 1))
    expect(await rows()).toEqual([])
  })

  it('writes nothing where no webhook is set', async () => {
    const store = createStudyStore(db)
    await store.begin({
      id: 's',
      reference: 'CC-ABCDEFGH',
      channel: 'web',
      person: 'p',
      chat: null,
      receivedAt: clock,
      sha256: null,
      bytes: null,
      recompressed: null,
      note: null,
    })
    await store.finish('s', examinationOf(PNEUMONIA_FINDING), clock)
    expect(await rows()).toEqual([])
  })
})

describe('the schedule of attempts', () => {
  const after = (attempts: number, more: Partial<Parameters<typeof nextAttempt>[0]> = {}) =>
    nextAttempt({ attempts, createdAt: START, now: START, retryAfterSeconds: null, random: 0.5, ...more })
  const seconds = (attempts: number, more = {}) =>
    ((after(attempts, more)?.getTime() ?? NaN) - START.getTime()) / 1000

  it('is three times as long each time, and never more than a day', () => {
    expect([1, 2, 3, 4].map((attempts) => seconds(attempts))).toEqual([10, 30, 90, 270])
    expect(seconds(30)).toBe(24 * 3600)
    expect(seconds(1, { retryAfterSeconds: 10 ** 8 })).toBe(24 * 3600)
  })

  it('is spread by a fifth', () => {
    expect(seconds(1, { random: 0 })).toBe(8)
    expect(seconds(1, { random: 1 })).toBe(12)
  })
})

describe('the signature', () => {
  it('passes the check that the manual shows, and nothing else does', async () => {
    const manual = await readFile(new URL('../../../docs/api.md', import.meta.url), 'utf8')
    const [, code = ''] = /```js\n([\s\S]*?)```/.exec(manual) ?? []
    const module = `data:text/javascript,${encodeURIComponent(code)}`
    const { isGenuine } = (await import(/* @vite-ignore */ module)) as {
      isGenuine: (header: string | undefined, body: string, secret: string, now: number) => boolean
    }
    const now = START.getTime()
    const header = sign('{"a":1}', SECRET, START)
    expect(isGenuine(header, '{"a":1}', SECRET, now)).toBe(true)
    expect(isGenuine(header, '{"a":2}', SECRET, now)).toBe(false)
    expect(isGenuine(header, '{"a":1}', 'other', now)).toBe(false)
    expect(isGenuine(header, '{"a":1}', SECRET, now + 10 * MINUTE)).toBe(false)
    for (const wrong of [undefined, '', 't=1', header.slice(0, -1)])
      expect(isGenuine(wrong, '{"a":1}', SECRET, now)).toBe(false)
  })

  it('changes with the time, the body and the secret', () => {
    const signatures = [
      sign('a', SECRET, START),
      sign('b', SECRET, START),
      sign('a', 'other', START),
      sign('a', SECRET, new Date(0)),
    ]
    expect(new Set(signatures).size).toBe(4)
  })
})
