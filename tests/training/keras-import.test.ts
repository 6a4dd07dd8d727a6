import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type * as TensorFlow from '@tensorflow/tfjs'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { LABELS } from '../../src/core/label.js'
import type { ModelManifest } from '../../src/core/model-manifest.js'
import { checkModelFolder } from '../../src/inference/model-folder.js'
import { loadTensorFlow } from '../../src/inference/tensorflow.js'
import { baseUpTo } from '../../src/training/architectures/blocks.js'
import { findArchitecture } from '../../src/training/architectures/registry.js'
import { exportKeras } from '../../src/training/keras/export-keras.js'
import { importKeras } from '../../src/training/keras/import-keras.js'
import { loadKerasBase } from '../../src/training/keras/keras-base.js'
import { writeKerasFile } from '../../src/training/keras/keras-file.js'
import { readKerasNetwork } from '../../src/training/keras/keras-import.js'
import { readModelArtifacts } from '../../src/training/weights-files.js'
import { largestDifference, predictPictures } from '../support/keras-pictures.js'
import { needsKeras, runPython } from '../support/python.js'
import { describeWith } from '../support/requirements.js'

/** Keras makes networks of some 15 to 25 million weights, on machines that may be busy. */
const LONG = 600_000

/** Two machines' arithmetic may differ by this much in a score. */
const CLOSE = 1e-4

type Outputs = readonly (readonly number[])[]

interface Made {
  readonly reference: Readonly<Record<string, Outputs>>
  readonly pooled: Readonly<Record<string, Outputs>>
  readonly bases: Readonly<
    Record<
      string,
      { readonly layers: readonly string[]; readonly parameters: number; readonly maps: readonly number[] }
    >
  >
}

type Predicted = Readonly<
  Record<string, { readonly outputs: Outputs; readonly layers: readonly string[] } | undefined>
>

let tf: typeof TensorFlow
let folder: string
/** Files that the program wrote, for Keras to read. */
let ours: string
let made: Made

/** What an import needs besides its file. */
const surroundings = () => ({
  tf,
  preprocessing: null,
  validation: null,
  licence: 'none',
  progress: { start: () => undefined, advance: () => undefined, end: () => undefined },
  signal: new AbortController().signal,
  now: () => new Date('2026-11-23'),
})

