import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type * as TensorFlow from '@tensorflow/tfjs'
import { LABELS } from '../../src/core/label.js'
import type { ModelManifest } from '../../src/core/model-manifest.js'
import { checkModelFolder, type CheckedModelFolder } from '../../src/inference/model-folder.js'

type TF = typeof TensorFlow

/** The last convolution of {@link buildSmallNetwork}, and the one before it. */
export const SMALL_LAYERS = { first: 'conv1', last: 'conv2' } as const

/** A network of the shape of the shipped one, small enough for milliseconds. Its weights depend on the seed alone. */
export function buildSmallNetwork(tf: TF, size: number, seed = 1): TensorFlow.LayersModel {
  const kernelInitializer = tf.initializers.glorotNormal({ seed })
  const convolution = { kernelSize: 3, padding: 'same', activation: 'relu', kernelInitializer } as const
  return tf.sequential({
    layers: [
      tf.layers.conv2d({ name: SMALL_LAYERS.first, filters: 8, inputShape: [size, size, 3], ...convolution }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.conv2d({ name: SMALL_LAYERS.last, filters: 16, ...convolution }),
      tf.layers.globalAveragePooling2d({ dataFormat: 'channelsLast' }),
      tf.layers.dropout({ rate: 0.3 }),
      tf.layers.dense({ units: 3, activation: 'softmax', kernelInitializer }),
    ],
  })
}

/** Writes a model folder in float32 and checks it. `files` lie beside the weights and are named in the manifest. */
export async function writeSmallModel(
  tf: TF,
  folder: string,
  network: TensorFlow.LayersModel,
  {
    files = {},
    ...changes
  }: Partial<Omit<ModelManifest, 'files'>> & { readonly files?: Readonly<Record<string, Uint8Array>> } = {},
): Promise<CheckedModelFolder> {
  await mkdir(folder, { recursive: true })
  const hashes: Record<string, string> = {}
  const write = async (name: string, bytes: Uint8Array): Promise<void> => {
    await writeFile(join(folder, name), bytes)
    hashes[name] = createHash('sha256').update(bytes).digest('hex')
  }
  await network.save(
    tf.io.withSaveHandler(async ({ modelTopology, weightSpecs, weightData }) => {
      const weightsManifest = [{ paths: ['weights.bin'], weights: weightSpecs }]
      await write('weights.bin', new Uint8Array(weightData as ArrayBuffer))
      await write('model.json', Buffer.from(JSON.stringify({ modelTopology, weightsManifest })))
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } }
    }),
  )
  for (const [name, bytes] of Object.entries(files)) await write(name, bytes)
  const size = network.inputs[0]?.shape[1] ?? 0
  const manifest: ModelManifest = {
    format: 1,
    name: basename(folder),
    created: '2026-01-02',
    architecture: 'small',
    labels: LABELS,
    inputShape: [size, size, 3],
    preprocessing: { version: 'gray-fill-1', size },
    temperature: 1,
    thresholds: { COVID: 0.2, NORMAL: 0.2, PNEUMONIA: 0.2 },
    training: { protocol: 'none', pictures: {}, note: '' },
    metrics: [],
    licence: 'none',
    ...changes,
    files: hashes,
  }
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest))
  return checkModelFolder(folder)
}

/** A gray square that no two seeds share. */
export function drawSquare(size: number, seed = 0): Uint8Array {
  return Uint8Array.from({ length: size * size }, (_, at) => (at * 7919 + (at >> 5) * (31 + seed)) % 256)
}
