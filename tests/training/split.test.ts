import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { divideAtRandom, divideByGroup, type Divisible, type Part } from '../../src/training/data/split.js'

const SHARES = { val: 0.1, test: 0.2 }

/** 600 pictures of 250 patients: two classes, one of them rare. */
const pictures: readonly Divisible[] = Array.from({ length: 600 }, (_, index) => ({
  key: `picture ${index}`,
  group: `patient ${index % 250}`,
  stratum: (index % 250) % 10 === 0 ? 'COVID:child' : 'NORMAL:adult',
}))

function count(parts: readonly Part[], wanted: (picture: Divisible) => boolean = () => true) {
  const counts = { train: 0, val: 0, test: 0 }
  parts.forEach((part, index) => {
    if (wanted(pictures[index] as Divisible)) counts[part] += 1
  })
  return counts
}

describe('a division by group', () => {
  it('never puts a group in two parts, whatever the groups and shares', () => {
    const picture = fc.record({
      group: fc.integer({ min: 0, max: 12 }),
      stratum: fc.constantFrom('a', 'b', 'c'),
    })
    const shares = fc.record({ val: fc.constantFrom(0, 0.1, 0.3), test: fc.constantFrom(0, 0.2, 0.5) })
    fc.assert(
      fc.property(fc.array(picture, { maxLength: 60 }), shares, fc.nat(), (drawn, wanted, seed) => {
        const all = drawn.map(({ group, stratum }, index) => ({
          key: `${index}`,
          group: `${group}`,
          stratum,
        }))
        const parts = divideByGroup(all, seed, wanted)
        const seen = new Map<string, Part>()
        all.forEach(({ group }, index) => {
          expect(seen.get(group) ?? parts[index]).toBe(parts[index])
          seen.set(group, parts[index] as Part)
        })
        if (wanted.val === 0) expect(parts).not.toContain('val')
        if (wanted.test === 0) expect(parts).not.toContain('test')
      }),
    )
  })

  it('gives every part its share of every stratum', () => {
    const parts = divideByGroup(pictures, 1, SHARES)
    expect(Math.abs(count(parts).test - 120)).toBeLessThanOrEqual(3)
    expect(Math.abs(count(parts).val - 60)).toBeLessThanOrEqual(3)
    const rare = count(parts, ({ stratum }) => stratum === 'COVID:child')
    expect(Math.abs(rare.test - 12)).toBeLessThanOrEqual(2)
    expect(Math.abs(rare.val - 6)).toBeLessThanOrEqual(2)
  })

  it('depends on the seed and not on the order of the pictures', () => {
    const parts = divideByGroup(pictures, 7, SHARES)
    const turned = divideByGroup(pictures.toReversed(), 7, SHARES).toReversed()
    expect(turned).toEqual(parts)
    expect(divideByGroup(pictures, 8, SHARES)).not.toEqual(parts)
  })
})

describe('a division at random', () => {
  it('takes every picture for itself, so that groups are torn', () => {
    const parts = divideAtRandom(pictures, 1, { val: 0, test: 0.2 })
    expect(count(parts)).toEqual({ train: 480, val: 0, test: 120 })
    const torn = pictures.filter(({ group }, index) =>
      pictures.some((other, place) => other.group === group && parts[place] !== parts[index]),
    )
    expect(torn.length).toBeGreaterThan(50)
  })

  it('does not depend on the order of the pictures', () => {
    const parts = divideAtRandom(pictures, 3, SHARES)
    expect(divideAtRandom(pictures.toReversed(), 3, SHARES).toReversed()).toEqual(parts)
  })
})

describe('any division', () => {
  it('refuses parts that are more than all', () => {
    expect(() => divideByGroup(pictures, 1, { val: 0.5, test: 0.6 })).toThrow(RangeError)
  })

  it('gives nothing for nothing', () => {
    expect(divideByGroup([], 1, SHARES)).toEqual([])
  })
})
