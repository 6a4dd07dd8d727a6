import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Fault } from '../../src/core/fault.js'
import { openTestDashboard, type TestDashboard } from '../support/dashboard.js'
import { examinationOf } from '../support/scripted-reader.js'

let web: TestDashboard
let ids: string[]
let admin: string
let auditor: string
let reviewer: string
/** What the other model does at the next reading. */
let rerun: (model: string) => Promise<ReturnType<typeof examinationOf>>

const SECOND_OPINION = examinationOf(
  {
    kind: 'finding',
    label: 'NORMAL',
    scores: { COVID: 0.11, NORMAL: 0.712, PNEUMONIA: 0.178 },
    threshold: 0.5,
  },
  {
    model: {
      id: 'second@111111111111',
      backend: 'native',
      precision: 'float32',
      preprocessing: 'gray-fill-1',
    },
  },
)

beforeAll(async () => {
  web = await openTestDashboard({ replace: () => ({ rerun: (model) => rerun(model) }) })
  ids = await web.seed(20)
  admin = await web.as('admin')
  auditor = await web.as('auditor')
  reviewer = await web.as('reviewer')
})
afterAll(() => web.close())

/** Places of kinds among the seeded studies. */
const [PNEUMONIA, UNSURE, FAULT] = [0, 2, 8] as const
const path = (index: number, end = '') => `/dashboard/studies/${ids[index]}${end}`
const page = async (index: number, cookie = reviewer) => (await web.get(path(index), cookie)).text()
const kindsOf = async (index: number) => (await web.audit.eventsOf(ids[index] ?? '')).map(({ kind }) => kind)

