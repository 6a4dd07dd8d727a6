import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { Fault } from '../../core/fault.js'
import type { FilmReading, GrayPicture } from '../../core/gray-picture.js'
import type { Sample } from '../data/data-set.js'
import { augmentFilm } from '../augmentation/film-augmentation.js'
import { TURNED, turnName, type GateExample } from './gate-classes.js'
import { makeLateral } from './made/made-laterals.js'
import { MADE_KINDS, makePicture } from './made/made-pictures.js'
import { shuffle } from '../data/order.js'
import { cutFragment, spoilFilm, SPOILINGS, turnFilm } from './spoiled-films.js'

/** A picture that the gate learns from or is measured on, before it is decoded. */
export interface GatePicture extends Omit<GateExample, 'features'> {
  /** Names the picture and all that is done to it: equal keys give equal squares. */
  readonly key: string
  /** `fit` is learnt from; `val` chooses the thresholds; `turned` shows what becomes of turned films. */
  readonly part: 'fit' | 'val' | 'turned'
  /** The square that the network takes; null for a picture that is refused before any gate sees it. */
  load(reading: FilmReading, size: number): Promise<Uint8Array | null>
}

/** How many pictures of each sort; those of `others` are all taken. */
export interface GatePictureCounts {
  readonly fit: number
  readonly fitAugmented: number
  readonly val: number
  readonly valAugmented: number
  /** Films of `fit` in each of the seven turns. */
  readonly turned: number
  /** Upright validation films that are also shown inverted, and as many rotated. */
  readonly checkTurned: number
  /** Of each kind of made picture, and of each way of spoiling a film. */
  readonly made: number
  readonly spoiled: number
  readonly fragments: number
  readonly laterals: number
  /** Changed copies of each of `others`, and of each lateral. */
  readonly copies: number
  readonly lateralCopies: number
}

export const GATE_PICTURES: GatePictureCounts = {
  fit: 1000,
  fitAugmented: 300,
  val: 1068,
  valAugmented: 150,
  turned: 60,
  checkTurned: 200,
  made: 12,
  spoiled: 12,
  fragments: 90,
  laterals: 100,
  copies: 3,
  lateralCopies: 10,
}

/** Fewer or more of everything, for `films` upright ones to learn from. A small number is for trying out. */
export function scaleCounts(films: number, counts: GatePictureCounts = GATE_PICTURES): GatePictureCounts {
  const factor = films / counts.fit
  const entries = Object.entries(counts).map(([name, count]: [string, number]) => [
    name,
    Math.round(count * factor),
  ])
  return { ...counts, ...(Object.fromEntries(entries) as Partial<GatePictureCounts>), fit: films }
}

/** A picture of `not_frontal_chest`. */
export interface OtherPicture {
  readonly file: string
  readonly path: string
  readonly kind: string
  readonly source: string
}

/**
 * Reads `manifest.csv` in a folder of pictures that are no frontal chest films: columns path, kind, source.
 * @throws Fault `data_set_invalid` when it cannot be read or holds none
 */
export async function readOthers(folder: string): Promise<readonly OtherPicture[]> {
  const text = await readFile(join(folder, 'manifest.csv'), 'utf8').catch((cause: unknown) => {
    throw new Fault('data_set_invalid', `${folder} has no readable manifest.csv`, { cause })
  })
  const rows = parse<Record<string, string>>(text, { columns: true, skip_empty_lines: true })
  if (rows.length === 0) throw new Fault('data_set_invalid', 'the manifest of the other pictures has no rows')
  return rows.map(({ path, kind, source }, index) => {
    if (!path || !kind) throw new Fault('data_set_invalid', `row ${index + 1} has no path or no kind`)
    return { file: join(folder, path), path, kind, source: source ?? '' }
  })
}

/** Films of every source, population and class, the small ones for more than their number. */
export function drawFilms(samples: readonly Sample[], count: number, seed: string): readonly Sample[] {
  const strata = new Map<string, Sample[]>()
  for (const sample of shuffle(samples, seed, ({ path }) => path)) {
    const name = `${sample.source}|${sample.population}|${sample.label}`
    strata.set(name, [...(strata.get(name) ?? []), sample])
  }
  const total = [...strata.values()].reduce((sum, part) => sum + Math.sqrt(part.length), 0)
  const first: Sample[] = []
  const rest: Sample[] = []
  for (const part of strata.values()) {
    const quota = Math.max(1, Math.round((count * Math.sqrt(part.length)) / total))
    first.push(...part.slice(0, quota))
    rest.push(...part.slice(quota))
  }
  // What the small strata could not fill comes from the others as they are.
  const drawn = [...shuffle(first, seed, ({ path }) => path), ...shuffle(rest, seed, ({ path }) => path)]
  return drawn.slice(0, Math.min(count, drawn.length))
}

