import { describe, expect, it } from 'vitest'
import { comparePictures, mcNemarExact, pairPictures } from '../../src/training/evaluation/comparison.js'
import { describeComparison } from '../../src/training/evaluation/comparison-markdown.js'
import { headline } from '../../src/training/evaluation/headline.js'
import { scored, scoredPictures } from '../support/scored-pictures.js'

const options = { resamples: 200 }

describe('McNemar’s exact test', () => {
  it.each([
    // Hand: 2 * (C(6,0) + C(6,1)) / 64.
    [1, 5, 14 / 64],
    [5, 1, 14 / 64],
    [0, 10, 2 / 1024],
    [0, 1, 1],
    [3, 3, 1],
    [0, 0, 1],
  ])('of %d against %d', (first, second, p) => {
    expect(mcNemarExact(first, second)).toBeCloseTo(p, 12)
  })

  it('stays a probability where a power of one half is too small for a number', () => {
    expect(mcNemarExact(1000, 1000)).toBe(1)
    expect(mcNemarExact(900, 1100)).toBeGreaterThan(0)
    expect(mcNemarExact(900, 1100)).toBeLessThan(1e-4)
    expect(mcNemarExact(0, 3000)).toBe(0)
  })
})

describe('pairs', () => {
  it('are the pictures that both scored, by name', () => {
    const a = [scored('COVID', [1, 0, 0], { path: '1' }), scored('COVID', [1, 0, 0], { path: '2' })]
    const b = [
      scored('NORMAL', [0, 1, 0], { path: '3' }),
      scored('COVID', [0, 1, 0], { path: '2' }),
      scored('NORMAL', [0, 1, 0], { path: '4' }),
    ]
    const { pairs, onlyA, onlyB } = pairPictures(a, b)
    expect(pairs.map((pair) => [pair.path, pair.a.COVID, pair.b.COVID])).toEqual([['2', 1, 0]])
    expect([onlyA, onlyB]).toEqual([1, 2])
  })

  it('are refused when none is common or a picture has two labels', () => {
    const one = scored('COVID', [1, 0, 0], { path: '1' })
    for (const other of [scored('COVID', [1, 0, 0], { path: '2' }), { ...one, label: 'NORMAL' as const }]) {
      expect(() => pairPictures([one], [other])).toThrow(
        expect.objectContaining({ code: 'data_set_invalid' }),
      )
    }
  })
})

describe('a comparison', () => {
  it('counts who was right, and gives B less A', () => {
    const make = (path: string, label: 'COVID' | 'NORMAL', aRight: boolean, bRight: boolean) => {
      const scores = (right: boolean): [number, number, number] =>
        (label === 'COVID') === right ? [0.9, 0.05, 0.05] : [0.05, 0.9, 0.05]
      return [scored(label, scores(aRight), { path }), scored(label, scores(bRight), { path })] as const
    }
    const rows = [
      make('1', 'COVID', true, true),
      make('2', 'COVID', true, true),
      make('3', 'COVID', false, true),
      make('4', 'COVID', false, false),
      make('5', 'NORMAL', false, true),
      make('6', 'NORMAL', true, false),
    ]
    const { pairs } = pairPictures(
      rows.map(([a]) => a),
      rows.map(([, b]) => b),
    )
    const [all] = comparePictures(pairs, options)
    expect(all?.disagreement).toEqual({ bothRight: 2, onlyARight: 1, onlyBRight: 2, bothWrong: 1, p: 1 })
    expect(all?.figures.accuracy).toMatchObject({ a: 3 / 6, b: 4 / 6, difference: { n: 6 } })
    expect(all?.figures.accuracy?.difference.value).toBeCloseTo(1 / 6, 12)
    expect(all?.figures.balancedAccuracy?.a).toBeCloseTo((2 / 4 + 1 / 2) / 2, 12)
    expect(all?.figures.balancedAccuracy?.b).toBeCloseTo((3 / 4 + 1 / 2) / 2, 12)
  })

  it('of a model with itself has no difference at all, however few the pictures', () => {
    const rows = scoredPictures(60)
    for (const part of comparePictures(pairPictures(rows, rows).pairs, options)) {
      for (const figure of Object.values(part.figures)) {
        expect(figure?.difference).toMatchObject({ value: 0, low: 0, high: 0 })
      }
      expect(part.disagreement.p).toBe(1)
    }
  })

  it('sees through what both find hard: its interval is narrower than that of two separate ones', () => {
    const rows = scoredPictures(300, 2)
    // B is A with the last ten wrong answers put right.
    const wrong = rows.filter(({ label, scores }) => Math.max(...Object.values(scores)) !== scores[label])
    const mended = new Set(wrong.slice(-10).map(({ path }) => path))
    const better = rows.map((row) =>
      mended.has(row.path) ? { ...row, scores: { COVID: 0, NORMAL: 0, PNEUMONIA: 0, [row.label]: 1 } } : row,
    )
    const [all] = comparePictures(pairPictures(rows, better).pairs, options)
    const change = all?.figures.accuracy?.difference
    expect(change?.value).toBeCloseTo(10 / 300, 12)
    expect(change?.low).toBeGreaterThan(0)
    const alone = headline(rows, options).accuracyByGroups
    const width = (figure: { low: number; high: number } | null | undefined) =>
      (figure?.high ?? 0) - (figure?.low ?? 0)
    expect(width(change)).toBeLessThan(width(alone))
  })

  it('is broken down by population, each with the classes that occur in it', () => {
    const rows = scoredPictures(120).map((row) => ({
      ...row,
      population: row.label === 'COVID' ? 'adult' : 'child',
    }))
    const parts = comparePictures(pairPictures(rows, rows).pairs, options)
    expect(parts.map(({ name, n }) => [name, n])).toEqual([
      ['all', 120],
      ['adult', 40],
      ['child', 80],
    ])
    expect(parts[1]?.figures.meanAreaUnderCurve).toBeNull()
    expect(parts[2]?.figures.meanAreaUnderCurve?.a).toBeGreaterThan(0.5)
  })

  it('gives the same intervals again', () => {
    const { pairs } = pairPictures(scoredPictures(60), scoredPictures(60, 2))
    expect(comparePictures(pairs, options)).toEqual(comparePictures(pairs, options))
  })

  it('reads as tables that line up, without undefined figures', () => {
    const { pairs } = pairPictures(scoredPictures(60), scoredPictures(60, 2))
    const text = describeComparison({
      format: 1,
      a: 'one@0123456789ab',
      b: 'two@0123456789ab',
      onlyA: 0,
      onlyB: 3,
      parts: comparePictures(pairs, options),
    })
    expect(text).toContain('A: one@0123456789ab\nB: two@0123456789ab')
    expect(text).toContain('0 pictures of A, 3 of B')
    const tables = text.split('\n\n').filter((part) => part.startsWith('|'))
    expect(tables).toHaveLength(3)
    for (const one of tables) expect(new Set(one.split('\n').map((line) => line.length)).size).toBe(1)
    expect(text).not.toMatch(/undefined|NaN|null|Infinity/)
  })
})
