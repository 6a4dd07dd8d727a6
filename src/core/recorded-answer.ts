import type { Answer } from './answer.js'
import { composeAnswer, heatmapCaption } from './answer.js'
import type { Examination, Heatmap, ModelIdentity, PictureFacts } from './examination.js'
import { unread } from './examination.js'
import type { Outcome } from './outcome.js'
import { isRefusalCode } from './outcome.js'
import type { Study } from './study.js'
import type { Wording } from './wording/wording.js'

/** The outcome that a record holds; null while the study is not answered. */
export function outcomeOf(study: Study): Outcome | null {
  const { outcome, label, scores, threshold, code } = study
  if (outcome === 'finding' && label && scores && threshold !== null)
    return { kind: outcome, label, scores, threshold }
  if (outcome === 'uncertain' && scores && threshold !== null) return { kind: outcome, scores, threshold }
  if (outcome === 'refused' && isRefusalCode(code)) return { kind: outcome, code, scores }
  if (outcome === null) return null
  return { kind: 'fault', code: code ?? 'internal' }
}

/** The examination that a record holds, with the kept heatmap where there is one; null while it is not answered. */
export function examinationOf(study: Study, heatmap: Heatmap | null = null): Examination | null {
  const outcome = outcomeOf(study)
  if (outcome === null) return null
  return {
    ...unread(outcome, study.timings ?? undefined),
    picture: pictureOf(study),
    model: modelOf(study),
    checked: study.checked ?? false,
    turns: study.turns,
    heatmap,
  }
}

/** The answer of a recorded study in words; null while it is not answered. */
export function answerOf(study: Study, wording: Wording): Answer | null {
  const examination = examinationOf(study)
  if (examination === null) return null
  const { id, reference, recompressed } = study
  return composeAnswer({ studyId: id, reference, examination }, recompressed, wording)
}

/** What the heatmap of a recorded study shows; null where there is no reading. */
export function heatmapCaptionOf(study: Study, wording: Wording): string | null {
  const outcome = outcomeOf(study)
  return outcome?.kind === 'finding' || outcome?.kind === 'uncertain'
    ? heatmapCaption(outcome, wording)
    : null
}

function pictureOf({ format, width, height, pixelsSha256, brightness }: Study): PictureFacts | null {
  const known = format !== null && width !== null && height !== null && pixelsSha256 !== null
  return known ? { format, width, height, pixelsSha256, brightness } : null
}

function modelOf({ model, backend, precision, preprocessing }: Study): ModelIdentity | null {
  if (model === null) return null
  return {
    id: model,
    backend: backend === 'wasm' ? 'wasm' : 'native',
    precision: precision === 'bfloat16' ? precision : 'float32',
    preprocessing: preprocessing ?? '',
  }
}
