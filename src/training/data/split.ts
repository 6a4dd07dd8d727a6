import { createHash } from 'node:crypto'
import type { Sample } from './data-set.js'

/** The parts of a data set under one protocol. `test` is looked at once. */
export interface Split {
  readonly train: readonly Sample[]
  readonly val: readonly Sample[]
  readonly test: readonly Sample[]
}

/**
 * The reference protocol: the published random 80/20 split of files, leaks and all. The model is chosen on a tenth
 * of its training part, taken by group, so that the choice itself does not leak and the test is looked at once.
 */
export function referenceSplit(samples: readonly Sample[]): Split {
  const training = samples.filter(({ seedSplit }) => seedSplit === 'train')
  return {
    train: training.filter(({ group }) => !heldOut(group)),
    val: training.filter(({ group }) => heldOut(group)),
    test: samples.filter(({ seedSplit }) => seedSplit === 'test'),
  }
}

/** The honest protocol: one file a picture, no conflicting labels, whole groups. */
export function honestSplit(samples: readonly Sample[]): Split {
  const part = (name: string) => samples.filter(({ split }) => split === name)
  return { train: part('train'), val: part('val'), test: part('test') }
}

/** One group in ten, by its name alone: the same on every machine and in every order. */
function heldOut(group: string): boolean {
  return (createHash('sha256').update(`validation:${group}`).digest()[0] ?? 0) < 26
}

export type Part = 'train' | 'val' | 'test'

/** Shares of the pictures in 0..1; the rest trains. */
export interface PartShares {
  readonly val: number
  readonly test: number
}

/** What deciding a picture's part needs. */
export interface Divisible {
  /** Tells pictures apart by what they are, a hash of the content say: the parts depend on it and on the seed alone. */
  readonly key: string
  readonly group: string
  /** Label and population, say: every part gets its share of each. */
  readonly stratum: string
}

/** Every picture to a part by chance within its stratum, whatever its group: what published 80/20 splits do. */
export function divideAtRandom(
  pictures: readonly Divisible[],
  seed: number,
  shares: PartShares,
): readonly Part[] {
  return divide(
    pictures.map((_, index) => [index]),
    pictures,
    seed,
    shares,
  )
}

/** Whole groups to a part: no group is in two. */
export function divideByGroup(
  pictures: readonly Divisible[],
  seed: number,
  shares: PartShares,
): readonly Part[] {
  const groups = new Map<string, number[]>()
  pictures.forEach(({ group }, index) => {
    const members = groups.get(group)
    if (members) members.push(index)
    else groups.set(group, [index])
  })
  return divide([...groups.values()], pictures, seed, shares)
}

/**
 * Takes the bundles from the largest to the smallest, those of one size in an order by hash, and gives each to the part that
 * lacks most of what it wants of the bundle's strata.
 */
function divide(
  bundles: readonly (readonly number[])[],
  pictures: readonly Divisible[],
  seed: number,
  shares: PartShares,
): readonly Part[] {
  const wanted = { train: 1 - shares.val - shares.test, val: shares.val, test: shares.test }
  if (Math.min(wanted.train, wanted.val, wanted.test) < -1e-9)
    throw new RangeError('the parts are more than all')
  const parts = (['train', 'test', 'val'] as const).filter((part) => wanted[part] > 1e-9)
  const totals = new Map<string, number>()
  for (const { stratum } of pictures) totals.set(stratum, (totals.get(stratum) ?? 0) + 1)
  const given = new Map<string, number>()
  const lack = (part: Part, stratum: string) =>
    1 - (given.get(`${part}:${stratum}`) ?? 0) / (wanted[part] * (totals.get(stratum) ?? 1))
  const divided = new Array<Part>(pictures.length)
  for (const { members } of inOrder(bundles, pictures, seed)) {
    const strata = members.map((member) => (pictures[member] as Divisible).stratum)
    const need = (part: Part) => strata.reduce((sum, stratum) => sum + lack(part, stratum), 0)
    const chosen = parts.reduce((best, part) => (need(part) > need(best) + 1e-9 ? part : best))
    for (const member of members) divided[member] = chosen
    for (const stratum of strata) {
      const key = `${chosen}:${stratum}`
      given.set(key, (given.get(key) ?? 0) + 1)
    }
  }
  return divided
}

function inOrder(
  bundles: readonly (readonly number[])[],
  pictures: readonly Divisible[],
  seed: number,
): { readonly members: readonly number[]; readonly rank: string }[] {
  return bundles
    .map((members) => {
      const keys = members.map((member) => (pictures[member] as Divisible).key).sort()
      const rank = createHash('sha256')
        .update(`${seed}:${keys.join(',')}`)
        .digest('hex')
      return { members, rank }
    })
    .sort((a, b) => b.members.length - a.members.length || (a.rank < b.rank ? -1 : 1))
}
