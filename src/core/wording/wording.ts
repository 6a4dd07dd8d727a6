import type { Turn } from '../examination.js'
import type { Label } from '../label.js'
import type { Language } from '../language.js'
import type { ModelManifest } from '../model-manifest.js'
import type { Outcome, RefusalCode } from '../outcome.js'
import type { Verdict } from '../review.js'
import type { Channel } from '../study.js'

/** The commands that chats know. Both platforms show their one-line descriptions in a menu. */
export const COMMANDS = [
  'start',
  'help',
  'xray',
  'about',
  'privacy',
  'language',
  'status',
  'mine',
  'delete',
  'join',
] as const

export type Command = (typeof COMMANDS)[number]

/** What `about` tells of the model that answers. */
export interface ModelFacts {
  /** `name@hash12` */
  readonly id: string
  readonly architecture: string
  readonly metrics: ModelManifest['metrics']
  /** Whether a gate judges what a picture shows. */
  readonly gated: boolean
}

/** One row of `mine`. */
export interface OwnStudy {
  readonly reference: string
  readonly receivedAt: Date
  readonly outcome: Outcome | null
}

/** What `status` tells. */
export interface QueueFacts {
  /** Whether films are being read at the moment. */
  readonly ready: boolean
  /** Pictures of everybody that wait. */
  readonly waiting: number
  /** The place of the asker's next picture, from 1; null where none of theirs waits. */
  readonly place: number | null
  /** Seconds until that picture is read, roughly. */
  readonly seconds: number | null
}

/**
 * Every sentence a person reads in an answer, in one language. Bots, web and reports speak through it.
 * A language is one object of this type: the compiler finds a missing key.
 */
export interface Wording {
  readonly language: Language
  /** The language's own name for itself. */
  readonly languageName: string
  readonly direction: 'ltr' | 'rtl'
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
  /** At most 100 characters each, as Discord's menu takes no more. */
  readonly commands: Readonly<Record<Command, string>>
  /** Descriptions of what commands take; at most 100 characters each. */
  readonly options: {
    readonly picture: string
    readonly furtherPicture: string
    readonly onlyForMe: string
    readonly code: string
    readonly language: string
    /** Name of the entry in the menu of a message with pictures; at most 32 characters. */
    readonly readThis: string
  }
  /** What the model is, what it scored and on whom. */
  readonly about: (model: ModelFacts | null) => string
  /** What is kept, for how long, who sees it, and that the chat itself is not made for health data. */
  readonly privacy: (retentionDays: number) => string
  readonly chooseLanguage: string
  readonly languageChosen: string
  readonly status: (facts: QueueFacts) => string
  readonly mine: (studies: readonly OwnStudy[]) => string
  readonly askDelete: string
  readonly confirmDelete: string
  readonly keep: string
  readonly deleted: (pictures: number, studies: number) => string
  readonly notDeleted: string
  /** Said while a picture waits: `place` from 1. */
  readonly queued: (place: number, seconds: number) => string
  readonly agree: string
  readonly disagree: string
  /** On the button under one of several films that got no class: leads to the classes. */
  readonly yourView: string
  /** Asked after Disagree. */
  readonly whichClass: string
  readonly verdicts: Readonly<Record<Verdict, string>>
  readonly reviewed: (verdict: string) => string
  readonly changeReview: string
  readonly askReport: string
  readonly reportCaption: (reference: string) => string
  readonly reportNotMade: string
  /** A button whose study is gone or not the presser's to see. */
  readonly buttonTooOld: string
  readonly report: ReportWording
}

/** The words of a report on paper. */
export interface ReportWording {
  readonly title: string
  readonly received: string
  readonly answered: string
  readonly delivered: string
  /** In the place of a time that has not come. */
  readonly notYet: string
  /** Says by which clock the report's times are. */
  readonly utc: string
  readonly channel: string
  readonly channels: Readonly<Record<Channel, string>>
  readonly file: string
  /** Sides in pixels, as numbers in the report's language. */
  readonly pixels: (width: string, height: string) => string
  readonly result: string
  /** In the place of the result while there is none. */
  readonly notAnswered: string
  readonly scores: string
  readonly threshold: (percent: string) => string
  readonly picture: string
  readonly heatmap: string
  readonly pictureNotKept: string
  /** The picture is kept, but is of a kind that cannot be drawn here. */
  readonly pictureNotShown: string
  readonly noHeatmap: string
  readonly reviews: string
  readonly noReviews: string
  /** One review; `agrees` is null where there was no label to agree with. */
  readonly review: (verdict: string, when: string, agrees: boolean | null) => string
  readonly provenance: string
  readonly model: string
  readonly backend: string
  readonly precision: string
  readonly preprocessing: string
  readonly pictureHash: string
  readonly made: (when: string) => string
  readonly page: (number: number, count: number) => string
}
