import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Outcome } from '../../../src/core/outcome.js'
import { REFUSAL_CODES, refused } from '../../../src/core/outcome.js'
import { openTestDashboard, type TestDashboard } from '../../support/dashboard.js'
import { drawRadiograph } from '../../support/radiograph.js'
import { PNEUMONIA_FINDING } from '../../support/scripted-reader.js'

const BY = { kind: 'user', id: 'u1', channel: 'web' } as const
const UNCERTAIN: Outcome = {
  kind: 'uncertain',
  scores: { COVID: 0.3, NORMAL: 0.3, PNEUMONIA: 0.4 },
  threshold: 0.6,
}

let web: TestDashboard
let token = ''
let other = ''
let film: Uint8Array
let next: Outcome = PNEUMONIA_FINDING

beforeAll(async () => {
  web = await openTestDashboard({ answer: () => next })
  token = (await web.parts.clients.make({ name: 'Archive', expiresAt: null, by: BY }))?.token ?? ''
  other = (await web.parts.clients.make({ name: 'Other', expiresAt: null, by: BY }))?.token ?? ''
  film = await drawRadiograph()
})
afterAll(async () => {
  await web.close()
})

function ask(path: string, init: RequestInit = {}, bearer = token): Promise<Response> {
  const headers = new Headers(init.headers)
  if (bearer !== '') headers.set('authorization', `Bearer ${bearer}`)
  return Promise.resolve(web.app.request(`/api/v1${path}`, { ...init, headers }))
}

function send(
  body: NonNullable<RequestInit['body']> = Uint8Array.from(film),
  headers: Record<string, string> = {},
): Promise<Response> {
  return ask('/studies', { method: 'POST', body, headers })
}

const json = async (response: Response | Promise<Response>) =>
  (await (await response).json()) as Record<string, unknown> & { id: string; code: string }

