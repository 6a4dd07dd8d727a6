import type { Turn } from '../examination.js'
import type { Label } from '../label.js'
import type { RefusalCode } from '../outcome.js'

/**
 * Every sentence a person reads in an answer, in one language. Bots, web and reports speak through it.
 * A language is one object of this type: the compiler finds a missing key.
 */
export interface Wording {
  readonly language: string
  readonly product: string
  readonly disclaimer: string
  readonly labels: Readonly<Record<Label, string>>
  /** What the label says about the picture, in a sentence that claims no more than the model knows. */
  readonly statements: Readonly<Record<Label, string>>
  readonly uncertain: string
  readonly uncertainAdvice: string
  /** What was wrong, and what to send instead. */
  readonly refusals: Readonly<Record<RefusalCode, string>>
  /** What was put right before the film was read. */
  readonly turns: Readonly<Record<Turn, string>>
  /** Stands by the heatmap, and is read out in its place. */
  readonly heatmap: (label: string) => string
  readonly retryAfter: (seconds: number) => string
  readonly fault: string
  readonly reference: (reference: string) => string
  readonly model: (model: string) => string
  readonly recompressed: string
  /** Said with every reading that no gate checked. */
  readonly notChecked: string
  readonly reading: string
  readonly start: string
  readonly help: string
  readonly askForPicture: string
  readonly joined: string
  readonly notJoined: string
}
