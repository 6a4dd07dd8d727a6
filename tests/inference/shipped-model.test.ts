import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { LABELS, highestLabel } from '../../src/core/label.js'
import type { ChildReader } from '../../src/inference/reader.js'
import { readDataSet } from '../../src/training/data/data-set.js'
import { referenceSplit } from '../../src/training/data/split.js'
import { startTestReader } from '../support/model.js'
import { describeWith, needsPictures, sharedFolder } from '../support/requirements.js'

describeWith(needsPictures, 'the shipped model on real films', () => {
  let reader: ChildReader
  beforeAll(async () => {
    reader = startTestReader()
    await reader.ready()
  })
  afterAll(() => reader.close())

  it('reads most of a few films of each class right', async () => {
    const { test } = referenceSplit(await readDataSet(`${sharedFolder}/data/chest_xray/manifest.csv`))
    const films = LABELS.flatMap((label) => test.filter((sample) => sample.label === label).slice(0, 10))
    const right = await Promise.all(
      films.map(async ({ file, label }) => {
        const { outcome } = await reader.read(await readFile(file))
        return 'scores' in outcome && outcome.scores !== null && highestLabel(outcome.scores) === label
      }),
    )
    // A broken channel order or scale reads about a third right. This is no measurement: `evaluate` is.
    expect(right.filter(Boolean).length).toBeGreaterThanOrEqual(24)
  })
})
