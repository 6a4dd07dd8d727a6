import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { byLabel } from '../../src/training/evaluation/metrics.js'
import type { ModelManifest, ReportedMetrics } from '../../src/core/model-manifest.js'

const TOPOLOGY = '{"modelTopology":{},"weightsManifest":[]}'

/** Figures that are all the same. */
export function reported(split: string, value: number): ReportedMetrics {
  const share = { value, low: value / 2, high: 1, n: 10 }
  return {
    split,
    command: 'evaluate',
    accuracy: share,
    sensitivity: byLabel(() => share),
    specificity: byLabel(() => share),
  }
}

/** A folder that passes every check before a network is built from it: there is none in it. */
export async function writeHollowModel(
  models: string,
  name: string,
  changes: Partial<ModelManifest> = {},
): Promise<ModelManifest> {
  const manifest: ModelManifest = {
    format: 1,
    name,
    created: '2026-01-02',
    architecture: 'vgg16-flatten-dense256',
    labels: ['COVID', 'NORMAL', 'PNEUMONIA'],
    inputShape: [232, 232, 3],
    preprocessing: { version: 'gray-fill-1', size: 232 },
    temperature: 1,
    thresholds: { COVID: 0.6, NORMAL: 0.6, PNEUMONIA: 0.6 },
    files: { 'model.json': createHash('sha256').update(TOPOLOGY).digest('hex') },
    training: { protocol: 'none', pictures: { train: 3 }, note: 'Made for a test.' },
    metrics: [],
    licence: 'none',
    ...changes,
  }
  await mkdir(join(models, name), { recursive: true })
  await writeFile(join(models, name, 'model.json'), TOPOLOGY)
  await writeFile(join(models, name, 'manifest.json'), JSON.stringify(manifest))
  return manifest
}
