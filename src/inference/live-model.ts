import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { Fault } from '../core/fault.js'
import type { LiveModel } from '../core/model-shelf.js'

export type { LiveModel } from '../core/model-shelf.js'

/** Beside the model folders: which of them is served. */
export const LIVE_FILE = 'live.json'

const schema: z.ZodType<LiveModel> = z.strictObject({
  format: z.literal(1),
  model: z.string().regex(/^[a-z0-9][a-z0-9.-]{0,62}$/),
  id: z.string().regex(/^[a-z0-9][a-z0-9.-]*@[0-9a-f]{12}$/),
  promotedAt: z.iso.datetime(),
  promotedBy: z.string().nullable(),
  replaced: z.string().nullable(),
  forced: z.boolean(),
})

/**
 * The model that is served, read while settings are; null when none was promoted.
 * @throws Fault `model_folder_invalid` when the file is there and is not of this kind
 */
export function readLiveModel(modelsFolder: string): LiveModel | null {
  let text: string
  try {
    text = readFileSync(join(modelsFolder, LIVE_FILE), 'utf8')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw new Fault('model_folder_invalid', `${LIVE_FILE} cannot be read`, { cause })
  }
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch (cause) {
    throw new Fault('model_folder_invalid', `${LIVE_FILE} is not JSON`, { cause })
  }
  const parsed = schema.safeParse(content)
  if (!parsed.success) throw new Fault('model_folder_invalid', `${LIVE_FILE} names no model`)
  return parsed.data
}

/** Makes a model the one that is served from the next start on. Killed in between, the older one stays. */
export async function writeLiveModel(modelsFolder: string, live: LiveModel): Promise<void> {
  const file = join(modelsFolder, LIVE_FILE)
  const partial = `${file}.${randomBytes(4).toString('hex')}.partial`
  await writeFile(partial, `${JSON.stringify(live, null, 2)}\n`, { flush: true })
  await rename(partial, file)
}
