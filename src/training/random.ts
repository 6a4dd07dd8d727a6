import { createHash } from 'node:crypto'

/** Random numbers that the same seed gives again, on every machine. Not for secrets. */
export interface Random {
  /** At least `low` and below `high`. */
  uniform(low: number, high: number): number
  /** A whole number from 0 to `below - 1`. */
  integer(below: number): number
}

/**
 * A generator for `seed`. Give every epoch and every use its own seed, as in `7:augment:3`: then a job that was
 * killed goes on with the numbers it would have had. The generator is xoshiro128** of Blackman and Vigna (2018),
 * started from the SHA-256 of the seed, so that similar seeds give unrelated numbers.
 */
export function createRandom(seed: string | number): Random {
  const hash = createHash('sha256').update(String(seed)).digest()
  let [a, b, c, d] = [0, 4, 8, 12].map((offset) => hash.readUInt32LE(offset)) as [
    number,
    number,
    number,
    number,
  ]

  function word(): number {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0
    const shifted = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = rotate(d, 11)
    return result
  }

  /** 53 random bits as a fraction in [0, 1). */
  const fraction = () => ((word() >>> 5) * 2 ** 26 + (word() >>> 6)) / 2 ** 53

  return {
    uniform: (low, high) => low + (high - low) * fraction(),
    integer: (below) => Math.floor(fraction() * below),
  }
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits))
}