/** Everything that the gate is fitted and chosen on. The order depends on the files and the seed alone. */
export function listGatePictures(
  { train, val }: { readonly train: readonly Sample[]; readonly val: readonly Sample[] },
  others: readonly OtherPicture[],
  counts: GatePictureCounts = GATE_PICTURES,
): readonly GatePicture[] {
  const fit = drawFilms(train, counts.fit, 'gate:fit')
  const check = drawFilms(val, counts.val, 'gate:val')
  const after = (place: number, count: number) => cycle(fit, place, count)
  const perKind = <T extends string>(kinds: readonly T[], count: number) =>
    kinds.flatMap((kind) => Array.from({ length: count }, (_, index) => ({ kind, index })))
  const turns = TURNED.flatMap((turned) => Array.from({ length: counts.turned }, () => turned))
  const spoilings = perKind(SPOILINGS, counts.spoiled)
  return [
    ...fit.map((sample) => filmPicture(sample, 'fit')),
    ...after(0, counts.fitAugmented).map((sample) => filmPicture(sample, 'fit', { augmented: true })),
    ...after(counts.fitAugmented, turns.length).map((sample, index) =>
      filmPicture(sample, 'fit', { turned: turns[index], augmented: index % 2 === 1 }),
    ),
    ...check.map((sample) => filmPicture(sample, 'val')),
    ...check.slice(0, counts.valAugmented).map((sample) => filmPicture(sample, 'val', { augmented: true })),
    ...turnedFilms(check, counts.checkTurned),
    ...others.flatMap((other) =>
      Array.from({ length: 1 + (isLateral(other) ? counts.lateralCopies : counts.copies) }, (_, copy) =>
        otherPicture(other, copy),
      ),
    ),
    ...perKind(MADE_KINDS, counts.made).map(({ kind, index }) => ({
      ...plain({ class: kind === 'made_blank' ? 'poor' : 'other', kind, origin: `${kind}:${index}` }),
      load: async (reading: FilmReading, size: number) =>
        reading.fit(await makePicture(kind, String(index)), size),
    })),
    ...after(0, spoilings.length).map((sample, index) => {
      const { kind } = spoilings[index] as (typeof spoilings)[number]
      return changedFilm(sample, 'poor', `spoiled_${kind}`, (film) => spoilFilm(film, kind, sample.path))
    }),
    ...after(spoilings.length, counts.fragments).map((sample) =>
      changedFilm(sample, 'other', 'fragment', (film) => Promise.resolve(cutFragment(film, sample.path))),
    ),
    ...after(0, counts.laterals).map((sample) =>
      changedFilm(sample, 'lateral', 'made_lateral', (film) => makeLateral(film, sample.path)),
    ),
  ]
}

/** The first `count` films inverted, and as many rotated, by 90, 180 and 270 degrees in turn. */
export function turnedFilms(samples: readonly Sample[], count: number): readonly GatePicture[] {
  const rotations = TURNED.filter(({ inverted }) => !inverted)
  const taken = samples.slice(0, count)
  return [
    ...taken.map((sample) => filmPicture(sample, 'turned', { turned: { inverted: true, rotated: 0 } })),
    ...taken.map((sample, index) =>
      filmPicture(sample, 'turned', { turned: rotations[index % rotations.length] }),
    ),
  ]
}

interface FilmChange {
  readonly augmented?: boolean
  readonly turned?: (typeof TURNED)[number] | undefined
}

/** A film as it is, or augmented, turned or both. */
export function filmPicture(sample: Sample, part: GatePicture['part'], change: FilmChange = {}): GatePicture {
  const { augmented = false, turned } = change
  const name = turned ? turnName(turned) : 'upright'
  const seed = `gate:${name}:${sample.path}`
  return {
    key: `film:${sample.path}:${name}${augmented ? ':augmented' : ''}`,
    part,
    class: name,
    kind: name,
    origin: sample.path,
    source: sample.source,
    population: sample.population,
    augmented,
    load: (reading, size) =>
      withFilm(sample.file, reading, async (film) => {
        const seen = augmented ? await changeFilm(film, size, seed) : film
        return reading.fit(turned ? turnFilm(seen, turned) : seen, size)
      }),
  }
}

function changedFilm(
  { file, path }: Sample,
  className: string,
  kind: string,
  change: (film: GrayPicture) => Promise<GrayPicture>,
): GatePicture {
  return {
    ...plain({ class: className, kind, origin: path }),
    load: (reading, size) => withFilm(file, reading, async (film) => reading.fit(await change(film), size)),
  }
}

function otherPicture(other: OtherPicture, copy: number): GatePicture {
  const { file, path, kind, source } = other
  return {
    ...plain({ class: isLateral(other) ? 'lateral' : 'other', kind, origin: path }),
    key: `other:${path}:${copy}`,
    source,
    augmented: copy > 0,
    load: (reading, size) =>
      withFilm(file, reading, async (picture) =>
        reading.fit(copy === 0 ? picture : await changeFilm(picture, size, `gate:${copy}:${path}`), size),
      ),
  }
}

function plain(about: { readonly class: string; readonly kind: string; readonly origin: string }) {
  return {
    ...about,
    key: `${about.kind}:${about.origin}`,
    part: 'fit',
    source: '',
    population: '',
    augmented: false,
  } as const
}

function isLateral({ kind }: OtherPicture): boolean {
  return kind.startsWith('lateral')
}

/** `count` items from `start` on, around and around. */
function cycle<T>(items: readonly T[], start: number, count: number): readonly T[] {
  if (items.length === 0) return []
  return Array.from({ length: count }, (_, index) => items[(start + index) % items.length] as T)
}

async function changeFilm(film: GrayPicture, size: number, seed: string): Promise<GrayPicture> {
  return { width: size, height: size, pixels: await augmentFilm(film, size, seed) }
}

/** Reads a file and does something with what it shows. Null where it is refused. */
async function withFilm(
  file: string,
  reading: FilmReading,
  use: (film: GrayPicture) => Promise<Uint8Array>,
): Promise<Uint8Array | null> {
  const picture = await reading.decode(await readFile(file))
  return picture && use(picture)
}
