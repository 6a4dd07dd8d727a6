import { describe, expect, it } from 'vitest'
import { decimal, difference, percent, points, table } from '../../src/training/evaluation/markdown.js'

describe('figures in a report', () => {
  it('have their interval in brackets', () => {
    const figure = { value: 0.97512, low: 0.96379, high: 0.98299 }
    expect(percent(figure)).toBe('97.51 % (96.38–98.30)')
    expect(decimal(figure)).toBe('0.9751 (0.9638–0.9830)')
  })

  it('have none where resamples were all alike: that is not certainty', () => {
    expect(percent({ value: 1, low: 1, high: 1 })).toBe('100.00 % (no interval)')
    expect(decimal({ value: 0.5, low: 0.5, high: 0.5 })).toBe('0.5000 (no interval)')
  })

  it('are a dash where there is no figure', () => {
    expect([percent(null), decimal(undefined), points(null), difference(undefined)]).toEqual([
      '–',
      '–',
      '–',
      '–',
    ])
  })

  it('have a sign when they are differences, unless they round to nothing', () => {
    expect(points({ value: 0.012, low: -0.003, high: 0.027 })).toBe('+1.20 (−0.30 to +2.70)')
    expect(difference({ value: -0.00001, low: -0.1, high: 0 })).toBe('0.0000 (−0.1000 to 0.0000)')
  })
})

describe('a table', () => {
  it('escapes bars in its cells', () => {
    expect(table(['a', 'b'], [['1|2', '3']])).toBe('| a | b |\n| --- | --- |\n| 1\\|2 | 3 |')
  })
})
