import { OpenAPIHono } from '@hono/zod-openapi'
import { bodyLimit } from 'hono/body-limit'
import { faultCode } from '../../core/fault.js'
import { erasePicture } from '../../core/retention.js'
import { newReference } from '../../core/screening.js'
import type { Study, StudyCursor } from '../../core/study.js'
import { findStudy } from '../find-study.js'
import { pictureResponse, readKeptHeatmap } from '../kept-picture.js'
import { clientSender, wordingFor, type ApiContext, type ApiEnv, type ApiParts } from './api-env.js'
import { bearerOnly } from './bearer.js'
import { problem } from './problem.js'
import {
  erasePictureRoute,
  getHeatmapRoute,
  getStudyRoute,
  listStudiesRoute,
  STUDY_BODY,
  takeStudyRoute,
} from './routes.js'
import { API_PATH, studyJson } from './study-json.js'
import { takeStudy, takeTooLarge } from './take-study.js'

/** Room for the multipart lines around the picture, and for the note. */
const ENVELOPE_BYTES = 64 * 1024

/** The interface for programs, to be mounted at {@link API_PATH}. */
export function createApi(parts: ApiParts): OpenAPIHono<ApiEnv> {
  const { studies, pictures, pseudonyms, maxBytes, now, log } = parts
  const api = new OpenAPIHono<ApiEnv>({
    defaultHook: (result, c) => {
      if (result.success) return
      const fields = result.error.issues.map(({ path }) => path.join('.')).join(', ')
      return problem(c, 400, 'invalid_request', { detail: `Not valid: ${fields}.` })
    },
  })

  /** Another client's study is as little there as one that never was. */
  async function ownStudy(c: ApiContext, id: string): Promise<Study | null> {
    const study = await findStudy(studies, id)
    const sender = clientSender(c.get('client'))
    return study?.channel === 'api' && study.person === pseudonyms.person(sender) ? study : null
  }

  api.use('*', async (c, next) => {
    await next()
    if (!c.res.headers.has('cache-control')) c.header('Cache-Control', 'no-store')
  })
  api.get('/openapi.json', (c) => c.json(describe(api, parts.publicUrl)))
  api.use('*', bearerOnly(parts))

  api.use(
    '/studies',
    bodyLimit({
      maxSize: maxBytes + ENVELOPE_BYTES,
      onError: (c) => takeTooLarge(c as ApiContext, parts),
    }),
  )
  api.openAPIRegistry.registerPath({
    ...takeStudyRoute,
    request: { ...takeStudyRoute.request, body: STUDY_BODY },
  })
  api.openapi({ ...takeStudyRoute, hide: true }, (c) => takeStudy(c, parts))

  api.openapi(listStudiesRoute, async (c) => {
    const { limit, after, outcome, label, from, to } = c.req.valid('query')
    const cursor = after === undefined ? undefined : parseCursor(after)
    if (cursor === null) return problem(c, 400, 'invalid_request', { detail: 'Not valid: after.' })
    const page = await studies.list({
      limit,
      channel: 'api',
      person: pseudonyms.person(clientSender(c.get('client'))),
      ...(cursor && { after: cursor }),
      ...(outcome && { outcome }),
      ...(label && { label }),
      ...(from && { from: new Date(from) }),
      ...(to && { to: new Date(to) }),
    })
    const wording = wordingFor(c, parts)
    return c.json(
      {
        studies: page.studies.map((study) => studyJson(study, wording)),
        next: page.next && `${page.next.receivedAt.toISOString()}_${page.next.id}`,
      },
      200,
    )
  })

  api.openapi(getStudyRoute, async (c) => {
    const study = await ownStudy(c, c.req.valid('param').id)
    return study === null ? problem(c, 404, 'not_found') : c.json(studyJson(study, wordingFor(c, parts)), 200)
  })

  api.openapi(getHeatmapRoute, async (c) => {
    const study = await ownStudy(c, c.req.valid('param').id)
    const heatmap = study && (await readKeptHeatmap(study, pictures))
    if (!study || heatmap?.kind !== 'picture') return problem(c, 404, 'not_found')
    return pictureResponse(heatmap, `${study.reference}-heatmap`)
  })

  api.openapi(erasePictureRoute, async (c) => {
    const study = await ownStudy(c, c.req.valid('param').id)
    if (study === null) return problem(c, 404, 'not_found')
    if (study.answeredAt === null) return problem(c, 409, 'not_answered')
    if (study.pictureErasedAt === null) await erasePicture(study, { studies, pictures, now })
    return c.body(null, 204)
  })

  api.all('*', (c) => problem(c, 404, 'not_found'))
  api.onError((error, c) => {
    const reference = newReference()
    log.error('api.fault', { reference, code: faultCode(error) })
    return problem(c, 500, 'fault', { reference })
  })
  return api
}

const DESCRIPTION =
  'Reads chest radiographs: COVID, NORMAL or PNEUMONIA with scores, or a reason why not. For research, education and triage support under a clinician. Administrators make tokens on the dashboard, under Clients.'

/** The OpenAPI document of what is mounted. */
function describe(api: OpenAPIHono<ApiEnv>, publicUrl: string) {
  api.openAPIRegistry.registerComponent('securitySchemes', 'token', { type: 'http', scheme: 'bearer' })
  return api.getOpenAPI31Document({
    openapi: '3.1.0',
    info: { title: 'ChestCheck', version: '1', description: DESCRIPTION },
    servers: [{ url: `${publicUrl}${API_PATH}` }],
    tags: [{ name: 'Studies', description: 'Pictures that this client sent, and their answers.' }],
  })
}

const CURSOR = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)_([0-9A-Za-z-]{1,64})$/

function parseCursor(text: string): StudyCursor | null {
  const [, time, id] = CURSOR.exec(text) ?? []
  if (time === undefined || id === undefined) return null
  const receivedAt = new Date(time)
  return Number.isNaN(receivedAt.getTime()) ? null : { receivedAt, id }
}
