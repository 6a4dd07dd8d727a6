import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { loadTensorFlow, type TensorFlow } from '../../src/inference/tensorflow.js'
import {
  decodeFloat16,
  encodeFloat16,
  readModelArtifacts,
  writeModelArtifacts,
} from '../../src/training/weights-files.js'

let folder = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weights-'))
})

afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

describe('half precision', () => {
  it('has the bit patterns of IEEE 754', () => {
    const values = Float32Array.of(0, 1, -2, 65_504, 2 ** -24, 0.1, Infinity)
    const bytes = encodeFloat16(values)
    expect(Buffer.from(bytes).toString('hex')).toBe('0000003c00c0ff7b0100662e007c')
    expect(decodeFloat16(bytes).slice(0, 5)).toEqual(values.slice(0, 5))
  })

  it('keeps eleven binary digits of any weight, and all of what it already rounded', () => {
    fc.assert(
      fc.property(fc.float({ min: Math.fround(-6), max: Math.fround(6), noNaN: true }), (value) => {
        const once = decodeFloat16(encodeFloat16(Float32Array.of(value)))
        expect(Math.abs((once[0] ?? Number.NaN) - value)).toBeLessThanOrEqual(
          Math.max(Math.abs(value) * 2 ** -11, 2 ** -25),
        )
        expect(decodeFloat16(encodeFloat16(once))).toEqual(once)
      }),
    )
  })
})

