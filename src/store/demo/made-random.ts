import { createHash } from 'node:crypto'

/** Numbers that the same seed gives again. Not for secrets. */
export interface MadeRandom {
  /** At least `low` and below `high`. */
  between(low: number, high: number): number
  chance(share: number): boolean
  pick<T>(all: readonly T[]): T
  /** One of the keys, each as often as its weight says. */
  weighted<K extends string>(weights: Readonly<Partial<Record<K, number>>>): K
  /** About normally distributed: the sum of four, which never goes far. */
  normal(mean: number, deviation: number): number
  /** So many hex digits. */
  hex(digits: number): string
}

export function createMadeRandom(seed: string): MadeRandom {
  let state = createHash('sha256').update(seed).digest().readUInt32LE(0)

  /** mulberry32, by Tommy Ettinger: in the public domain, and good enough for what is only looked at. */
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  return {
    between: (low, high) => low + (high - low) * next(),
    chance: (share) => next() < share,
    pick(all) {
      const picked = all[Math.floor(next() * all.length)]
      if (picked === undefined) throw new RangeError('there is nothing to pick from')
      return picked
    },
    weighted<K extends string>(weights: Readonly<Partial<Record<K, number>>>): K {
      const entries = Object.entries(weights) as [K, number][]
      let left = next() * entries.reduce((sum, [, weight]) => sum + weight, 0)
      const found = entries.find(([, weight]) => (left -= weight) < 0) ?? entries.at(-1)
      if (!found) throw new RangeError('there is nothing to pick from')
      return found[0]
    },
    normal: (mean, deviation) => mean + (next() + next() + next() + next() - 2) * deviation * Math.sqrt(3),
    hex(digits) {
      let text = ''
      while (text.length < digits)
        text += Math.floor(next() * 2 ** 32)
          .toString(16)
          .padStart(8, '0')
      return text.slice(0, digits)
    },
  }
}
