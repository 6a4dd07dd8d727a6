import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  calibrate,
  chooseThresholds,
  decide,
  fitTemperature,
  type Labelled,
} from '../../src/core/calibration.js'
import { highestLabel, LABELS, nameScores } from '../../src/core/label.js'

const outputs = fc
  .tuple(...LABELS.map(() => fc.double({ min: 1e-6, max: 1, noNaN: true })))
  .map((parts) => parts.map((part) => part / parts.reduce((sum, other) => sum + other, 0)))

describe('calibration', () => {
  it('leaves the outputs alone at temperature 1', () => {
    const scores = calibrate([0.7, 0.2, 0.1], 1)
    expect(scores.COVID).toBeCloseTo(0.7, 9)
    expect(scores.NORMAL).toBeCloseTo(0.2, 9)
  })

  it('never changes which class is highest, and always sums to 1', () => {
    fc.assert(
      fc.property(outputs, fc.double({ min: 0.25, max: 8, noNaN: true }), (raw, temperature) => {
        const before = nameScores(raw)
        const after = calibrate(raw, temperature)
        expect(LABELS.reduce((sum, label) => sum + after[label], 0)).toBeCloseTo(1, 9)
        const [top = 0, next = 0] = raw.toSorted((a, b) => b - a)
        fc.pre(top - next > 1e-6)
        expect(highestLabel(after)).toBe(highestLabel(before))
      }),
    )
  })

  it('makes a sure network less sure above temperature 1', () => {
    expect(calibrate([0.98, 0.01, 0.01], 2).COVID).toBeLessThan(0.98)
  })

  it('survives an output of exactly 0', () => {
    expect(calibrate([1, 0, 0], 1.5).COVID).toBeGreaterThan(0.99)
  })

  it('finds a temperature above 1 for a network that claims 99 % and is right in 80 %', () => {
    const pictures: Labelled[] = Array.from({ length: 100 }, (_, index) => ({
      label: index < 80 ? 'COVID' : 'NORMAL',
      scores: nameScores([0.99, 0.005, 0.005]),
    }))
    const temperature = fitTemperature(pictures)
    expect(temperature).toBeGreaterThan(2)
    expect(calibrate([0.99, 0.005, 0.005], temperature).COVID).toBeCloseTo(0.8, 1)
  })
})

describe('thresholds', () => {
  it('lie where the reported class is right at the wanted rate, and never under one half', () => {
    const pictures: Labelled[] = [
      ...Array.from(
        { length: 50 },
        () => ({ label: 'COVID', scores: nameScores([0.95, 0.03, 0.02]) }) as const,
      ),
      { label: 'NORMAL', scores: nameScores([0.7, 0.2, 0.1]) },
      ...Array.from(
        { length: 10 },
        () => ({ label: 'NORMAL', scores: nameScores([0.3, 0.4, 0.3]) }) as const,
      ),
    ]
    const thresholds = chooseThresholds(pictures, 0.99)
    expect(thresholds.COVID).toBeGreaterThan(0.7)
    expect(thresholds.COVID).toBeLessThanOrEqual(0.95)
    expect(thresholds.NORMAL).toBe(0.5)
    expect(thresholds.PNEUMONIA).toBe(0.99)
  })

  it('decide between a finding and uncertainty, the threshold itself counting as reached', () => {
    const thresholds = nameScores([0.6, 0.6, 0.6])
    expect(decide(nameScores([0.6, 0.3, 0.1]), thresholds)).toMatchObject({ kind: 'finding', label: 'COVID' })
    expect(decide(nameScores([0.59, 0.31, 0.1]), thresholds)).toMatchObject({
      kind: 'uncertain',
      threshold: 0.6,
    })
  })
})
