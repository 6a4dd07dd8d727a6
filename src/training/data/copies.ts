import { LABELS } from '../../core/label.js'
import { createRandom } from '../random.js'
import type { Sample } from './data-set.js'
import type { FilmStore } from './film-store.js'
import { divide } from './strata.js'

/**
 * What a copy of a film is: the film as it is; changed at random, as another hospital, chat or telephone would have sent it;
 * or in the style of another film's scanner.
 */
export type CopyKind = 'plain' | 'changed' | 'restyled'

export interface Copy extends Sample {
  readonly kind: CopyKind
}

/** Each sample once for every kind, the kinds beginning with plain; other copies have a path of their own. */
export function withCopies(samples: readonly Sample[], kinds: readonly CopyKind[]): readonly Copy[] {
  return samples.flatMap((sample) =>
    kinds.map((kind, index) => ({
      ...sample,
      kind,
      path: kind === 'plain' ? sample.path : `${sample.path}#${index}`,
    })),
  )
}

export interface CopyOptions {
  /** See `augmentFilm`. */
  readonly mildShare: number
  /** Films whose style restyled copies take. */
  readonly donors: readonly Sample[]
}

/** The films of copies, each always the same; of samples that are no copies, the films as they are. */
export function filmsOfCopies(
  films: FilmStore,
  { mildShare, donors }: CopyOptions,
): Pick<FilmStore, 'plain'> {
  const occasion = `copy:${mildShare}`
  const drawDonor = createDonors(donors)
  const show = async (sample: Sample, size: number): Promise<readonly Uint8Array[]> => {
    const kind = 'kind' in sample ? (sample as Copy).kind : 'plain'
    if (kind === 'plain') return films.plain([sample], size)
    if (kind === 'changed') return films.augmented([sample], size, occasion, mildShare)
    const seed = `restyled:${sample.path}`
    return [await films.restyled(sample, drawDonor(`${seed}:donor`), size, seed)]
  }
  return {
    plain: async (samples, size) =>
      (await Promise.all(samples.map((sample) => show(sample, size)))).flat(),
  }
}

/**
 * Draws donors so that their look says nothing of the film's own class: every class of donors is as likely, and within it
 * a source by the root of its number of films. Children's films, all of one scanner, are left out. The
 * same seed draws the same film.
 */
export function createDonors(samples: readonly Sample[]): (seed: string) => Sample {
  const adults = samples.filter(({ population }) => population !== 'child')
  const classes = LABELS.map((label) =>
    divide(
      adults.filter((sample) => sample.label === label),
      ({ source }) => source,
      1,
      0.5,
    ),
  ).filter((sources) => sources.length > 0)
  return (seed) => {
    const random = createRandom(seed)
    const sources = classes[random.integer(classes.length)] ?? []
    let left = random.uniform(0, 1)
    const source = sources.find(({ quota }) => (left -= quota) < 0) ?? sources.at(-1)
    const donor = source?.part[random.integer(source.part.length)]
    if (!donor) throw new RangeError('no films of adults to take a style from')
    return donor
  }
}
