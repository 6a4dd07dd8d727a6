import { describe, expect, it } from 'vitest'
import { agreesWith, holdAgainstReviewers, wilson } from '../../src/core/agreement.js'
import { wilson as trainingWilson } from '../../src/training/evaluation/intervals.js'

describe('agreement', () => {
  it('is the verdict being the label', () => {
    expect(agreesWith('COVID', 'COVID')).toBe(true)
    expect(agreesWith('COVID', 'NORMAL')).toBe(false)
    expect(agreesWith('COVID', 'other')).toBe(false)
  })

  it('is no question where the model gave no label', () => {
    expect(agreesWith(null, 'COVID')).toBeNull()
    expect(agreesWith(null, 'other')).toBeNull()
  })
})

describe('Wilson’s interval', () => {
  it('is that of the published method', () => {
    // z² = 3.841459; 8 of 10: (0.8 + 0.192073) / 1.384146 ± 1.959964 / 1.384146 × √(0.016 + 0.009604).
    expect(wilson(8, 10)).toMatchObject({ value: 0.8, n: 10 })
    expect(wilson(8, 10)?.low).toBeCloseTo(0.490162, 5)
    expect(wilson(8, 10)?.high).toBeCloseTo(0.943318, 5)
  })

  it('stays within 0 and 1, and holds its own value', () => {
    expect(wilson(0, 4)).toMatchObject({ value: 0, low: 0 })
    expect(wilson(4, 4)).toMatchObject({ value: 1, high: 1 })
    expect(wilson(4, 4)?.low).toBeCloseTo(0.510109, 5)
  })

  it('is nothing where nothing was counted', () => {
    expect(wilson(0, 0)).toBeNull()
  })

  it('is the one that evaluations of models use', () => {
    for (const [successes, n] of [
      [0, 1],
      [3, 7],
      [322, 325],
    ] as const)
      expect(wilson(successes, n)).toEqual(trainingWilson(successes, n))
  })
})

describe('a model held against its reviewers', () => {
  const against = holdAgainstReviewers([
    { answered: 'COVID', verdict: 'COVID', count: 8 },
    { answered: 'COVID', verdict: 'NORMAL', count: 1 },
    { answered: 'NORMAL', verdict: 'NORMAL', count: 20 },
    { answered: 'NORMAL', verdict: 'COVID', count: 1 },
    { answered: 'PNEUMONIA', verdict: 'other', count: 2 },
    { answered: 'uncertain', verdict: 'COVID', count: 3 },
    { answered: 'uncertain', verdict: 'other', count: 5 },
  ])

  it('agrees in the share of its labels that reviewers gave too', () => {
    expect(against.agreement).toEqual(wilson(28, 32))
    expect(against).toMatchObject({ n: 40, uncertain: 8 })
  })

  it('finds of a class what it gave that label, and not what it was unsure of', () => {
    expect(against.classes.COVID.sensitivity).toEqual(wilson(8, 12))
    expect(against.classes.NORMAL.sensitivity).toEqual(wilson(20, 21))
  })

  it('is specific where it left others out of a class, unsure or not', () => {
    expect(against.classes.COVID.specificity).toEqual(wilson(27, 28))
    expect(against.classes.PNEUMONIA.specificity).toEqual(wilson(38, 40))
  })

  it('says nothing of a class that no reviewer ever gave', () => {
    expect(against.classes.PNEUMONIA.sensitivity).toBeNull()
  })

  it('says nothing at all without verdicts', () => {
    expect(holdAgainstReviewers([])).toMatchObject({ n: 0, agreement: null, uncertain: 0 })
  })
})
