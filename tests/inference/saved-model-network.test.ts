import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type * as TensorFlow from '@tensorflow/tfjs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { highestLabel, LABELS, nameScores } from '../../src/core/label.js'
import { createLayersNetwork, loadLayers } from '../../src/inference/layers-network.js'
import { checkModelFolder, type CheckedModelFolder } from '../../src/inference/model-folder.js'
import type { ForwardPass, Network } from '../../src/inference/network.js'
import { multipliesBfloat16 } from '../../src/inference/saved-model/processor.js'
import {
  createSavedModelNetwork,
  openFrozen,
  type SavedModelNetworkOptions,
} from '../../src/inference/saved-model-network.js'
import { loadTensorFlow } from '../../src/inference/tensorflow.js'
import { modelFolder } from '../support/model.js'
import { buildSmallNetwork, drawSquare, SMALL_LAYERS, writeSmallModel } from '../support/small-model.js'

const SIZE = 32
let tf: typeof TensorFlow
let scratch: string
let count = 0
beforeAll(async () => {
  ;({ tf } = await loadTensorFlow('native'))
  scratch = await mkdtemp(join(tmpdir(), 'chestcheck-serving-'))
})
afterAll(() => rm(scratch, { recursive: true }))

const newPath = (): string => join(scratch, String((count += 1)))

/** Models of one name have folders of their own. */
const writeModel = (seed: number, changes: Parameters<typeof writeSmallModel>[3] = {}) =>
  writeSmallModel(tf, newPath(), buildSmallNetwork(tf, SIZE, seed), { name: 'small', ...changes })

async function serve(
  folder: CheckedModelFolder,
  changes: Partial<SavedModelNetworkOptions> = {},
): Promise<Network> {
  const made = await createSavedModelNetwork({
    tf,
    folder,
    pooledLayers: [SMALL_LAYERS.last, SMALL_LAYERS.first],
    heatmapLayer: SMALL_LAYERS.last,
    cacheFolder: newPath(),
    ...changes,
  })
  if (made.kind === 'declined') throw new Error(made.reason)
  return made.network
}

function largestGap(
  one: ForwardPass | undefined,
  other: ForwardPass | undefined,
  part: 'outputs' | 'pooled',
): number {
  const [values, others] = [one?.[part] ?? [], other?.[part] ?? []]
  expect(values.length).toBe(others.length)
  expect(values.length).toBeGreaterThan(0)
  return Math.max(...Array.from(values, (value, index) => Math.abs(value - (others[index] ?? Infinity))))
}

describe('the frozen graph of a model folder', () => {
  it('gives what the layers model gives: scores, pooled features and the last convolution', async () => {
    const folder = await writeModel(1)
    const model = await loadLayers(tf, folder)
    const layers = createLayersNetwork({
      tf,
      model,
      gateLayers: [SMALL_LAYERS.last, SMALL_LAYERS.first],
      heatmapLayer: SMALL_LAYERS.last,
    })
    const graph = await serve(folder)
    const square = drawSquare(SIZE)
    const [[expected], [pass]] = [layers.forward([square]), graph.forward([square])]
    expect(largestGap(pass, expected, 'outputs')).toBeLessThan(1e-5)
    expect(largestGap(pass, expected, 'pooled')).toBeLessThan(1e-5)
    expect(pass?.convolution).toMatchObject({ height: SIZE / 2, width: SIZE / 2, channels: 16 })
    const mean = tf.tidy(() =>
      tf.mean(tf.tensor(pass?.convolution.values ?? []).reshape([-1, 16]), 0).dataSync(),
    )
    mean.forEach((value, channel) => {
      expect(value).toBeCloseTo(pass?.pooled[channel] ?? NaN, 4)
    })
    expect({ size: graph.inputSize, precision: graph.precision }).toEqual({
      size: SIZE,
      precision: 'float32',
    })
  })

  it('agrees on the model that ships, within 1e-5', async () => {
    const folder = await checkModelFolder(modelFolder)
    const model = await loadLayers(tf, folder)
    const heatmapLayer = 'block5_conv3'
    const layers = createLayersNetwork({ tf, model, gateLayers: [], heatmapLayer })
    const graph = await serve(folder, { model, heatmapLayer, pooledLayers: [] })
    const square = drawSquare(graph.inputSize)
    const [[expected], [pass]] = [layers.forward([square]), graph.forward([square])]
    expect(largestGap(pass, expected, 'outputs')).toBeLessThan(1e-5)
    graph.dispose()
    model.dispose()
  }, 240_000)

  it('reads several squares as it reads each', async () => {
    const graph = await serve(await writeModel(1))
    const squares = [1, 2, 3].map((seed) => drawSquare(SIZE, seed))
    const together = graph.forward(squares)
    expect(together.length).toBe(3)
    for (const [index, square] of squares.entries()) {
      expect(largestGap(together[index], graph.forward([square])[0], 'outputs')).toBeLessThan(1e-6)
      expect(largestGap(together[index], graph.forward([square])[0], 'pooled')).toBeLessThan(1e-5)
    }
    expect(graph.forward([])).toEqual([])
  })

  it('has no pooled features without a gate', async () => {
    const graph = await serve(await writeModel(1), { pooledLayers: [] })
    expect(graph.forward([drawSquare(SIZE)])[0]?.pooled).toEqual(new Float32Array())
  })

  it('leaves no tensor and no memory behind, and may be disposed of twice', async () => {
    // Each pass puts out half a megabyte: 200 of them would show. The collector frees them late, so the first 200 passes
    // bring the process to the size at which it stays.
    const size = 128
    const folder = await writeSmallModel(tf, newPath(), buildSmallNetwork(tf, size))
    const graph = await serve(folder, { heatmapLayer: SMALL_LAYERS.first })
    const square = drawSquare(size)
    for (let pass = 0; pass < 200; pass += 1) graph.forward([square])
    const before = { tensors: tf.memory().numTensors, rss: process.memoryUsage.rss() }
    for (let pass = 0; pass < 200; pass += 1) graph.forward([square])
    expect(tf.memory().numTensors).toBe(before.tensors)
    expect(process.memoryUsage.rss() - before.rss).toBeLessThan(60 * 2 ** 20)
    graph.dispose()
    graph.dispose()
  }, 240_000)
})

