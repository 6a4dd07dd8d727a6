import type { Examination, PictureFormat, Timings, Turn } from './examination.js'
import type { Label, Scores } from './label.js'
import type { Outcome, RefusalCode } from './outcome.js'
import type { ReviewState } from './review.js'

export const CHANNELS = ['telegram', 'discord', 'web', 'api', 'shell'] as const

export type Channel = (typeof CHANNELS)[number]

export function isChannel(text: unknown): text is Channel {
  return CHANNELS.some((channel) => channel === text)
}

/** Who sent a picture, as the platform names them. Kept only as pseudonyms. */
export interface Sender {
  readonly channel: Channel
  /** The platform's id of the person, a user's id on the web, a client's id behind the programming interface. */
  readonly person: string
  /** The platform's id of the chat; null where there is none. */
  readonly chat: string | null
  /** The platform's id of the server that the chat belongs to, where a platform has such. */
  readonly server?: string | null
}

/** What is recorded before anything else happens. */
export interface ReceivedStudy {
  readonly id: string
  /** What a person quotes: `CC-` and eight letters and digits. */
  readonly reference: string
  readonly channel: Channel
  readonly person: string
  readonly chat: string | null
  readonly receivedAt: Date
  /** SHA-256 in hex of the bytes as received; null when no bytes were taken. */
  readonly sha256: string | null
  readonly bytes: number | null
  /** Whether the platform recompressed the picture on its way; null when it does not say. */
  readonly recompressed: boolean | null
  /** What the sender wrote with the picture. It may name a patient, so it never leaves the record and goes with the picture. */
  readonly note: string | null
}

/** One picture on the record. */
export interface Study extends ReceivedStudy {
  readonly answeredAt: Date | null
  readonly deliveredAt: Date | null
  /** When the picture's bytes were erased; null while they are kept. */
  readonly pictureErasedAt: Date | null
  readonly outcome: Outcome['kind'] | null
  readonly label: Label | null
  readonly scores: Scores | null
  readonly threshold: number | null
  /** The refusal's or the fault's code. */
  readonly code: RefusalCode | (string & {}) | null
  readonly format: PictureFormat | null
  readonly width: number | null
  readonly height: number | null
  readonly pixelsSha256: string | null
  readonly model: string | null
  readonly backend: string | null
  readonly precision: string | null
  readonly preprocessing: string | null
  /** Whether a gate judged what the picture shows; null where nothing was read or it is not known. */
  readonly checked: boolean | null
  /** What was put right before the picture was read. */
  readonly turns: readonly Turn[]
  /** Under which the heatmap is kept among the pictures, as long as the picture is. Null where there is none. */
  readonly heatmapSha256: string | null
  readonly timings: Timings | null
  /** Mean of the decoded gray values, 0..1; null where nothing was decoded. */
  readonly brightness: number | null
  /** What reviewers say of the answer, taken together. */
  readonly reviewState: ReviewState
}

/** Where a page of the list goes on: the last study of the page before. */
export interface StudyCursor {
  readonly receivedAt: Date
  readonly id: string
}

/** Which studies are meant; what is left out does not matter. */
export interface StudyConditions {
  readonly label?: Label
  readonly channel?: Channel
  readonly outcome?: Outcome['kind']
  /** A refusal's or a fault's. */
  readonly code?: string
  /** A pseudonym. */
  readonly person?: string
  /** `name@hash12`. */
  readonly model?: string
  readonly reviewState?: ReviewState
  /** A reference or its beginning, or the beginnings of words of the note, all of them. */
  readonly text?: string
  /** Received then or later. */
  readonly from?: Date
  /** Received before. */
  readonly to?: Date
}

export interface StudyFilter extends StudyConditions {
  readonly after?: StudyCursor
  /** Rows on the page, 1..200. */
  readonly limit: number
}

/** Newest first. `next` is null on the last page. */
export interface StudyPage {
  readonly studies: readonly Study[]
  readonly next: StudyCursor | null
}

/**
 * The record of studies. Every method is on disk when its promise resolves.
 * `finish` and `deliver` of an unknown id throw `record_missing`; a second `finish` of the same study overwrites
 * the first only while the study is undelivered, and changes nothing afterwards.
 */
export interface StudyStore {
  begin(study: ReceivedStudy): Promise<void>
  /** `heatmapSha256` says where the heatmap is kept; the store of studies keeps no pictures. */
  finish(id: string, examination: Examination, at: Date, heatmapSha256?: string | null): Promise<void>
  deliver(id: string, at: Date): Promise<void>
  find(id: string): Promise<Study | null>
  list(filter: StudyFilter): Promise<StudyPage>
  /** Every study that is meant and was there at the start, newest first, a batch at a time: memory does not grow with them. */
  stream(conditions: StudyConditions): AsyncIterable<readonly Study[]>
  /** Studies begun before `before` that were never finished, oldest first: a killed process leaves these. */
  unfinished(before: Date): Promise<readonly Study[]>
  /** Studies received before `before` whose picture is still kept, oldest first, at most `limit`. */
  withPictureBefore(before: Date, limit: number): Promise<readonly Study[]>
  markPictureErased(id: string, at: Date): Promise<void>
  /** How many studies still need the picture, or the heatmap, with this hash. */
  countKeeping(sha256: string): Promise<number>
}

/** The bytes of pictures, by the SHA-256 of what was received. */
export interface PictureStore {
  /** Keeps the bytes and gives their SHA-256 in hex. Keeping the same bytes twice keeps one copy. */
  keep(bytes: Uint8Array): Promise<string>
  /** Null when the picture is not kept, or no longer. Throws `picture_unreadable` when it was altered. */
  read(sha256: string): Promise<Uint8Array | null>
  erase(sha256: string): Promise<void>
}