describe('a review in the dashboard', () => {
  it('is kept, shown, filled in for a change, and replaced by it', async () => {
    const form = path(10, '/reviews')
    const saved = await web.post(form, { verdict: 'NORMAL', note: ' no  opacity\r\nseen ' }, reviewer)
    expect([saved.status, saved.headers.get('location')]).toEqual([303, `${path(10)}?done=review#reviews`])
    const text = await (await web.get(`${path(10)}?done=review`, reviewer)).text()
    expect(text).toContain('Your review is on the record.')
    expect(text).toContain('Change your review')
    expect(text).toMatch(/value="NORMAL" checked/)
    expect(text).toContain('>no  opacity\nseen</textarea>')
    await web.post(form, { verdict: 'PNEUMONIA', note: '' }, reviewer)
    const own = (await web.reviews.of(ids[10] ?? '')).filter(({ channel }) => channel === 'web')
    expect(own).toMatchObject([{ verdict: 'PNEUMONIA', agrees: true, note: null }])
    expect((await kindsOf(10)).filter((kind) => kind === 'review.recorded')).toHaveLength(3)
  })

  it('agrees with nothing where the study got no label', async () => {
    await web.post(path(UNSURE, '/reviews'), { verdict: 'COVID', note: '' }, admin)
    const own = (await web.reviews.of(ids[UNSURE] ?? '')).find(({ channel }) => channel === 'web')
    expect(own).toMatchObject({ verdict: 'COVID', agrees: null })
  })

  it.each([
    ['no verdict', { note: 'typed for nothing' }, 'Please choose what the film shows.'],
    ['a made-up verdict', { verdict: 'MEASLES', note: 'typed for nothing' }, 'Please choose'],
    ['a note that is too long', { verdict: 'COVID', note: 'x'.repeat(1001) }, '1000 characters at most'],
  ])('with %s is not taken, and keeps what was typed', async (_, fields, told) => {
    const before = await web.reviews.of(ids[1] ?? '')
    const response = await web.post(path(1, '/reviews'), fields, reviewer)
    expect(response.status).toBe(422)
    const text = await response.text()
    expect(text).toContain(told)
    expect(text).toContain(`>${fields.note}</textarea>`)
    expect(await web.reviews.of(ids[1] ?? '')).toEqual(before)
  })

  it('is not asked for where nothing was answered', async () => {
    for (const index of [FAULT, 9]) {
      expect(await page(index)).not.toContain('name="verdict"')
      expect((await web.post(path(index, '/reviews'), { verdict: 'COVID' }, reviewer)).status).toBe(409)
    }
  })

  it.each(['//evil.example', 'https://evil.example/', '/\\evil.example', 'javascript:alert(1)'])(
    'never leads away from here: %s',
    async (next) => {
      const response = await web.post(path(3, '/reviews'), { verdict: 'COVID', next }, reviewer)
      expect(response.headers.get('location')).toMatch(/^\/dashboard\/studies\//)
    },
  )

  it('goes back to the page that asked for it', async () => {
    const next = '/dashboard/review?reason=uncertain'
    const response = await web.post(path(3, '/reviews'), { verdict: 'COVID', next }, reviewer)
    expect(response.headers.get('location')).toBe(next)
  })

  it('is for reviewers, on this server’s own pages', async () => {
    expect(await page(PNEUMONIA, auditor)).not.toContain('name="verdict"')
    expect((await web.post(path(0, '/reviews'), { verdict: 'COVID' }, auditor)).status).toBe(403)
    const foreign = await web.request(path(0, '/reviews'), {
      method: 'POST',
      body: new URLSearchParams({ verdict: 'COVID' }),
      headers: { cookie: reviewer, 'sec-fetch-site': 'cross-site' },
    })
    expect(foreign.status).toBe(403)
    expect(
      await web.get(path(0, '/reviews'), reviewer).then((response) => response.headers.get('location')),
    ).toBe(path(0))
  })
})

describe('reading again with another model', () => {
  it('puts its answer beside the first, which stays', async () => {
    rerun = (model) => {
      expect(model).toBe('second')
      return Promise.resolve(SECOND_OPINION)
    }
    const before = await web.studies.find(ids[7] ?? '')
    const response = await web.post(path(7, '/rerun'), { model: 'second' }, reviewer)
    expect(response.headers.get('location')).toBe(`${path(7)}?done=rerun#reruns`)
    expect(await web.studies.find(ids[7] ?? '')).toEqual(before)
    const event = (await web.audit.eventsOf(ids[7] ?? '')).find(({ kind }) => kind === 'study.rerun')
    expect(event?.details).toMatchObject({
      model: 'second@111111111111',
      label: 'NORMAL',
      scoreNormal: 0.712,
    })
    const text = await page(7)
    expect(text).toContain('First answer, which counts')
    expect(text).toContain('second@111111111111')
    expect(text).toContain('71.2 %')
  })

  it.each(['third', '../../etc', ''])('knows only the models that are there: %j', async (model) => {
    const response = await web.post(path(0, '/rerun'), { model }, admin)
    expect(response.status).toBe(422)
    expect(await response.text()).toContain('There is no such model here.')
  })

  it('says when the model cannot be started, and leaves no event', async () => {
    rerun = () => Promise.reject(new Fault('model_folder_invalid', 'SECRET path'))
    const response = await web.post(path(5, '/rerun'), { model: 'second' }, admin)
    const text = await response.text()
    expect(response.status).toBe(502)
    expect(text).toContain('could not be started')
    expect(text).not.toContain('SECRET')
    expect(await kindsOf(5)).not.toContain('study.rerun')
  })

  it('turns a fourth one away while three wait', async () => {
    let release = (): void => undefined
    const held = new Promise<void>((resolve) => (release = resolve))
    let started = 0
    rerun = async () => {
      started += 1
      await held
      return SECOND_OPINION
    }
    const waiting = [11, 13, 15].map((index) => web.post(path(index, '/rerun'), { model: 'second' }, admin))
    await expect.poll(() => started).toBe(3)
    expect((await web.post(path(17, '/rerun'), { model: 'second' }, admin)).status).toBe(503)
    release()
    for (const response of await Promise.all(waiting)) expect(response.status).toBe(303)
  })

  it('says that an erased picture cannot be read again', async () => {
    await web.studies.markPictureErased(ids[12] ?? '', new Date())
    expect(await page(12)).toContain('no model can read it again')
    expect((await web.post(path(12, '/rerun'), { model: 'second' }, admin)).status).toBe(409)
  })

  it('is not for auditors', async () => {
    expect(await page(0, auditor)).not.toContain('name="model"')
    expect((await web.post(path(0, '/rerun'), { model: 'second' }, auditor)).status).toBe(403)
  })
})

describe('the report of a study', () => {
  it('is a PDF in the asked language under a harmless name, and leaves an event', async () => {
    const response = await web.get(path(0, '/report.pdf?language=de'), auditor)
    const { reference } = (await web.studies.find(ids[0] ?? '')) ?? { reference: '' }
    expect(response.headers.get('content-type')).toBe('application/pdf')
    expect(response.headers.get('content-disposition')).toBe(
      `attachment; filename="chestcheck-${reference}.pdf"`,
    )
    expect(response.headers.get('cache-control')).toBe('private, no-store')
    expect(new TextDecoder().decode((await response.arrayBuffer()).slice(0, 5))).toBe('%PDF-')
    const event = (await web.audit.eventsOf(ids[0] ?? '')).find(({ kind }) => kind === 'study.report_made')
    expect(event?.actor.kind).toBe('user')
    expect(event?.details).toMatchObject({ language: 'de' })
  })

  it('is in English for a language that it does not speak, and not there before the answer', async () => {
    expect((await web.get(path(1, '/report.pdf?language=tlh'), admin)).status).toBe(200)
    expect((await web.get(path(9, '/report.pdf'), admin)).status).toBe(404)
  })

  it('and the picture are saved under names that end no header', async () => {
    const evil = 'CC-1"\r\nset-cookie: a=b; x'
    const hostile = await openTestDashboard({
      replace: ({ studies }) => ({
        studies: {
          ...studies,
          find: async (id) => {
            const study = await studies.find(id)
            return study && { ...study, reference: evil }
          },
        },
      }),
    })
    const [id = ''] = await hostile.seed(1)
    const cookie = await hostile.as('admin')
    for (const [end, name] of [
      ['picture?download', 'CC-1set-cookieabx.jpg'],
      ['report.pdf', 'chestcheck-CC-1set-cookieabx.pdf'],
    ]) {
      const response = await hostile.get(`/dashboard/studies/${id}/${end}`, cookie)
      expect(response.headers.get('content-disposition')).toBe(`attachment; filename="${name}"`)
      expect(response.headers.getSetCookie()).toEqual([])
    }
    await hostile.close()
  })
})