describe('the programming interface', () => {
  it('reads a picture that is the body, and gives the whole study', async () => {
    next = PNEUMONIA_FINDING
    const response = await send()
    expect(response.status).toBe(201)
    const study = await json(response)
    expect(study).toMatchObject({
      outcome: 'finding',
      label: 'PNEUMONIA',
      scores: { PNEUMONIA: 0.93 },
      threshold: 0.6,
      model: { id: 'scripted@000000000000' },
      picture: { bytes: film.byteLength, erasedAt: null },
      disclaimer: expect.stringMatching(/\S/) as string,
    })
    expect(response.headers.get('location')).toBe(`/api/v1/studies/${study.id}`)
    expect(response.headers.get('cache-control')).toBe('no-store')
    const again = await json(ask(`/studies/${study.id}`))
    expect(again).toEqual(study)
    expect(await web.studies.find(study.id)).toMatchObject({
      channel: 'api',
      deliveredAt: expect.any(Date) as Date,
    })
  })

  it('reads a picture in a form, with a note that it gives to nobody', async () => {
    const body = new FormData()
    body.append('picture', new File([Uint8Array.from(film)], 'patient-name.jpg'))
    body.append('note', 'for the ward')
    const study = await json(send(body))
    expect(JSON.stringify(study)).not.toContain('ward')
    expect(await web.studies.find(study.id)).toMatchObject({ note: 'for the ward' })
  })

  it('takes the type that curl states by default for what it is: nothing', async () => {
    const response = await send(undefined, { 'content-type': 'application/x-www-form-urlencoded' })
    expect(response.status).toBe(201)
  })

  it('names the client in the event of the picture', async () => {
    const { id } = await json(send())
    const [client] = (await web.parts.clients.list()).filter(({ name }) => name === 'Archive')
    const [received] = await web.audit.eventsOf(id)
    expect(received).toMatchObject({
      kind: 'study.received',
      actor: { kind: 'client', id: client?.id, channel: 'api' },
    })
  })

  it('gives one that is not sure as a study too', async () => {
    next = UNCERTAIN
    const response = await send()
    expect(response.status).toBe(201)
    expect(await json(response)).toMatchObject({
      outcome: 'uncertain',
      label: null,
      answer: { headline: expect.any(String) as string },
    })
    next = PNEUMONIA_FINDING
  })

  it.each(REFUSAL_CODES)('gives %s as a problem, with words and a reference', async (code) => {
    const passing = code === 'busy' || code === 'rate_limited'
    next = refused(code, passing ? 7 : undefined)
    const response = await send(undefined, { 'accept-language': 'de' })
    next = PNEUMONIA_FINDING
    const expected: Record<string, number> = {
      too_large: 413,
      not_allowed: 403,
      busy: 503,
      rate_limited: 429,
      download_failed: 400,
    }
    expect(response.status).toBe(expected[code] ?? 422)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(response.headers.get('retry-after')).toBe(passing ? '7' : null)
    const problem = await json(response)
    expect(problem).toMatchObject({
      type: `urn:chestcheck:problem:${code}`,
      status: response.status,
      code,
      reference: expect.stringMatching(/^CC-/) as string,
    })
    expect(problem['detail']).toContain(web.parts.wordings.de.refusals[code])
    expect(await json(ask(`/studies/${String(problem['studyId'])}`))).toMatchObject({
      outcome: 'refused',
      code,
    })
  })

  it('says that a fault is ours', async () => {
    next = { kind: 'fault', code: 'inference_crashed' }
    const response = await send()
    expect(response.status).toBe(500)
    expect(await json(response)).toMatchObject({
      code: 'fault',
      reference: expect.stringMatching(/^CC-/) as string,
    })
    next = { kind: 'fault', code: 'inference_unavailable' }
    const stopping = await send()
    next = PNEUMONIA_FINDING
    expect(stopping.status).toBe(503)
    expect(Number(stopping.headers.get('retry-after'))).toBeGreaterThan(0)
  })

  it('turns away a body that is too long before it reads it, on the record', async () => {
    let pulled = 0
    const body = new ReadableStream(
      {
        pull(controller) {
          pulled += 1
          controller.enqueue(new Uint8Array(1000))
        },
      },
      { highWaterMark: 0 },
    )
    const headers = { 'content-length': '999999999' }
    const response = await ask('/studies', { method: 'POST', body, headers, duplex: 'half' })
    expect(response.status).toBe(413)
    expect(pulled).toBeLessThan(3)
    expect(await json(response)).toMatchObject({ code: 'too_large' })
    const form = new FormData()
    form.append('picture', new File([new Uint8Array(210_000)], 'x'))
    expect((await send(form)).status).toBe(413)
  })

  it.each([
    ['nothing', () => send('', { 'content-length': '0' })],
    ['a form without a picture', () => send(new FormData())],
    [
      'a form that breaks off',
      () => send('--x\r\nContent-Disp', { 'content-type': 'multipart/form-data; boundary=x' }),
    ],
    ['a key with spaces', () => send(undefined, { 'idempotency-key': 'a b' })],
    ['a page of no size', () => ask('/studies?limit=0')],
    ['a made-up place', () => ask('/studies?after=x')],
    ['an unknown outcome', () => ask('/studies?outcome=maybe')],
  ])('says what is wrong with %s', async (_, request) => {
    const response = await request()
    expect(response.status).toBe(400)
    expect(await json(response)).toMatchObject({
      code: 'invalid_request',
      detail: expect.any(String) as string,
    })
  })
})

