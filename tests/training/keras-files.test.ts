import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type * as TensorFlow from '@tensorflow/tfjs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadTensorFlow } from '../../src/inference/tensorflow.js'
import { loadKerasBase } from '../../src/training/keras-base.js'
import { provideKerasBase } from '../../src/training/keras-base-file.js'
import { writeKerasFile } from '../../src/training/keras-file.js'
import { createVgg16 } from '../../src/training/vgg16.js'
import { describeWith, sharedFolder } from '../support/requirements.js'

const weights = `${sharedFolder}/weights/vgg16_imagenet_notop.h5`
let tf: typeof TensorFlow
let folder: string
beforeAll(async () => {
  ;({ tf } = await loadTensorFlow('native'))
  folder = await mkdtemp(join(tmpdir(), 'chestcheck-keras-'))
})
afterAll(() => rm(folder, { recursive: true }))

describeWith(
  { met: existsSync(weights), reason: 'no ImageNet weights beside the repository' },
  "Keras's VGG16 weights",
  () => {
    it('arrive in their layers', async () => {
      const network = createVgg16(tf, { size: 32, frozenBase: true })
      await loadKerasBase(tf, network, weights)
      const [kernel, bias] = network.getLayer('block1_conv1').getWeights()
      const values = [...(kernel?.dataSync().slice(0, 3) ?? []), ...(bias?.dataSync().slice(0, 4) ?? [])]
      const published = [0.42947057, 0.11727387, 0.03401296, 0.73429835, 0.09340367, 0.06775674, 0.8862966]
      values.forEach((value, index) => {
        expect(value).toBeCloseTo(published[index] ?? 0, 7)
      })
      const deepest = network.getLayer('block5_conv3').getWeights()[1]
      expect(deepest && tf.mean(deepest).dataSync()[0]).toBeCloseTo(0.14986369, 6)
      network.dispose()
    })
  },
)

describe('a Keras file of our own', () => {
  it('carries every convolution back into another network', async () => {
    const file = join(folder, 'own.h5')
    const network = createVgg16(tf, { size: 32, frozenBase: true })
    await writeKerasFile(network, file)
    const another = createVgg16(tf, { size: 32, frozenBase: true })
    await loadKerasBase(tf, another, file, 'model_weights')
    for (const name of ['block1_conv1', 'block5_conv3']) {
      const [wanted, found] = [network, another].map((each) =>
        each.getLayer(name).getWeights()[0]?.dataSync(),
      )
      expect(found?.length).toBeGreaterThan(0)
      expect(found?.every((value, index) => value === wanted?.[index])).toBe(true)
    }
    network.dispose()
    another.dispose()
  })
})

describe('a base file that will not do', () => {
  it.each([
    ['no HDF5 file', Buffer.from('not a weights file')],
    ['an empty file', Buffer.alloc(0)],
  ])('is refused by code: %s', async (_, bytes) => {
    const file = join(folder, 'broken.h5')
    await writeFile(file, bytes)
    const network = createVgg16(tf, { size: 32, frozenBase: true })
    await expect(loadKerasBase(tf, network, file)).rejects.toMatchObject({ code: 'weights_invalid' })
    network.dispose()
  })

  it('is refused when it is missing, cannot be fetched, or is not what Keras published', async () => {
    const answer = (status: number) => () => Promise.resolve(new Response('other bytes', { status }))
    const refusal = { code: 'weights_invalid' }
    await expect(provideKerasBase(join(folder, 'missing.h5'), folder)).rejects.toMatchObject(refusal)
    await expect(provideKerasBase(null, folder, answer(403))).rejects.toMatchObject(refusal)
    await expect(provideKerasBase(null, folder, answer(200))).rejects.toMatchObject(refusal)
    await expect(
      provideKerasBase(null, folder, () => Promise.reject(new Error('offline'))),
    ).rejects.toMatchObject(refusal)
  })
})
