import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ModelIdentity } from '../../src/core/examination.js'
import { LABELS, nameScores } from '../../src/core/label.js'
import { type EvaluatedPicture, evaluatePictures, toReportedMetrics } from '../../src/training/evaluation.js'
import {
  type EvaluationReport,
  type EvaluationReportOptions,
  writeEvaluationReport,
} from '../../src/training/evaluation-report.js'
import { createRandom } from '../../src/training/random.js'

const MODEL: ModelIdentity = {
  id: 'reference@0123456789ab',
  backend: 'native',
  precision: 'float32',
  preprocessing: 'gray-fill-1',
}

/** Pictures of which about nine in ten are right, two to a patient. */
function scoredPictures(count: number): EvaluatedPicture[] {
  const random = createRandom('pictures')
  return Array.from({ length: count }, (_, index) => {
    const label = LABELS[index % LABELS.length] ?? 'COVID'
    const weights = LABELS.map((name) => Math.exp((name === label ? 3 : 0) + random.uniform(-2.5, 2.5)))
    const sum = weights.reduce((total, weight) => total + weight, 0)
    return {
      path: `pool/${label}/${index}.png`,
      label,
      scores: nameScores(weights.map((weight) => weight / sum)),
      source: index % 5 === 0 ? 'hospital|one' : 'archive',
      population: index % 2 === 0 ? 'adult' : '',
      group: `patient ${Math.floor(index / 6)}`,
    }
  })
}

const curves = [1, 2, 3].map((epoch) => ({
  epoch,
  trainLoss: 1 / epoch,
  trainAccuracy: 1 - 0.3 / epoch,
  valLoss: 1.2 / epoch,
  valAccuracy: 1 - 0.4 / epoch,
}))

const options = (folder: string): EvaluationReportOptions => ({
  folder,
  title: 'Reference model',
  split: 'seed_split test',
  command: 'bin/chestcheck.mjs evaluate --split test',
  model: MODEL,
  rows: scoredPictures(120),
  refused: 4,
  curves,
  resamples: 100,
})

describe('an evaluation', () => {
  it('has every figure with its interval and denominator', () => {
    const rows = scoredPictures(120)
    const found = evaluatePictures(rows, { resamples: 100 })
    expect(found).toMatchObject({ n: 120, groups: 20 })
    const figures = [
      found.accuracy,
      found.accuracyByGroups,
      found.balancedAccuracy,
      found.meanAreaUnderCurve,
      found.expectedCalibrationError,
      ...LABELS.flatMap((label) => {
        const { n, ...rest } = found.classes[label]
        expect(n).toBe(40)
        return Object.values(rest)
      }),
    ]
    expect(figures).toHaveLength(20)
    for (const figure of figures) {
      expect(figure?.n).toBeGreaterThan(0)
      expect(figure?.low).toBeLessThanOrEqual(figure?.value ?? Number.NaN)
      expect(figure?.high).toBeGreaterThanOrEqual(figure?.value ?? Number.NaN)
      expect(figure?.high).toBeGreaterThan(figure?.low ?? Number.NaN)
    }
    expect(found.accuracyByGroups?.value).toBe(found.accuracy.value)
  })

  it('is broken down by source and population, and the parts make up the whole', () => {
    const found = evaluatePictures(scoredPictures(120), { resamples: 10 })
    expect(found.bySource.map(({ name, n }) => [name, n])).toEqual([
      ['archive', 96],
      ['hospital|one', 24],
    ])
    expect(found.byPopulation.map(({ name }) => name)).toEqual(['', 'adult'])
    for (const parts of [found.bySource, found.byPopulation]) {
      const right = parts.reduce((sum, { accuracy }) => sum + (accuracy?.value ?? 0) * (accuracy?.n ?? 0), 0)
      expect(right / 120).toBeCloseTo(found.accuracy.value, 12)
    }
  })

  it('gives the manifest its part', () => {
    const found = evaluatePictures(scoredPictures(120), { resamples: 10 })
    const reported = toReportedMetrics(found, 'test', 'evaluate')
    expect(reported.accuracy).toEqual(found.accuracy)
    expect(reported.specificity.NORMAL).toEqual(found.classes.NORMAL.specificity)
    expect(reported.sensitivity.COVID).toEqual(found.classes.COVID.sensitivity)
  })

  it('leaves a figure null where a class has no picture, which a manifest refuses', () => {
    const rows = scoredPictures(60).filter(({ label }) => label !== 'COVID')
    const found = evaluatePictures(rows, { resamples: 10 })
    expect(found.classes.COVID).toMatchObject({ n: 0, sensitivity: null, areaUnderCurve: null })
    expect(found.meanAreaUnderCurve).toBeNull()
    expect(() => toReportedMetrics(found, 'test', 'evaluate')).toThrow(
      expect.objectContaining({ code: 'data_set_invalid' }),
    )
  })

  it('refuses to say anything about no pictures', () => {
    expect(() => evaluatePictures([])).toThrow(expect.objectContaining({ code: 'data_set_invalid' }))
  })
})

