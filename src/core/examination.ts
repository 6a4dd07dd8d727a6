import type { Outcome } from './outcome.js'

export const PICTURE_FORMATS = ['jpeg', 'png', 'webp', 'tiff', 'bmp', 'heic', 'dicom'] as const

export type PictureFormat = (typeof PICTURE_FORMATS)[number]

/** What is known of a picture once it is decoded. */
export interface PictureFacts {
  readonly format: PictureFormat
  /** Pixels of the picture as shown, after its EXIF orientation is applied. */
  readonly width: number
  readonly height: number
  /** SHA-256, in hex, of the decoded 8-bit gray pixels: equal for two files that show the same picture. */
  readonly pixelsSha256: string
  /** Mean of the decoded gray values, 0..1; null on a record from before it was measured. */
  readonly brightness: number | null
}

export const TURNS = ['inverted', 'rotated_90', 'rotated_180', 'rotated_270'] as const

/** What was wrong with the way a film was shown as received; rotations in degrees, clockwise. */
export type Turn = (typeof TURNS)[number]

/** A picture of where the network looked, over the picture as received. */
export interface Heatmap {
  /** A JPEG. At its right it has a strip with the scale; the rest has the sides' ratio of the picture. */
  readonly bytes: Uint8Array
}

/** Milliseconds spent in each part, measured where the part runs. */
export interface Timings {
  readonly queueMs: number
  readonly decodeMs: number
  /** The network and the gate, twice where a film had to be turned. */
  readonly classifyMs: number
  readonly heatmapMs: number
}

/** Which network answered, in full: two examinations with equal identity and pixels have equal scores. */
export interface ModelIdentity {
  /** `name@hash12`: the model's name and 12 hex digits of the hash of its manifest without the metrics. */
  readonly id: string
  readonly backend: 'native' | 'wasm'
  readonly precision: 'float32' | 'bfloat16'
  readonly preprocessing: string
}

/** The answer of the inference module for one picture. */
export interface Examination {
  readonly outcome: Outcome
  /** Null when the picture could not be decoded. */
  readonly picture: PictureFacts | null
  /** Null when no network was asked. */
  readonly model: ModelIdentity | null
  /** Whether a gate judged what the picture shows. */
  readonly checked: boolean
  /** What was put right before the picture was read; empty when nothing was. */
  readonly turns: readonly Turn[]
  /** Null where there is no reading, and where none was asked for. */
  readonly heatmap: Heatmap | null
  readonly timings: Timings
}

/**
 * Reads radiographs. The port in front of the inference process.
 *
 * `read` takes the bytes of a picture file as received. A picture that cannot be read is a refusal, a full queue is
 * the refusal `busy`, and a broken inference process is the outcome `fault`: the promise is never rejected
 * for what a picture contains, and never left pending.
 */
export interface RadiographReader {
  read(bytes: Uint8Array): Promise<Examination>
  status(): ReaderStatus
  /** Waits for nothing: what is still queued ends as a fault. May be called twice. */
  close(): Promise<void>
}

export interface ReaderStatus {
  readonly state: 'starting' | 'ready' | 'restarting' | 'failed' | 'closed'
  readonly model: ModelIdentity | null
  /** Whether a gate judges what a picture shows before it is answered. */
  readonly gated: boolean
  readonly waiting: number
  readonly limit: number
  readonly restarts: number
}

export const NO_TIMINGS: Timings = { queueMs: 0, decodeMs: 0, classifyMs: 0, heatmapMs: 0 }

/** An examination in which no network was asked. */
export function unread(outcome: Outcome, timings: Timings = NO_TIMINGS): Examination {
  return { outcome, picture: null, model: null, checked: false, turns: [], heatmap: null, timings }
}

/** From the bytes to the outcome and its heatmap, in milliseconds, without the time in the queue. */
export function workMs({ decodeMs, classifyMs, heatmapMs }: Timings): number {
  return decodeMs + classifyMs + heatmapMs
}
