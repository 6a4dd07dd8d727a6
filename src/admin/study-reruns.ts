import type { AuditDetails, AuditEvent } from '../core/audit.js'
import type { Examination } from '../core/examination.js'
import { workMs } from '../core/examination.js'
import { isLabel, type Label, type Scores } from '../core/label.js'
import { OUTCOME_KINDS, type Outcome } from '../core/outcome.js'

/** What another model said of a study's picture. It stands in the stream of events alone: the study's answer stays as it was. */
export interface Rerun {
  readonly at: Date
  /** The account that asked for it. */
  readonly by: string | null
  /** `name@hash12`; the folder's name where no network was asked. */
  readonly model: string
  readonly outcome: Outcome['kind']
  readonly label: Label | null
  readonly scores: Scores | null
  readonly threshold: number | null
  readonly code: string | null
  /** Decoding, network and heatmap; null on what is not known. */
  readonly ms: number | null
}

/** What the event of a rerun says. `model` is the folder's name, for a picture that no network was asked about. */
export function rerunDetails(reference: string, model: string, examination: Examination): AuditDetails {
  const { outcome, timings } = examination
  const scores = 'scores' in outcome ? outcome.scores : null
  return {
    reference,
    model: examination.model?.id ?? model,
    backend: examination.model?.backend ?? null,
    precision: examination.model?.precision ?? null,
    outcome: outcome.kind,
    label: outcome.kind === 'finding' ? outcome.label : null,
    scoreCovid: scores?.COVID ?? null,
    scoreNormal: scores?.NORMAL ?? null,
    scorePneumonia: scores?.PNEUMONIA ?? null,
    threshold: 'threshold' in outcome ? outcome.threshold : null,
    code: 'code' in outcome ? outcome.code : null,
    ms: Math.round(workMs(timings) * 10) / 10,
  }
}

/** The reruns among a study's events, in their order. */
export function rerunsOf(events: readonly AuditEvent[]): readonly Rerun[] {
  return events.flatMap(({ kind, at, actor, details }) => {
    if (kind !== 'study.rerun') return []
    const outcome = OUTCOME_KINDS.find((known) => known === details['outcome'])
    if (outcome === undefined) return []
    const label = details['label']
    return {
      at,
      by: actor.id,
      model: text(details['model']) ?? '–',
      outcome,
      label: isLabel(label) ? label : null,
      scores: scoresOf(details),
      threshold: number(details['threshold']),
      code: text(details['code']),
      ms: number(details['ms']),
    }
  })
}

function scoresOf(details: AuditDetails): Scores | null {
  const COVID = number(details['scoreCovid'])
  const NORMAL = number(details['scoreNormal'])
  const PNEUMONIA = number(details['scorePneumonia'])
  return COVID === null || NORMAL === null || PNEUMONIA === null ? null : { COVID, NORMAL, PNEUMONIA }
}

function number(value: AuditDetails[string] | undefined): number | null {
  return typeof value === 'number' ? value : null
}

function text(value: AuditDetails[string] | undefined): string | null {
  return typeof value === 'string' ? value : null
}
