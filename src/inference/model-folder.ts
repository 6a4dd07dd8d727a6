import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { z } from 'zod'
import { Fault } from '../core/fault.js'
import { LABELS } from '../core/label.js'
import type { ModelManifest } from '../core/model-manifest.js'

const share = z.number().min(0).max(1)
const scores = z.strictObject({ COVID: share, NORMAL: share, PNEUMONIA: share })
const proportion = z.strictObject({ value: share, low: share, high: share, n: z.int().min(1) })
const proportions = z.strictObject({ COVID: proportion, NORMAL: proportion, PNEUMONIA: proportion })
const side = z.int().min(32).max(1024)

const manifestSchema: z.ZodType<ModelManifest> = z.strictObject({
  format: z.literal(1),
  name: z.string().regex(/^[a-z0-9][a-z0-9.-]{0,62}$/),
  created: z.iso.date(),
  architecture: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/),
  labels: z
    .array(z.string())
    .refine((labels) => String(labels) === String(LABELS), 'labels or their order differ'),
  inputShape: z.tuple([side, side, z.literal(3)]),
  preprocessing: z.strictObject({ version: z.enum(['gray-fill-1', 'gray-fill-2']), size: side }),
  heatmapLayer: z
    .string()
    .regex(/^[\w./-]{1,100}$/)
    .optional(),
  temperature: z.number().positive(),
  thresholds: scores,
  files: z.record(z.string().regex(/^[\w.-]+$/), z.string().regex(/^[0-9a-f]{64}$/)),
  training: z.strictObject({
    protocol: z.string(),
    pictures: z.record(z.string(), z.int()),
    note: z.string(),
  }),
  metrics: z.array(
    z.strictObject({
      split: z.string(),
      command: z.string(),
      accuracy: proportion,
      sensitivity: proportions,
      specificity: proportions,
    }),
  ),
  licence: z.string(),
})

/** A model folder whose files agree with its manifest. */
export interface CheckedModelFolder {
  readonly folder: string
  /**
   * `name@hash12`: the hash of everything in the manifest but its metrics, and so of every file and threshold. Evaluating
   * a model does not make it another.
   */
  readonly id: string
  readonly manifest: ModelManifest
}

/**
 * Reads `manifest.json` and checks it against the files beside it: hashes, labels, shapes.
 * @throws Fault `model_folder_invalid`, saying what disagrees.
 */
export async function checkModelFolder(path: string): Promise<CheckedModelFolder> {
  const folder = resolve(path)
  const text = await readFile(join(folder, 'manifest.json')).catch((cause: unknown) => {
    throw new Fault('model_folder_invalid', `${basename(folder)} has no readable manifest.json`, { cause })
  })
  const manifest = parseManifest(text.toString('utf8'))
  if (
    manifest.inputShape[0] !== manifest.preprocessing.size ||
    manifest.inputShape[1] !== manifest.preprocessing.size
  ) {
    throw new Fault('model_folder_invalid', 'the input shape and the preprocessing size differ')
  }
  if (manifest.files['model.json'] === undefined) {
    throw new Fault('model_folder_invalid', 'the manifest does not name model.json')
  }
  for (const [name, expected] of Object.entries(manifest.files)) {
    const bytes = await readFile(join(folder, name)).catch((cause: unknown) => {
      throw new Fault('model_folder_invalid', `${name} is missing`, { cause })
    })
    if (sha256(bytes) !== expected)
      throw new Fault('model_folder_invalid', `${name} was changed: its hash differs`)
  }
  const identity = JSON.stringify({ ...manifest, metrics: [] })
  return { folder, id: `${manifest.name}@${sha256(identity).slice(0, 12)}`, manifest }
}

function parseManifest(text: string): ModelManifest {
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch (cause) {
    throw new Fault('model_folder_invalid', 'manifest.json is not JSON', { cause })
  }
  const parsed = manifestSchema.safeParse(content)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map(
    (issue) => `${issue.path.join('.') || 'manifest'}: ${issue.message}`,
  )
  throw new Fault('model_folder_invalid', `manifest.json: ${problems.join('; ')}`)
}

function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex')
}
