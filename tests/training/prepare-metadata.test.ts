import { describe, expect, it } from 'vitest'
import type { Label } from '../../src/core/label.js'
import type { CheckedPicture } from '../../src/training/prepare/check-pictures.js'
import { growTree } from '../../src/training/prepare/decision-tree.js'
import { checkMetadata, type MetadataFinding } from '../../src/training/prepare/metadata-check.js'
import { explainMetadata } from '../../src/training/prepare/report-text.js'
import { createRandom } from '../../src/training/random.js'

interface Facts {
  readonly label: Label
  readonly width?: number
  readonly source?: string
  readonly population?: string
  readonly group?: string
}

function picture(facts: Facts, index: number): CheckedPicture {
  const { label, width = 512, source = 'one', population = 'adult', group = `group ${index}` } = facts
  return {
    listed: {
      file: `/${index}`,
      path: `${index}`,
      label,
      picture: '',
      group,
      source,
      population,
      width: 0,
      height: 0,
      seedSplit: '',
      split: '',
      conflict: false,
    },
    fingerprint: {
      bytes: 40_000,
      sha256: `${index}`,
      format: 'jpeg',
      width,
      height: 512,
      pixelsSha256: `${index}`,
      thumbnail: new Uint8Array(),
    },
    picture: `${index}`,
    group,
    conflict: false,
  }
}

const labels: readonly Label[] = ['COVID', 'NORMAL', 'PNEUMONIA']

/** 360 pictures whose classes follow one another. */
function pictures(factsOf: (label: Label, index: number) => Omit<Facts, 'label'>): CheckedPicture[] {
  return Array.from({ length: 360 }, (_, index) => {
    const label = labels[index % 3] as Label
    return picture({ label, ...factsOf(label, index) }, index)
  })
}

function find(findings: readonly MetadataFinding[], given: string, population = 'all'): MetadataFinding {
  const found = findings.find((finding) => finding.given === given && finding.population === population)
  if (!found) throw new Error(`no finding for ${given}`)
  return found
}

describe('what metadata alone predicts', () => {
  it('is all, where each class has a size of its own', () => {
    const findings = checkMetadata(pictures((label) => ({ width: 200 + 100 * labels.indexOf(label) })))
    expect(find(findings, 'width and height').balancedAccuracy).toBe(1)
    expect(find(findings, 'bytes a pixel').balancedAccuracy).toBeGreaterThan(0.9)
    expect(explainMetadata(findings)).toMatch(/reaches 1\.00 .* guessing reaches 0\.33/)
  })

  it('is no more than guessing gives, where sizes are drawn at random', () => {
    const random = createRandom('sizes')
    const findings = checkMetadata(pictures(() => ({ width: 200 + random.integer(600) })))
    const { balancedAccuracy, chance, n } = find(findings, 'all of the file')
    expect(Math.abs(balancedAccuracy - chance)).toBeLessThan(0.09)
    expect(n).toBe(360)
    expect(explainMetadata(findings)).toContain('hardly better than guessing')
  })

  it('is not learnt by heart from a group that is in training too', () => {
    // Twelve patients, each of one class and one size: a tree that met them would know them again.
    const findings = checkMetadata(
      pictures((label, index) => {
        const patient = Math.floor(index / 3) % 4
        return {
          group: `${label}${patient}`,
          width: 300 + ((patient * 7 + labels.indexOf(label) * 5) % 12) * 20,
        }
      }),
    )
    expect(find(findings, 'width and height').balancedAccuracy).toBeLessThan(0.6)
  })

  it('is also asked within each population, and of the source', () => {
    const findings = checkMetadata(
      pictures((label, index) => ({
        population: index % 2 ? 'child' : 'adult',
        source: index % 2 && label === 'COVID' ? 'clinic' : 'public',
      })),
    )
    expect(findings.some(({ population, given }) => population === 'adult' && given === 'source')).toBe(false)
    expect(find(findings, 'source', 'child').balancedAccuracy).toBeCloseTo(2 / 3, 1)
  })

  it('is not asked of a class with too few pictures', () => {
    const few = pictures(() => ({})).filter(({ listed }, index) => listed.label !== 'COVID' || index < 30)
    expect(find(checkMetadata(few), 'width and height').classes).toEqual(['NORMAL', 'PNEUMONIA'])
    expect(checkMetadata(few.slice(0, 12))).toEqual([])
    expect(explainMetadata([])).toContain('Nothing can be said')
  })
})

describe('a decision tree', () => {
  it('weighs classes alike, so that the rare one is seen', () => {
    const rows = Array.from({ length: 500 }, (_, index) => ({
      figures: [index % 25 === 0 ? 1 : 0],
      outcome: index % 25 === 0 || index % 25 === 1 ? 1 : 0,
    }))
    const predict = growTree(rows, 2)
    expect(predict([1])).toBe(1)
    expect(predict([0])).toBe(0)
  })

  it('answers with the likeliest class where nothing tells', () => {
    expect(growTree([{ figures: [], outcome: 0 }], 2)([])).toBe(0)
  })
})
