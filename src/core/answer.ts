import type { Label } from './label.js'
import { LABELS } from './label.js'
import type { Language } from './language.js'
import { heatmapLabel } from './outcome.js'
import type { Finding, Outcome, Uncertain } from './outcome.js'
import type { Screened } from './screening.js'
import { FIGURES } from './wording/figures.js'
import type { Wording } from './wording/wording.js'

/** One class with its share, ready to be drawn. */
export interface ScoreBar {
  readonly label: Label
  readonly name: string
  /** 0..1 */
  readonly score: number
  /** With one decimal, never rounded up to 100 % or down to 0 %. */
  readonly percent: string
}

/** A JPEG with the words that stand by it, or in its place. */
export interface PictureWithCaption {
  readonly bytes: Uint8Array
  readonly caption: string
}

/** An answer in words, the same at every door; a door only lays it out. */
export interface Answer {
  readonly tone: 'finding' | 'uncertain' | 'refused' | 'fault'
  readonly headline: string
  /** Sentences below the headline, in order. */
  readonly sentences: readonly string[]
  /** Empty when no scores are to be shown. */
  readonly bars: readonly ScoreBar[]
  /** Null where there is no heatmap at hand. */
  readonly heatmap: PictureWithCaption | null
  readonly disclaimer: string
  readonly reference: string
  readonly model: string | null
}

/** Composes the answer. `recompressed` is whether the chat recompressed the picture. */
export function composeAnswer(screened: Screened, recompressed: boolean | null, wording: Wording): Answer {
  const { outcome, model, checked, turns, heatmap } = screened.examination
  const [headline, ...sentences] = say(outcome, wording)
  const read = outcome.kind === 'finding' || outcome.kind === 'uncertain'
  if (read) sentences.push(...turns.map((turn) => wording.turns[turn]))
  if (read && !checked) sentences.push(wording.notChecked)
  if (read && recompressed === true) sentences.push(wording.recompressed)
  return {
    tone: outcome.kind,
    headline: headline ?? wording.fault,
    sentences,
    bars: read
      ? LABELS.map((label) => ({
          label,
          name: wording.labels[label],
          score: outcome.scores[label],
          percent: formatPercent(outcome.scores[label], wording.language),
        }))
      : [],
    heatmap: read && heatmap ? { bytes: heatmap.bytes, caption: heatmapCaption(outcome, wording) } : null,
    disclaimer: wording.disclaimer,
    reference: wording.reference(screened.reference),
    model: read && model ? wording.model(model.id) : null,
  }
}

/** The words by the heatmap of a reading. */
export function heatmapCaption(outcome: Finding | Uncertain, wording: Wording): string {
  return wording.heatmap(wording.labels[heatmapLabel(outcome)])
}

function say(outcome: Outcome, wording: Wording): string[] {
  switch (outcome.kind) {
    case 'finding':
      return [wording.labels[outcome.label], wording.statements[outcome.label]]
    case 'uncertain':
      return [wording.uncertain, wording.uncertainAdvice]
    case 'refused':
      return [
        wording.refusals[outcome.code],
        ...(outcome.retryAfterSeconds === undefined ? [] : [wording.retryAfter(outcome.retryAfterSeconds)]),
      ]
    case 'fault':
      return [wording.fault]
  }
}

/**
 * A share in 0..1 as a percentage, as the language writes it. Certainty is never claimed: it stays within 0.1 % and
 * 99.9 %.
 */
export function formatPercent(share: number, language: Language = 'en'): string {
  return FIGURES[language].percent(Math.min(0.999, Math.max(0.001, share)))
}
