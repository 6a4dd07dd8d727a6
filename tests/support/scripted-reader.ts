import sharp from 'sharp'
import type { Examination, Heatmap, ModelIdentity, RadiographReader } from '../../src/core/examination.js'
import type { Outcome } from '../../src/core/outcome.js'

export const SCRIPTED_MODEL: ModelIdentity = {
  id: 'scripted@000000000000',
  backend: 'native',
  precision: 'float32',
  preprocessing: 'gray-fill-1',
}

export const PNEUMONIA_FINDING: Outcome = {
  kind: 'finding',
  label: 'PNEUMONIA',
  scores: { COVID: 0.02, NORMAL: 0.05, PNEUMONIA: 0.93 },
  threshold: 0.6,
}

/** A heatmap that browsers draw. */
export const SCRIPTED_HEATMAP: Heatmap = {
  bytes: await sharp({ create: { width: 496, height: 480, channels: 3, background: '#553388' } })
    .jpeg()
    .toBuffer(),
}

/** An examination with `outcome`, as the real reader would give it. `more` changes what is beside the outcome. */
export function examinationOf(outcome: Outcome, more: Partial<Examination> = {}): Examination {
  const read = outcome.kind === 'finding' || outcome.kind === 'uncertain'
  return {
    outcome,
    picture: read
      ? { format: 'jpeg', width: 480, height: 480, pixelsSha256: 'ab'.repeat(32), brightness: 0.5 }
      : null,
    model: read ? SCRIPTED_MODEL : null,
    checked: false,
    turns: [],
    heatmap: read ? SCRIPTED_HEATMAP : null,
    timings: { queueMs: 1, decodeMs: 2, classifyMs: 3, heatmapMs: 4 },
    ...more,
  }
}

/** A reader for tests of everything around it: answers what `answer` says, and counts what it was given. */
export function createScriptedReader(
  answer: (bytes: Uint8Array) => Outcome | Promise<Outcome> = () => PNEUMONIA_FINDING,
  more: Partial<Examination> = {},
): RadiographReader & { readonly seen: Uint8Array[] } {
  const seen: Uint8Array[] = []
  return {
    seen,
    async read(bytes) {
      seen.push(bytes)
      return examinationOf(await answer(bytes), more)
    },
    status: () => ({
      state: 'ready',
      model: SCRIPTED_MODEL,
      gated: false,
      waiting: 0,
      limit: 32,
      restarts: 0,
    }),
    close: () => Promise.resolve(),
  }
}
