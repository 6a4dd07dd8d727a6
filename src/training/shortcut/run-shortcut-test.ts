import { readFile } from 'node:fs/promises'
import { createDonors } from '../data/copies.js'
import type { Sample } from '../data/data-set.js'
import type { EvaluatedPicture, EvaluationOptions } from '../evaluation/headline.js'
import type { Progress } from '../progress.js'
import { type ScoredPicture, withScores } from '../evaluation/scores-file.js'
import { describeSamples, scoreByMetadata, type PictureSize } from './shortcut-metadata.js'
import {
  centre,
  changeScanner,
  hideInFile,
  lungFields,
  recompressAsTelegram,
  setInOther,
} from './shortcut-pictures.js'
import type { ShortcutReport } from './shortcut-report.js'
import { drawEvenly } from './shortcut-sample.js'
import { judgeRecompression, judgeView, type ScoredView, type ShortcutView } from './shortcut-test.js'

/** Changes a picture file before a network is shown it. */
export type ChangePicture = (bytes: Uint8Array) => Promise<Uint8Array>

export interface ShortcutTestOptions extends EvaluationOptions {
  /** The part that is judged, and the training part on which metadata are learnt. */
  readonly part: readonly Sample[]
  readonly train: readonly Sample[]
  readonly sizes: ReadonlyMap<string, PictureSize>
  /** At most so many pictures; null takes the whole part. */
  readonly pictures: number | null
  /** The part as the network reads it unchanged. */
  readonly whole: readonly ScoredPicture[]
  /** Scores changed samples by the network. */
  readonly score: (
    samples: readonly Sample[],
    name: ChangedView,
    change: ChangePicture,
  ) => Promise<readonly ScoredPicture[]>
  readonly progress: Progress
  readonly signal: AbortSignal
}

/** Pictures as they are changed for the test, by a word that names their scores. */
export const CHANGED_VIEWS = [
  'another-scanner',
  'other-surroundings',
  'borders',
  'hidden-lungs',
  'recompressed',
] as const

export type ChangedView = (typeof CHANGED_VIEWS)[number]

/** @param donors the training part, whose adults' films lend their surroundings */
function createChanges(donors: readonly Sample[]): Readonly<Record<ChangedView, ChangePicture>> {
  const drawDonor = createDonors(donors)
  return {
    'another-scanner': changeScanner,
    'other-surroundings': (bytes) => setInOther(bytes, (seed) => readFile(drawDonor(seed).file)),
    borders: (bytes) => hideInFile(bytes, centre),
    'hidden-lungs': (bytes) => hideInFile(bytes, lungFields),
    recompressed: recompressAsTelegram,
  }
}

/** The population in which age cannot tell the classes apart. */
const WITHIN = 'adult'

/**
 * What the model could know without looking at lungs, in all and within adults, what another scanner and another
 * film's surroundings would do to it, and what recompression does.
 */
export async function runShortcutTest(
  options: ShortcutTestOptions,
): Promise<Pick<ShortcutReport, 'n' | 'sampled' | 'figures' | 'recompression'>> {
  const { part, pictures } = options
  const chosen = pictures === null ? part : drawEvenly(part, pictures, 'self-test')
  const changes = createChanges(options.train)
  const score = (view: ChangedView) => options.score(chosen, view, changes[view])
  const paths = new Set(chosen.map(({ path }) => path))
  const whole = options.whole.filter(({ path }) => paths.has(path))
  const views: Record<ShortcutView, ReadonlyMap<string, readonly EvaluatedPicture[]>> = {
    whole: within(withScores(whole)),
    'another-scanner': within(withScores(await score('another-scanner'))),
    'other-surroundings': within(withScores(await score('other-surroundings'))),
    metadata: await scoreMetadata(chosen, options),
    borders: within(withScores(await score('borders'))),
    'hidden-lungs': within(withScores(await score('hidden-lungs'))),
  }
  const scored = Object.entries(views).flatMap(([view, populations]) =>
    [...populations].map(([population, rows]): ScoredView => ({
      view: view as ShortcutView,
      population,
      rows,
    })),
  )
  const recompressed = await score('recompressed')
  return {
    n: chosen.length,
    sampled: chosen.length < part.length,
    figures: ['all', WITHIN].flatMap((population) =>
      scored.filter((one) => one.population === population).map((one) => judgeView(one, options)),
    ),
    recompression: [...within(whole)].map(([population, rows]) =>
      judgeRecompression(rows, recompressed, population),
    ),
  }
}

/** All rows, and those within adults where there are any. */
function within<Row extends { readonly population: string }>(
  rows: readonly Row[],
): ReadonlyMap<string, readonly Row[]> {
  const adults = rows.filter(({ population }) => population === WITHIN)
  return new Map([['all', rows] as const, ...(adults.length > 0 ? [[WITHIN, adults] as const] : [])])
}

async function scoreMetadata(
  chosen: readonly Sample[],
  { train, sizes, progress, signal, seed = 'evaluation' }: ShortcutTestOptions,
): Promise<ReadonlyMap<string, readonly EvaluatedPicture[]>> {
  const known = within(await describeSamples(train, { sizes, progress, signal }))
  const shown = within(await describeSamples(chosen, { sizes, progress, signal }))
  // Within adults the forest is fitted on adults alone: it must not learn who is a child.
  return new Map(
    [...shown].map(([population, rows]) => [
      population,
      scoreByMetadata(known.get(population) ?? known.get('all') ?? [], rows, seed),
    ]),
  )
}