describe('a model folder', () => {
  let tf: typeof TensorFlow

  beforeAll(async () => {
    ;({ tf } = await loadTensorFlow())
  })

  function tinyModel(): TensorFlow.LayersModel {
    const { layers, initializers } = tf
    const kernelInitializer = (seed: number) => initializers.glorotUniform({ seed })
    return tf.sequential({
      name: 'tiny',
      layers: [
        layers.conv2d({
          name: 'conv',
          inputShape: [8, 8, 3],
          filters: 4,
          kernelSize: 3,
          kernelInitializer: kernelInitializer(1),
        }),
        layers.flatten({ name: 'flatten' }),
        layers.dense({
          name: 'dense',
          units: 3,
          activation: 'softmax',
          kernelInitializer: kernelInitializer(2),
        }),
      ],
    })
  }

  async function artifactsOf(model: TensorFlow.LayersModel): Promise<TensorFlow.io.ModelArtifacts> {
    const taken: TensorFlow.io.ModelArtifacts[] = []
    await model.save(
      tf.io.withSaveHandler((artifacts) => {
        taken.push(artifacts)
        return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } })
      }),
    )
    const [artifacts] = taken
    if (!artifacts) throw new Error('nothing was saved')
    return artifacts
  }

  const outputs = (model: TensorFlow.LayersModel) =>
    tf.tidy(() =>
      Array.from(
        (model.predict(tf.randomUniform([2, 8, 8, 3], 0, 1, 'float32', 5)) as TensorFlow.Tensor).dataSync(),
      ),
    )

  it('gives the scores of the model that was written, within half precision', async () => {
    const model = tinyModel()
    await writeModelArtifacts({ folder, artifacts: await artifactsOf(model), maxShardBytes: 300 })
    const { artifacts } = await readModelArtifacts(folder)
    const again = await tf.loadLayersModel(tf.io.fromMemory(artifacts))
    const before = outputs(model)
    outputs(again).forEach((score, index) => {
      expect(Math.abs(score - (before[index] ?? Number.NaN))).toBeLessThan(1e-3)
    })
    expect(again.layers.map(({ name }) => name)).toEqual(model.layers.map(({ name }) => name))
    model.dispose()
    again.dispose()
  })

  it('loses nothing more when it is read and written again', async () => {
    const model = tinyModel()
    await writeModelArtifacts({ folder, artifacts: await artifactsOf(model) })
    const read = await tf.loadLayersModel(tf.io.fromMemory((await readModelArtifacts(folder)).artifacts))
    const second = join(folder, 'second')
    await writeModelArtifacts({ folder: second, artifacts: await artifactsOf(read) })
    expect(await readFile(join(second, 'weights-1of1.bin'))).toEqual(
      await readFile(join(folder, 'weights-1of1.bin')),
    )
    const widened = await tf.loadLayersModel(tf.io.fromMemory((await readModelArtifacts(second)).artifacts))
    expect(outputs(widened)).toEqual(outputs(read))
    for (const one of [model, read, widened]) one.dispose()
  })

  it('has the same bytes when written twice, with the hash of every file', async () => {
    const model = tinyModel()
    const artifacts = await artifactsOf(model)
    model.dispose()
    const first = await writeModelArtifacts({ folder, artifacts, maxShardBytes: 256 })
    const second = await writeModelArtifacts({ folder: join(folder, 'again'), artifacts, maxShardBytes: 256 })
    expect(second).toEqual(first)
    const names = (await readdir(folder)).filter((name) => name !== 'again').sort()
    expect(Object.keys(first).sort()).toEqual(names)
    for (const name of names) {
      const bytes = await readFile(join(folder, name))
      expect(first[name]).toBe(createHash('sha256').update(bytes).digest('hex'))
      if (name.endsWith('.bin')) expect(bytes.byteLength).toBeLessThanOrEqual(256)
    }
    const [one, two] = [await readModelArtifacts(folder), await readModelArtifacts(join(folder, 'again'))]
    expect(one.files).toEqual(first)
    expect(two).toEqual(one)
  })

  it('describes each weight as tfjs does, two bytes a number', async () => {
    const model = tinyModel()
    await writeModelArtifacts({ folder, artifacts: await artifactsOf(model) })
    const json = JSON.parse(await readFile(join(folder, 'model.json'), 'utf8')) as Record<string, unknown>
    expect(json).toMatchObject({
      format: 'layers-model',
      convertedBy: null,
      weightsManifest: [
        {
          paths: ['weights-1of1.bin'],
          weights: [
            {
              name: 'conv/kernel',
              shape: [3, 3, 3, 4],
              dtype: 'float32',
              quantization: { dtype: 'float16', original_dtype: 'float32' },
            },
            { name: 'conv/bias' },
            { name: 'dense/kernel' },
            { name: 'dense/bias' },
          ],
        },
      ],
    })
    expect((await stat(join(folder, 'weights-1of1.bin'))).size).toBe(2 * model.countParams())
    model.dispose()
  })

  it('refuses weights that half precision cannot hold', async () => {
    for (const wrong of [65_520, Infinity, Number.NaN]) {
      const artifacts = bareArtifacts(Float32Array.of(1, wrong))
      await expect(writeModelArtifacts({ folder, artifacts })).rejects.toMatchObject({
        code: 'weights_invalid',
      })
    }
    await expect(
      writeModelArtifacts({ folder, artifacts: bareArtifacts(Float32Array.of(1)) }),
    ).rejects.toMatchObject({
      code: 'weights_invalid',
    })
    expect(await readdir(folder)).toEqual([])
  })

  describe('that is damaged', () => {
    beforeEach(async () => {
      await writeModelArtifacts({ folder, artifacts: bareArtifacts(Float32Array.of(1, 2)) })
    })

    const edit = async (change: (text: string) => string) => {
      const file = join(folder, 'model.json')
      await writeFile(file, change(await readFile(file, 'utf8')))
    }
    const damages: Record<string, () => Promise<void>> = {
      'lacks a shard': () => rm(join(folder, 'weights-1of1.bin')),
      'has a short shard': () => truncate(join(folder, 'weights-1of1.bin'), 3),
      'has a long shard': () => writeFile(join(folder, 'weights-1of1.bin'), Buffer.alloc(6)),
      'lacks model.json': () => rm(join(folder, 'model.json')),
      'has half of model.json': () => edit((text) => text.slice(0, text.length / 2)),
      'is a graph model': () => edit((text) => text.replace('layers-model', 'graph-model')),
      'names a file outside': () => edit((text) => text.replace('weights-1of1.bin', '../weights-1of1.bin')),
      'names an absolute file': () => edit((text) => text.replace('weights-1of1.bin', '/etc/hostname')),
      'has a negative side': () => edit((text) => text.replace('"shape":[2]', '"shape":[-2]')),
      'has another precision': () => edit((text) => text.replace('"float16"', '"uint8"')),
    }
    for (const [name, damage] of Object.entries(damages)) {
      it(`is refused when it ${name}`, async () => {
        await damage()
        await expect(readModelArtifacts(folder)).rejects.toMatchObject({ code: 'model_folder_invalid' })
      })
    }
  })
})

function bareArtifacts(values: Float32Array): TensorFlow.io.ModelArtifacts {
  return {
    format: 'layers-model',
    modelTopology: { class_name: 'Model' },
    weightSpecs: [{ name: 'w', shape: [2], dtype: 'float32' }],
    weightData: values.slice().buffer,
  }
}
