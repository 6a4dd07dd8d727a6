import type { Sample } from './data-set.js'
import { shuffle } from './order.js'

/** How often each kind of picture is met in an epoch. */
export interface StrataSettings {
  /** Pictures of an epoch. */
  readonly pictures: number
  /** Share of the epoch that shows adults (and pictures of unknown age); the rest shows children. */
  readonly adults: number
  /** A class of n pictures within a population gets n to this power: 1 leaves counts as they are, 0 makes all equal. */
  readonly classPower: number
  /** The same for the sources of a class. */
  readonly sourcePower: number
}

export const STRATA_SETTINGS: StrataSettings = {
  pictures: 2500,
  adults: 0.7,
  classPower: 0.35,
  sourcePower: 0.5,
}

/**
 * The pictures of an epoch, drawn so that neither age nor source tells the class: shares are set for adults and
 * children first, then for the classes of each, then for the sources of a class, where small ones count for more than
 * their number; no picture comes twice in an epoch. A stratum is gone through in shuffled rounds, so that none of its
 * pictures comes again before all others had their turn. The same seed and epoch give the same pictures in the same order.
 */
export function drawEpoch(
  samples: readonly Sample[],
  settings: StrataSettings,
  seed: string,
  epoch: number,
): readonly Sample[] {
  const children = samples.filter(({ population }) => population === 'child')
  const adults = samples.filter(({ population }) => population !== 'child')
  const shares =
    adults.length === 0 || children.length === 0 ? [1, 1] : [settings.adults, 1 - settings.adults]
  const drawn = [adults, children].flatMap((population, index) =>
    [
      ...divide(
        population,
        ({ label }) => label,
        (shares[index] ?? 0) * settings.pictures,
        settings.classPower,
      ),
    ].flatMap(({ part, quota }) =>
      [...divide(part, ({ source }) => source, quota, settings.sourcePower)].flatMap((stratum) =>
        take(stratum.part, Math.min(stratum.part.length, Math.round(stratum.quota)), seed, epoch),
      ),
    ),
  )
  return shuffle(drawn, `${seed}:${epoch}:order`, ({ path }) => path)
}

/** The samples of each value of a key, and what each part gets of `quota`: by the power of its number. */
export function divide(
  samples: readonly Sample[],
  keyOf: (sample: Sample) => string,
  quota: number,
  power: number,
): readonly { readonly part: readonly Sample[]; readonly quota: number }[] {
  const parts = new Map<string, Sample[]>()
  for (const sample of samples) {
    const part = parts.get(keyOf(sample))
    if (part) part.push(sample)
    else parts.set(keyOf(sample), [sample])
  }
  const weights = [...parts.values()].map((part) => part.length ** power)
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return [...parts.values()].map((part, index) => ({ part, quota: (quota * (weights[index] ?? 0)) / sum }))
}

function take(part: readonly Sample[], quota: number, seed: string, epoch: number): readonly Sample[] {
  const taken: Sample[] = []
  const first = (epoch - 1) * quota
  for (let place = first; place < first + quota;) {
    const round = Math.floor(place / part.length)
    const order = shuffle(part, `${seed}:round:${round}`, ({ path }) => path)
    const from = place % part.length
    const until = Math.min(part.length, from + first + quota - place)
    taken.push(...order.slice(from, until))
    place += until - from
  }
  return taken
}