describe('the kept graph', () => {
  it('is derived once, and made again when it is damaged', async () => {
    const folder = await writeModel(1)
    const cacheFolder = newPath()
    const square = drawSquare(SIZE)
    const scores = (network: Network) => network.forward([square])[0]?.outputs
    const expected = scores(await serve(folder, { cacheFolder }))
    const [entry = ''] = await readdir(cacheFolder)
    expect(entry).toContain(`${folder.id}-float32-`)
    const file = join(cacheFolder, entry, 'saved_model.pb')
    const { mtimeMs } = await stat(file)
    expect(scores(await serve(folder, { cacheFolder }))).toEqual(expected)
    expect((await stat(file)).mtimeMs).toBe(mtimeMs)

    const bytes = await readFile(file)
    await writeFile(file, bytes.subarray(0, bytes.length / 2))
    expect(scores(await serve(folder, { cacheFolder }))).toEqual(expected)
    expect((await readFile(file)).equals(bytes)).toBe(true)
  })

  it('gives way to that of another version of the model, and leaves other models alone', async () => {
    const cacheFolder = newPath()
    const [old, next] = [await writeModel(1), await writeModel(2)]
    const other = await writeModel(1, { name: 'small-other' })
    for (const folder of [other, old]) await serve(folder, { cacheFolder })
    await serve(old, { cacheFolder, precision: 'bfloat16' })
    expect(await readdir(cacheFolder)).toHaveLength(3)
    await serve(next, { cacheFolder })
    const names = (await readdir(cacheFolder)).map((entry) => entry.replace(/-float32-\w+$/, ''))
    expect(names.toSorted()).toEqual([other.id, next.id].toSorted())
  })

  it('gives way to that with other outputs', async () => {
    const cacheFolder = newPath()
    const folder = await writeModel(1)
    await serve(folder, { cacheFolder })
    const pooledLayers = [SMALL_LAYERS.first]
    const graph = await serve(folder, { cacheFolder, pooledLayers })
    expect(graph.forward([drawSquare(SIZE)])[0]?.pooled.length).toBe(8)
    expect(await readdir(cacheFolder)).toHaveLength(1)
  })

  it('is rid of what a killed process left, and not of what another is writing', async () => {
    const cacheFolder = newPath()
    const hourAgo = Date.now() / 1000 - 3600
    for (const partial of ['.partial-old', '.partial-new'])
      mkdirSync(join(cacheFolder, partial), { recursive: true })
    await utimes(join(cacheFolder, '.partial-old'), hourAgo, hourAgo)
    await serve(await writeModel(1), { cacheFolder })
    expect((await readdir(cacheFolder)).filter((entry) => entry.startsWith('.'))).toEqual(['.partial-new'])
  })

  it('is whole for all of several that derive it at once', async () => {
    const folder = await writeModel(1)
    const cacheFolder = newPath()
    const graphs = await Promise.all([1, 2, 3].map(() => serve(folder, { cacheFolder })))
    const [first, ...rest] = graphs.map((graph) => graph.forward([drawSquare(SIZE)])[0]?.outputs)
    for (const outputs of rest) expect(outputs).toEqual(first)
    expect(await readdir(cacheFolder)).toHaveLength(1)
  })
})

