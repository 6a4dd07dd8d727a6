import type { Label } from '../../core/label.js'
import { groupRows } from '../evaluation/metrics.js'
import { shuffle } from '../data/order.js'

/**
 * At most `count` of the samples, as evenly over class and population as there are samples of each, chosen by `seed`
 * and the names alone, in the order of the samples. Small strata come in whole, so that a scarce one can be judged.
 */
export function drawEvenly<
  Row extends { readonly path: string; readonly label: Label; readonly population: string },
>(samples: readonly Row[], count: number, seed: string): readonly Row[] {
  const strata = [...groupRows(samples, ({ label, population }) => `${population}/${label}`).values()].sort(
    (one, other) => one.length - other.length,
  )
  const chosen = new Set<string>()
  let left = count
  strata.forEach((stratum, index) => {
    // The smallest come first: what they cannot use is shared out among those after them.
    const share = Math.min(stratum.length, Math.floor(left / (strata.length - index)))
    for (const { path } of shuffle(stratum, seed, (row) => row.path).slice(0, share)) chosen.add(path)
    left -= share
  })
  return samples.filter(({ path }) => chosen.has(path))
}
