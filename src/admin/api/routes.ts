import { createRoute, z } from '@hono/zod-openapi'
import { LABELS } from '../../core/label.js'
import { OUTCOME_KINDS } from '../../core/outcome.js'
import { problemResponse } from './problem.js'
import { studyPageSchema, studySchema } from './study-schema.js'

const TOKEN = [{ token: [] }]
const TAGS = ['Studies']

const retryAfter = z.object({
  'Retry-After': z.string().openapi({ description: 'Seconds until another try makes sense.' }),
})

const notIn = {
  401: problemResponse('The token is missing, unknown, revoked or expired.'),
  429: { ...problemResponse('Too many requests or pictures for now.'), headers: retryAfter },
}
const notFound = problemResponse('The client has no such study, or what is asked of it is not kept.')
const invalid = problemResponse('The request cannot be understood.')

const id = z.object({
  id: z
    .string()
    .openapi({ param: { name: 'id', in: 'path' }, description: 'The id of a study of this client.' }),
})

const picture = z.string().openapi({ type: 'string', format: 'binary' })

/** What the request brings; described apart, because the picture is read by us and not by a schema. */
export const STUDY_BODY = {
  required: true,
  description:
    'JPEG, PNG, WebP, TIFF, BMP, HEIC or DICOM, known by its first bytes: either as the whole body, whatever content type it has, or as the part `picture` of a form.',
  content: {
    'application/octet-stream': { schema: picture },
    'multipart/form-data': {
      schema: z.object({
        picture,
        note: z.string().max(2000).optional().openapi({
          description: 'Kept with the picture and erased with it. It must not name a patient.',
        }),
      }),
    },
  },
}

export const takeStudyRoute = createRoute({
  method: 'post',
  path: '/studies',
  operationId: 'createStudy',
  summary: 'Have a picture read',
  description:
    'Answers within seconds. A reading is 201; the outcome `uncertain` is one too, and asks for a reader. Whatever is no reading is a problem with a code.',
  tags: TAGS,
  security: TOKEN,
  request: {
    headers: z.object({
      'Idempotency-Key': z.string().optional().openapi({
        description:
          'Names this picture for good, for this client: 1 to 200 printable ASCII characters. The same key again gives the same study. After `busy`, `rate_limited`, `download_failed` and `fault` the same key has it tried again.',
        example: 'a3f1c2d4-ward-7',
      }),
    }),
  },
  responses: {
    200: {
      description: 'The same key had this picture read before: that study.',
      content: { 'application/json': { schema: studySchema } },
    },
    201: {
      description: 'Read.',
      headers: z.object({ Location: z.string().openapi({ description: 'The path of the study.' }) }),
      content: { 'application/json': { schema: studySchema } },
    },
    400: problemResponse('There is no picture in the request, or it did not arrive whole.'),
    ...notIn,
    403: problemResponse('This client may not send pictures.'),
    413: problemResponse('The picture has more bytes than are taken.'),
    422: problemResponse(
      'The picture was not read, for the reason that the code says; or the key was used with another picture.',
    ),
    500: problemResponse('Something of ours broke. The reference finds it.'),
    503: {
      ...problemResponse('Too many pictures are waiting, or the program is being stopped.'),
      headers: retryAfter,
    },
  },
})

export const listStudiesRoute = createRoute({
  method: 'get',
  path: '/studies',
  operationId: 'listStudies',
  summary: 'List the studies of this client',
  tags: TAGS,
  security: TOKEN,
  request: {
    query: z.object({
      limit: z.coerce
        .number()
        .int()
        .min(1)
        .max(200)
        .default(50)
        .openapi({ description: 'Studies on the page.' }),
      after: z
        .string()
        .optional()
        .openapi({ description: 'Where the page goes on: `next` of the page before.' }),
      outcome: z.enum(OUTCOME_KINDS).optional(),
      label: z.enum(LABELS).optional(),
      from: z.iso.datetime({ offset: true }).optional().openapi({ description: 'Received then or later.' }),
      to: z.iso.datetime({ offset: true }).optional().openapi({ description: 'Received before.' }),
    }),
  },
  responses: {
    200: { description: 'A page of studies.', content: { 'application/json': { schema: studyPageSchema } } },
    400: invalid,
    ...notIn,
  },
})

export const getStudyRoute = createRoute({
  method: 'get',
  path: '/studies/{id}',
  operationId: 'getStudy',
  summary: 'Get a study',
  tags: TAGS,
  security: TOKEN,
  request: { params: id },
  responses: {
    200: { description: 'The study.', content: { 'application/json': { schema: studySchema } } },
    ...notIn,
    404: notFound,
  },
})

export const getHeatmapRoute = createRoute({
  method: 'get',
  path: '/studies/{id}/heatmap',
  operationId: 'getHeatmap',
  summary: 'Get the heatmap of a study',
  tags: TAGS,
  security: TOKEN,
  request: { params: id },
  responses: {
    200: { description: 'A JPEG.', content: { 'image/jpeg': { schema: picture } } },
    ...notIn,
    404: notFound,
  },
})

export const erasePictureRoute = createRoute({
  method: 'delete',
  path: '/studies/{id}/picture',
  operationId: 'erasePicture',
  summary: 'Erase the picture of a study',
  description: 'The picture, its heatmap and its note are erased now; the answer stays on the record.',
  tags: TAGS,
  security: TOKEN,
  request: { params: id },
  responses: {
    204: { description: 'Erased, now or before.' },
    ...notIn,
    404: notFound,
    409: problemResponse('The study has no answer yet, so its picture is still needed.'),
  },
})
