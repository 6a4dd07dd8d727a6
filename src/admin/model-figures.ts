import type { AgainstReviewers } from '../core/agreement.js'
import { holdAgainstReviewers } from '../core/agreement.js'
import type { Drift, Watched } from '../core/drift.js'
import { measureDrifts } from '../core/drift.js'
import type { ModelDossier } from '../core/model-shelf.js'
import type { DayRange } from '../core/record-figures.js'
import type { FigureRange } from './figure-range.js'
import { weeksBefore } from './figure-range.js'
import type { AppParts } from './web.js'

/** How a model does at work, as far as the record tells. */
export interface ModelAtWork {
  readonly against: AgainstReviewers
  /** Of the whole range; null where the model's folder has no distributions of its test. */
  readonly drifts: Readonly<Record<Watched, Drift>> | null
  /** The last weeks, oldest first; empty without distributions. */
  readonly weeks: readonly { readonly week: DayRange; readonly drifts: Readonly<Record<Watched, Drift>> }[]
}

/** Weeks for which the drift is shown. */
export const WEEKS = 12

/** Gathers what the record says of a model. */
export async function gatherModelAtWork(
  { figures, now }: Pick<AppParts, 'figures' | 'now'>,
  { id, reference }: Pick<ModelDossier, 'id' | 'reference'>,
  range: FigureRange,
): Promise<ModelAtWork> {
  const against = holdAgainstReviewers(await figures.verdicts(id, range))
  if (reference === null) return { against, drifts: null, weeks: [] }
  const weeks = weeksBefore(now(), WEEKS).map(async (week) => ({
    week,
    drifts: measureDrifts(reference, await figures.distributions(id, week)),
  }))
  return {
    against,
    drifts: measureDrifts(reference, await figures.distributions(id, range)),
    weeks: await Promise.all(weeks),
  }
}
