import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createWebhookSender } from '../../src/admin/webhook/webhook-sender.js'
import { createWebhookOutbox } from '../../src/store/webhook-outbox.js'
import { openTestDashboard, type TestDashboard } from '../support/dashboard.js'
import { openReceiver } from '../support/receiver.js'

let web: TestDashboard
let admin = ''
let receiver: Awaited<ReturnType<typeof openReceiver>>

beforeAll(async () => {
  receiver = await openReceiver((response) => response.writeHead(418).end())
  const closed: TestDashboard[] = []
  web = await openTestDashboard({
    replace: (parts) => ({
      webhook: createWebhookSender({
        url: receiver.url,
        secret: 's'.repeat(32),
        // The database is at hand once the dashboard is open; nothing is looked at before a page is.
        outbox: lazily(() => createWebhookOutbox({ db: (closed[0] ?? web).database })),
        studies: parts.studies,
        log: parts.log,
        now: parts.now,
      }),
    }),
  })
  closed.push(web)
  admin = await web.as('admin')
})
afterAll(async () => {
  await web.close()
  await receiver.close()
})

function lazily<T extends object>(make: () => T): T {
  return new Proxy({} as T, { get: (_, name) => Reflect.get(make(), name) as unknown })
}

const make = (name: string, lifetime = '30') => web.post('/dashboard/clients', { name, lifetime }, admin)
const tokenIn = (html: string): string => /cck_[\w-]{43}/.exec(html)?.[0] ?? ''

describe('the page of clients', () => {
  it('is for administrators, and so is all that it does', async () => {
    for (const role of ['auditor', 'reviewer', 'staff'] as const) {
      const cookie = await web.as(role)
      expect((await web.get('/dashboard/clients', cookie)).status).toBe(403)
      for (const path of ['', '/x/revoke', '/webhook/test', '/webhook/retry'])
        expect(
          (await web.post(`/dashboard/clients${path}`, { name: 'x' }, cookie)).status,
          `${role} ${path}`,
        ).toBe(403)
    }
    expect((await web.get('/dashboard/clients')).headers.get('location')).toMatch(/^\/sign-in/)
    expect(await web.parts.clients.list()).toEqual([])
    expect(receiver.received).toEqual([])
  })

  it('shows a token once, and keeps its hash alone', async () => {
    const response = await make('Archive')
    expect(response.status).toBe(201)
    expect(response.headers.get('cache-control')).toContain('no-store')
    const token = tokenIn(await response.text())
    expect(token).not.toBe('')
    expect(await (await web.get('/dashboard/clients', admin)).text()).not.toContain(token)
    const rows = await web.database.client.apiClient.findMany()
    expect(JSON.stringify(rows)).not.toContain(token)
    expect(await web.parts.clients.authenticate(token)).toMatchObject({ name: 'Archive' })
    const [event] = (await web.audit.list({ kind: 'client.made', limit: 1 })).events
    expect(event).toMatchObject({ subject: rows[0]?.id, actor: { kind: 'user' } })
    expect(JSON.stringify(event)).not.toContain('Archive')
  })

  it('makes no second one when the form is sent again', async () => {
    const response = await make(' ARCHIVE ')
    expect(response.status).toBe(422)
    expect(await response.text()).toContain('There is a client with this name')
    expect(await web.parts.clients.list()).toHaveLength(1)
  })

  it.each([
    ['', '30', 'give the program a name'],
    ['\u0000\u202e ', '30', 'give the program a name'],
    ['x'.repeat(81), '30', 'at most 80'],
    ['ok', '31', 'choose for how long'],
  ])('says what is wrong with the name %j for %s days', async (name, lifetime, words) => {
    const response = await make(name, lifetime)
    expect(response.status).toBe(422)
    expect(await response.text()).toContain(words)
  })

  it('runs nothing that a name holds', async () => {
    await make('<img src=x onerror=alert(1)>')
    const html = await (await web.get('/dashboard/clients', admin)).text()
    expect(html).toContain('&lt;img src=x')
    expect(html).not.toContain('<img src=x')
  })

  it('revokes a token at once, and for good', async () => {
    const token = tokenIn(await (await make('Short-lived', 'never')).text())
    const client = (await web.parts.clients.list()).find(({ name }) => name === 'Short-lived')
    expect((await web.post(`/dashboard/clients/${client?.id ?? ''}/revoke`, {}, admin)).status).toBe(303)
    expect(await web.parts.clients.authenticate(token)).toBeNull()
    await web.post(`/dashboard/clients/${client?.id ?? ''}/revoke`, {}, admin)
    const events = (await web.audit.list({ kind: 'client.revoked', limit: 5 })).events
    expect(events.map(({ subject }) => subject)).toEqual([client?.id])
    expect((await web.post('/dashboard/clients/nobody/revoke', {}, admin)).status).toBe(404)
  })

  it('does nothing for a page of another site', async () => {
    const response = await web.request('/dashboard/clients', {
      method: 'POST',
      body: new URLSearchParams({ name: 'Foreign' }),
      headers: { cookie: admin, 'sec-fetch-site': 'cross-site' },
    })
    expect(response.status).toBe(403)
    expect((await web.parts.clients.list()).map(({ name }) => name)).not.toContain('Foreign')
  })

  it('sends a test to the webhook, and says and records what came of it', async () => {
    const response = await web.post('/dashboard/clients/webhook/test', {}, admin)
    expect(await response.text()).toContain('The test was not taken: status 418')
    expect(receiver.received).toHaveLength(1)
    const [event] = (await web.audit.list({ kind: 'webhook.tested', limit: 1 })).events
    expect(event?.details).toEqual({ taken: false, problem: 'status 418' })
  })

  it('shows what waits and what was given up, and sends it again', async () => {
    const [studyId = ''] = await web.seed(1)
    const row = {
      studyId,
      createdAt: web.parts.now(),
      attempts: 12,
      deliveredAt: null,
      lastProblem: 'status 500',
    }
    await web.database.client.webhookDelivery.createMany({ data: [{ ...row, id: 'a', nextAttemptAt: null }] })
    const html = await (await web.get('/dashboard/clients', admin)).text()
    expect(html).toContain('Given up')
    expect(html).toContain('status 500')
    expect(html).not.toContain('key=secret')
    const response = await web.post('/dashboard/clients/webhook/retry', {}, admin)
    expect(await response.text()).toContain('1 answer is being sent again')
  })
})
