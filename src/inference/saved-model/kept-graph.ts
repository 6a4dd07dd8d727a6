import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { GRAPH_VERSION, type FreezeOptions } from './freeze-layers.js'

/** Which graph of which model. */
export interface GraphKey extends Pick<FreezeOptions, 'precision' | 'pooledLayers' | 'heatmapLayer'> {
  /** `name@hash12`. */
  readonly modelId: string
}

/** The folder of derived graphs within `DATA_DIR`. */
export const SERVING_FOLDER = 'serving'

const GRAPH_FILE = 'saved_model.pb'
const HASH_FILE = 'saved_model.sha256'
const PARTIAL = '.partial-'

/** A process that was killed while it wrote leaves its partial folder; nobody writes for this long. */
const PARTIAL_MS = 10 * 60_000

/** The folder of a graph: another model, version of the graph or choice of outputs has another. */
export function graphFolder(cacheFolder: string, key: GraphKey): string {
  const outputs = JSON.stringify([GRAPH_VERSION, key.pooledLayers, key.heatmapLayer])
  return join(cacheFolder, `${key.modelId}-${key.precision}-${sha256(outputs).slice(0, 8)}`)
}

/** The graphs that are kept of a model. */
export async function listKeptGraphs(
  cacheFolder: string,
  modelId: string,
): Promise<readonly { readonly folder: string; readonly bytes: number }[]> {
  const entries = await readdir(cacheFolder).catch(() => [])
  const folders = entries
    .filter((entry) => entry.startsWith(`${modelId}-`))
    .map((entry) => join(cacheFolder, entry))
  return Promise.all(
    folders.map(async (folder) => ({ folder, bytes: (await stat(join(folder, GRAPH_FILE))).size })),
  )
}

/** Whether the graph lies there whole: a file that a crash or a disk damaged is not. */
export async function isWhole(folder: string): Promise<boolean> {
  try {
    const [bytes, hash] = await Promise.all([
      readFile(join(folder, GRAPH_FILE)),
      readFile(join(folder, HASH_FILE), 'utf8'),
    ])
    return sha256(bytes) === hash.trim()
  } catch {
    return false
  }
}

/**
 * Writes a graph and its hash. Nobody sees a half: the folder appears with one rename. Where another process was first,
 * its folder stays if it is whole.
 */
export async function keepGraph(folder: string, bytes: Uint8Array): Promise<void> {
  const cacheFolder = dirname(folder)
  await mkdir(cacheFolder, { recursive: true })
  const partial = await mkdtemp(join(cacheFolder, PARTIAL))
  const aside = `${partial}-damaged`
  try {
    await writeFile(join(partial, GRAPH_FILE), bytes)
    await writeFile(join(partial, HASH_FILE), `${sha256(bytes)}\n`)
    // A rename takes the place of nothing, or of an empty folder.
    if (await renamed(partial, folder)) return
    if (await isWhole(folder)) return
    await rename(folder, aside)
    await rename(partial, folder)
  } finally {
    for (const left of [partial, aside]) await rm(left, { recursive: true, force: true })
  }
}

async function renamed(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to)
    return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOTEMPTY' || code === 'EEXIST') return false
    throw error
  }
}

/**
 * Removes what nobody will load again: graphs of other versions of the model of this name, older graphs of its precision,
 * and what killed processes left.
 */
export async function removeStaleGraphs(cacheFolder: string, key: GraphKey): Promise<void> {
  const kept = graphFolder(cacheFolder, key)
  const name = key.modelId.slice(0, key.modelId.lastIndexOf('@') + 1)
  for (const entry of await readdir(cacheFolder)) {
    const path = join(cacheFolder, entry)
    const another =
      !entry.startsWith(`${key.modelId}-`) || entry.startsWith(`${key.modelId}-${key.precision}-`)
    const stale = entry.startsWith(PARTIAL)
      ? await isOld(path)
      : entry.startsWith(name) && another && path !== kept
    if (stale) await rm(path, { recursive: true, force: true })
  }
}

async function isOld(path: string): Promise<boolean> {
  const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Infinity }))
  return Date.now() - mtimeMs > PARTIAL_MS
}

function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex')
}
