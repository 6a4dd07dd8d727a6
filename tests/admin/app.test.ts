import { describe, expect, it } from 'vitest'
import { english } from '../../src/core/wording/english.js'
import { createTestApp } from '../support/app.js'
import { createScriptedReader } from '../support/scripted-reader.js'

const PAGES = ['/', '/sign-in', '/upload', '/setup', '/nothing', '/assets/nothing.js']

describe('every page', () => {
  it.each(PAGES)('forbids inline script, frames and caching: %s', async (path) => {
    const web = createTestApp({ access: 'open' })
    const response = await web.get(path)
    const policy = response.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('unsafe')
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(response.headers.get('x-frame-options')).toBe('DENY')
    expect(response.headers.get('referrer-policy')).toBe('same-origin')
    expect(response.headers.get('cache-control')).toBe('no-store')
    const text = await response.text()
    expect(text).not.toMatch(/<script(?![^>]*src=)|\sstyle="|\son\w+="/)
    expect(text).toMatch(/^<!doctype html><html lang="en" dir="ltr">/)
    expect(text).toContain(english.disclaimer)
  })

  it('asks browsers to stay on https only where the server is on https', async () => {
    const strict = async (publicUrl: string) =>
      (await createTestApp({ publicUrl }).get('/')).headers.get('strict-transport-security')
    expect(await strict('https://films.example.org')).toContain('max-age')
    expect(await strict('http://localhost:8080')).toBeNull()
  })

  it('never uses the words of a clinician’s judgement', async () => {
    const web = createTestApp({ access: 'open' })
    for (const path of PAGES) expect(await (await web.get(path)).text()).not.toMatch(/diagnos/i)
  })
})

describe('the start page', () => {
  it('says plainly what this version cannot do', async () => {
    const text = await (await createTestApp().get('/')).text()
    expect(text).toContain('It does not yet check that it sees a chest')
    expect(text).toContain('Chats are not made for health data')
    expect(text).toContain('up to 200 kB')
    expect(text).toContain('Model scripted@000000000000')
  })
})

describe('health', () => {
  it('says that the process lives', async () => {
    const response = await createTestApp().get('/livez')
    expect([response.status, await response.text()]).toEqual([200, 'alive\n'])
  })

  it.each([
    ['ready', 200],
    ['starting', 503],
    ['restarting', 503],
    ['failed', 503],
    ['closed', 503],
  ] as const)('says whether pictures can be read: %s', async (state, status) => {
    const reader = createScriptedReader()
    const web = createTestApp({
      replace: () => ({ reader: { status: () => ({ ...reader.status(), state, model: null }) } }),
    })
    const response = await web.get('/readyz')
    expect([response.status, await response.text()]).toEqual([status, `${state}\n`])
    expect(await (await web.get('/')).text()).toContain('The model is starting.')
  })
})

describe('styles and scripts', () => {
  it('are found from the page, with their types, and may be kept for good', async () => {
    const web = createTestApp({ access: 'open' })
    const text = await (await web.get('/upload')).text()
    const addresses = [...text.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(
      ([, address]) => address ?? '',
    )
    expect(addresses.length).toBeGreaterThanOrEqual(6)
    for (const address of addresses) {
      const response = await web.get(address)
      expect(response.status).toBe(200)
      expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
      expect(response.headers.get('content-type')).toMatch(/^(text\/css|text\/javascript|image\/svg\+xml)/)
    }
  })

  it('are asked for again by an address of another version, and not sent twice', async () => {
    const web = createTestApp()
    const response = await web.get('/assets/base.css?v=old')
    expect(response.headers.get('cache-control')).toBe('no-cache')
    const etag = response.headers.get('etag') ?? ''
    const again = await web.request('/assets/base.css', { headers: { 'if-none-match': etag } })
    expect(again.status).toBe(304)
  })

  it.each([
    '/assets/../app.tsx',
    '/assets/%2e%2e%2fapp.tsx',
    '/assets/..%5capp.tsx',
    '/assets/',
    '/assets/none.css',
  ])('are all that the folder gives out: %s', async (path) => {
    expect((await createTestApp().get(path)).status).toBe(404)
  })

  it('must be there when the app is made', () => {
    expect(() => createTestApp({ replace: () => ({ assetsFolder: '/nowhere' }) })).toThrow()
  })
})

describe('what goes wrong', () => {
  it('is a page in words for an address that does not exist', async () => {
    const response = await createTestApp().get('/nothing')
    expect(response.status).toBe(404)
    expect(await response.text()).toContain('Nothing here')
  })

  it('is a page with a reference for a fault of ours, and one log line by code', async () => {
    const web = createTestApp({
      replace: ({ studies }) => ({
        studies: { ...studies, list: () => Promise.reject(new Error('SECRET in /home/somebody')) },
      }),
    })
    const response = await web.get('/dashboard/studies', await web.as('admin'))
    expect(response.status).toBe(500)
    const text = await response.text()
    const [reference = ''] = /CC-[2-9A-Z]{8}/.exec(text) ?? []
    expect(text).toContain(english.fault)
    expect(text).not.toContain('SECRET')
    expect(web.log.lines.at(-1)).toEqual({
      level: 'error',
      event: 'web.fault',
      fields: { reference, code: 'internal' },
    })
  })

  it('is a page too when the session cannot be read', async () => {
    const web = createTestApp({
      replace: ({ auth }) => ({ auth: { ...auth, session: () => Promise.reject(new Error('no database')) } }),
    })
    const response = await web.get('/', 'chestcheck.session_token=x')
    expect(response.status).toBe(500)
    expect(await response.text()).toContain('Something broke')
  })
})
