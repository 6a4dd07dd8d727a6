import type { Label } from './label.js'
import type { ModelManifest, Proportion } from './model-manifest.js'
import type { Distributions } from './record-figures.js'

/** The split without whose figures no model is served: patients that no part of the training met. */
export const HONEST_TEST_SPLIT = 'split test'

/** Names of model folders: no path can be made of one. */
export const MODEL_NAME = /^[a-z0-9][a-z0-9.-]{0,62}$/

/** Which of the model folders is to be served. */
export interface LiveModel {
  readonly format: 1
  /** The folder's name. */
  readonly model: string
  /** `name@hash12` as it was when it was promoted. */
  readonly id: string
  /** ISO 8601, in UTC. */
  readonly promotedAt: string
  /** Who said so, in their own words; null when they did not say. */
  readonly promotedBy: string | null
  /** The model before it; null for the first. */
  readonly replaced: string | null
  /** True when it was promoted without figures on the honest test. */
  readonly forced: boolean
}

/** A model folder whose files are what its manifest says. */
export interface ShelvedModel {
  /** The folder's name, by which it is found and promoted. */
  readonly name: string
  /** `name@hash12`. */
  readonly id: string
  readonly manifest: ModelManifest
  /** False for one that is served from elsewhere by a setting. */
  readonly promotable: boolean
}

/** A folder that the program would refuse to serve. */
export interface BrokenModel {
  readonly name: string
  /** What disagrees, in English. */
  readonly problem: string
}

/** A figure with its 95 % interval; `n` pictures were looked at. */
export type Interval = Proportion

/** One class against the others in a report. A figure is null where there was nothing to count. */
export interface ReportedClass {
  readonly n: number
  readonly sensitivity: Interval | null
  readonly specificity: Interval | null
  readonly positivePredictiveValue: Interval | null
  readonly negativePredictiveValue: Interval | null
  readonly areaUnderCurve: Interval | null
}

/** Pictures whose highest score lies between `low` and `high`. */
export interface ReliabilityStep {
  readonly low: number
  readonly high: number
  readonly n: number
  /** Mean highest score; null in an empty step. */
  readonly confidence: number | null
  /** Share of right answers; null in an empty step. */
  readonly accuracy: number | null
}

/** One source or population of a report. */
export interface ReportedPart {
  readonly name: string
  readonly n: number
  readonly accuracy: Interval | null
  readonly sensitivity: Readonly<Record<Label, Interval | null>>
}

/** What an evaluation of the model found, from its folder. */
export interface ModelReport {
  readonly split: string
  readonly command: string
  readonly n: number
  /** True classes, and within each the answers. */
  readonly confusion: Readonly<Record<Label, Readonly<Record<Label, number>>>>
  readonly accuracy: Interval | null
  readonly balancedAccuracy: Interval | null
  readonly meanAreaUnderCurve: Interval | null
  readonly expectedCalibrationError: Interval | null
  readonly classes: Readonly<Record<Label, ReportedClass>>
  readonly reliability: readonly ReliabilityStep[]
  readonly byPopulation: readonly ReportedPart[]
  readonly bySource: readonly ReportedPart[]
}

/** How scores and inputs lay on the model's own test: what live ones are held against. */
export interface ReferenceDistributions extends Distributions {
  readonly split: string
  readonly n: number
}

/** A model with everything that its folder tells of it. */
export interface ModelDossier extends ShelvedModel {
  /** Markdown; null where there is none. */
  readonly card: string | null
  /** Null where there is none that this version can read. */
  readonly report: ModelReport | null
  readonly reference: ReferenceDistributions | null
  /** Names of the drawings that {@link ModelShelf.drawing} gives. */
  readonly drawings: readonly string[]
  /** Whether the folder has a gate that judges what a picture shows. */
  readonly gated: boolean
}

export const PROMOTION_REFUSALS = ['unknown', 'broken', 'changed', 'unmeasured', 'not_writable'] as const

/** Why a model was not promoted: `changed` where it is not the one that was looked at, `unmeasured` without honest figures. */
export type PromotionRefusal = (typeof PROMOTION_REFUSALS)[number]

export type Promotion =
  | { readonly kind: 'promoted'; readonly from: string | null; readonly live: LiveModel }
  | { readonly kind: 'refused'; readonly why: PromotionRefusal }

/** The models that are there. */
export interface ModelShelf {
  /** By name. Folders that could not be served stand beside the others. */
  list(): Promise<{ readonly models: readonly ShelvedModel[]; readonly broken: readonly BrokenModel[] }>
  /** Null for a name that no sound folder has. */
  find(name: string): Promise<ModelDossier | null>
  /** The model with this `name@hash12`; null where it is not on the shelf. */
  reference(id: string): Promise<ReferenceDistributions | null>
  /** An SVG of the model's folder; null where there is none of that name. */
  drawing(name: string, drawing: string): Promise<string | null>
  /** The model that was promoted last; null where none was or nothing readable says so. */
  live(): LiveModel | null
  /** Whether a setting says which model is served, so that promoting one changes nothing at the next start. */
  readonly pinned: boolean
  /** Makes a model the one that is served from the next start on. `force` takes one without figures on the honest test. */
  promote(request: {
    readonly name: string
    /** The id that the person saw: another content of the folder is refused. */
    readonly id: string
    readonly by: string | null
    readonly force: boolean
  }): Promise<Promotion>
}

/** Whether a model has figures on the honest test. */
export function isMeasured({ metrics }: ModelManifest): boolean {
  return metrics.some(({ split }) => split === HONEST_TEST_SPLIT)
}