describe('a model that no graph can serve', () => {
  it('is declined with the layer that nobody knows, and served layer by layer', async () => {
    const model = tf.sequential({
      layers: [
        tf.layers.conv2d({ name: 'conv2', filters: 4, kernelSize: 3, inputShape: [SIZE, SIZE, 3] }),
        tf.layers.upSampling2d({ name: 'odd' }),
        tf.layers.globalAveragePooling2d({ dataFormat: 'channelsLast' }),
        tf.layers.dense({ units: 3, activation: 'softmax' }),
      ],
    })
    const checked = await writeSmallModel(tf, newPath(), model)
    const reasons: string[] = []
    const open = openFrozen(newPath(), (reason) => reasons.push(reason))
    const network = await open({ tf, model, checked, gateLayers: [], heatmapLayer: 'conv2' })
    expect(reasons).toEqual([expect.stringContaining('odd (UpSampling2D)')])
    expect(network.forward([drawSquare(SIZE)])[0]?.outputs.length).toBe(3)
  })

  it('is declined where the graph cannot be kept', async () => {
    const file = newPath()
    await writeFile(file, 'no folder')
    const folder = await writeModel(1)
    const made = await createSavedModelNetwork({
      tf,
      folder,
      pooledLayers: [],
      heatmapLayer: SMALL_LAYERS.last,
      cacheFolder: file,
    })
    expect(made).toEqual({ kind: 'declined', reason: expect.stringContaining('graph') as string })
  })

  it('is a fault when the folder lacks the layer asked for', async () => {
    await expect(serve(await writeModel(1), { heatmapLayer: 'none' })).rejects.toMatchObject({
      code: 'model_folder_invalid',
    })
  })
})

describe('bfloat16', () => {
  let amx: string
  let plain: string
  beforeAll(async () => {
    ;[amx, plain] = [newPath(), newPath()]
    await writeFile(amx, 'processor\t: 0\nflags\t\t: fpu avx512f amx_bf16 amx_tile\n')
    await writeFile(plain, 'processor\t: 0\nflags\t\t: fpu avx2 avx512_bf16\nmodel name\t: amx_bf16\n')
  })
  const squares = [1, 2].map((seed) => drawSquare(SIZE, seed))
  const files = { 'check-squares.bin': Buffer.concat(squares) }

  it('is known by the processor’s flags', async () => {
    expect(await multipliesBfloat16(amx)).toBe(true)
    expect(await multipliesBfloat16(plain)).toBe(false)
    expect(await multipliesBfloat16(newPath())).toBe(false)
  })

  it('is served where the processor has it and the check pictures keep their labels', async () => {
    const folder = await writeModel(1, { files })
    expect((await serve(folder, { cpuinfo: plain })).precision).toBe('float32')
    const cacheFolder = newPath()
    const quick = await serve(folder, { cpuinfo: amx, cacheFolder })
    expect(quick.precision).toBe('bfloat16')
    const exact = await serve(folder, { precision: 'float32' })
    const difference = largestGap(quick.forward(squares)[0], exact.forward(squares)[0], 'outputs')
    expect(difference).toBeLessThan(0.02)
    expect(difference).toBeGreaterThan(0)
    // The second start knows the verdict, and makes nothing anew.
    expect((await serve(folder, { cpuinfo: amx, cacheFolder })).precision).toBe('bfloat16')
  })

  it('is not served for a model without check pictures', async () => {
    expect((await serve(await writeModel(1), { cpuinfo: amx })).precision).toBe('float32')
  })

  it('is not served where a check picture gets another label, nor at the next start', async () => {
    const probe = await writeModel(1)
    const [exact, quick] = await Promise.all([
      serve(probe, { precision: 'float32' }),
      serve(probe, { precision: 'bfloat16' }),
    ])
    const scoresBy = (network: Network) => nameScores([...(network.forward(squares)[0]?.outputs ?? [])])
    const label = highestLabel(scoresBy(exact))
    // A threshold between the two: the one finds what the other leaves open.
    const between = (scoresBy(exact)[label] + scoresBy(quick)[label]) / 2
    const thresholds = { ...nameScores(LABELS.map(() => 0.2)), [label]: between }
    const folder = await writeModel(1, { files, thresholds })
    const cacheFolder = newPath()
    expect((await serve(folder, { cpuinfo: amx, cacheFolder })).precision).toBe('float32')
    expect((await serve(folder, { cpuinfo: amx, cacheFolder })).precision).toBe('float32')
  })

  it('is a fault when the check pictures have another size', async () => {
    const folder = await writeModel(1, { files: { 'check-squares.bin': new Uint8Array(SIZE * SIZE + 1) } })
    await expect(serve(folder, { cpuinfo: amx })).rejects.toMatchObject({ code: 'model_folder_invalid' })
  })
})
