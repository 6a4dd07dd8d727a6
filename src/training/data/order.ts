import { createHash } from 'node:crypto'

/** The items in an order that depends on `seed` and their keys alone, so that a resumed run meets the same order. */
export function shuffle<T>(items: readonly T[], seed: string, key: (item: T) => string): readonly T[] {
  return items
    .map((item) => ({
      item,
      rank: createHash('sha256')
        .update(`${seed}:${key(item)}`)
        .digest('hex'),
    }))
    .sort((a, b) => (a.rank < b.rank ? -1 : 1))
    .map(({ item }) => item)
}

/** The items in slices of `size`, the last one shorter. */
export function batches<T>(items: readonly T[], size: number): readonly T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  )
}