describe('an idempotency key', () => {
  it('leads to the same study, read once, also when both come together', async () => {
    const seen = web.reader.seen.length
    const headers = { 'idempotency-key': 'order-1' }
    const [one, two] = await Promise.all([send(undefined, headers), send(undefined, headers)])
    const third = await send(undefined, headers)
    expect(third.status).toBe(200)
    const ids = await Promise.all([one, two, third].map(async (response) => (await json(response)).id))
    expect(new Set(ids).size).toBe(1)
    expect(web.reader.seen.length).toBe(seen + 1)
  })

  it('is each client’s own', async () => {
    const headers = { 'idempotency-key': 'order-2' }
    const mine = await json(send(undefined, headers))
    const theirs = await json(
      ask('/studies', { method: 'POST', body: Uint8Array.from(film), headers }, other),
    )
    expect(theirs.id).not.toBe(mine.id)
  })

  it('is refused for another picture', async () => {
    const headers = { 'idempotency-key': 'order-3' }
    const { id } = await json(send(undefined, headers))
    const response = await send(Uint8Array.from(await drawRadiograph({ seed: 9 })), headers)
    expect(response.status).toBe(422)
    expect(await json(response)).toMatchObject({ code: 'idempotency_key_reused', studyId: id })
  })

  it('repeats a refusal that lies in the picture, and tries again what came to nothing', async () => {
    const headers = { 'idempotency-key': 'order-4' }
    const codes: string[] = []
    for (const outcome of [
      refused('busy', 3),
      { kind: 'fault', code: 'internal' } as const,
      refused('lateral_view'),
      PNEUMONIA_FINDING,
    ]) {
      next = outcome
      codes.push((await json(send(undefined, headers))).code)
    }
    next = PNEUMONIA_FINDING
    expect(codes).toEqual(['busy', 'fault', 'lateral_view', 'lateral_view'])
  })
})

describe('studies of a client', () => {
  it('are listed by pages, and no other client’s are among them', async () => {
    const theirs = await json(ask('/studies', { method: 'POST', body: Uint8Array.from(film) }, other))
    const ids: string[] = []
    let after: string | null = ''
    while (after !== null) {
      const page = (await json(
        ask(`/studies?limit=4${after && `&after=${encodeURIComponent(after)}`}`),
      )) as unknown as {
        studies: { id: string }[]
        next: string | null
      }
      ids.push(...page.studies.map(({ id }) => id))
      after = page.next
    }
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.length).toBeGreaterThan(8)
    expect(ids).not.toContain(theirs.id)
    for (const path of [`/studies/${theirs.id}`, `/studies/${theirs.id}/heatmap`])
      expect((await ask(path)).status).toBe(404)
    expect((await ask(`/studies/${theirs.id}/picture`, { method: 'DELETE' })).status).toBe(404)
    expect((await ask(`/studies/${theirs.id}`, {}, other)).status).toBe(200)
  })

  it('are filtered', async () => {
    const page = (await json(ask('/studies?outcome=uncertain'))) as unknown as {
      studies: { outcome: string }[]
    }
    expect(page.studies.map(({ outcome }) => outcome)).toEqual(['uncertain'])
    const none = (await json(ask('/studies?to=2001-01-01T00:00:00Z'))) as unknown as { studies: unknown[] }
    expect(none.studies).toEqual([])
  })

  it('have their heatmap and picture until the client erases them', async () => {
    const { id, heatmap } = await json(send(Uint8Array.from(await drawRadiograph({ seed: 5 }))))
    expect(heatmap).toBe(`/api/v1/studies/${id}/heatmap`)
    const shown = await ask(`/studies/${id}/heatmap`)
    expect(shown.headers.get('content-type')).toBe('image/jpeg')
    expect((await ask(`/studies/${id}/picture`, { method: 'DELETE' })).status).toBe(204)
    expect((await ask(`/studies/${id}/picture`, { method: 'DELETE' })).status).toBe(204)
    expect((await ask(`/studies/${id}/heatmap`)).status).toBe(404)
    expect(await json(ask(`/studies/${id}`))).toMatchObject({ heatmap: null, label: 'PNEUMONIA' })
    expect((await web.audit.eventsOf(id)).filter(({ kind }) => kind === 'picture.erased')).toHaveLength(1)
  })

  it('are not there under a made-up id or path', async () => {
    for (const path of ['/studies/nothing', '/studies/..%2f..%2fetc', '/nothing', '/studies/x/y']) {
      const response = await ask(path)
      expect(response.status).toBe(404)
      expect(await json(response)).toMatchObject({ code: 'not_found' })
    }
  })
})
