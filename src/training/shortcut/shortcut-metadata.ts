import { readFile } from 'node:fs/promises'
import { parse } from 'csv-parse/sync'
import sharp from 'sharp'
import { Fault } from '../../core/fault.js'
import { LABELS, nameScores } from '../../core/label.js'
import type { Sample } from '../data/data-set.js'
import { growForest } from './extra-trees.js'
import type { EvaluatedPicture } from '../evaluation/headline.js'
import type { Progress } from '../progress.js'
import { createRandom } from '../random.js'
import { readPicture } from '../evaluation/score-samples.js'

/** Pixels a side. */
export interface PictureSize {
  readonly width: number
  readonly height: number
}

/** What is known of a picture without looking at it. */
export const METADATA = [
  'width before it came into the data set',
  'height before it came into the data set',
  'aspect ratio before it came into the data set',
  'width of the file',
  'height of the file',
  'bytes of the file',
  'bytes a pixel',
  'mean of its first JPEG quantisation table',
] as const

/** The sizes that the manifest states for the pictures before they were reduced, by path; none without such columns. */
export async function readOriginalSizes(manifest: string): Promise<ReadonlyMap<string, PictureSize>> {
  const text = await readFile(manifest, 'utf8').catch((cause: unknown) => {
    throw new Fault('data_set_invalid', `cannot read ${manifest}`, { cause })
  })
  const rows = parse<Record<string, string>>(text, { columns: true, skip_empty_lines: true })
  return new Map(
    rows.flatMap((row) => {
      const [width, height] = [Number(row['width']), Number(row['height'])]
      return row['path'] !== undefined && width > 0 && height > 0 ? [[row['path'], { width, height }]] : []
    }),
  )
}

/** The numbers of {@link METADATA}, in that order. `original` is null where nothing is stated of it. */
export function metadataFeatures(
  bytes: Uint8Array,
  file: PictureSize,
  original: PictureSize | null,
): readonly number[] {
  const { width, height } = original ?? file
  return [
    width,
    height,
    width / height,
    file.width,
    file.height,
    bytes.byteLength,
    bytes.byteLength / (file.width * file.height),
    meanQuantisation(bytes) ?? 0,
  ]
}

/**
 * The mean of the 64 steps of a JPEG's first quantisation table: the coarser the compression, the larger. Null for a
 * file without one. Markers as in ITU-T T.81, annex B.
 */
export function meanQuantisation(bytes: Uint8Array): number | null {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let offset = 2
  while (offset + 4 <= view.byteLength && view.getUint8(offset) === 0xff) {
    const marker = view.getUint8(offset + 1)
    const length = view.getUint16(offset + 2)
    if (marker === 0xdb) {
      const wide = (bytes[offset + 4] ?? 0) >> 4 === 1
      if (offset + 5 + (wide ? 128 : 64) > view.byteLength) return null
      const at = (index: number) =>
        wide ? view.getUint16(offset + 5 + 2 * index) : view.getUint8(offset + 5 + index)
      return Array.from({ length: 64 }, (_, index) => at(index)).reduce((sum, step) => sum + step, 0) / 64
    }
    // Entropy-coded data begins: no table came before it.
    if (marker === 0xda) return null
    offset += 2 + length
  }
  return null
}

/** A sample with what is known of it without looking. */
export interface DescribedSample extends Sample {
  readonly features: readonly number[]
}

export interface DescribeOptions {
  readonly sizes: ReadonlyMap<string, PictureSize>
  readonly progress: Progress
  readonly signal: AbortSignal
}

/** Reads the metadata of samples. Files whose header cannot be read are left out. */
export async function describeSamples(
  samples: readonly Sample[],
  { sizes, progress, signal }: DescribeOptions,
): Promise<readonly DescribedSample[]> {
  const described: DescribedSample[] = []
  progress.start('metadata', samples.length)
  for (const [index, sample] of samples.entries()) {
    signal.throwIfAborted()
    const bytes = await readPicture(sample)
    const header = await sharp(bytes)
      .metadata()
      .catch(() => null)
    if (header !== null) {
      described.push({ ...sample, features: metadataFeatures(bytes, header, sizes.get(sample.path) ?? null) })
    }
    progress.advance(index + 1)
  }
  progress.end()
  return described
}

/**
 * Scores pictures by metadata alone: a forest fitted on `train`, each class given the same weight in all.
 * @throws RangeError when there is no training picture
 */
export function scoreByMetadata(
  train: readonly DescribedSample[],
  pictures: readonly DescribedSample[],
  seed: string,
): readonly EvaluatedPicture[] {
  const counts = LABELS.map((label) => train.filter((sample) => sample.label === label).length)
  const forest = growForest(
    train.map(({ features, label }) => {
      const target = LABELS.indexOf(label)
      return { features, target, weight: 1 / (counts[target] ?? 1) }
    }),
    { classes: LABELS.length, random: createRandom(seed) },
  )
  return pictures.map(({ path, label, source, population, group, features }) => ({
    path,
    label,
    source,
    population,
    group,
    scores: nameScores(forest(features)),
  }))
}
