import type { Language } from './language.js'
import type { Review } from './review.js'
import type { Study } from './study.js'

/** What a report of one study is drawn from. */
export interface ReportContents {
  readonly study: Study
  readonly reviews: readonly Review[]
  /** The picture as received, and the heatmap (a JPEG); null where they are not kept. */
  readonly picture: Uint8Array | null
  readonly heatmap: Uint8Array | null
  readonly language: Language
  readonly madeAt: Date
}

/** Draws reports. */
export interface ReportMaker {
  /** A PDF. Throws nothing for what a picture contains: one that cannot be drawn is left out, and the report says so. */
  make(contents: ReportContents): Promise<Uint8Array>
}
