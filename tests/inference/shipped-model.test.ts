import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { LABELS, highestLabel } from '../../src/core/label.js'
import { readLiveModel } from '../../src/inference/live-model.js'
import type { ChildReader } from '../../src/inference/reader.js'
import { readDataSet } from '../../src/training/data/data-set.js'
import { honestSplit } from '../../src/training/data/split.js'
import { modelFolder, startTestReader } from '../support/model.js'
import { describeWith, needsPictures, sharedFolder } from '../support/requirements.js'

const modelsFolder = dirname(modelFolder)

describeWith(needsPictures, 'the shipped model on real films', () => {
  let reader: ChildReader
  beforeAll(async () => {
    const live = readLiveModel(modelsFolder)
    reader = startTestReader({ modelFolder: join(modelsFolder, live?.model ?? '') })
    await reader.ready()
  })
  afterAll(() => reader.close())

  it('reads most of a few films of each class right', async () => {
    const { val } = honestSplit(await readDataSet(`${sharedFolder}/data/chest_xray/manifest.csv`))
    // Evenly over the list, which goes by source: the first ones are all of one hospital.
    const films = LABELS.flatMap((label) => {
      const ofClass = val.filter((sample) => sample.label === label)
      return ofClass.filter((_, index) => index % Math.ceil(ofClass.length / 10) === 0)
    })
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