describe('an evaluation report', () => {
  let folder = ''
  let report: EvaluationReport
  let markdown = ''

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'report-'))
    report = await writeEvaluationReport(options(join(folder, 'first')))
    markdown = await readFile(join(folder, 'first/report.md'), 'utf8')
  })

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true })
  })

  it('is the same data in report.json', async () => {
    expect(JSON.parse(await readFile(join(folder, 'first/report.json'), 'utf8'))).toEqual(report)
    expect(report).toMatchObject({ format: 1, split: 'seed_split test', model: MODEL, curves })
  })

  it('names split, model, number of pictures and the command that shows it again', () => {
    for (const part of [
      '# Reference model',
      'seed_split test: 120 pictures',
      '`bin/chestcheck.mjs evaluate --split test`',
      MODEL.id,
      '4 more pictures, which are in no figure',
    ]) {
      expect(markdown).toContain(part)
    }
  })

  it('shows figures with intervals, and each count of the confusion matrix', () => {
    expect(markdown).toMatch(/\| Accuracy \| \d\d\.\d\d % \(\d\d\.\d\d–\d\d\.\d\d\) \| 120 \|/)
    for (const actual of LABELS) {
      const counts = LABELS.map((answer) => String(report.confusion[actual][answer])).join(' | ')
      expect(markdown).toContain(`| ${actual} | ${counts} |`)
    }
    expect(markdown).toContain('| (not stated) |')
    expect(markdown).toContain('| hospital\\|one |')
    expect(markdown).not.toMatch(/undefined|NaN|null|Infinity/)
  })

  it('refers to plots that are there and can be drawn', async () => {
    const files = await readdir(join(folder, 'first'))
    const referred = [...markdown.matchAll(/!\[[^\]]+\]\((?<name>[^)]+)\)/g)].map(
      ({ groups }) => groups?.['name'] ?? '',
    )
    expect(referred.sort()).toEqual([...report.plots].sort())
    expect(files.filter((name) => name.endsWith('.svg')).sort()).toEqual(referred)
    for (const name of referred) {
      const { channels } = await sharp(join(folder, 'first', name))
        .flatten()
        .stats()
      expect(channels[0]?.max).toBe(255)
      expect(channels[0]?.stdev).toBeGreaterThan(5)
    }
  })

  it('has the same bytes when written again', async () => {
    await writeEvaluationReport(options(join(folder, 'second')))
    for (const name of await readdir(join(folder, 'first'))) {
      expect(await readFile(join(folder, 'second', name))).toEqual(
        await readFile(join(folder, 'first', name)),
      )
    }
  })

  it('has no training part without curves', async () => {
    const without = { ...options(join(folder, 'plain')), rows: scoredPictures(9) }
    Reflect.deleteProperty(without, 'curves')
    const plain = await writeEvaluationReport(without)
    expect(plain.curves).toBeNull()
    expect(await readdir(join(folder, 'plain'))).not.toContain('curves.svg')
    expect(await readFile(join(folder, 'plain/report.md'), 'utf8')).not.toContain('## Training')
  })
})
