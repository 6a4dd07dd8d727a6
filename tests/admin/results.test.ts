import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { refused } from '../../src/core/outcome.js'
import { eraseExpiredPictures } from '../../src/core/retention.js'
import { Fault } from '../../src/core/fault.js'
import type { Channel } from '../../src/core/study.js'
import { english } from '../../src/core/wording/english.js'
import { createTestApp } from '../support/app.js'
import { makeDicom } from '../support/dicom-files.js'
import { drawRadiograph } from '../support/radiograph.js'
import { SCRIPTED_HEATMAP } from '../support/scripted-reader.js'

const film = await drawRadiograph()

type Web = ReturnType<typeof createTestApp>

async function uploaded(web: Web, cookie = '', bytes: Uint8Array = film): Promise<string> {
  return (await web.upload(bytes, { cookie })).headers.get('location') ?? ''
}

async function sentBy(web: Web, channel: Channel): Promise<string> {
  const attachment = { declaredBytes: null, recompressed: true, fetch: () => Promise.resolve(film) }
  return (await web.screening.screen({ channel, person: '1', chat: null }, attachment)).studyId ?? ''
}

describe('a result page', () => {
  it('says label, scores, threshold, disclaimer, reference and model', async () => {
    const web = createTestApp({ access: 'open' })
    const text = await (await web.get(await uploaded(web))).text()
    const study = (await web.studies.list({ limit: 1 })).studies[0]
    for (const words of [
      '<h1 class="answer-label">PNEUMONIA</h1>',
      english.statements.PNEUMONIA,
      '93.0 %',
      '5.0 %',
      '2.0 %',
      'Threshold for PNEUMONIA: 60.0 %',
      english.disclaimer,
      `Reference ${study?.reference}`,
      'Model scripted@000000000000',
    ]) {
      expect(text).toContain(words)
    }
  })

  it('notes the delivery once it was rendered, and not before', async () => {
    const web = createTestApp()
    const [cookie, reviewer] = [await web.as('staff'), await web.as('reviewer')]
    const href = await uploaded(web, cookie)
    const deliveredAt = async () => (await web.studies.list({ limit: 1 })).studies[0]?.deliveredAt
    await web.get(href, reviewer)
    expect(await deliveredAt()).toBeNull()
    await web.get(href, cookie)
    const first = await deliveredAt()
    expect(first).toBeInstanceOf(Date)
    await web.get(href, cookie)
    expect(await deliveredAt()).toEqual(first)
  })

  it('is shown even where the delivery cannot be noted', async () => {
    const web = createTestApp({
      access: 'open',
      replace: ({ screening }) => ({
        screening: { ...screening, delivered: () => Promise.reject(new Fault('internal', 'disk full')) },
      }),
    })
    expect((await web.get(await uploaded(web))).status).toBe(200)
    expect(web.log.lines.at(-1)).toMatchObject({
      event: 'web.delivery_not_noted',
      fields: { code: 'internal' },
    })
  })

  it('says when the answer is not there yet', async () => {
    const web = createTestApp({ access: 'open' })
    await web.studies.begin({
      id: 'aaaaaaaa-0000-4000-8000-000000000000',
      reference: 'CC-33333333',
      channel: 'web',
      person: 'p',
      chat: null,
      receivedAt: new Date(),
      sha256: null,
      bytes: null,
      recompressed: null,
      note: null,
    })
    const response = await web.get('/results/aaaaaaaa-0000-4000-8000-000000000000')
    expect(response.status).toBe(200)
    expect(await response.text()).toContain(english.reading)
    expect((await web.studies.find('aaaaaaaa-0000-4000-8000-000000000000'))?.deliveredAt).toBeNull()
  })

  it('asks for a reader where no class reached its threshold', async () => {
    const scores = { COVID: 0.3, NORMAL: 0.3, PNEUMONIA: 0.4 }
    const web = createTestApp({
      access: 'open',
      answer: () => ({ kind: 'uncertain', scores, threshold: 0.6 }),
    })
    const text = await (await web.get(await uploaded(web))).text()
    expect(text).toContain(english.uncertain)
    expect(text).toContain(english.uncertainAdvice)
    expect(text).toContain('40.0 %')
  })
})

