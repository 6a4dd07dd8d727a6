import type { ReportWording, Wording } from '../../../src/core/wording/wording.js'
import { MODEL_FACTS } from './model-facts.js'

type Sample<T> = {
  readonly [K in keyof T as T[K] extends (...args: never[]) => string ? K : never]: (words: T) => string
}

/** Each sentence that takes something, said once with something in it. */
const SAMPLES: Sample<Wording> = {
  heatmap: (words) => words.heatmap(words.labels.COVID),
  retryAfter: (words) => words.retryAfter(12),
  reference: (words) => words.reference('CC-ABCDEFGH'),
  model: (words) => words.model('scripted@000000000000'),
  about: (words) => words.about(MODEL_FACTS),
  privacy: (words) => words.privacy(30),
  status: (words) => words.status({ ready: true, waiting: 5, place: 3, seconds: 12 }),
  mine: (words) => words.mine([{ reference: 'CC-ABCDEFGH', receivedAt: new Date(0), outcome: null }]),
  deleted: (words) => words.deleted(3, 4),
  queued: (words) => words.queued(2, 8),
  reviewed: (words) => words.reviewed(words.verdicts.other),
  reportCaption: (words) => words.reportCaption('CC-ABCDEFGH'),
}

const REPORT_SAMPLES: Sample<ReportWording> = {
  pixels: (words) => words.pixels('480', '512'),
  threshold: (words) => words.threshold('60.0 %'),
  review: (words) => words.review('–', '2026', true),
  made: (words) => words.made('2026'),
  page: (words) => words.page(1, 2),
}

/** Everything that one language says, by the path of its key. */
export function sentencesOf(wording: Wording): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  const visit = (value: unknown, path: string): void => {
    if (typeof value === 'string') found.set(path, value)
    else if (typeof value === 'object' && value !== null)
      for (const [key, inner] of Object.entries(value)) visit(inner, path === '' ? key : `${path}.${key}`)
  }
  visit(wording, '')
  for (const [key, say] of Object.entries(SAMPLES)) found.set(key, say(wording))
  for (const [key, say] of Object.entries(REPORT_SAMPLES)) found.set(`report.${key}`, say(wording.report))
  return found
}
