import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { Fault } from '../core/fault.js'
import type {
  BrokenModel,
  LiveModel,
  ModelDossier,
  ModelShelf,
  Promotion,
  ReferenceDistributions,
  ShelvedModel,
} from '../core/model-shelf.js'
import { isMeasured, MODEL_NAME } from '../core/model-shelf.js'
import { GATE_FILE } from './gate.js'
import { LIVE_FILE, readLiveModel, writeLiveModel } from './live-model.js'
import type { CheckedModelFolder } from './model-folder.js'
import { checkModelFolder } from './model-folder.js'
import { parseDistributions, parseReport } from './model-shelf-files.js'

export interface ModelShelfOptions {
  /** Where model folders and `live.json` lie. */
  readonly modelsFolder: string
  /** The folder that this program serves since its start. */
  readonly servedFolder: string
  readonly now: () => Date
}

/** Files of a model folder that pages show as drawings. */
const DRAWING = /^[a-z0-9][a-z0-9-]{0,40}\.svg$/
/** Cards and reports are a few kilobytes; what is larger is none. */
const MOST_TEXT_BYTES = 2_000_000

/** The model folders, each checked when it is first looked at and again when one of its files has changed. */
export function createModelShelf({ modelsFolder, servedFolder, now }: ModelShelfOptions): ModelShelf {
  const models = resolve(modelsFolder)
  const served = resolve(servedFolder)
  const check = createKeptChecks()
  const servedElsewhere = dirname(served) !== models
  const pinned = servedElsewhere || isNotLive(models, basename(served))

  const folderOf = (name: string): string | null => {
    if (servedElsewhere && name === basename(served)) return served
    return MODEL_NAME.test(name) ? join(models, name) : null
  }
  const shelve = (name: string, { id, manifest }: CheckedModelFolder): ShelvedModel => ({
    name,
    id,
    manifest,
    promotable: folderOf(name) !== served || !servedElsewhere,
  })

  async function list(): Promise<{ models: readonly ShelvedModel[]; broken: readonly BrokenModel[] }> {
    const names = new Set(await modelNames(models))
    if (servedElsewhere) names.add(basename(served))
    const sound: ShelvedModel[] = []
    const broken: BrokenModel[] = []
    for (const name of [...names].sort()) {
      try {
        sound.push(shelve(name, await check(folderOf(name) ?? join(models, name))))
      } catch (error) {
        if (!(error instanceof Fault)) throw error
        broken.push({ name, problem: error.message })
      }
    }
    return { models: sound, broken }
  }

  async function find(name: string): Promise<ModelDossier | null> {
    const folder = folderOf(name)
    const checked = folder && (await check(folder).catch(nullForFault))
    if (!folder || !checked) return null
    return {
      ...shelve(name, checked),
      card: await readText(join(folder, 'card.md')),
      report: parseReport(await readText(join(folder, 'report.json'))),
      reference: parseDistributions(await readText(join(folder, 'distributions.json'))),
      drawings: (await readdir(folder)).filter((file) => DRAWING.test(file)).sort(),
      gated: checked.manifest.files[GATE_FILE] !== undefined,
    }
  }

  return {
    pinned,
    list,
    find,

    async reference(id): Promise<ReferenceDistributions | null> {
      const { models: sound } = await list()
      const found = sound.find((model) => model.id === id)
      const folder = found && folderOf(found.name)
      return folder ? parseDistributions(await readText(join(folder, 'distributions.json'))) : null
    },

    async drawing(name, drawing) {
      const folder = folderOf(name)
      return folder && DRAWING.test(drawing) ? readText(join(folder, drawing)) : null
    },

    live: () => liveOrNull(models),

    async promote({ name, id, by, force }): Promise<Promotion> {
      if (!MODEL_NAME.test(name)) return { kind: 'refused', why: 'unknown' }
      let plan: PromotionPlan
      try {
        plan = await planPromotion(models, name)
      } catch (error) {
        if (!(error instanceof Fault)) throw error
        return { kind: 'refused', why: (await exists(join(models, name))) ? 'broken' : 'unknown' }
      }
      if (plan.next.id !== id) return { kind: 'refused', why: 'changed' }
      if (!plan.measured && !force) return { kind: 'refused', why: 'unmeasured' }
      try {
        const live = await carryOutPromotion(plan, { by, at: now() })
        return { kind: 'promoted', from: plan.live?.id ?? null, live }
      } catch (error) {
        if (!isNotWritable(error)) throw error
        return { kind: 'refused', why: 'not_writable' }
      }
    },
  }
}

