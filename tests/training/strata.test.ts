import { describe, expect, it } from 'vitest'
import type { Label } from '../../src/core/label.js'
import type { Sample } from '../../src/training/data/data-set.js'
import { drawEpoch, STRATA_SETTINGS } from '../../src/training/data/strata.js'

function films(count: number, label: Label, population: string, source: string): Sample[] {
  return Array.from({ length: count }, (_, index) => {
    const path = `${source}/${label}/${population}/${index}.jpg`
    return {
      path,
      file: path,
      label,
      picture: path,
      group: path,
      source,
      population,
      seedSplit: '',
      split: 'train',
    }
  })
}

const SAMPLES = [
  ...films(900, 'COVID', 'adult', 'a'),
  ...films(100, 'COVID', 'adult', 'b'),
  ...films(300, 'NORMAL', 'adult', 'a'),
  ...films(60, 'PNEUMONIA', 'adult', 'b'),
  ...films(600, 'NORMAL', 'child', 'c'),
  ...films(900, 'PNEUMONIA', 'child', 'c'),
]
const SETTINGS = { ...STRATA_SETTINGS, pictures: 200 }
const draw = (epoch: number, seed = '1') => drawEpoch(SAMPLES, SETTINGS, seed, epoch)
const count = (drawn: readonly Sample[], wanted: Partial<Sample>) =>
  drawn.filter((sample) =>
    Object.entries(wanted).every(([key, value]) => sample[key as keyof Sample] === value),
  ).length

describe('the films of an epoch', () => {
  it('show adults and children in the wanted shares, whatever their numbers', () => {
    const drawn = draw(1)
    expect(count(drawn, { population: 'adult' }) / drawn.length).toBeCloseTo(0.7, 1)
  })

  it('show a rare class and a rare source more often than their numbers would', () => {
    const drawn = draw(1)
    const share = (wanted: Partial<Sample>) => count(drawn, wanted) / drawn.length
    expect(share({ label: 'PNEUMONIA', population: 'adult' })).toBeGreaterThan((3 * 60) / SAMPLES.length)
    expect(share({ label: 'COVID', source: 'b' })).toBeGreaterThan((1.5 * 100) / SAMPLES.length)
  })

  it('hold no film twice', () => {
    const paths = drawEpoch(SAMPLES, { ...SETTINGS, pictures: 4000 }, '1', 1).map(({ path }) => path)
    expect(new Set(paths).size).toBe(paths.length)
  })

  it('go through all films of a kind before one comes again', () => {
    const seen = [1, 2, 3].flatMap((epoch) =>
      draw(epoch).filter(({ label, source }) => label === 'NORMAL' && source === 'a'),
    )
    expect(seen.length).toBeLessThan(300)
    expect(new Set(seen.map(({ path }) => path)).size).toBe(seen.length)
  })

  it('are the same for the same seed and epoch, and others otherwise', () => {
    expect(draw(2)).toEqual(draw(2))
    expect(draw(2)).not.toEqual(draw(3))
    expect(draw(2, '2')).not.toEqual(draw(2))
    expect(drawEpoch(SAMPLES.toReversed(), SETTINGS, '1', 2)).toEqual(draw(2))
  })

  it('come from adults alone where there are no children', () => {
    const adults = SAMPLES.filter(({ population }) => population === 'adult')
    expect(drawEpoch(adults, SETTINGS, '1', 1).length).toBeGreaterThan(150)
  })
})
