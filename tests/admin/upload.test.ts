import { describe, expect, it } from 'vitest'
import { unread } from '../../src/core/examination.js'
import { refused } from '../../src/core/outcome.js'
import { english } from '../../src/core/wording/english.js'
import { cookiesOf, createTestApp } from '../support/app.js'
import { drawRadiograph } from '../support/radiograph.js'

const film = await drawRadiograph()

async function allStudies(web: ReturnType<typeof createTestApp>) {
  return (await web.studies.list({ limit: 200 })).studies
}

describe('an upload by a signed-in person', () => {
  it('is recorded under the person and answered on a page of its own', async () => {
    const web = createTestApp()
    const cookie = await web.as('staff')
    const response = await web.upload(film, { cookie })
    expect(response.status).toBe(303)
    const [study] = await allStudies(web)
    expect(response.headers.get('location')).toBe(`/results/${study?.id}`)
    const [account] = await web.auth.accounts.list()
    expect(study).toMatchObject({
      channel: 'web',
      person: `web-person-${account?.id}`,
      chat: null,
      recompressed: false,
      outcome: 'finding',
    })
    expect(web.reader.seen.map((bytes) => Buffer.from(bytes).equals(film))).toEqual([true])
  })

  it('is answered as data where the script asks for it', async () => {
    const web = createTestApp()
    const response = await web.upload(film, { cookie: await web.as('staff'), json: true })
    expect(response.status).toBe(200)
    const [study] = await allStudies(web)
    expect(await response.json()).toEqual({
      href: `/results/${study?.id}`,
      tone: 'finding',
      headline: 'PNEUMONIA',
      sentences: [english.statements.PNEUMONIA, english.notChecked],
      reference: `Reference ${study?.reference}`,
    })
    expect(study?.deliveredAt).not.toBeNull()
  })
})

describe('an upload without an account', () => {
  it('leads to the sign-in where accounts are needed, before any of it is read', async () => {
    const web = createTestApp()
    expect((await web.get('/upload')).headers.get('location')).toBe('/sign-in?next=%2Fupload')
    const response = await web.upload(film)
    expect(response.headers.get('location')).toBe('/sign-in?next=%2Fupload')
    const asData = await web.upload(film, { json: true })
    expect(asData.status).toBe(401)
    expect(web.reader.seen).toEqual([])
    expect(await allStudies(web)).toEqual([])
  })

  it('is recorded under a random mark of the browser where access is open', async () => {
    const web = createTestApp({ access: 'open' })
    const first = await web.upload(film)
    const [cookie = ''] = first.headers.getSetCookie()
    expect(cookie).toMatch(/^chestcheck\.visitor=[0-9a-f]{32};.*HttpOnly; SameSite=Lax/)
    await web.upload(film, { cookie: cookiesOf(first) })
    await web.upload(film)
    const [third, second, earliest] = await allStudies(web)
    expect(second?.person).toBe(earliest?.person)
    expect(third?.person).not.toBe(earliest?.person)
  })

  it('cannot pass for an account by a cookie of its own making', async () => {
    const web = createTestApp({ access: 'open' })
    await web.as('admin')
    const [account] = await web.auth.accounts.list()
    await web.upload(film, { cookie: `chestcheck.visitor=${account?.id}` })
    const [study] = await allStudies(web)
    expect(study?.person).toMatch(/^web-person-visitor-[0-9a-f]{32}$/)
  })
})

describe('an upload that is not read', () => {
  it.each([
    ['corrupt_image', 303],
    ['unsupported_format', 303],
    ['busy', 503],
    ['rate_limited', 429],
    ['too_large', 413],
  ] as const)('says %s in words with the reference', async (code, status) => {
    const web = createTestApp({
      access: 'open',
      answer: () => refused(code, code === 'busy' ? 7 : undefined),
    })
    const response = await web.upload(film)
    expect(response.status).toBe(status)
    const shown = status === 303 ? await web.get(response.headers.get('location') ?? '') : response
    const [study] = await allStudies(web)
    const text = await shown.text()
    expect(text).toContain(english.refusals[code])
    expect(text).toContain(`Reference ${study?.reference}`)
    expect(text).toContain('Not read')
    if (code === 'busy') {
      expect(response.headers.get('retry-after')).toBe('7')
      expect(text).toContain('Try again in about 7 seconds.')
    }
    const [answered] = await allStudies(web)
    expect(answered?.deliveredAt).not.toBeNull()
  })

  it('says so when our side broke, with the reference that is in the log', async () => {
    const web = createTestApp({
      access: 'open',
      replace: ({ screening }) => ({
        screening: {
          ...screening,
          screen: () =>
            Promise.resolve({
              studyId: null,
              reference: 'CC-22222222',
              examination: unread({ kind: 'fault', code: 'internal' }),
            }),
        },
      }),
    })
    const response = await web.upload(film)
    expect(response.status).toBe(500)
    const text = await response.text()
    expect(text).toContain(english.fault)
    expect(text).toContain('Reference CC-22222222')
  })

  it('says so when the sender is not admitted', async () => {
    const web = createTestApp({
      access: 'open',
      replace: ({ screening }) => ({
        screening: {
          ...screening,
          screen: async (...sent) => ({
            ...(await screening.screen(...sent)),
            studyId: null,
            examination: unread(refused('not_allowed')),
          }),
        },
      }),
    })
    expect((await web.upload(film)).status).toBe(403)
  })
})

