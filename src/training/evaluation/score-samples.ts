import { createHash } from 'node:crypto'
import { mkdir, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Examination, ModelIdentity } from '../../core/examination.js'
import { Fault } from '../../core/fault.js'
import type { Sample } from '../data/data-set.js'
import type { Progress } from '../progress.js'
import { appendScores, readScores, sameModel, type ScoredPicture, writeScores } from './scores-file.js'

/** A network that reads picture files, as serving does. */
export interface PictureReader {
  readonly identity: ModelIdentity
  examine(bytes: Uint8Array): Promise<Pick<Examination, 'outcome' | 'picture'>>
}

export interface ScoreSamplesOptions {
  readonly samples: readonly Sample[]
  readonly modelId: string
  /** Loads the network. Not called when every picture has its scores already. */
  readonly open: () => Promise<PictureReader>
  /** Where scores are kept: pictures with the same bytes read by the same model are not read again. */
  readonly file: string
  /** Changes each picture file before it is read. Give each change a file of its own. */
  readonly change?: (bytes: Uint8Array) => Promise<Uint8Array>
  /** What is said of the work. */
  readonly what?: string
  readonly progress: Progress
  readonly signal: AbortSignal
}

/**
 * Scores every sample, in order, and keeps each on disk as soon as it is read: a run that was stopped goes on.
 * Labels, sources and groups are taken from the samples, never from the file.
 * @throws Fault `picture_unreadable` when a file of the data set cannot be read
 */
export async function scoreSamples(options: ScoreSamplesOptions): Promise<readonly ScoredPicture[]> {
  const { samples, modelId, file, what = 'reading', progress, signal } = options
  await mkdir(dirname(file), { recursive: true })
  const kept = await readScores(file).catch(() => [])
  const hashes = await hashFiles(samples, signal)
  let known = new Map(kept.filter(({ model }) => model.id === modelId).map((row) => [row.path, row]))
  const isKnown = ({ path }: Sample) => {
    const row = known.get(path)
    return row?.bytes === hashes.get(path) && row?.outcome !== 'fault'
  }
  let reader: PictureReader | null = null
  if (!samples.every(isKnown)) {
    const opened = await options.open()
    reader = opened
    known = new Map([...known].filter(([, { model }]) => sameModel(model, opened.identity)))
  }
  // What was cut off or belongs to another model is dropped before anything is added.
  await writeScores(file, [...known.values()])
  const rows: ScoredPicture[] = []
  progress.start(what, samples.length)
  for (const sample of samples) {
    signal.throwIfAborted()
    const row = known.get(sample.path)
    if (row && isKnown(sample)) rows.push({ ...row, ...describe(sample) })
    else if (reader) {
      const read = await readSample(sample, reader, options.change)
      await appendScores(file, read)
      rows.push(read)
    }
    progress.advance(rows.length)
  }
  progress.end()
  return rows
}

async function readSample(
  sample: Sample,
  reader: PictureReader,
  change: ScoreSamplesOptions['change'],
): Promise<ScoredPicture> {
  const bytes = await readPicture(sample)
  const { outcome, picture } = await reader.examine(change ? await change(bytes) : bytes)
  return {
    ...describe(sample),
    scores: 'scores' in outcome ? outcome.scores : null,
    outcome: outcome.kind,
    code: 'code' in outcome ? outcome.code : null,
    bytes: hashOf(bytes),
    picture: picture && {
      width: picture.width,
      height: picture.height,
      brightness: picture.brightness && Number(picture.brightness.toFixed(4)),
    },
    model: reader.identity,
  }
}

function describe({ path, label, source, population, group }: Sample) {
  return { path, label, source, population, group }
}

/** The hash of each file, by the sample's path. */
async function hashFiles(samples: readonly Sample[], signal: AbortSignal): Promise<Map<string, string>> {
  const hashes = new Map<string, string>()
  for (const sample of samples) {
    signal.throwIfAborted()
    hashes.set(sample.path, hashOf(await readPicture(sample)))
  }
  return hashes
}

/** @throws Fault `picture_unreadable` */
export async function readPicture({ file, path }: Pick<Sample, 'file' | 'path'>): Promise<Buffer> {
  return readFile(file).catch((cause: unknown) => {
    throw new Fault('picture_unreadable', `cannot read ${path}`, { cause })
  })
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16)
}
