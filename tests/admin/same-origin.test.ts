import { describe, expect, it } from 'vitest'
import { createTestApp, PASSWORD } from '../support/app.js'

const KIM = { email: 'kim@example.org', name: 'Kim', password: PASSWORD, role: 'admin' } as const

/** A form as some page sends it, with exactly these headers. */
async function postWith(headers: Record<string, string>, publicUrl = 'http://localhost:8080') {
  const web = createTestApp({ publicUrl })
  await web.auth.accounts.add(KIM)
  const body = new URLSearchParams({ email: KIM.email, password: PASSWORD })
  return web.app.request(`http://localhost:8080/sign-in`, { method: 'POST', body, headers })
}

describe('forms from elsewhere', () => {
  it.each([
    [{}],
    [{ 'sec-fetch-site': 'cross-site' }],
    [{ 'sec-fetch-site': 'same-site' }],
    [{ 'sec-fetch-site': 'none' }],
    [{ 'sec-fetch-site': 'cross-site', origin: 'http://localhost:8080' }],
    [{ origin: 'https://evil.example' }],
    [{ origin: 'null' }],
    [{ origin: 'http://localhost:9999' }],
    [{ origin: 'http://localhost:8080.evil.example' }],
    [{ referer: 'http://localhost:8080/sign-in' }],
  ])('are turned away in words: %j', async (headers) => {
    const response = await postWith(headers)
    expect(response.status).toBe(403)
    expect(response.headers.getSetCookie()).toEqual([])
    expect(await response.text()).toContain('Not sent from here')
  })

  it.each([
    [{ 'sec-fetch-site': 'same-origin' }],
    [{ origin: 'http://localhost:8080' }],
    [{ origin: 'http://127.0.0.1:8080', host: '127.0.0.1:8080' }],
    [{ origin: 'http://192.168.1.20:8080', host: '192.168.1.20:8080' }],
  ])('are not confused with our own: %j', async (headers) => {
    expect((await postWith(headers)).status).toBe(303)
  })

  it('are told from our own by the public address behind a proxy', async () => {
    const headers = { origin: 'https://films.example.org', host: '127.0.0.1:8080' }
    expect((await postWith(headers, 'https://films.example.org')).status).toBe(303)
    expect((await postWith(headers, 'https://other.example.org')).status).toBe(403)
  })

  it.each(['/sign-in', '/sign-out', '/setup', '/upload', '/nothing'])('cannot reach %s', async (path) => {
    const web = createTestApp({ access: 'open' })
    const headers = { 'sec-fetch-site': 'cross-site' }
    const response = await web.request(path, { method: 'POST', body: new URLSearchParams(), headers })
    expect(response.status).toBe(403)
  })

  it.each(['PUT', 'PATCH', 'DELETE'])('cannot use %s either', async (method) => {
    const web = createTestApp()
    expect(
      (await web.request('/upload', { method, headers: { 'sec-fetch-site': 'cross-site' } })).status,
    ).toBe(403)
  })
})
