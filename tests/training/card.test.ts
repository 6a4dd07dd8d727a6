import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ModelManifest } from '../../src/core/model-manifest.js'
import { describeCard } from '../../src/training/evaluation/card.js'
import type { Sample } from '../../src/training/data/data-set.js'
import {
  type EvaluationReport,
  writeEvaluationReport,
} from '../../src/training/evaluation/evaluation-report.js'
import { countProvenance, describeProvenance } from '../../src/training/evaluation/provenance.js'
import { judgeView } from '../../src/training/shortcut/shortcut-test.js'
import type { ShortcutReport } from '../../src/training/shortcut/shortcut-report.js'
import { reported, writeHollowModel } from '../support/model-folder.js'
import { MODEL, scoredPictures } from '../support/scored-pictures.js'

const NIH = 'muhammedtalo/COVID-19'

function sample(changes: Partial<Sample>): Sample {
  const plain = { file: '', path: 'x', picture: '', group: '', seedSplit: '', split: 'train' } as const
  return { ...plain, label: 'NORMAL', source: 'seed', population: 'child', ...changes }
}

const adultPneumonia = { label: 'PNEUMONIA', population: 'adult' } as const
const split = {
  train: [
    sample({}),
    sample({ ...adultPneumonia, source: NIH }),
    sample({ ...adultPneumonia, source: NIH }),
    sample({ ...adultPneumonia, source: 'armiro/COVID-CXNet' }),
  ],
  val: [sample({ source: NIH })],
  test: [sample({ source: 'nobody/knows' })],
}

describe('provenance', () => {
  it('counts pictures by source, part and population', () => {
    const found = countProvenance(split)
    expect(found.pictures).toEqual({ train: 4, val: 1, test: 1 })
    expect(found.populations).toEqual([
      { name: 'adult', pictures: { COVID: 0, NORMAL: 0, PNEUMONIA: 3 } },
      { name: 'child', pictures: { COVID: 0, NORMAL: 1, PNEUMONIA: 0 } },
    ])
    expect(found.sources.find(({ name }) => name === NIH)).toEqual({
      name: NIH,
      train: { COVID: 0, NORMAL: 0, PNEUMONIA: 2 },
      parts: { train: 2, val: 1, test: 0 },
    })
    expect(found.adultPneumonia).toEqual({ n: 3, largest: { source: NIH, n: 2 } })
  })

  it('names the licence of each source as found, or that none is', () => {
    const text = describeProvenance(countProvenance(split))
    expect(text).toMatch(/\| armiro\/COVID-CXNet \|.*\| CC BY 4\.0 \|/)
    expect(text).toMatch(/\| nobody\/knows \| 0 \| 0 \| 0 \| 0 \| 1 \| unstated \|/)
  })
})

describe('a model card', () => {
  let folder = ''
  let report: EvaluationReport
  let other: EvaluationReport
  let manifest: ModelManifest
  let selfTest: ShortcutReport

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'chestcheck-card-'))
    const common = { thresholds: { COVID: 0.6, NORMAL: 0.6, PNEUMONIA: 0.6 }, model: MODEL, resamples: 20 }
    report = await writeEvaluationReport({
      ...common,
      folder: join(folder, 'this'),
      title: 'this',
      split: 'split test',
      command: 'evaluate this',
      pictures: scoredPictures(60),
    })
    other = await writeEvaluationReport({
      ...common,
      folder: join(folder, 'other'),
      title: 'other',
      split: 'split test',
      command: 'evaluate other',
      pictures: scoredPictures(60, 1),
    })
    manifest = await writeHollowModel(folder, 'hollow', {
      metrics: [reported('seed_split test, which leaks', 0.99)],
    })
    selfTest = {
      format: 1,
      title: '',
      model: MODEL.id,
      split: 'split test',
      command: 'evaluate this --self-test',
      n: 60,
      sampled: false,
      figures: [
        judgeView({ view: 'borders', population: 'adult', rows: scoredPictures(60) }, { resamples: 20 }),
      ],
      recompression: [],
    }
  })
  afterAll(() => rm(folder, { recursive: true }))

  const card = (changes: Partial<Parameters<typeof describeCard>[0]> = {}) =>
    describeCard({
      manifest,
      report,
      selfTest,
      others: [{ name: 'frozen base', report: other }],
      provenance: countProvenance(split),
      command: 'evaluate this --card',
      ...changes,
    })

  it('says what the model is for, and never promises more', () => {
    expect(card()).toContain('Research, education and triage under a clinician')
    expect(card()).not.toMatch(/diagnos/i)
    expect(card()).not.toMatch(/undefined|NaN|null|Infinity|\[object/)
  })

  it('has the command that shows each figure again', () => {
    const commands = ['evaluate this', 'evaluate other', 'evaluate this --self-test', 'evaluate this --card']
    for (const command of commands) expect(card()).toContain(`\`${command}\``)
  })

  it('puts other models beside this one, and nothing where there are none', () => {
    expect(card()).toMatch(/\| frozen base \| split test, n 60 \|.*\n\| hollow \| split test, n 60 \|/)
    expect(card({ others: [] })).not.toContain('Side by side')
  })

  it('says how often the test was looked at, and tells an earlier model of the same name by its id', () => {
    expect(card()).toContain('looked at 2 times')
    const earlier = {
      name: manifest.name,
      report: { ...report, model: { ...report.model, id: 'hollow@before' } },
    }
    expect(card({ others: [earlier] })).toContain('| hollow@before | split test, n 60 |')
    expect(card({ report: { ...report, split: 'split val' } })).not.toContain('looked at')
  })

  it('refers to plots that the report wrote', () => {
    const referred = [...card().matchAll(/!\[[^\]]+\]\((?<name>[^)]+)\)/g)].map(
      ({ groups }) => groups?.['name'],
    )
    expect(referred.length).toBeGreaterThan(3)
    expect(report.plots).toEqual(expect.arrayContaining(referred))
  })

  it('names the limits: scarce adults, known faults of its sources, and the leak of the reference split', () => {
    expect(card()).toContain(`3 of 4 training pictures, 2 of them from ${NIH}`)
    expect(card()).toContain('read from reports by a program')
    expect(card()).toContain('accuracy 99.0 %')
    expect(card({ manifest: { ...manifest, metrics: [] } })).toContain('That split leaks')
    expect(card({ provenance: countProvenance({ train: [], val: [], test: [] }) })).not.toContain(
      'read from reports',
    )
  })

  it('says when its figures are not of the honest test, or nothing was tested for shortcuts', () => {
    expect(card({ report: { ...report, split: 'split val' } })).toContain(
      'not on the pictures kept for the honest test',
    )
    expect(card()).not.toContain('not on the pictures kept')
    expect(card({ selfTest: null })).toContain('The self-test was not run.')
  })
})
