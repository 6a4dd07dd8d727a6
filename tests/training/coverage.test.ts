import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyThresholds, coverageCurve } from '../../src/training/evaluation/coverage.js'
import { scored, scoredPictures } from '../support/scored-pictures.js'

/** Five pictures, surest first: right, right, wrong, right, wrong. */
const FIVE = [
  scored('COVID', [0.95, 0.03, 0.02]),
  scored('NORMAL', [0.05, 0.9, 0.05]),
  scored('COVID', [0.1, 0.8, 0.1]),
  scored('PNEUMONIA', [0.2, 0.1, 0.7]),
  scored('PNEUMONIA', [0.5, 0.3, 0.2]),
]

describe('accuracy by coverage', () => {
  it('counts the surest pictures, whatever their order', () => {
    const points = coverageCurve(FIVE.toReversed(), [0.4, 0.6, 0.8, 1])
    expect(points.map(({ n, lowestScore, accuracy }) => [n, lowestScore, accuracy.value])).toEqual([
      [2, 0.9, 1],
      [3, 0.8, 2 / 3],
      [4, 0.7, 3 / 4],
      [5, 0.5, 3 / 5],
    ])
  })

  it('has the interval of the pictures that are kept', () => {
    const [half] = coverageCurve(FIVE, [0.4])
    // Wilson for 2 of 2: 1 / (1 + 1.96² / 2).
    expect(half?.accuracy).toMatchObject({ n: 2, high: 1, low: expect.closeTo(0.3424, 4) as number })
  })

  it('lets the name decide between equal scores, never the class', () => {
    const right = scored('COVID', [0.8, 0.1, 0.1], { path: 'b' })
    const wrong = scored('NORMAL', [0.8, 0.1, 0.1], { path: 'a' })
    for (const rows of [
      [right, wrong],
      [wrong, right],
    ])
      expect(coverageCurve(rows, [0.5])[0]?.accuracy.value).toBe(0)
  })

  it('keeps one picture at least and is empty without any', () => {
    expect(coverageCurve(FIVE, [0.01])[0]?.n).toBe(1)
    expect(coverageCurve([], [0.5, 1])).toEqual([])
  })

  it('ends at the accuracy of all, and its lowest score falls', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), (count) => {
        const rows = scoredPictures(count)
        const points = coverageCurve(rows, [0.3, 0.6, 1])
        const right = rows.filter(({ label, scores }) => Math.max(...Object.values(scores)) === scores[label])
        expect(points.at(-1)?.accuracy.value).toBeCloseTo(right.length / count, 12)
        const lowest = points.map(({ lowestScore }) => lowestScore)
        expect(lowest).toEqual([...lowest].sort((a, b) => b - a))
      }),
    )
  })
})

describe('the thresholds of a model', () => {
  it('leave some uncertain, and the accuracy is that of the rest', () => {
    const found = applyThresholds(FIVE, { COVID: 0.6, NORMAL: 0.85, PNEUMONIA: 0.7 })
    // Uncertain: the wrong NORMAL at 0.8 and the wrong COVID at 0.5.
    expect(found.uncertain).toMatchObject({ value: 0.4, n: 5 })
    expect(found.accuracy).toMatchObject({ value: 1, n: 3 })
  })

  it('may let nothing through', () => {
    const found = applyThresholds(FIVE, { COVID: 1, NORMAL: 1, PNEUMONIA: 1 })
    expect(found).toMatchObject({ uncertain: { value: 1 }, accuracy: null })
  })
})
