import { createConfig, lintFromString } from '@redocly/openapi-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestDashboard, type TestDashboard } from '../../support/dashboard.js'

const BY = { kind: 'user', id: 'u1', channel: 'web' } as const

let web: TestDashboard

beforeAll(async () => {
  web = await openTestDashboard()
})
afterAll(async () => {
  await web.close()
})

function ask(path: string, init: RequestInit = {}, bearer = ''): Promise<Response> {
  const headers = new Headers(init.headers)
  if (bearer !== '') headers.set('authorization', `Bearer ${bearer}`)
  return Promise.resolve(web.app.request(`/api/v1${path}`, { ...init, headers }))
}

const json = async (response: Response | Promise<Response>) =>
  (await (await response).json()) as Record<string, unknown>

describe('tokens', () => {
  it('are asked for on every path but the description', async () => {
    for (const path of ['/studies', '/studies/x', '/studies/x/heatmap']) {
      const response = await ask(path, {}, '')
      expect(response.status).toBe(401)
      expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/)
      expect(await json(response)).toMatchObject({ code: 'unauthorized' })
    }
    expect((await ask('/openapi.json', {}, '')).status).toBe(200)
  })

  it('are the only way in: the session of an administrator counts for nothing', async () => {
    const cookie = await web.as('admin')
    expect((await ask('/studies', { headers: { cookie } }, '')).status).toBe(401)
    expect(
      (
        await ask(
          '/studies',
          { method: 'POST', body: 'x', headers: { cookie, 'sec-fetch-site': 'same-origin' } },
          '',
        )
      ).status,
    ).toBe(401)
  })

  it('end when they are revoked or over', async () => {
    const soon = new Date(web.parts.now().getTime() + 3_600_000)
    const made = await web.parts.clients.make({ name: 'Short', expiresAt: soon, by: BY })
    const bearer = made?.token ?? ''
    expect((await ask('/studies', {}, bearer)).status).toBe(200)
    await web.parts.clients.revoke(made?.client.id ?? '', BY)
    expect((await ask('/studies', {}, bearer)).status).toBe(401)
    const over = await web.parts.clients.make({ name: 'Over', expiresAt: new Date(0), by: BY })
    expect((await ask('/studies', {}, over?.token ?? '')).status).toBe(401)
  })

  it('cannot be guessed for long from one address', async () => {
    const guessed = await openTestDashboard()
    const guess = () =>
      Promise.resolve(
        guessed.app.request('/api/v1/studies', {
          headers: { authorization: `Bearer cck_${'a'.repeat(43)}` },
        }),
      )
    const statuses: number[] = []
    for (let n = 0; n < 21; n += 1) statuses.push((await guess()).status)
    expect(statuses.slice(0, 20)).toEqual(Array(20).fill(401))
    expect(statuses[20]).toBe(429)
    expect((await guess()).headers.get('retry-after')).toMatch(/^\d+$/)
    await guessed.close()
  })

  it('never stand in the log', () => {
    expect(JSON.stringify(web.log.lines)).not.toContain('cck_')
  })
})

describe('the description', () => {
  it('is OpenAPI that a linter has nothing against', async () => {
    const source = await (await ask('/openapi.json', {}, '')).text()
    const config = await createConfig({
      extends: ['recommended'],
      rules: { 'info-license': 'off', 'no-server-example.com': 'off' },
    })
    const problems = await lintFromString({ source, config })
    expect(
      problems.map(({ ruleId, message, location }) => `${ruleId} ${message} ${location[0]?.pointer ?? ''}`),
    ).toEqual([])
  })

  it('names every path, and the picture in a form and as a body', async () => {
    const document = (await json(ask('/openapi.json', {}, ''))) as unknown as {
      paths: Record<string, Record<string, { requestBody?: { content: object }; responses: object }>>
    }
    expect(Object.keys(document.paths).toSorted()).toEqual([
      '/studies',
      '/studies/{id}',
      '/studies/{id}/heatmap',
      '/studies/{id}/picture',
    ])
    const post = document.paths['/studies']?.['post']
    expect(Object.keys(post?.requestBody?.content ?? {})).toEqual([
      'application/octet-stream',
      'multipart/form-data',
    ])
    expect(Object.keys(post?.responses ?? {})).toEqual(
      expect.arrayContaining(['200', '201', '400', '401', '413', '422', '429', '500', '503']),
    )
  })
})