describe('who may see a result', () => {
  it('is the sender and whoever reads the record, where accounts are needed', async () => {
    const web = createTestApp()
    const [sender, stranger] = [await web.as('staff'), await web.as('staff')]
    const href = await uploaded(web, sender)
    for (const path of [href, `${href}/picture`]) {
      expect((await web.get(path, sender)).status).toBe(200)
      expect((await web.get(path, await web.as('auditor'))).status).toBe(200)
      expect((await web.get(path, stranger)).status).toBe(404)
      expect((await web.get(path)).headers.get('location')).toBe(`/sign-in?next=${encodeURIComponent(path)}`)
    }
  })

  it('is whoever has the address, where access is open', async () => {
    const web = createTestApp({ access: 'open' })
    const href = await uploaded(web)
    expect((await web.get(href)).status).toBe(200)
    expect((await web.get(`${href}/picture`)).status).toBe(200)
  })

  it.each(['telegram', 'discord', 'shell'] as const)(
    'is nobody here for a study from %s',
    async (channel) => {
      for (const access of ['open', 'invited'] as const) {
        const web = createTestApp({ access })
        const id = await sentBy(web, channel)
        const cookie = await web.as('admin')
        expect((await web.get(`/results/${id}`, cookie)).status).toBe(404)
        expect((await web.get(`/results/${id}/picture`, cookie)).status).toBe(404)
      }
    },
  )

  it.each(['x', '..%2f..%2fetc', "'%20or%201=1", '%00', 'a'.repeat(300), '%E0%A4%A'])(
    'is nobody for the made-up id %j',
    async (id) => {
      const web = createTestApp({ access: 'open' })
      expect((await web.get(`/results/${id}`)).status).toBe(404)
      expect((await web.get(`/results/${id}/picture`)).status).toBe(404)
    },
  )
})

describe('the heatmap of a result', () => {
  it('stands below the film with what it shows, and is sent as a JPEG that is nowhere kept', async () => {
    const web = createTestApp({ access: 'open' })
    const href = await uploaded(web)
    const text = await (await web.get(href)).text()
    expect(text).toContain(`<img src="${href}/heatmap" alt="The heatmap over the film"/>`)
    expect(text).toContain(`<figcaption>${english.heatmap('PNEUMONIA')}</figcaption>`)
    const response = await web.get(`${href}/heatmap`)
    expect(response.headers.get('content-type')).toBe('image/jpeg')
    expect(response.headers.get('cache-control')).toBe('private, no-store')
    expect(response.headers.get('content-disposition')).toMatch(/^inline; filename="CC-\w{8}-heatmap\.jpg"$/)
    expect(Buffer.from(await response.arrayBuffer()).equals(SCRIPTED_HEATMAP.bytes)).toBe(true)
  })

  it('is shown on the record too, for those who may read it alone', async () => {
    const web = createTestApp()
    const [sender, reviewer] = [await web.as('staff'), await web.as('reviewer')]
    const href = await uploaded(web, sender)
    const record = href.replace('/results/', '/dashboard/studies/')
    expect(await (await web.get(record, reviewer)).text()).toContain(`${record}/heatmap`)
    expect((await web.get(`${record}/heatmap`, reviewer)).status).toBe(200)
    expect((await web.get(`${record}/heatmap`, sender)).status).toBe(403)
    expect((await web.get(`${href}/heatmap`, await web.as('staff'))).status).toBe(404)
    expect((await web.get(`${href}/heatmap`)).headers.get('location')).toContain('/sign-in')
  })

  it.each([
    ['was refused', { answer: () => refused('too_small') }],
    ['is kept nowhere', { retainPictures: false }],
  ])('is not there where the picture %s', async (_, options) => {
    const web = createTestApp({ access: 'open', ...options })
    const href = await uploaded(web)
    expect(await (await web.get(href)).text()).not.toContain('figcaption')
    expect((await web.get(`${href}/heatmap`)).status).toBe(404)
  })

  it('goes with the picture when that is erased', async () => {
    const web = createTestApp({ access: 'open' })
    const href = await uploaded(web)
    const [study] = (await web.studies.list({ limit: 1 })).studies
    const { studies, pictures } = web
    await eraseExpiredPictures({ studies, pictures, before: new Date('2027-01-01'), now: () => new Date() })
    expect(await pictures.read(study?.heatmapSha256 ?? '')).toBeNull()
    expect((await web.get(`${href}/heatmap`)).status).toBe(404)
    expect(await (await web.get(href)).text()).not.toContain('figcaption')
  })
})

