import type { PictureWithCaption } from '../../src/core/answer.js'
import type { Examination } from '../../src/core/examination.js'
import type { Outcome } from '../../src/core/outcome.js'
import type { Log } from '../../src/core/log.js'
import type { Attachment, Screening } from '../../src/core/screening.js'
import { createScreening } from '../../src/core/screening.js'
import type { StudyStore } from '../../src/core/study.js'
import { english } from '../../src/core/wording/english.js'
import type { ReplyLine } from '../../src/bots/conversation.js'
import {
  createMemoryAdmission,
  createMemoryPictureStore,
  createMemoryStudyStore,
  plainPseudonymiser,
} from '../support/memory-stores.js'
import { createScriptedReader } from '../support/scripted-reader.js'

/** A log that keeps its lines as text, for a search in them. */
export function createKeptLog(): Log & { readonly lines: string[] } {
  const lines: string[] = []
  const keep =
    (level: string) =>
    (event: string, fields: object = {}): void => {
      lines.push(JSON.stringify({ level, event, ...fields }))
    }
  return { lines, info: keep('info'), warn: keep('warn'), error: keep('error') }
}

export interface DoorOptions {
  readonly answer?: (bytes: Uint8Array) => Outcome | Promise<Outcome>
  /** Changes what is beside the outcome. */
  readonly more?: Partial<Examination>
  /** Everybody is admitted, unless false. */
  readonly open?: boolean
  readonly maxBytes?: number
}

/** Everything behind a door, with the use case itself and scripted answers. */
export function createBehindDoor({ answer, more, open = true, maxBytes = 25_000_000 }: DoorOptions = {}) {
  const log = createKeptLog()
  const reader = createScriptedReader(answer, more)
  const studies: StudyStore = createMemoryStudyStore()
  const admission = createMemoryAdmission({ open })
  const screening: Screening = createScreening({
    studies,
    pictures: createMemoryPictureStore(),
    reader,
    admission,
    pseudonyms: plainPseudonymiser,
    log,
    now: () => new Date(),
    maxBytes,
    withoutIdentity: (file) => file,
    retainPictures: true,
  })
  const recorded = async () => (await studies.list({ limit: 200 })).studies
  return { log, reader, studies, admission, screening, wording: english, recorded }
}

/** A line that keeps what was said on it, in order. */
export function createKeptLine(
  options: { readonly open?: boolean; readonly delivers?: boolean; limit?: number } = {},
) {
  const { open = true, delivers = true, limit = 4096 } = options
  const said: string[] = []
  const shown: PictureWithCaption[] = []
  const line: ReplyLine = {
    limit,
    signOfLife: (text) => {
      said.push(text)
      return Promise.resolve(open)
    },
    answer: (text) => {
      said.push(text)
      return Promise.resolve(delivers)
    },
    show: (pictures) => {
      shown.push(...pictures)
      return Promise.resolve()
    },
  }
  return { line, said, shown }
}

export function attachmentWith(bytes: Uint8Array, recompressed: boolean | null = null): Attachment {
  return { declaredBytes: bytes.byteLength, recompressed, fetch: () => Promise.resolve(bytes) }
}

export const BUSY: Outcome = { kind: 'refused', code: 'busy', scores: null, retryAfterSeconds: 7 }

/** A promise that the test settles. */
export function createPromise<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined
  const promise = new Promise<T>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}
