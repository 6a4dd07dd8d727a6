import { describe, expect, it } from 'vitest'
import { bootstrap, bootstrapFigures, wilson } from '../../src/training/evaluation/intervals.js'
import { createRandom } from '../../src/training/random.js'

describe('Wilson’s interval', () => {
  it('agrees with published values', () => {
    // R. G. Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
    const published = [
      { successes: 81, n: 263, low: 0.2553, high: 0.3662 },
      { successes: 15, n: 148, low: 0.0624, high: 0.1605 },
      { successes: 0, n: 20, low: 0, high: 0.1611 },
      { successes: 1, n: 29, low: 0.0061, high: 0.1718 },
    ]
    for (const { successes, n, low, high } of published) {
      expect(wilson(successes, n)).toEqual({
        value: successes / n,
        low: expect.closeTo(low, 4) as number,
        high: expect.closeTo(high, 4) as number,
        n,
      })
    }
  })

  it('stays within 0..1 and holds its value at both ends', () => {
    for (const n of [1, 2, 7, 49, 1000, 100_003]) {
      for (const successes of [0, n]) {
        const found = wilson(successes, n)
        expect(found?.low).toBeGreaterThanOrEqual(0)
        expect(found?.high).toBeLessThanOrEqual(1)
        expect(found?.low).toBeLessThanOrEqual(found?.value ?? Number.NaN)
        expect(found?.high).toBeGreaterThanOrEqual(found?.value ?? Number.NaN)
      }
    }
  })

  it('is null when nothing was counted', () => {
    expect(wilson(0, 0)).toBeNull()
  })
})

interface Row {
  readonly value: number
  readonly group?: string
}

interface Binned extends Row {
  readonly bin: number
}

const mean = (rows: readonly Row[]) =>
  rows.length === 0 ? null : rows.reduce((sum, { value }) => sum + value, 0) / rows.length

const options = () => ({ random: createRandom('bootstrap'), resamples: 2000 })

describe('the bootstrap', () => {
  it('comes near the interval of the normal approximation for a mean', () => {
    const rows = Array.from({ length: 400 }, (_, index) => ({ value: index % 4 === 0 ? 1 : 0 }))
    const found = bootstrap(rows, mean, options())
    const half = 1.96 * Math.sqrt((0.25 * 0.75) / 400)
    expect(found?.value).toBe(0.25)
    expect(found?.low).toBeCloseTo(0.25 - half, 1.9)
    expect(found?.high).toBeCloseTo(0.25 + half, 1.9)
    expect(found?.n).toBe(400)
  })

  it('gives the same interval for the same seed', () => {
    const rows = Array.from({ length: 30 }, (_, index) => ({ value: index }))
    expect(bootstrap(rows, mean, options())).toEqual(bootstrap(rows, mean, options()))
  })

  it('draws the pictures of a patient together, which widens the interval', () => {
    const apart = Array.from({ length: 200 }, (_, index) => ({ value: Math.floor(index / 10) % 2 }))
    const together = apart.map((row, index) => ({ ...row, group: `patient ${Math.floor(index / 10)}` }))
    const width = (rows: readonly Row[]) => {
      const found = bootstrap(rows, mean, options())
      return (found?.high ?? 0) - (found?.low ?? 0)
    }
    expect(width(together)).toBeGreaterThan(2.5 * width(apart))
  })

  it('takes pictures without a patient one by one', () => {
    const rows = Array.from({ length: 100 }, (_, index) => ({ value: index % 2, group: '' }))
    const found = bootstrap(rows, mean, options())
    expect((found?.high ?? 1) - (found?.low ?? 0)).toBeLessThan(0.25)
  })

  it('leaves out resamples on which the figure is undefined', () => {
    const rows = [{ value: 1 }, { value: 2 }]
    const onlyWithTwo = (drawn: readonly Row[]) => (drawn.some(({ value }) => value === 2) ? 5 : null)
    expect(bootstrap(rows, onlyWithTwo, options())).toEqual({ value: 5, low: 5, high: 5, n: 2 })
  })

  it('holds a figure of distances, which resampling alone makes larger', () => {
    const distance = (rows: readonly Binned[]) =>
      Array.from({ length: 10 }, (_, bin) => rows.filter((row) => row.bin === bin)).reduce(
        (sum, part) => sum + (Math.abs(mean(part) ?? 0) * part.length) / rows.length,
        0,
      )
    const rowsAbout = (middle: number): Binned[] =>
      Array.from({ length: 400 }, (_, index) => ({
        bin: index % 10,
        value: middle + (Math.floor(index / 10) % 2 === 0 ? 1 : -1),
      }))
    for (const middle of [0, 0.05, 0.5]) {
      const rows = rowsAbout(middle)
      const plain = bootstrap(rows, distance, options())
      const { figure } = bootstrapFigures(rows, { figure: distance }, { ...options(), inflated: ['figure'] })
      expect(figure?.value).toBeCloseTo(middle)
      expect(figure?.low).toBeLessThanOrEqual(middle)
      expect(figure?.low).toBeGreaterThanOrEqual(0)
      expect(figure?.high).toBeGreaterThan(middle)
      expect(figure?.high).toBeLessThanOrEqual(plain?.high ?? 0)
      // Why it is needed: no resample is as even as the rows.
      if (middle === 0) expect(plain?.low).toBeGreaterThan(0.05)
    }
  })

  it('is null where the figure itself is undefined', () => {
    expect(bootstrap<Row>([], mean, options())).toBeNull()
  })
})
