import type { Examination, ModelIdentity, RadiographReader } from '../../src/core/examination.js'
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

/** An examination with `outcome`, as the real reader would give it. */
export function examinationOf(outcome: Outcome): Examination {
  const read = outcome.kind === 'finding' || outcome.kind === 'uncertain'
  return {
    outcome,
    picture: read ? { format: 'jpeg', width: 480, height: 480, pixelsSha256: 'ab'.repeat(32) } : null,
    model: read ? SCRIPTED_MODEL : null,
    timings: { queueMs: 1, decodeMs: 2, classifyMs: 3 },
  }
}

/** A reader for tests of everything around it: answers what `answer` says, and counts what it was given. */
export function createScriptedReader(
  answer: (bytes: Uint8Array) => Outcome | Promise<Outcome> = () => PNEUMONIA_FINDING,
): RadiographReader & { readonly seen: Uint8Array[] } {
  const seen: Uint8Array[] = []
  return {
    seen,
    async read(bytes) {
      seen.push(bytes)
      return examinationOf(await answer(bytes))
    },
    status: () => ({ state: 'ready', model: SCRIPTED_MODEL, waiting: 0, limit: 32, restarts: 0 }),
    close: () => Promise.resolve(),
  }
}
