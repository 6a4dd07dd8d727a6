import type { Answer } from '../core/answer.js'
import { composeAnswer, heatmapCaption } from '../core/answer.js'
import type { ModelIdentity } from '../core/examination.js'
import { unread } from '../core/examination.js'
import type { Outcome } from '../core/outcome.js'
import { isRefusalCode } from '../core/outcome.js'
import type { Study } from '../core/study.js'
import type { Wording } from '../core/wording/wording.js'

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

/** The answer of a recorded study in words; null while it is not answered. */
export function answerOf(study: Study, wording: Wording): Answer | null {
  const outcome = outcomeOf(study)
  if (outcome === null) return null
  return composeAnswer(
    {
      studyId: study.id,
      reference: study.reference,
      examination: {
        ...unread(outcome, study.timings ?? undefined),
        model: modelOf(study),
        checked: study.checked ?? false,
        turns: study.turns,
      },
    },
    study.recompressed,
    wording,
  )
}

/** What the heatmap of a recorded study shows; null where there is no reading. */
export function heatmapCaptionOf(study: Study, wording: Wording): string | null {
  const outcome = outcomeOf(study)
  return outcome?.kind === 'finding' || outcome?.kind === 'uncertain'
    ? heatmapCaption(outcome, wording)
    : null
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
