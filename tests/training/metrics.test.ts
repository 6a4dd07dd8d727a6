import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import type { Labelled } from '../../src/core/calibration.js'
import { type Label, LABELS, nameScores } from '../../src/core/label.js'
import * as metrics from '../../src/training/evaluation/metrics.js'

/** A picture of class `label` with scores in the order of the labels. */
const row = (label: Label, ...scores: readonly [number, number, number]): Labelled => ({
  label,
  scores: nameScores(scores),
})

/** Ten pictures: COVID 3 of 4 right, NORMAL 2 of 3, PNEUMONIA 3 of 3. */
const TEN: readonly Labelled[] = [
  row('COVID', 0.9, 0.05, 0.05),
  row('COVID', 0.8, 0.1, 0.1),
  row('COVID', 0.6, 0.2, 0.2),
  row('COVID', 0.3, 0.1, 0.6),
  row('NORMAL', 0.1, 0.8, 0.1),
  row('NORMAL', 0.2, 0.7, 0.1),
  row('NORMAL', 0.6, 0.3, 0.1),
  row('PNEUMONIA', 0.1, 0.1, 0.8),
  row('PNEUMONIA', 0.05, 0.05, 0.9),
  row('PNEUMONIA', 0.2, 0.2, 0.6),
]

const labelled = fc.tuple(
  fc.constantFrom(...LABELS),
  fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 3, maxLength: 3 }),
)
const someRows = fc.array(labelled, { minLength: 1, maxLength: 40 }).map((rows) =>
  rows.map(([label, weights]) => {
    const sum = weights.reduce((total, weight) => total + weight, 0)
    return { label, scores: nameScores(weights.map((weight) => weight / sum)) }
  }),
)

describe('the confusion matrix', () => {
  it('counts true classes by answers', () => {
    expect(metrics.confusionMatrix(TEN)).toEqual({
      COVID: { COVID: 3, NORMAL: 0, PNEUMONIA: 1 },
      NORMAL: { COVID: 1, NORMAL: 2, PNEUMONIA: 0 },
      PNEUMONIA: { COVID: 0, NORMAL: 0, PNEUMONIA: 3 },
    })
  })

  it('gives the four counts of a class', () => {
    const matrix = metrics.confusionMatrix(TEN)
    expect(metrics.countClass(matrix, 'COVID')).toEqual({
      truePositive: 3,
      falseNegative: 1,
      falsePositive: 1,
      trueNegative: 5,
    })
    expect(metrics.countRight(matrix)).toBe(8)
  })

  it('loses no picture', () => {
    fc.assert(
      fc.property(someRows, (rows) => {
        const matrix = metrics.confusionMatrix(rows)
        for (const label of LABELS) {
          const counts = Object.values(metrics.countClass(matrix, label) as unknown as Record<string, number>)
          expect(counts.reduce((sum, count) => sum + count, 0)).toBe(rows.length)
        }
      }),
    )
  })
})

describe('accuracy', () => {
  it('is the share of right answers, balanced the mean over classes', () => {
    expect(metrics.accuracy(TEN)).toBeCloseTo(0.8, 12)
    expect(metrics.balancedAccuracy(TEN)).toBeCloseTo((3 / 4 + 2 / 3 + 1) / 3, 12)
  })

  it('leaves classes without pictures out of the balance, and is null without any picture', () => {
    expect(metrics.balancedAccuracy(TEN.slice(0, 4))).toBe(0.75)
    expect(metrics.accuracy([])).toBeNull()
    expect(metrics.balancedAccuracy([])).toBeNull()
  })
})

