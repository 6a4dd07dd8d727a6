import { z } from '@hono/zod-openapi'
import { PICTURE_FORMATS, TURNS } from '../../core/examination.js'
import { LABELS } from '../../core/label.js'
import { OUTCOME_KINDS, REFUSAL_CODES } from '../../core/outcome.js'

const time = z.iso.datetime().openapi({ example: '2026-11-23T08:15:30.000Z' })
const score = z.number().min(0).max(1)
const sha256 = z.string().regex(/^[0-9a-f]{64}$/)

export const scoresSchema = z
  .object({ COVID: score, NORMAL: score, PNEUMONIA: score })
  .openapi('Scores', { description: 'Calibrated; they sum to 1.' })

export const studySchema = z
  .object({
    id: z.string().openapi({ example: '0b0a6a52-2f0e-8d1c-9d6b-0a3f5f6c1e77' }),
    reference: z.string().openapi({ description: 'What a person quotes.', example: 'CC-7KQ2MXWD' }),
    receivedAt: time,
    answeredAt: time.nullable(),
    outcome: z.enum(OUTCOME_KINDS).nullable().openapi({
      description:
        '`finding`: a class reached its threshold. `uncertain`: none did, a reader is asked for. `refused`: the picture was not read. `fault`: something of ours broke. Null while there is no answer.',
    }),
    label: z.enum(LABELS).nullable().openapi({ description: 'Null unless the outcome is `finding`.' }),
    scores: scoresSchema.nullable().openapi({ description: 'Null where no network was asked.' }),
    threshold: score.nullable().openapi({ description: 'The score that the leading class had to reach.' }),
    code: z
      .string()
      .nullable()
      .openapi({
        description: `Why there is no reading: ${REFUSAL_CODES.join(', ')}, or the code of a fault.`,
      }),
    model: z
      .object({
        id: z.string().openapi({ example: 'honest-vgg16@0123456789ab' }),
        backend: z.string().nullable(),
        precision: z.string().nullable(),
        preprocessing: z.string().nullable(),
      })
      .nullable(),
    checked: z.boolean().nullable().openapi({
      description: 'Whether it was checked that the picture shows a frontal chest radiograph.',
    }),
    turns: z.array(z.enum(TURNS)).openapi({ description: 'What was put right before the picture was read.' }),
    picture: z.object({
      sha256: sha256.nullable().openapi({
        description:
          'Of the file as it is kept: a DICOM file without what says whose it is, any other as it was sent.',
      }),
      bytes: z.int().nullable(),
      format: z.enum(PICTURE_FORMATS).nullable(),
      width: z.int().nullable(),
      height: z.int().nullable(),
      erasedAt: time.nullable(),
    }),
    heatmap: z.string().nullable().openapi({
      description: 'Path of a JPEG that shows where the network looked; null where there is none.',
    }),
    answer: z
      .object({ headline: z.string(), sentences: z.array(z.string()) })
      .nullable()
      .openapi({ description: 'The answer in words, in the language that Accept-Language asks for.' }),
    disclaimer: z.string().openapi({ description: 'Belongs to every answer that a person is shown.' }),
  })
  .openapi('Study')

export type StudyJson = z.infer<typeof studySchema>

export const studyPageSchema = z
  .object({
    studies: z.array(studySchema).openapi({ description: 'Newest first.' }),
    next: z
      .string()
      .nullable()
      .openapi({ description: 'What `after` takes for the next page; null on the last.' }),
  })
  .openapi('StudyPage')
