import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'

/** What can be wrong with a request, beside the reasons why a picture is not read. */
export const PROBLEM_TITLES = {
  unauthorized: 'The token is missing, unknown, revoked or expired',
  too_many_requests: 'Too many requests',
  not_found: 'There is nothing here for this client',
  invalid_request: 'The request cannot be understood',
  idempotency_key_reused: 'This idempotency key was used with another picture',
  not_answered: 'The study has no answer yet',
  fault: 'Something of ours broke',
  unsupported_format: 'The file is of no format that is read',
  corrupt_image: 'The file is damaged',
  too_large: 'The picture is too large',
  too_small: 'The picture is too small',
  not_frontal_chest: 'The picture is no frontal chest radiograph',
  lateral_view: 'The picture is a lateral view',
  poor_quality: 'The picture is not good enough to be read',
  wrong_modality: 'The DICOM file is of another modality',
  download_failed: 'The picture did not arrive whole',
  not_allowed: 'This client may not send pictures',
  busy: 'Too many pictures are waiting',
  rate_limited: 'This client sent as many pictures as it may for now',
} as const

export type ProblemCode = keyof typeof PROBLEM_TITLES

const CODES = Object.keys(PROBLEM_TITLES) as [ProblemCode, ...ProblemCode[]]

export const problemSchema = z
  .object({
    type: z.string().openapi({
      description: 'Names the kind of problem; ends with the code.',
      example: 'urn:chestcheck:problem:not_frontal_chest',
    }),
    title: z.string().openapi({ description: 'The kind of problem in English.' }),
    status: z.int().openapi({ description: 'The HTTP status, again.', example: 422 }),
    code: z.enum(CODES).openapi({ description: 'What to branch on. New codes may be added.' }),
    detail: z.string().optional().openapi({
      description:
        'What was wrong and what to do, for a person, in the language that Accept-Language asks for.',
    }),
    reference: z.string().optional().openapi({
      description: 'What a person quotes when they ask about it.',
      example: 'CC-7KQ2MXWD',
    }),
    studyId: z.string().optional().openapi({ description: 'The study on the record, where there is one.' }),
    retryAfterSeconds: z.int().optional().openapi({
      description: 'When another try makes sense; the same as the header Retry-After.',
    }),
    disclaimer: z.string().optional(),
  })
  .openapi('Problem')

export type Problem = z.infer<typeof problemSchema>

const TYPE = 'application/problem+json'

/** A problem as RFC 9457 has it. */
export function problem<Status extends ContentfulStatusCode>(
  c: Context,
  status: Status,
  code: ProblemCode,
  more: Partial<Pick<Problem, 'detail' | 'reference' | 'studyId' | 'retryAfterSeconds' | 'disclaimer'>> = {},
) {
  if (more.retryAfterSeconds !== undefined) c.header('Retry-After', String(more.retryAfterSeconds))
  const body: Problem = {
    type: `urn:chestcheck:problem:${code}`,
    title: PROBLEM_TITLES[code],
    status,
    code,
    ...more,
  }
  return c.json(body, status, { 'Content-Type': TYPE })
}

/** A problem as a route's description has it. */
export function problemResponse(description: string) {
  return { description, content: { 'application/problem+json': { schema: problemSchema } } }
}
