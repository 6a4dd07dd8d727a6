import { beforeAll, describe, expect, it } from 'vitest'
import { Fault } from '../../src/core/fault.js'
import { ROLES } from '../../src/admin/roles.js'
import type { Outcome } from '../../src/core/outcome.js'
import { refused } from '../../src/core/outcome.js'
import type { Channel } from '../../src/core/study.js'
import { createTestApp } from '../support/app.js'
import { drawRadiograph } from '../support/radiograph.js'

const film = await drawRadiograph()
const scores = { COVID: 0.81, NORMAL: 0.1, PNEUMONIA: 0.09 }
const OUTCOMES: readonly Outcome[] = [
  { kind: 'finding', label: 'COVID', scores, threshold: 0.6 },
  { kind: 'finding', label: 'NORMAL', scores: { COVID: 0.1, NORMAL: 0.82, PNEUMONIA: 0.08 }, threshold: 0.5 },
  { kind: 'uncertain', scores: { COVID: 0.42, NORMAL: 0.3, PNEUMONIA: 0.28 }, threshold: 0.6 },
  refused('corrupt_image'),
  { kind: 'fault', code: 'inference_crashed' },
]

type Web = ReturnType<typeof createTestApp>

async function send(
  web: Web,
  channel: Channel = 'telegram',
  person = '7',
  bytes: Uint8Array = film,
): Promise<string> {
  const attachment = { declaredBytes: null, recompressed: true, fetch: () => Promise.resolve(bytes) }
  return (await web.screening.screen({ channel, person, chat: '9' }, attachment)).studyId ?? ''
}

function withOutcomes() {
  let turn = 0
  return createTestApp({ answer: () => OUTCOMES[turn++ % OUTCOMES.length] ?? refused('busy') })
}

/** The rows of the list as their words. */
function rowsOf(html: string): string[] {
  return [...html.matchAll(/<tr role="row"><td.*?<\/tr>/gs)].map(([row]) =>
    row
      .replace(/<[^>]+>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  )
}

describe('the dashboard by role', () => {
  it.each(ROLES)('answers %s as it should', async (role) => {
    const web = createTestApp()
    const id = await send(web)
    const cookie = await web.as(role)
    const expected = role === 'staff' ? 403 : 200
    for (const path of [
      '/dashboard/studies',
      `/dashboard/studies/${id}`,
      `/dashboard/studies/${id}/picture`,
    ]) {
      const response = await web.get(path, cookie)
      expect(response.status).toBe(expected)
      if (expected === 403) expect(await response.text()).toContain('Not for this account')
    }
    const home = await (await web.get('/', cookie)).text()
    expect(home.includes('href="/dashboard/studies"')).toBe(role !== 'staff')
  })

  it.each(['open', 'invited'] as const)('needs a sign-in when access is %s', async (access) => {
    const web = createTestApp({ access })
    const id = await send(web)
    for (const path of [
      '/dashboard/studies',
      `/dashboard/studies/${id}`,
      `/dashboard/studies/${id}/picture`,
    ]) {
      const response = await web.get(path)
      expect(response.status).toBe(303)
      expect(response.headers.get('location')).toBe(`/sign-in?next=${encodeURIComponent(path)}`)
    }
  })
})

describe('the list of studies', () => {
  let web: Web
  let cookie: string

  beforeAll(async () => {
    web = withOutcomes()
    cookie = await web.as('auditor')
    for (const channel of ['telegram', 'discord', 'web', 'shell', 'telegram'] as const)
      await send(web, channel)
  })

  const rows = async (query = ''): Promise<string[]> =>
    rowsOf(await (await web.get(`/dashboard/studies${query}`, cookie)).text())

  it('shows the newest first, with outcome, score, person and model', async () => {
    const [fault = '', refusal = '', uncertain = '', normal = '', covid = ''] = await rows()
    expect(covid).toMatch(
      /^2026-11-23 08:00:\d\d CC-\w{8} COVID 81\.0 % Not reviewed Telegram telegram scripted@000000000000$/,
    )
    expect(normal).toMatch(/NORMAL 82\.0 % Not reviewed Discord/)
    expect(uncertain).toMatch(/Not sure COVID 42\.0 % Not reviewed Web/)
    expect(refusal).toMatch(/Refused Corrupt image – Not reviewed Shell/)
    expect(fault).toMatch(/Fault Inference crashed – Not reviewed Telegram/)
  })

  it.each([
    ['?label=COVID', ['COVID']],
    ['?label=PNEUMONIA', []],
    ['?channel=telegram', ['Fault', 'COVID']],
    ['?channel=telegram&outcome=finding', ['COVID']],
    ['?outcome=uncertain', ['Not sure']],
    ['?outcome=refused', ['Refused']],
    ['?label=&channel=&outcome=', ['Fault', 'Refused', 'Not sure', 'NORMAL', 'COVID']],
  ])('filtered by %s shows %j', async (query, expected) => {
    const shown = await rows(query)
    expect(shown).toHaveLength(expected.length)
    for (const [index, words] of expected.entries()) expect(shown[index]).toContain(words)
  })

  it('keeps the filter in the form, and says when nothing fits', async () => {
    const text = await (await web.get('/dashboard/studies?label=PNEUMONIA', cookie)).text()
    expect(text).toContain('<option value="PNEUMONIA" selected="">')
    expect(text).toContain('No study fits')
    expect(text).toContain('Show all')
  })

  it('says how the first study comes when there is none', async () => {
    const empty = createTestApp()
    const text = await (await empty.get('/dashboard/studies', await empty.as('admin'))).text()
    expect(text).toContain('No studies yet')
  })
})

describe('paging through the list', () => {
  it('reaches every study once, in order, with its filter kept', async () => {
    const web = createTestApp()
    const cookie = await web.as('admin')
    const sent: string[] = []
    for (let n = 0; n < 103; n++)
      sent.unshift(await send(web, n === 5 ? 'discord' : 'telegram', String(n), new Uint8Array()))
    const seen: string[] = []
    let href: string | undefined = '/dashboard/studies?channel=telegram'
    let pages = 0
    while (href !== undefined) {
      const text: string = await (await web.get(href, cookie)).text()
      seen.push(...[...text.matchAll(/href="\/dashboard\/studies\/([^"?]+)/g)].map(([, id]) => id ?? ''))
      href = /rel="next" href="([^"]+)"/.exec(text)?.[1]?.replaceAll('&amp;', '&')
      if (href !== undefined) expect(href).toContain('channel=telegram')
      pages++
    }
    expect(pages).toBe(3)
    expect(seen).toEqual(sent.filter((_, index) => index !== 97))
  })

  it.each([
    'x',
    '2026-13-45T00:00:00.000Z_a',
    '2026-11-23T08:00:00.000Z_',
    '2026-11-23T08:00:00.000Z_%3Cscript%3E',
  ])('begins at the newest for the made-up place %j', async (after) => {
    const web = createTestApp()
    const cookie = await web.as('admin')
    await send(web)
    const text = await (await web.get(`/dashboard/studies?after=${after}`, cookie)).text()
    expect(rowsOf(text)).toHaveLength(1)
    expect(text).not.toContain('<script>')
  })

  it('says so after the last study', async () => {
    const web = createTestApp()
    const text = await (
      await web.get('/dashboard/studies?after=2020-01-01T00:00:00.000Z_a', await web.as('admin'))
    ).text()
    expect(text).toContain('That was all')
    expect(text).toContain('Newest')
  })
})

