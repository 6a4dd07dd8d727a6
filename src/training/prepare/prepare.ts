import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { Fault } from '../../core/fault.js'
import type { Progress } from '../progress.js'
import { divideAtRandom, divideByGroup, type Divisible, type Part, type PartShares } from '../data/split.js'
import { checkPictures, type CheckedPicture, type ReadPicture } from './check-pictures.js'
import { takeFingerprints, type ProbePicture } from './fingerprints.js'
import { checkMetadata } from './metadata-check.js'
import { findLikePairs, type LikePair } from './near-duplicates.js'
import { readSource } from './read-source.js'
import { composeReport, type PrepareReport } from './report.js'
import { writeReport } from './report-text.js'
import { findStraddling } from './straddling.js'
import { writeDataSet, type PlacedPicture } from './write-manifest.js'

export interface PrepareOptions {
  /** A manifest, or a folder of class folders. */
  readonly source: string
  /** Where the manifest, the report and the cache go. */
  readonly out: string
  /** `random` fills the column seed_split, `grouped` the column split; the other stays as the source has it. */
  readonly protocol: 'random' | 'grouped'
  readonly shares: PartShares
  readonly seed: number
  /** Finds the patient in a file's name, where the source names no groups. */
  readonly patient: RegExp | null
  readonly probe: ProbePicture
  readonly progress: Progress
  readonly signal: AbortSignal
}

/**
 * Checks a data set and divides it: reads every picture, finds copies and conflicts, joins groups, asks what metadata
 * alone tells, and writes `manifest.csv`, `report.md` and `report.json` to `out`. Gives the report.
 * Pictures that cannot be read are in the report alone; those with conflicting labels are in no part.
 * @throws Fault `data_set_invalid` when the source lists nothing or nothing of it can be read
 */
export async function prepareDataSet(options: PrepareOptions): Promise<PrepareReport> {
  const { out, progress, signal } = options
  const source = await readSource(options.source, { patient: options.patient })
  const folder = resolve(out)
  await mkdir(folder, { recursive: true })
  const fingerprints = await takeFingerprints(source.pictures, {
    probe: options.probe,
    cacheFile: join(folder, 'cache', 'fingerprints.jsonl'),
    progress,
    signal,
  })
  const read: ReadPicture[] = []
  const unreadable: { path: string; code: string }[] = []
  source.pictures.forEach((listed, index) => {
    const fingerprint = fingerprints[index]
    if (!fingerprint || 'refused' in fingerprint)
      unreadable.push({ path: listed.path, code: fingerprint?.refused ?? 'missing' })
    else read.push({ listed, fingerprint })
  })
  if (read.length === 0) throw new Fault('data_set_invalid', 'none of the pictures can be read')
  const pairs = await compare(read, progress, signal)
  const checked = checkPictures(read, pairs)
  const representatives = chooseRepresentatives(checked.pictures)
  const placed = place(checked.pictures, representatives, options)
  const manifest = join(folder, 'manifest.csv')
  await writeDataSet(manifest, placed)
  const report = composeReport({
    source,
    settings: { protocol: options.protocol, seed: options.seed, ...options.shares },
    unreadable,
    read,
    pairs,
    checked,
    placed,
    given: source.isManifest
      ? {
          seedSplit: findStraddling(checked.pictures, ({ listed }) => listed.seedSplit),
          split: findStraddling(checked.pictures, ({ listed }) => listed.split),
        }
      : null,
    metadata: checkMetadata(checked.pictures.filter((_, index) => representatives.has(index))),
  })
  await writeFile(join(folder, 'report.json'), `${JSON.stringify(report, null, 2)}\n`)
  await writeFile(join(folder, 'report.md'), writeReport(report))
  return report
}

/** Files with equal pixels are compared once. The pairs are places in `read`. */
async function compare(
  read: readonly ReadPicture[],
  progress: Progress,
  signal: AbortSignal,
): Promise<readonly LikePair[]> {
  const firsts = new Map<string, number>()
  read.forEach(({ fingerprint }, index) => {
    if (!firsts.has(fingerprint.pixelsSha256)) firsts.set(fingerprint.pixelsSha256, index)
  })
  const places = [...firsts.values()]
  const thumbnails = places.map((index) => (read[index] as ReadPicture).fingerprint.thumbnail)
  const pairs = await findLikePairs(thumbnails, progress, signal)
  return pairs.map((pair) => ({
    ...pair,
    first: places[pair.first] as number,
    second: places[pair.second] as number,
  }))
}

/** The places of one file a picture, the one with most pixels and bytes; pictures in conflict have none. */
function chooseRepresentatives(pictures: readonly CheckedPicture[]): ReadonlySet<number> {
  const best = new Map<string, number>()
  pictures.forEach((picture, index) => {
    if (picture.conflict) return
    const rival = best.get(picture.picture)
    if (rival === undefined || isBetter(picture, pictures[rival] as CheckedPicture))
      best.set(picture.picture, index)
  })
  return new Set(best.values())
}

function isBetter({ fingerprint, listed }: CheckedPicture, rival: CheckedPicture): boolean {
  const pixels = fingerprint.width * fingerprint.height - rival.fingerprint.width * rival.fingerprint.height
  if (pixels !== 0) return pixels > 0
  if (fingerprint.bytes !== rival.fingerprint.bytes) return fingerprint.bytes > rival.fingerprint.bytes
  if (fingerprint.sha256 !== rival.fingerprint.sha256) return fingerprint.sha256 < rival.fingerprint.sha256
  return listed.path < rival.listed.path
}

function place(
  pictures: readonly CheckedPicture[],
  representatives: ReadonlySet<number>,
  { protocol, seed, shares }: PrepareOptions,
): PlacedPicture[] {
  const grouped = protocol === 'grouped'
  const places = pictures.flatMap((picture, index) =>
    (grouped ? representatives.has(index) : !picture.conflict) ? [index] : [],
  )
  const divisible = places.map((index): Divisible => {
    const { fingerprint, group, listed } = pictures[index] as CheckedPicture
    return {
      // By chance, even two equal files are apart, and their names tell them.
      key: grouped ? fingerprint.sha256 : `${fingerprint.sha256}:${listed.path}`,
      group,
      stratum: grouped ? `${listed.label}:${listed.population}` : listed.label,
    }
  })
  const divided = (grouped ? divideByGroup : divideAtRandom)(divisible, seed, shares)
  const parts = new Map<number, Part>(places.map((index, order) => [index, divided[order] as Part]))
  return pictures.map((checked, index) => {
    const part = parts.get(index) ?? ''
    const { seedSplit, split } = checked.listed
    return grouped ? { checked, seedSplit, split: part } : { checked, seedSplit: part, split }
  })
}