describe('the area under the ROC curve', () => {
  it('counts pairs, a tie as half', () => {
    // COVID 0.9 0.8 0.6 0.3 against 0.1 0.2 0.6 0.1 0.05 0.2: 6 + 6 + 5.5 + 5 of 24 pairs.
    expect(metrics.areaUnderCurve(TEN, 'COVID')).toBeCloseTo(22.5 / 24, 12)
  })

  it('is 1, 0 and one half for perfect, reversed and constant scores', () => {
    const make = (high: number, low: number) => [
      row('COVID', high, 1 - high, 0),
      row('NORMAL', low, 1 - low, 0),
    ]
    expect(metrics.areaUnderCurve(make(0.9, 0.1), 'COVID')).toBe(1)
    expect(metrics.areaUnderCurve(make(0.1, 0.9), 'COVID')).toBe(0)
    expect(metrics.areaUnderCurve(make(0.4, 0.4), 'COVID')).toBe(0.5)
  })

  it('is null when a side is empty', () => {
    expect(metrics.areaUnderCurve(TEN.slice(0, 4), 'COVID')).toBeNull()
    expect(metrics.areaUnderCurve(TEN.slice(0, 4), 'NORMAL')).toBeNull()
    expect(metrics.meanAreaUnderCurve(TEN.slice(0, 4))).toBeNull()
    expect(metrics.rocCurve(TEN.slice(0, 4), 'NORMAL')).toEqual([])
  })

  it('equals the count of pairs and the area below the points of the curve', () => {
    fc.assert(
      fc.property(someRows, fc.constantFrom(...LABELS), (rows, label) => {
        const area = metrics.areaUnderCurve(rows, label)
        const inside = rows.filter((one) => one.label === label)
        const outside = rows.filter((one) => one.label !== label)
        fc.pre(inside.length > 0 && outside.length > 0)
        const wins = inside.flatMap((one) =>
          outside.map((other) => (Math.sign(one.scores[label] - other.scores[label]) + 1) / 2),
        )
        expect(area).toBeCloseTo(wins.reduce((sum, win) => sum + win, 0) / wins.length, 10)
        const points = metrics.rocCurve(rows, label)
        const below = points.slice(1).reduce((sum, point, index) => {
          const before = points[index] ?? point
          const width = point.falsePositiveRate - before.falsePositiveRate
          return sum + (width * (point.truePositiveRate + before.truePositiveRate)) / 2
        }, 0)
        expect(below).toBeCloseTo(area ?? Number.NaN, 10)
      }),
    )
  })
})

describe('the ROC curve', () => {
  it('has one point a distinct score, from nothing called positive to everything', () => {
    const points = metrics.rocCurve(TEN, 'COVID')
    expect(points.map(({ threshold }) => threshold)).toEqual([Infinity, 0.9, 0.8, 0.6, 0.3, 0.2, 0.1, 0.05])
    expect(points[3]).toEqual({ threshold: 0.6, falsePositiveRate: 1 / 6, truePositiveRate: 0.75 })
    expect(points.at(-1)).toMatchObject({ falsePositiveRate: 1, truePositiveRate: 1 })
  })
})

describe('calibration', () => {
  it('puts a picture into the bin of its highest score, upper edge included', () => {
    const bins = metrics.reliabilityBins([row('COVID', 0.6, 0.2, 0.2), row('NORMAL', 0.601, 0.2, 0.199)], 15)
    expect(bins[8]).toEqual({ low: 8 / 15, high: 0.6, n: 1, confidence: 0.6, accuracy: 1 })
    expect(bins[9]).toEqual({ low: 0.6, high: 10 / 15, n: 1, confidence: 0.601, accuracy: 0 })
    expect(bins[0]).toEqual({ low: 0, high: 1 / 15, n: 0, confidence: null, accuracy: null })
  })

  it('keeps scores of exactly 1 and counts every picture once', () => {
    expect(metrics.reliabilityBins([row('COVID', 1, 0, 0)]).at(-1)?.n).toBe(1)
    fc.assert(
      fc.property(someRows, (rows) => {
        expect(metrics.reliabilityBins(rows).reduce((sum, { n }) => sum + n, 0)).toBe(rows.length)
      }),
    )
  })

  it('has an expected error that is the weighted gap of the bins', () => {
    // Four at 0.8, three of them right; two at 0.5, one right.
    const rows = [
      ...[0, 1, 2].map(() => row('COVID', 0.8, 0.1, 0.1)),
      row('NORMAL', 0.8, 0.1, 0.1),
      row('COVID', 0.5, 0.3, 0.2),
      row('NORMAL', 0.5, 0.3, 0.2),
    ]
    expect(metrics.expectedCalibrationError(rows)).toBeCloseTo((4 / 6) * 0.05, 12)
  })

  it('is 0 for a sure and right network, 1 for a sure and wrong one, null for none', () => {
    expect(metrics.expectedCalibrationError([row('COVID', 1, 0, 0)])).toBe(0)
    expect(metrics.expectedCalibrationError([row('NORMAL', 1, 0, 0)])).toBe(1)
    expect(metrics.expectedCalibrationError([])).toBeNull()
  })
})

describe('groups of rows', () => {
  it('come in order of their keys with every row in its order', () => {
    const groups = metrics.groupRows(['b1', 'a1', 'b2'], (text) => text.charAt(0))
    expect([...groups]).toEqual([
      ['a', ['a1']],
      ['b', ['b1', 'b2']],
    ])
  })
})