describeWith(needsKeras, 'Keras and the program', () => {
  vi.setConfig({ testTimeout: LONG })
  beforeAll(async () => {
    ;({ tf } = await loadTensorFlow('native'))
    folder = await mkdtemp(join(tmpdir(), 'chestcheck-keras-'))
    ours = join(folder, 'ours')
    await mkdir(ours)
    made = (await runPython('keras-models.py', ['make', folder])) as Made
  }, LONG)
  afterAll(() => rm(folder, { recursive: true }))

  it.each([
    'frozen-sequential',
    'half-frozen-sequential',
    'functional',
    'flat',
    'flat-sequential',
    'bytes-in',
  ])('agree on the reference network written down as %s', async (form) => {
    const before = tf.memory().numTensors
    const { network, architecture } = await readKerasNetwork(tf, join(folder, `${form}.h5`))
    expect(architecture.name).toBe('vgg16-flatten-dense256')
    const outputs = predictPictures(tf, network)
    expect(largestDifference(outputs, made.reference[form] ?? [])).toBeLessThan(CLOSE)
    network.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })

  it.each(['vgg16', 'xception', 'mobilenet-v2', 'densenet121', 'resnet50'])(
    'agree on %s with a pooled head, which goes back to Keras',
    async (name) => {
      const before = tf.memory().numTensors
      const { network, architecture } = await readKerasNetwork(tf, join(folder, `${name}.h5`))
      expect(architecture.name).toBe(`${name}-pooled`)
      const outputs = predictPictures(tf, network)
      expect(largestDifference(outputs, made.pooled[name] ?? [])).toBeLessThan(CLOSE)
      // The two pictures are told apart: the network is not numb.
      expect(largestDifference(outputs.slice(0, 1), outputs.slice(1))).toBeGreaterThan(10 * CLOSE)
      await writeKerasFile(network, join(ours, `${name}.h5`))
      network.dispose()
      expect(tf.memory().numTensors).toBe(before)
    },
  )

  it('agree on a model folder made of a Keras file, and on the file made of that folder', async () => {
    const before = tf.memory().numTensors
    const outputFolder = join(folder, 'imported')
    const manifest = await importKeras({
      ...surroundings(),
      file: join(folder, 'flat.h5'),
      outputFolder,
      order: ['PNEUMONIA', 'COVID', 'NORMAL'],
    })
    expect(manifest).toMatchObject({ architecture: 'vgg16-flatten-dense256', temperature: 1 })
    expect(Math.min(...Object.values(manifest.thresholds))).toBeGreaterThanOrEqual(0.99)
    expect(manifest.training.note).toContain('not calibrated')
    const { id } = await checkModelFolder(outputFolder)
    const { artifacts } = await readModelArtifacts(outputFolder)
    const network = await tf.loadLayersModel(tf.io.fromMemory(artifacts))
    const expected = (made.reference['flat'] ?? []).map(([pneumonia, covid, normal]) => [
      covid ?? 0,
      normal ?? 0,
      pneumonia ?? 0,
    ])
    expect(largestDifference(predictPictures(tf, network), expected)).toBeLessThan(CLOSE)
    network.dispose()
    const exported = {
      tf,
      folder: outputFolder,
      manifest: { ...manifest, temperature: 2 },
      id,
      calibrated: true,
    }
    await exportKeras({ ...exported, file: join(ours, 'calibrated.h5') })
    await exportKeras({ ...exported, file: join(ours, 'uncalibrated.h5'), calibrated: false })
    // An exported file says how its pictures were prepared, and no weight is lost on the way back.
    const exportedAs2 = { ...exported.manifest, preprocessing: { version: 'gray-fill-2', size: 32 } } as const
    await exportKeras({
      ...exported,
      manifest: exportedAs2,
      file: join(folder, 'again.h5'),
      calibrated: false,
    })
    const again = await importKeras({
      ...surroundings(),
      file: join(folder, 'again.h5'),
      outputFolder: join(folder, 'again'),
      order: LABELS,
    })
    expect(again.preprocessing).toEqual({ version: 'gray-fill-2', size: 32 })
    const weightFiles = ({ files }: ModelManifest) =>
      Object.entries(files).filter(([name]) => name.endsWith('.bin'))
    expect(weightFiles(again)).toEqual(weightFiles(manifest))
    expect(tf.memory().numTensors).toBe(before)
  })

  it('refuse to choose thresholds on no pictures', async () => {
    const empty = { protocol: 'honest', samples: [], fit: () => () => Promise.resolve(null) }
    await expect(
      importKeras({
        ...surroundings(),
        file: join(folder, 'flat.h5'),
        outputFolder: join(folder, 'never'),
        order: LABELS,
        validation: empty,
      }),
    ).rejects.toMatchObject({ code: 'data_set_invalid' })
  })

  it('agree on what the program wrote, layer by layer', async () => {
    const predicted = (await runPython('keras-models.py', ['predict', ours])) as Predicted
    for (const [name, outputs] of Object.entries(made.pooled)) {
      const found = predicted[`${name}.h5`]
      expect(largestDifference(found?.outputs ?? [], outputs), name).toBeLessThan(CLOSE)
      expect(found?.layers, name).toContain(findArchitecture(name).architecture.lastConvolution)
    }
    const rows = (name: string) => predicted[`${name}.h5`]?.outputs ?? []
    // With a temperature of 2 every score is the root of what it was, and the three sum to 1 again.
    const softened = rows('uncalibrated').map((row) => {
      const roots = row.map(Math.sqrt)
      return roots.map((root) => root / roots.reduce((sum, each) => sum + each, 0))
    })
    expect(largestDifference(rows('calibrated'), softened)).toBeLessThan(CLOSE)
  })

  it.each(['xception', 'mobilenet-v2'])(
    'agree on the base of %s, loaded from weights alone',
    async (name) => {
      const before = tf.memory().numTensors
      const { architecture } = findArchitecture(name)
      const { layers, parameters, maps } = made.bases[name] ?? { layers: [], parameters: 0, maps: [] }
      const size = name === 'xception' ? 71 : 64
      const network = architecture.build(tf, { size, scaling: false, blank: true })
      await loadKerasBase(tf, network, join(folder, `${name}-notop.h5`))
      const base = baseUpTo(tf, network, architecture.lastConvolution)
      expect(base.countParams()).toBe(parameters)
      // Keras numbers layers without a name by what was made before, so only their kind is compared.
      const kinds = (names: readonly string[]) =>
        names.slice(1).map((layer) => layer.replace(/^(conv2d|batch_normalization|add)_\d+$/, '$1'))
      expect(kinds(base.layers.map((layer) => layer.name))).toEqual(kinds(layers))
      const found = predictPictures(tf, base).flatMap((row) => Array.from(row))
      const strongest = maps.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
      expect(largestDifference([found], [maps])).toBeLessThan(CLOSE * strongest)
      network.dispose()
      expect(tf.memory().numTensors).toBe(before)
    },
  )

  it.each(['named', 'numbered'])('agree on the %s layers of .weights.h5', async (naming) => {
    const { architecture } = findArchitecture('mobilenet-v2')
    const network = architecture.build(tf, { size: 64, scaling: false, blank: true })
    await loadKerasBase(tf, network, join(folder, `${naming}.weights.h5`))
    const base = baseUpTo(tf, network, architecture.lastConvolution)
    const found = predictPictures(tf, base).flatMap((row) => Array.from(row))
    const maps = made.bases['mobilenet-v2']?.maps ?? []
    expect(largestDifference([found], [maps])).toBeLessThan(CLOSE * 6)
    network.dispose()
  })

  it.each([
    ['two-classes', 'mobilenet-v2-pooled'],
    ['another-head', 'mobilenet-v2-pooled'],
    ['oblong', '32 x 64 pixels'],
    ['tiny', 'too few pixels'],
    ['mobilenet-v2-notop', 'only weights'],
  ])('part over what is not known here, in words: %s', async (name, said) => {
    const before = tf.memory().numTensors
    await expect(readKerasNetwork(tf, join(folder, `${name}.h5`))).rejects.toMatchObject({
      code: 'weights_invalid',
      message: expect.stringContaining(said) as string,
    })
    expect(tf.memory().numTensors).toBe(before)
  })
})
