import type { Sample } from './data-set.js'
import type { FilmStore } from './film-store.js'

/** A film as it is (copy 0), or changed at random in a way that stays the same (copies 1 and on). */
export interface Copy extends Sample {
  readonly copy: number
}

/** Each sample as it is and in `changed` further copies; a changed copy has a path of its own. */
export function withCopies(samples: readonly Sample[], changed: number): readonly Copy[] {
  return samples.flatMap((sample) =>
    Array.from({ length: changed + 1 }, (_, copy) => ({
      ...sample,
      copy,
      path: copy === 0 ? sample.path : `${sample.path}#${copy}`,
    })),
  )
}

/** The films of copies; of samples that are none, the films as they are. @param mildShare see `augmentFilm` */
export function filmsOfCopies(films: FilmStore, mildShare: number): Pick<FilmStore, 'plain'> {
  const isChanged = (sample: Sample) => 'copy' in sample && sample.copy !== 0
  return {
    async plain(samples, size) {
      const squares = await Promise.all(
        samples.map((sample) =>
          isChanged(sample)
            ? films.augmented([sample], size, `copy:${mildShare}`, mildShare)
            : films.plain([sample], size),
        ),
      )
      return squares.flat()
    },
  }
}