describe('the page of a study', () => {
  it('shows everything on its record', async () => {
    const web = withOutcomes()
    const id = await send(web)
    const study = await web.studies.find(id)
    const text = await (await web.get(`/dashboard/studies/${id}`, await web.as('reviewer'))).text()
    for (const words of [
      study?.reference,
      study?.sha256,
      study?.pixelsSha256,
      study?.person,
      study?.chat,
      '81.0 %',
      'Threshold for COVID: 60.0 %',
      'JPEG',
      '480 × 480',
      'scripted@000000000000',
      'native',
      'gray-fill-1',
      '1.0 ms',
      '2.0 ms',
      '3.0 ms',
      `src="/dashboard/studies/${id}/picture"`,
    ]) {
      expect(text).toContain(words)
    }
    expect(text).toMatch(/Recompressed on the way<\/dt><dd[^>]*>Yes/)
    expect(text).toMatch(/Delivered<\/dt><dd[^>]*>Not yet/)
  })

  it('says when the picture is no longer kept', async () => {
    const web = createTestApp()
    const id = await send(web)
    const cookie = await web.as('admin')
    const { sha256 } = (await web.studies.find(id)) ?? {}
    await web.pictures.erase(sha256 ?? '')
    await web.studies.markPictureErased(id, new Date())
    const text = await (await web.get(`/dashboard/studies/${id}`, cookie)).text()
    expect(text).toContain('The picture is no longer kept.')
    expect(text).toContain('Picture erased')
    expect((await web.get(`/dashboard/studies/${id}/picture`, cookie)).status).toBe(404)
  })

  it('says when the kept picture was altered, and does not show it', async () => {
    const web = createTestApp({
      replace: ({ pictures }) => ({
        pictures: { ...pictures, read: () => Promise.reject(new Fault('picture_unreadable', 'altered')) },
      }),
    })
    const id = await send(web)
    const cookie = await web.as('admin')
    const text = await (await web.get(`/dashboard/studies/${id}`, cookie)).text()
    expect(text).toContain('not what was received')
    expect((await web.get(`/dashboard/studies/${id}/picture`, cookie)).status).toBe(404)
  })

  it('is not there for an unknown id', async () => {
    const web = createTestApp()
    const cookie = await web.as('admin')
    for (const id of ['x', 'aaaaaaaa-0000-4000-8000-000000000000', '%00', '..%2f..']) {
      expect((await web.get(`/dashboard/studies/${id}`, cookie)).status).toBe(404)
      expect((await web.get(`/dashboard/studies/${id}/picture`, cookie)).status).toBe(404)
    }
  })

  it('writes what a hostile store holds as text', async () => {
    const evil = '"><script>alert(1)</script>'
    const web = createTestApp({
      replace: ({ studies }) => ({
        studies: {
          ...studies,
          find: async (id) => {
            const study = await studies.find(id)
            return (
              study && {
                ...study,
                person: evil,
                chat: evil,
                model: evil,
                code: evil,
                preprocessing: evil,
                reference: evil,
              }
            )
          },
          list: async (filter) => {
            const page = await studies.list(filter)
            return {
              ...page,
              studies: page.studies.map((study) => ({ ...study, person: evil, model: evil, code: evil })),
            }
          },
        },
      }),
    })
    const id = await send(web)
    await web.auth.accounts.add({
      email: 'a@example.org',
      name: evil,
      password: 'correct horse battery',
      role: 'admin',
    })
    const cookie = await web.signIn('a@example.org')
    for (const path of ['/dashboard/studies', `/dashboard/studies/${id}`]) {
      const text = await (await web.get(path, cookie)).text()
      expect(text).not.toContain('<script>alert')
      expect(text).toContain('&lt;script&gt;alert(1)')
    }
    const picture = await web.get(`/dashboard/studies/${id}/picture`, cookie)
    expect(picture.headers.get('content-disposition')).toBe('inline; filename="scriptalert1script.jpg"')
  })
})