describe('the picture of a result', () => {
  it.each([
    ['jpeg', 'image/jpeg', 'inline'],
    ['png', 'image/png', 'inline'],
    ['webp', 'image/webp', 'inline'],
  ] as const)('of a %s is sent as received, and nowhere kept', async (format, type, disposition) => {
    const web = createTestApp({ access: 'open' })
    const bytes = await drawRadiograph({ format, width: 200, height: 200 })
    const response = await web.get(`${await uploaded(web, '', bytes)}/picture`)
    expect(response.headers.get('content-type')).toBe(type)
    expect(response.headers.get('content-disposition')).toMatch(
      new RegExp(`^${disposition}; filename="CC-[2-9A-Z]{8}\\.[a-z]+"$`),
    )
    expect(response.headers.get('cache-control')).toBe('private, no-store')
    expect(response.headers.get('content-security-policy')).toContain('sandbox')
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true)
  })

  it.each([
    ['DICOM', () => makeDicom({ width: 240, height: 200 })],
    ['TIFF', () => drawRadiograph({ format: 'tiff', width: 240, height: 200 })],
  ])('of a %s is drawn anew for the browser, which knows no such format', async (_, make) => {
    const web = createTestApp({ access: 'open' })
    const href = await uploaded(web, '', await make())
    expect(await (await web.get(href)).text()).toContain(`<img src="${href}/picture"`)
    const response = await web.get(`${href}/picture`)
    expect(response.headers.get('content-type')).toBe('image/jpeg')
    expect(response.headers.get('content-disposition')).toMatch(/^inline; filename="CC-[2-9A-Z]{8}\.jpg"$/)
    const { width, height, format } = await sharp(await response.arrayBuffer()).metadata()
    expect({ width, height, format }).toEqual({ width: 240, height: 200, format: 'jpeg' })
  })

  it.each([
    ['DICOM', Buffer.concat([Buffer.alloc(128), Buffer.from('DICM')])],
    ['TIFF', Buffer.from('II*\0 and so on')],
  ])('of a damaged %s is not found, rather than half a picture', async (_, bytes) => {
    const web = createTestApp({ access: 'open' })
    expect((await web.get(`${await uploaded(web, '', bytes)}/picture`)).status).toBe(404)
  })

  it('that could not be decoded is offered for download instead of an empty frame', async () => {
    const web = createTestApp({ access: 'open', answer: () => refused('unsupported_format') })
    const href = await uploaded(web, '', Buffer.from('\0\0\0\x18ftypheic'))
    const text = await (await web.get(href)).text()
    expect(text).toContain('Download the picture')
    expect(text).not.toContain(`<img src="${href}/picture"`)
    const response = await web.get(`${href}/picture`)
    expect(response.headers.get('content-type')).toBe('image/heic')
    expect(response.headers.get('content-disposition')).toContain('attachment')
  })

  it('is told of in words where pictures are not kept', async () => {
    const web = createTestApp({ access: 'open', retainPictures: false })
    const href = await uploaded(web)
    expect(await (await web.get(href)).text()).toContain('The picture is no longer kept.')
    expect((await web.get(`${href}/picture`)).status).toBe(404)
  })

  it.each([
    ['a web page', '<!doctype html><script>alert(1)</script>'],
    ['a drawing with a script', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'],
    ['a PDF', '%PDF-1.7'],
    ['nothing', ''],
  ])('that is %s is never sent out', async (_, content) => {
    const web = createTestApp({ access: 'open' })
    const href = await uploaded(web, '', Buffer.from(content))
    expect((await web.get(`${href}/picture`)).status).toBe(404)
    expect(await (await web.get(href)).text()).toContain('no picture of a kind that is read here')
  })
})
