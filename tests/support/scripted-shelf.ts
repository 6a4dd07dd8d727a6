import type { ModelManifest } from '../../src/core/model-manifest.js'
import type { ModelShelf, ShelvedModel } from '../../src/core/model-shelf.js'
import type { Distributions, RecordFigures } from '../../src/core/record-figures.js'
import type { ReviewQueue } from '../../src/core/review.js'

const MANIFEST: ModelManifest = {
  format: 1,
  name: 'scripted',
  created: '2026-11-01T08:00:00.000Z',
  architecture: 'vgg16',
  labels: ['COVID', 'NORMAL', 'PNEUMONIA'],
  inputShape: [232, 232, 3],
  preprocessing: { version: 'gray-fill-1', size: 232 },
  temperature: 1,
  thresholds: { COVID: 0.6, NORMAL: 0.6, PNEUMONIA: 0.6 },
  files: {},
  training: { protocol: 'reference', pictures: {}, note: '' },
  metrics: [],
  licence: 'CC0-1.0',
}

/** Two models with hardly a manifest, and nothing else known of them. */
export const SHELVED: readonly ShelvedModel[] = [
  { name: 'scripted', id: 'scripted@000000000000', manifest: MANIFEST, promotable: true },
  { name: 'second', id: 'second@111111111111', manifest: { ...MANIFEST, name: 'second' }, promotable: true },
]

export const scriptedShelf: ModelShelf = {
  pinned: false,
  list: () => Promise.resolve({ models: SHELVED, broken: [] }),
  find: () => Promise.resolve(null),
  reference: () => Promise.resolve(null),
  drawing: () => Promise.resolve(null),
  live: () => null,
  promote: () => Promise.resolve({ kind: 'refused', why: 'not_writable' }),
}

const NOTHING: Distributions = { scores: { COVID: [], NORMAL: [], PNEUMONIA: [] }, brightness: [], size: [] }

/** For pages that need figures and are not about them. */
export const noFigures: RecordFigures = {
  overview: () =>
    Promise.resolve({
      days: [],
      refusals: [],
      agreement: { agreed: 0, disagreed: 0 },
      latency: { p50: null, p90: null, p99: null },
    }),
  distributions: () => Promise.resolve(NOTHING),
  verdicts: () => Promise.resolve([]),
  models: () => Promise.resolve([]),
}

export const emptyQueue: ReviewQueue = {
  next: () => Promise.resolve([]),
  counts: () => Promise.resolve({ uncertain: 0, disagreed: 0, sampled: 0 }),
}
