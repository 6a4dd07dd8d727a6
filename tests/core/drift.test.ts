import { describe, expect, it } from 'vitest'
import {
  LEAST_FILMS,
  measureDrift,
  measureDrifts,
  populationStability,
  stabilityByChance,
} from '../../src/core/drift.js'

describe('the population stability index', () => {
  it('is 0 for equal shares, however many films there are', () => {
    expect(populationStability([10, 30, 60], [100, 300, 600])).toBe(0)
  })

  it('is the sum of (p − q) ln(p / q) over the steps', () => {
    // Shares 0.5 and 0.5 against 0.25 and 0.75: −0.25 ln 0.5 + 0.25 ln 1.5 = 0.173287 + 0.101366.
    expect(populationStability([50, 50], [25, 75])).toBeCloseTo(0.274653, 6)
    // 0.2, 0.3, 0.5 against 0.1, 0.3, 0.6: 0.1 ln 2 + 0 + 0.1 ln 1.2 = 0.069315 + 0.018232.
    expect(populationStability([20, 30, 50], [10, 30, 60])).toBeCloseTo(0.087547, 6)
  })

  it('is the same whichever side is held against the other', () => {
    const [a, b] = [
      [5, 20, 75],
      [30, 30, 40],
    ] as const
    expect(populationStability(a, b)).toBeCloseTo(populationStability(b, a) ?? NaN, 12)
  })

  it('counts a step that is empty on one side as half a film there', () => {
    // 1 against 0.005 in the first step, 0.005 against 1 in the second: 2 × 0.995 ln 200.
    expect(populationStability([100, 0], [0, 100])).toBeCloseTo(2 * 0.995 * Math.log(200), 10)
  })

  it('leaves out steps that are empty on both sides', () => {
    expect(populationStability([50, 0, 50, 0], [25, 0, 75, 0])).toBeCloseTo(0.274653, 6)
  })

  it('is unknown where there is nothing to compare', () => {
    expect(populationStability([], [])).toBeNull()
    expect(populationStability([0, 0], [3, 4])).toBeNull()
    expect(populationStability([3, 4], [0, 0])).toBeNull()
  })
})

describe('what chance alone gives', () => {
  it('is the 95 % quantile of chi-square over both numbers of films', () => {
    // Ten steps, nine degrees of freedom: 16.919 (table of chi-square); over 1/1000 + 1/200.
    const [reference, current] = [Array<number>(10).fill(100), Array<number>(10).fill(20)]
    expect(stabilityByChance(reference, current)).toBeCloseTo(16.919 * (1 / 1000 + 1 / 200), 3)
  })

  it('shrinks with more films', () => {
    const few = stabilityByChance([50, 50], [10, 10]) ?? NaN
    expect(stabilityByChance([50, 50], [1000, 1000])).toBeLessThan(few)
  })

  it('is nothing where a single step is filled, and unknown without films', () => {
    expect(stabilityByChance([10, 0], [20, 0])).toBe(0)
    expect(stabilityByChance([0], [1])).toBeNull()
  })
})

describe('the reading of a shift', () => {
  it.each([
    ['small', [1000, 1000], [490, 510]],
    ['moderate', [1000, 1000], [680, 320]],
    ['large', [1000, 1000], [900, 100]],
    ['few', [1000, 1000], [LEAST_FILMS - 1, 0]],
    ['few', [0, 0], [500, 500]],
  ] as const)('is %s for %j against %j', (reading, reference, current) => {
    expect(measureDrift(reference, current).reading).toBe(reading)
  })

  it('is within chance where so few films would shift as far by themselves', () => {
    const reference = Array<number>(20).fill(80)
    const current = [...Array<number>(10).fill(2), ...Array<number>(10).fill(3)]
    current[0] = 9
    const drift = measureDrift(reference, current)
    expect(drift.psi).toBeGreaterThan(0.1)
    expect(drift.psi).toBeLessThan(drift.byChance ?? 0)
    expect(drift.reading).toBe('chance')
  })

  it('is made of each score, the brightness and the size', () => {
    const even = [500, 500]
    const same = { scores: { COVID: even, NORMAL: even, PNEUMONIA: even }, brightness: even, size: even }
    const drifts = measureDrifts(same, { ...same, brightness: [990, 10] })
    expect(drifts.brightness.reading).toBe('large')
    expect([drifts.COVID, drifts.NORMAL, drifts.PNEUMONIA, drifts.size].map(({ psi }) => psi)).toEqual([
      0, 0, 0, 0,
    ])
  })
})
