import { describe, expect, it } from 'vitest'
import { createRandom } from '../../src/training/random.js'

const draw = (seed: string | number, count = 5) => {
  const random = createRandom(seed)
  return Array.from({ length: count }, () => random.uniform(0, 1))
}

describe('seeded random numbers', () => {
  it('repeat for the same seed and differ for a similar one', () => {
    expect(draw('7:augment:3')).toEqual(draw('7:augment:3'))
    expect(draw('7:augment:3')).not.toEqual(draw('7:augment:4'))
    expect(draw(7)).toEqual(draw('7'))
  })

  it('are the same numbers on every machine', () => {
    expect(draw('chestcheck', 2)).toEqual([0.2716015044072878, 0.10880120874677845])
  })

  it('fill the range evenly and never reach its end', () => {
    const values = draw('even', 20_000).map((value) => Math.floor(value * 10))
    for (let tenth = 0; tenth < 10; tenth += 1) {
      const share = values.filter((value) => value === tenth).length / values.length
      expect(share).toBeGreaterThan(0.09)
      expect(share).toBeLessThan(0.11)
    }
    expect(Math.max(...values)).toBe(9)
  })

  it('give every whole number below the limit', () => {
    const random = createRandom('whole')
    expect(new Set(Array.from({ length: 200 }, () => random.integer(6)))).toEqual(new Set([0, 1, 2, 3, 4, 5]))
  })
})
