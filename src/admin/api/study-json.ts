import { answerOf } from '../../core/recorded-answer.js'
import type { Study } from '../../core/study.js'
import type { Wording } from '../../core/wording/wording.js'
import type { StudyJson } from './study-schema.js'

/** Where the programming interface is served. */
export const API_PATH = '/api/v1'

/** A study as a client sees it. */
export function studyJson(study: Study, wording: Wording): StudyJson {
  const { id, answeredAt, model, pictureErasedAt, heatmapSha256 } = study
  const answer = answerOf(study, wording)
  return {
    id,
    reference: study.reference,
    receivedAt: study.receivedAt.toISOString(),
    answeredAt: answeredAt?.toISOString() ?? null,
    outcome: study.outcome,
    label: study.label,
    scores: study.scores && { ...study.scores },
    threshold: study.threshold,
    code: study.code,
    model:
      model === null
        ? null
        : {
            id: model,
            backend: study.backend,
            precision: study.precision,
            preprocessing: study.preprocessing,
          },
    checked: study.checked,
    turns: [...study.turns],
    picture: {
      sha256: study.sha256,
      bytes: study.bytes,
      format: study.format,
      width: study.width,
      height: study.height,
      erasedAt: pictureErasedAt?.toISOString() ?? null,
    },
    heatmap: heatmapSha256 === null || pictureErasedAt !== null ? null : `${API_PATH}/studies/${id}/heatmap`,
    answer: answer && { headline: answer.headline, sentences: [...answer.sentences] },
    disclaimer: wording.disclaimer,
  }
}
