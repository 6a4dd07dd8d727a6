import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LABELS } from '../../src/core/label.js'
import { evaluatePictures, toReportedMetrics } from '../../src/training/evaluation/evaluation.js'
import {
  type EvaluationReport,
  type EvaluationReportOptions,
  readEvaluationReport,
  writeEvaluationReport,
} from '../../src/training/evaluation/evaluation-report.js'
import { MODEL, refusedPicture, scoredPictures } from '../support/scored-pictures.js'

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
  pictures: [
    ...scoredPictures(120).map((row, index) => (index === 7 ? refusedPicture(row) : row)),
    ...scoredPictures(124)
      .slice(120)
      .map((row) => ({ ...refusedPicture(row), code: 'corrupt_image', scores: null })),
  ],
  thresholds: { COVID: 0.6, NORMAL: 0.6, PNEUMONIA: 0.6 },
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

  it('judges each population and source by the same figures as the whole', () => {
    const rows = scoredPictures(120)
    const { byPopulation, bySource } = evaluatePictures(rows, { resamples: 50 })
    const adults = rows.filter(({ population }) => population === 'adult')
    const alone = evaluatePictures(adults, { resamples: 50 })
    expect(byPopulation.find(({ name }) => name === 'adult')).toMatchObject({
      n: 60,
      groups: 20,
      accuracy: alone.accuracy,
      balancedAccuracy: alone.balancedAccuracy,
      meanAreaUnderCurve: alone.meanAreaUnderCurve,
      expectedCalibrationError: alone.expectedCalibrationError,
    })
    expect(bySource.every(({ balancedAccuracy }) => balancedAccuracy !== null)).toBe(true)
  })

  it('averages over the classes that occur where a part lacks one', () => {
    const rows = scoredPictures(120).map((row) => ({
      ...row,
      population: row.label === 'COVID' ? 'adult' : 'child',
    }))
    const { byPopulation } = evaluatePictures(rows, { resamples: 50 })
    const child = byPopulation.find(({ name }) => name === 'child')
    const sensitivities = [child?.sensitivity.NORMAL?.value ?? 0, child?.sensitivity.PNEUMONIA?.value ?? 0]
    expect(child?.pictures).toEqual({ COVID: 0, NORMAL: 40, PNEUMONIA: 40 })
    expect(child?.balancedAccuracy?.value).toBeCloseTo(
      ((sensitivities[0] ?? 0) + (sensitivities[1] ?? 0)) / 2,
      12,
    )
    expect(child?.meanAreaUnderCurve?.value).toBeGreaterThan(0.5)
    // A single class has nothing to be told apart from.
    expect(byPopulation.find(({ name }) => name === 'adult')?.meanAreaUnderCurve).toBeNull()
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
    // The mean is over the classes that occur.
    const areas = [found.classes.NORMAL, found.classes.PNEUMONIA].map(
      ({ areaUnderCurve }) => areaUnderCurve?.value ?? 0,
    )
    expect(found.meanAreaUnderCurve?.value).toBeCloseTo(((areas[0] ?? 0) + (areas[1] ?? 0)) / 2, 12)
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
    expect(report).toMatchObject({ format: 2, split: 'seed_split test', model: MODEL, curves })
  })

  it('names split, model, number of pictures and the command that shows it again', () => {
    for (const part of [
      '# Reference model',
      'seed_split test: 120 pictures',
      '`bin/chestcheck.mjs evaluate --split test`',
      MODEL.id,
      '4 more pictures, which are in no figure of the classes',
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

  it('counts who was turned away apart from the classes, in which all with scores count', () => {
    expect(report.n).toBe(120)
    expect(report.refusals).toMatchObject({ n: 124, unscored: 4, faults: 0 })
    expect(report.refusals.byCode).toEqual([
      { code: 'corrupt_image', n: 4, scored: 0 },
      { code: 'not_frontal_chest', n: 1, scored: 1 },
    ])
    expect(markdown).toContain('| not_frontal_chest | 1 | 1 |')
    expect(markdown).toContain('Of 124 pictures 4.03 %')
  })

  it('shows accuracy by coverage and what the thresholds leave, for each population', () => {
    expect(markdown).toMatch(/\| surest 50 % \| \d+\.\d\d % \([^)]+\), n 60 \| .*, n 30 \| .*, n 30 \|/)
    expect(markdown).toMatch(/\| left uncertain by the thresholds \| \d+\.\d\d % /)
    expect(report.byPopulation.map(({ coverage }) => coverage.at(-1)?.n)).toEqual([60, 60])
  })

  it('is read again, and one of an older version or none at all is refused', async () => {
    expect(await readEvaluationReport(join(folder, 'first'))).toEqual(report)
    const old = join(folder, 'old')
    await mkdir(old)
    for (const text of ['{"format":1}', 'no JSON']) {
      await writeFile(join(old, 'report.json'), text)
      await expect(readEvaluationReport(old)).rejects.toMatchObject({ code: 'data_set_invalid' })
    }
    await expect(readEvaluationReport(join(folder, 'nowhere'))).rejects.toMatchObject({
      code: 'data_set_invalid',
    })
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
    const without = { ...options(join(folder, 'plain')), pictures: scoredPictures(9) }
    Reflect.deleteProperty(without, 'curves')
    const plain = await writeEvaluationReport(without)
    expect(plain.curves).toBeNull()
    expect(await readdir(join(folder, 'plain'))).not.toContain('curves.svg')
    expect(await readFile(join(folder, 'plain/report.md'), 'utf8')).not.toContain('## Training')
  })
})
