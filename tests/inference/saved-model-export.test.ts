import { execFileSync } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type * as TensorFlow from '@tensorflow/tfjs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { exportGraph } from '../../src/inference/saved-model/export-graph.js'
import { loadTensorFlow } from '../../src/inference/tensorflow.js'
import { python, runPython } from '../support/python.js'
import { describeWith } from '../support/requirements.js'
import { buildSmallNetwork, writeSmallModel } from '../support/small-model.js'

const SIZE = 32
let tf: typeof TensorFlow
let scratch: string
beforeAll(async () => {
  ;({ tf } = await loadTensorFlow())
  scratch = await mkdtemp(join(tmpdir(), 'chestcheck-export-'))
})
afterAll(() => rm(scratch, { recursive: true }))

const writeModel = (name: string) => writeSmallModel(tf, join(scratch, name), buildSmallNetwork(tf, SIZE))

describe('an exported SavedModel', () => {
  it('lies beside what the graph does not hold', async () => {
    const checked = await writeModel('noted')
    const folder = join(scratch, 'a', 'noted-savedmodel')
    await exportGraph({ tf, checked, folder, precision: 'float32' })
    expect((await readdir(folder)).toSorted()).toEqual(['assets.extra', 'saved_model.pb'])
    const notes: unknown = JSON.parse(await readFile(join(folder, 'assets.extra', 'chestcheck.json'), 'utf8'))
    const { labels, thresholds, temperature, preprocessing } = checked.manifest
    expect(notes).toMatchObject({ model: checked.id, labels, thresholds, temperature, preprocessing })
  })

  it('is not written over what a folder holds', async () => {
    const checked = await writeModel('full')
    const folder = await mkdtemp(join(scratch, 'full-'))
    await writeFile(join(folder, 'mine.txt'), 'mine')
    await expect(exportGraph({ tf, checked, folder, precision: 'float32' })).rejects.toMatchObject({
      code: 'settings_invalid',
    })
    expect(await readdir(folder)).toEqual(['mine.txt'])
  })

  it('is not written for a network with a layer that no graph knows', async () => {
    const model = tf.sequential({
      layers: [
        tf.layers.conv2d({ filters: 4, kernelSize: 3, inputShape: [SIZE, SIZE, 3] }),
        tf.layers.upSampling2d({ name: 'odd' }),
        tf.layers.globalAveragePooling2d({ dataFormat: 'channelsLast' }),
        tf.layers.dense({ units: 3, activation: 'softmax' }),
      ],
    })
    const checked = await writeSmallModel(tf, join(scratch, 'odd'), model)
    const folder = join(scratch, 'odd-savedmodel')
    await expect(exportGraph({ tf, checked, folder, precision: 'float32' })).rejects.toMatchObject({
      code: 'settings_invalid',
      message: expect.stringContaining('odd') as string,
    })
    expect((await readdir(scratch)).filter((entry) => entry.startsWith('odd-savedmodel'))).toEqual([])
  })
})

const needsTensorFlow = {
  met: python !== undefined && hasTensorFlow(python),
  reason: 'no Python with TensorFlow: name one in CHESTCHECK_PYTHON',
}

function hasTensorFlow(command: string): boolean {
  try {
    const look = 'import importlib.util, sys; sys.exit(importlib.util.find_spec("tensorflow") is None)'
    execFileSync(command, ['-c', look], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

describeWith(needsTensorFlow, 'an exported SavedModel in Python', () => {
  it.each([
    ['float32', 1e-5],
    ['bfloat16', 0.02],
  ] as const)(
    'gives in %s what the layers give here',
    async (precision, tolerance) => {
      const checked = await writeModel(precision)
      const folder = join(scratch, `${precision}-savedmodel`)
      await exportGraph({ tf, checked, folder, precision })
      const outputs = (await runPython('run-savedmodel.py', [folder, String(SIZE)])) as Record<
        string,
        number[][]
      >
      const expected = tf.tidy(() => {
        const values = Float32Array.from(
          { length: 2 * SIZE * SIZE * 3 },
          (_, at) => ((at * 7919) % 1009) / 1009,
        )
        const scores = buildSmallNetwork(tf, SIZE).predict(tf.tensor4d(values, [2, SIZE, SIZE, 3]))
        return (scores as TensorFlow.Tensor2D).arraySync()
      })
      expect(Object.keys(outputs).toSorted()).toEqual(['convolution', 'scores'])
      const gaps = expected.flatMap((row, picture) =>
        row.map((score, label) => Math.abs(score - (outputs['scores']?.[picture]?.[label] ?? NaN))),
      )
      expect(gaps).toHaveLength(6)
      expect(Math.max(...gaps)).toBeLessThan(tolerance)
    },
    240_000,
  )
})
