import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Fault } from '../core/fault.js'
import type { FilmReading } from '../core/gray-picture.js'
import { LABELS, type Label } from '../core/label.js'
import type { Sample } from './data/data-set.js'
import { burnText } from './films/burnt-text.js'
import { finishFilm } from './films/film-grain.js'
import { composeFilm, fitFilmModel, type FilmModel } from './films/film-model.js'
import { encodeMadePng } from './films/made-png.js'
import { measurePatientDistance, type KnownPicture, type PatientDistance } from './films/patient-distance.js'
import type { Plane } from './plane.js'
import { drawWeights } from './films/random-weights.js'
import { shuffle } from './data/order.js'
import { THUMBNAIL_SIZE } from './perceptual-hash.js'
import type { Progress } from './progress.js'
import { createRandom } from './random.js'
import { honestSplit } from './data/split.js'

/** Pixels on each side of a made film. */
export const FILM_SIZE = 232

export const MADE_TEXT = 'MADE, NOT A PATIENT'

/** Components of gray values and of shape; deviations of their weights. Chosen by looking at films. */
const APPEARANCE_COMPONENTS = 60
const SHAPE_COMPONENTS = 20
const DEVIATIONS = { appearance: 1, shape: 0.8 }

/** Pictures read at full size, of which the model takes the typical ones: more of them only cost memory. */
const CANDIDATES_A_PICTURE = 3

/** Training pictures whose likest other patient is looked for, to compare with. */
const PROBES = 40

export interface SampleFilmOptions {
  readonly samples: readonly Sample[]
  readonly population: string
  /** Pictures of a class that its model is made of at most. */
  readonly pictures: number
  readonly seed: number
  /** Which draw becomes the film of a class, from 1. */
  readonly picks: Readonly<Record<Label, number>>
  /** Further draws to choose from, written as `covid-1.png` and so on. */
  readonly draws: number
  readonly out: string
  readonly reading: FilmReading
  readonly progress: Progress
  readonly signal: AbortSignal
}

export interface MadeFilm {
  readonly label: Label
  readonly file: string
  readonly bytes: number
  /** Pictures that its model was made of, and those that it was chosen from. */
  readonly n: number
  readonly candidates: number
  readonly pick: number
  readonly distance: PatientDistance
}

/**
 * Makes one film a class that belongs to nobody: drawn at random from a model of the honest protocol's training pictures,
 * marked as made in the picture and in the file, and checked against the patients it could repeat.
 * @throws Fault `data_set_invalid` when a class has too few pictures or one cannot be read
 */
export async function makeSampleFilms(options: SampleFilmOptions): Promise<readonly MadeFilm[]> {
  await mkdir(options.out, { recursive: true })
  const films: MadeFilm[] = []
  for (const label of LABELS) films.push(await makeFilm(label, options))
  return films
}

async function makeFilm(label: Label, options: SampleFilmOptions): Promise<MadeFilm> {
  const { population, pictures, progress, signal, picks, draws, out } = options
  const training = honestSplit(options.samples).train.filter(
    (sample) => sample.label === label && sample.population === population,
  )
  if (training.length < 3)
    throw new Fault('data_set_invalid', `fewer than three training pictures of ${label}, ${population}`)
  const ordered = shuffle(training, `${options.seed}:films`, ({ path }) => path)
  const { planes, known } = await readFilms(ordered, pictures * CANDIDATES_A_PICTURE, options)
  const model = await fitFilmModel(planes, {
    pictures,
    appearanceComponents: APPEARANCE_COMPONENTS,
    shapeComponents: SHAPE_COMPONENTS,
    progress,
    signal,
  })
  const name = label.toLowerCase()
  for (let draw = 1; draw <= draws; draw += 1) {
    await writeFile(
      join(out, `${name}-${draw}.png`),
      await encode(drawFilm(model, label, draw, options.seed), label),
    )
  }
  const film = drawFilm(model, label, picks[label], options.seed)
  const bytes = await encode(film, label)
  const file = join(out, `${name}.png`)
  await writeFile(file, bytes)
  const thumbnail = await options.reading.fit(
    { width: FILM_SIZE, height: FILM_SIZE, pixels: film },
    THUMBNAIL_SIZE,
  )
  const distance = measurePatientDistance(thumbnail, known, known.slice(0, PROBES))
  return {
    label,
    file,
    bytes: bytes.byteLength,
    n: model.n,
    candidates: planes.length,
    pick: picks[label],
    distance,
  }
}

async function readFilms(
  samples: readonly Sample[],
  candidates: number,
  { reading, progress, signal }: SampleFilmOptions,
): Promise<{ planes: Plane[]; known: KnownPicture[] }> {
  const planes: Plane[] = []
  const known: KnownPicture[] = []
  progress.start('reading', samples.length)
  for (const { file, group } of samples) {
    signal.throwIfAborted()
    const picture = await reading.decode(await readFile(file))
    if (!picture) throw new Fault('data_set_invalid', `cannot read the picture ${file}`)
    known.push({ group, thumbnail: await reading.fit(picture, THUMBNAIL_SIZE) })
    if (planes.length < candidates)
      planes.push({ size: FILM_SIZE, values: Float32Array.from(await reading.fit(picture, FILM_SIZE)) })
    progress.advance(known.length)
  }
  progress.end()
  return { planes, known }
}

function drawFilm(model: FilmModel, label: Label, draw: number, seed: number): Uint8Array {
  const random = createRandom(`${seed}:film:${label}:${draw}`)
  const film = finishFilm(composeFilm(model, drawWeights(model, random, DEVIATIONS)), random)
  burnText(film, model.size, MADE_TEXT)
  return film
}

function encode(film: Uint8Array, label: Label): Promise<Buffer> {
  return encodeMadePng(film, FILM_SIZE, {
    Comment: `${MADE_TEXT}. Drawn at random from a statistical model of radiographs labelled ${label}.`,
    Software: 'chestcheck make-films',
  })
}
