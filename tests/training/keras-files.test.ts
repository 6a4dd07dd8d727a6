import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type * as TensorFlow from '@tensorflow/tfjs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadTensorFlow } from '../../src/inference/tensorflow.js'
import { vgg16 } from '../../src/training/architectures/vgg16.js'
import { findArchitecture } from '../../src/training/architectures/registry.js'
import { loadKerasBase } from '../../src/training/keras/keras-base.js'
import { readH5, readText, writeH5, type Group } from '../../src/training/keras/keras-h5.js'
import { readKerasNetwork } from '../../src/training/keras/keras-import.js'
import { provideKerasBase } from '../../src/training/keras/keras-base-file.js'
import { writeKerasFile } from '../../src/training/keras/keras-file.js'
import { largestDifference, predictPictures, scatterWeights } from '../support/keras-pictures.js'
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
      const network = vgg16.build(tf, { size: 32, blank: true })
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
    const network = vgg16.build(tf, { size: 32, blank: true })
    scatterWeights(tf, network)
    await writeKerasFile(network, file)
    const another = vgg16.build(tf, { size: 32, blank: true })
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

describe('a whole-model file of our own', () => {
  it.each(['vgg16-flatten-dense256', 'mobilenet-v2-pooled', 'densenet121-pooled'])(
    'is read back as %s, with the same outputs and its notes',
    async (name) => {
      const before = tf.memory().numTensors
      const file = join(folder, `${name}.h5`)
      const { architecture, head } = findArchitecture(name)
      const network = architecture.build(tf, { size: 32, head, blank: true })
      scatterWeights(tf, network)
      await writeKerasFile(network, file, { purpose: 'a test' })
      const read = await readKerasNetwork(tf, file)
      expect(read.architecture.name).toBe(name)
      expect(read.note('purpose')).toBe('a test')
      expect(read.note('another')).toBeNull()
      const outputs = [network, read.network].map((each) => predictPictures(tf, each))
      expect(largestDifference(outputs[1] ?? [], outputs[0] ?? [])).toBe(0)
      network.dispose()
      read.network.dispose()
      expect(tf.memory().numTensors).toBe(before)
    },
  )

  it.each([
    ['without a configuration', (root: Group) => root.create_group('model_weights'), 'only weights'],
    [
      'with a configuration that is no JSON',
      (root: Group) => {
        root.create_attribute('model_config', '{')
      },
      'JSON',
    ],
    [
      'without weights',
      (root: Group) => {
        root.create_attribute('model_config', JSON.stringify(configuration))
      },
      'model_weights',
    ],
    [
      'with no layers among its weights',
      (root: Group) => {
        root.create_attribute('model_config', JSON.stringify(configuration))
        root.create_group('model_weights')
      },
      'no layers',
    ],
  ])('is refused by code %s', async (_, fill, said) => {
    const file = join(folder, 'bad.h5')
    await writeH5(file, (root) => {
      fill(root)
    })
    await expect(readKerasNetwork(tf, file)).rejects.toMatchObject({
      code: 'weights_invalid',
      message: expect.stringContaining(said) as string,
    })
  })

  it('is refused when a weight has another shape, without a tensor left', async () => {
    const file = join(folder, 'shape.h5')
    const network = findArchitecture('mobilenet-v2').architecture.build(tf, { size: 32, blank: true })
    await writeKerasFile(network, file)
    network.dispose()
    const before = tf.memory().numTensors
    await writeH5(join(folder, 'cut.h5'), async (root) => {
      await readH5(file, (whole) => {
        root.create_attribute('model_config', readText(whole, 'model_config') ?? '')
        const weights = root.create_group('model_weights')
        weights.create_attribute('layer_names', ['Conv1'])
        const layer = weights.create_group('Conv1')
        layer.create_attribute('weight_names', ['Conv1/kernel:0'])
        layer
          .create_group('Conv1')
          .create_dataset({ name: 'kernel:0', data: new Float32Array(4), shape: [2, 2] })
      })
    })
    await expect(readKerasNetwork(tf, join(folder, 'cut.h5'))).rejects.toMatchObject({
      code: 'weights_invalid',
      message: expect.stringContaining('Conv1 needs [3,3,3,32]') as string,
    })
    expect(tf.memory().numTensors).toBe(before)
  })
})

/** A network that is read, but is none of ours. */
const configuration = {
  class_name: 'Sequential',
  config: [{ class_name: 'Flatten', config: { name: 'f', batch_input_shape: [null, 64, 64, 3] } }],
}

describe('a base file that will not do', () => {
  it.each([
    ['no HDF5 file', Buffer.from('not a weights file')],
    ['an empty file', Buffer.alloc(0)],
  ])('is refused by code: %s', async (_, bytes) => {
    const file = join(folder, 'broken.h5')
    await writeFile(file, bytes)
    const network = vgg16.build(tf, { size: 32, blank: true })
    const refusal = { code: 'weights_invalid' }
    await expect(loadKerasBase(tf, network, file)).rejects.toMatchObject(refusal)
    await expect(readKerasNetwork(tf, file)).rejects.toMatchObject(refusal)
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
