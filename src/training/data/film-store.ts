import { readFile } from 'node:fs/promises'
import type { FilmReading, GrayPicture } from '../../core/gray-picture.js'
import { Fault } from '../../core/fault.js'
import type { Sample } from './data-set.js'
import { augmentFilm, augmentStyle } from '../augmentation/film-augmentation.js'
import { batches } from './order.js'

/** Films of a data set as the network takes them, each decoded once and kept: some 80 KB a picture of 320 pixels. */
export interface FilmStore {
  /** The samples whose pictures serving would not turn away. */
  readable(samples: readonly Sample[]): Promise<readonly Sample[]>
  /** `size * size` bytes each. @throws Fault `data_set_invalid` for a picture that cannot be read. */
  plain(samples: readonly Sample[], size: number): Promise<readonly Uint8Array[]>
  /** The same, changed at random, `mildShare` of them a little; equal occasions give equal films. */
  augmented(
    samples: readonly Sample[],
    size: number,
    occasion: string,
    mildShare?: number,
  ): Promise<readonly Uint8Array[]>
  /** A film as the scanner of another one, the donor, might have made it; equal seeds give equal films. */
  restyled(sample: Sample, donor: Sample, size: number, seed: string): Promise<Uint8Array>
}

export function createFilmStore(reading: FilmReading): FilmStore {
  const decoded = new Map<string, GrayPicture>()
  const find = async (file: string): Promise<GrayPicture | null> => {
    const picture = decoded.get(file) ?? (await reading.decode(await readFile(file)))
    if (picture) decoded.set(file, picture)
    return picture
  }
  const decode = async (file: string): Promise<GrayPicture> => {
    const picture = await find(file)
    if (!picture) throw new Fault('data_set_invalid', `cannot read the picture ${file}`)
    return picture
  }
  const plain = async ({ file }: Sample, size: number) => reading.fit(await decode(file), size)
  return {
    async readable(samples) {
      const kept: Sample[] = []
      for (const batch of batches(samples, 32)) {
        const found = await Promise.all(batch.map(({ file }) => find(file)))
        kept.push(...batch.filter((_, index) => found[index]))
      }
      return kept
    },
    plain: (samples, size) => Promise.all(samples.map((sample) => plain(sample, size))),
    augmented: (samples, size, occasion, mildShare) =>
      Promise.all(
        samples.map(async ({ file, path }) => {
          const pixels = await augmentFilm(await decode(file), size, `${occasion}:${path}`, mildShare)
          return reading.fit({ width: size, height: size, pixels }, size)
        }),
      ),
    async restyled(sample, donor, size, seed) {
      const [film, other] = await Promise.all([plain(sample, size), plain(donor, size)])
      const pixels = await augmentStyle(film, other, size, seed)
      return reading.fit({ width: size, height: size, pixels }, size)
    },
  }
}