/** What promoting a model would change. */
export interface PromotionPlan {
  readonly modelsFolder: string
  readonly name: string
  readonly next: CheckedModelFolder
  /** What was promoted before; null where nothing readable says so. */
  readonly live: LiveModel | null
  /** The folder of that one; null where it is gone or no longer sound. */
  readonly current: CheckedModelFolder | null
  /** Whether the model has figures on the honest test. */
  readonly measured: boolean
  /** Why the file that names the live model could not be read; null where it could. */
  readonly unreadable: string | null
}

/**
 * Looks at a model that is to be promoted, with every file of it.
 * @throws Fault `model_folder_invalid` when the folder is not what its manifest says
 */
export async function planPromotion(modelsFolder: string, name: string): Promise<PromotionPlan> {
  const next = await checkModelFolder(join(modelsFolder, name))
  let live: LiveModel | null = null
  let unreadable: string | null = null
  try {
    live = readLiveModel(modelsFolder)
  } catch (error) {
    // A file that cannot be read must not keep anybody from promoting a model, which mends it.
    if (!(error instanceof Fault)) throw error
    unreadable = `${LIVE_FILE} is not readable and will be written anew: ${error.message}`
  }
  const current = live && (await checkModelFolder(join(modelsFolder, live.model)).catch(nullForFault))
  return { modelsFolder, name, next, live, current, measured: isMeasured(next.manifest), unreadable }
}

/** Makes the model of a plan the one that is served from the next start on. */
export async function carryOutPromotion(
  { modelsFolder, name, next, live, measured }: PromotionPlan,
  { by, at }: { readonly by: string | null; readonly at: Date },
): Promise<LiveModel> {
  const promoted: LiveModel = {
    format: 1,
    model: name,
    id: next.id,
    promotedAt: at.toISOString(),
    promotedBy: by,
    replaced: live && live.id !== next.id ? live.id : (live?.replaced ?? null),
    forced: !measured,
  }
  await writeLiveModel(modelsFolder, promoted)
  return promoted
}

/** Hashing the weights of a model takes a while, so a folder is checked again only where a file of it changed. */
function createKeptChecks(): (folder: string) => Promise<CheckedModelFolder> {
  const kept = new Map<string, { readonly state: string; readonly checked: CheckedModelFolder }>()
  return async (folder) => {
    const before = kept.get(folder)
    const files = before ? Object.keys(before.checked.manifest.files) : []
    if (before && before.state === (await stateOf(folder, files))) return before.checked
    const checked = await checkModelFolder(folder)
    kept.set(folder, { state: await stateOf(folder, Object.keys(checked.manifest.files)), checked })
    return checked
  }
}

async function stateOf(folder: string, files: readonly string[]): Promise<string> {
  const states = ['manifest.json', ...files].map(async (file) => {
    const found = await stat(join(folder, file)).catch(() => null)
    return found ? `${found.mtimeMs} ${found.ctimeMs} ${found.size}` : 'gone'
  })
  return (await Promise.all(states)).join('\n')
}

async function modelNames(models: string): Promise<readonly string[]> {
  const entries = await readdir(models, { withFileTypes: true }).catch(() => [])
  const folders = entries.filter(
    (entry) => (entry.isDirectory() || entry.isSymbolicLink()) && MODEL_NAME.test(entry.name),
  )
  return folders.map(({ name }) => name)
}

async function readText(file: string): Promise<string | null> {
  const found = await stat(file).catch(() => null)
  if (!found?.isFile() || found.size > MOST_TEXT_BYTES) return null
  return readFile(file, 'utf8').catch(() => null)
}

async function exists(folder: string): Promise<boolean> {
  return (await stat(folder).catch(() => null)) !== null
}

function liveOrNull(models: string): LiveModel | null {
  try {
    return readLiveModel(models)
  } catch (error) {
    return nullForFault(error)
  }
}

/** At the start: whether another model is served than the one that was promoted. */
function isNotLive(models: string, served: string): boolean {
  const live = liveOrNull(models)
  return live !== null && live.model !== served
}

function nullForFault(error: unknown): null {
  if (error instanceof Fault) return null
  throw error
}

function isNotWritable(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException
  return code === 'EROFS' || code === 'EACCES' || code === 'EPERM'
}
