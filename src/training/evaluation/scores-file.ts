import { appendFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import type { ModelIdentity, PictureFacts } from '../../core/examination.js'
import { Fault } from '../../core/fault.js'
import { LABELS } from '../../core/label.js'
import { OUTCOME_KINDS } from '../../core/outcome.js'
import type { EvaluatedPicture } from './headline.js'
import type { Passage } from './refusals.js'

/** One picture as a model read it: a line of a scores file. */
export interface ScoredPicture extends Omit<EvaluatedPicture, 'scores'>, Passage {
  /** Null when the network did not run. */
  readonly scores: EvaluatedPicture['scores'] | null
  /** 16 hex digits of the SHA-256 of the file's bytes. */
  readonly bytes: string
  /** Null when the file could not be decoded. */
  readonly picture: Pick<PictureFacts, 'width' | 'height' | 'brightness'> | null
  readonly model: ModelIdentity
}

const share = z.number().min(0).max(1)

const line = z.object({
  path: z.string(),
  label: z.enum(LABELS),
  scores: z.object({ COVID: share, NORMAL: share, PNEUMONIA: share }).nullable(),
  outcome: z.enum(OUTCOME_KINDS),
  code: z.string().nullable(),
  source: z.string(),
  population: z.string(),
  group: z.string(),
  bytes: z.string(),
  picture: z.object({ width: z.number(), height: z.number(), brightness: share.nullable() }).nullable(),
  model: z
    .looseObject({ id: z.string(), backend: z.string(), precision: z.string(), preprocessing: z.string() })
    .transform((identity) => identity as unknown as ModelIdentity),
})

/**
 * Reads a scores file. A last line that was cut off when the writer was killed is dropped; of two lines on one
 * picture the later counts.
 * @throws Fault `data_set_invalid` when the file cannot be read or another line is not of this kind
 */
export async function readScores(file: string): Promise<readonly ScoredPicture[]> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new Fault('data_set_invalid', `cannot read the scores in ${file}`, { cause })
  })
  const lines = text.split('\n')
  const rows = new Map<string, ScoredPicture>()
  // What follows the last line break is empty, or was not written to its end.
  lines.slice(0, -1).forEach((content, index) => {
    const parsed = line.safeParse(parseJson(content))
    if (!parsed.success)
      throw new Fault('data_set_invalid', `line ${index + 1} of ${file} is no scored picture`)
    rows.set(parsed.data.path, parsed.data)
  })
  return [...rows.values()]
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Adds one picture to the end of the file. */
export async function appendScores(file: string, row: ScoredPicture): Promise<void> {
  await appendFile(file, `${JSON.stringify(row)}\n`)
}

/** Writes the whole file; killed in between, the older one stays. */
export async function writeScores(file: string, rows: readonly ScoredPicture[]): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(`${file}.partial`, rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
  await rename(`${file}.partial`, file)
}

/** The pictures whose network ran, as the figures take them. */
export function withScores(rows: readonly ScoredPicture[]): readonly (ScoredPicture & EvaluatedPicture)[] {
  return rows.flatMap((row) => (row.scores === null ? [] : [{ ...row, scores: row.scores }]))
}

/**
 * The identity of the one model that made all rows.
 * @throws Fault `data_set_invalid` when there are none, or of several models, or of another one than `expectedId`
 */
export function modelOf(rows: readonly ScoredPicture[], expectedId?: string): ModelIdentity {
  const [first, ...others] = rows
  if (!first) throw new Fault('data_set_invalid', 'the scores file has no picture')
  if (others.some(({ model }) => !sameModel(model, first.model))) {
    throw new Fault('data_set_invalid', 'the scores are of several models or backends')
  }
  if (expectedId !== undefined && first.model.id !== expectedId) {
    throw new Fault('data_set_invalid', `the scores are of ${first.model.id}, not of ${expectedId}`)
  }
  return first.model
}

/** Whether two identities give the same scores for the same picture. */
export function sameModel(one: ModelIdentity, other: ModelIdentity): boolean {
  return (
    one.id === other.id &&
    one.backend === other.backend &&
    one.precision === other.precision &&
    one.preprocessing === other.preprocessing
  )
}