describe('a body that is too large', () => {
  it('is refused in words and recorded, by its stated length', async () => {
    const web = createTestApp({ access: 'open', maxBytes: 1000 })
    const response = await web.request('/upload', {
      method: 'POST',
      body: 'x',
      headers: { 'content-type': 'multipart/form-data; boundary=b', 'content-length': '5000000' },
    })
    expect(response.status).toBe(413)
    const [study] = await allStudies(web)
    expect(study).toMatchObject({ outcome: 'refused', code: 'too_large', sha256: null })
    expect(await response.text()).toContain(`Reference ${study?.reference}`)
  })

  it('is not read to its end when it streams without a length', async () => {
    const web = createTestApp({ access: 'open', maxBytes: 1000 })
    let chunks = 0
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        chunks++
        controller.enqueue(new Uint8Array(16_384))
        if (chunks === 1000) controller.close()
      },
    })
    const response = await web.request('/upload', {
      method: 'POST',
      body,
      duplex: 'half',
      headers: { 'content-type': 'multipart/form-data; boundary=b' },
    })
    expect(response.status).toBe(413)
    expect(chunks).toBeLessThan(10)
    expect(web.reader.seen).toEqual([])
  })

  it('is refused when only the picture in it is larger than allowed', async () => {
    const web = createTestApp({ access: 'open', maxBytes: film.byteLength - 1 })
    expect((await web.upload(film)).status).toBe(413)
    expect(web.reader.seen).toEqual([])
  })

  it('is taken at exactly the limit', async () => {
    const web = createTestApp({ access: 'open', maxBytes: film.byteLength })
    expect((await web.upload(film)).status).toBe(303)
  })

  it('is refused for the small forms too', async () => {
    const web = createTestApp()
    expect((await web.post('/sign-in', { email: 'x'.repeat(20_000) })).status).toBe(413)
    expect((await web.post('/setup', { token: 'x'.repeat(20_000) })).status).toBe(413)
  })
})

describe('a form that carries no picture', () => {
  it.each([
    ['an empty file field', () => ({ picture: new File([], '') })],
    ['a text in its place', () => ({ picture: 'film' })],
    ['another field', () => ({ other: new File(['x'], 'x.jpg') })],
  ])('with %s asks for one', async (_, fields) => {
    const web = createTestApp({ access: 'open' })
    const body = new FormData()
    for (const [name, value] of Object.entries(fields())) body.append(name, value)
    const response = await web.request('/upload', { method: 'POST', body })
    expect(response.status).toBe(400)
    expect(await response.text()).toContain('Please choose a picture first.')
    expect(await allStudies(web)).toEqual([])
  })

  it.each([
    ['multipart/form-data; boundary=b', '--b\r\nContent-Disposition: form-data; name="picture"; filen'],
    ['multipart/form-data', 'x'],
    ['application/json', '{"picture":"x"}'],
    ['text/plain', 'picture=x'],
  ])('as %s is answered in words', async (type, body) => {
    const web = createTestApp({ access: 'open' })
    const response = await web.request('/upload', { method: 'POST', body, headers: { 'content-type': type } })
    expect(response.status).toBe(400)
    expect(await response.text()).toContain('<h1>Read a film</h1>')
  })
})

describe('the name of an uploaded file', () => {
  it.each([
    '"><script>alert(1)</script>.jpg',
    'film.jpg"\r\nSet-Cookie: planted=1\r\nX-Planted: "',
    '../../../../etc/passwd',
    'name\u0000.jpg',
    'x'.repeat(5000),
  ])('is never used: %j', async (name) => {
    const web = createTestApp()
    const cookie = await web.as('admin')
    const response = await web.upload(film, { cookie, name })
    const href = response.headers.get('location') ?? ''
    const [study] = await allStudies(web)
    for (const path of [href, `${href}/picture`, '/dashboard', `/dashboard/studies/${study?.id}`]) {
      const shown = await web.get(path, cookie)
      expect(shown.status).toBe(200)
      expect(shown.headers.get('x-planted')).toBeNull()
      expect(JSON.stringify([...shown.headers])).not.toMatch(/planted|alert|passwd|xxxx/)
      if (!path.endsWith('/picture')) expect(await shown.text()).not.toMatch(/alert\(1\)|passwd|xxxx/)
    }
    expect(JSON.stringify(web.log.lines)).not.toMatch(/alert|passwd|planted/)
  })
})
