import type { PictureWithCaption } from '../../src/core/answer.js'
import type { Examination } from '../../src/core/examination.js'
import { createFairTurns } from '../../src/core/fair-turns.js'
import type { Outcome } from '../../src/core/outcome.js'
import type { Log } from '../../src/core/log.js'
import type { RateLimits } from '../../src/core/rates.js'
import type { ReportContents } from '../../src/core/report.js'
import type { Attachment, Screening } from '../../src/core/screening.js'
import { createScreening } from '../../src/core/screening.js'
import { english } from '../../src/core/wording/english.js'
import { WORDINGS } from '../../src/core/wording/languages.js'
import type { ModelFacts } from '../../src/core/wording/wording.js'
import type { ConversationParts } from '../../src/bots/conversation.js'
import type { IncomingPicture, IncomingPictures, Speaker } from '../../src/bots/incoming.js'
import type { Buttons, OutgoingFile, ReplyLine } from '../../src/bots/reply-line.js'
import {
  createMemoryAdmission,
  createMemoryAuditLog,
  createMemoryInbox,
  createMemoryPeople,
  createMemoryPictureStore,
  createMemoryRateLimits,
  createMemoryReviewStore,
  createMemoryStudyStore,
  plainPseudonymiser,
} from '../support/memory-stores.js'
import { SCRIPTED_MODEL, createScriptedReader } from '../support/scripted-reader.js'

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

/** What is on disk behind a door, and outlives a process. */
export function createMemoryDisk({ open = true }: { readonly open?: boolean } = {}) {
  const studies = createMemoryStudyStore()
  const reviews = createMemoryReviewStore(studies)
  return {
    studies,
    reviews,
    people: createMemoryPeople({ studies, reviews, pseudonyms: plainPseudonymiser }),
    pictures: createMemoryPictureStore(),
    inbox: createMemoryInbox(),
    audit: createMemoryAuditLog(),
    admission: createMemoryAdmission({ open }),
  }
}

export type MemoryDisk = ReturnType<typeof createMemoryDisk>

export interface DoorOptions {
  readonly answer?: (bytes: Uint8Array) => Outcome | Promise<Outcome>
  /** Changes what is beside the outcome. */
  readonly more?: Partial<Examination>
  /** Everybody is admitted, unless false. */
  readonly open?: boolean
  readonly maxBytes?: number
  /** What an earlier process left; a fresh disk unless given. */
  readonly disk?: MemoryDisk
  readonly rates?: RateLimits
  /** Pictures that may wait before one more is told that we are busy. */
  readonly queueLimit?: number
  /** Milliseconds that the queue takes a picture to last at first. */
  readonly expectedMs?: number
  readonly retainPictures?: boolean
  readonly extraDisclaimer?: string
}

const SCRIPTED_FACTS: ModelFacts = {
  id: SCRIPTED_MODEL.id,
  architecture: 'vgg16',
  gated: false,
  metrics: [],
}

/** Everything behind a door, with the use case itself and scripted answers: what a bot takes as its options. */
export function createBehindDoor(options: DoorOptions = {}) {
  const { answer, more, open = true, maxBytes = 25_000_000, retainPictures = true } = options
  const disk = options.disk ?? createMemoryDisk({ open })
  const log = createKeptLog()
  const reader = createScriptedReader(answer, more)
  const now = (): Date => new Date()
  const turns = createFairTurns({ limit: options.queueLimit ?? 64, expectedMs: options.expectedMs ?? 1 })
  const screening: Screening = createScreening({
    ...disk,
    reader,
    rates: options.rates ?? createMemoryRateLimits(),
    turns,
    pseudonyms: plainPseudonymiser,
    log,
    now,
    maxBytes,
    withoutIdentity: (file) => file,
    retainPictures,
  })
  const drawn: ReportContents[] = []
  const parts: ConversationParts = {
    ...disk,
    screening,
    pseudonyms: plainPseudonymiser,
    wordings: WORDINGS,
    reports: {
      make(contents) {
        drawn.push(contents)
        return Promise.resolve(Buffer.from(`%PDF-1.7 ${contents.study.reference}`))
      },
    },
    model: () => SCRIPTED_FACTS,
    retentionDays: 30,
    extraDisclaimer: options.extraDisclaimer ?? null,
    log,
    now,
  }
  const recorded = async () => (await disk.studies.list({ limit: 200 })).studies
  return { ...parts, ...disk, disk, log, reader, turns, drawn, wording: english, recorded }
}

export interface KeptLineOptions {
  readonly open?: boolean
  readonly delivers?: boolean
  readonly limit?: number
}

/** A line that keeps what was said on it, in order. */
export function createKeptLine({ open = true, delivers = true, limit = 4096 }: KeptLineOptions = {}) {
  const said: string[] = []
  const shown: PictureWithCaption[] = []
  const files: OutgoingFile[] = []
  const toasts: string[] = []
  /** The buttons that stand under the answer, each change of them. */
  const buttons: Buttons[] = []
  const line: ReplyLine = {
    limit,
    signOfLife(text) {
      said.push(text)
      return Promise.resolve(open)
    },
    progress(text) {
      said.push(text)
      return Promise.resolve()
    },
    answer(message) {
      said.push(message.text)
      buttons.push(message.buttons)
      return Promise.resolve(delivers)
    },
    show(pictures) {
      shown.push(...pictures)
      return Promise.resolve()
    },
    send(file) {
      files.push(file)
      return Promise.resolve(delivers)
    },
    toast(text) {
      toasts.push(text)
      return Promise.resolve()
    },
    rebutton(changed) {
      buttons.push(changed)
      return Promise.resolve()
    },
  }
  return { line, said, shown, files, toasts, buttons }
}

/** Somebody in a private chat, unless `over` says otherwise. */
export function speakerOf(over: Partial<Speaker> = {}): Speaker {
  return { channel: 'telegram', person: '77', chat: '77', locale: null, ...over }
}

export function attachmentWith(bytes: Uint8Array, recompressed: boolean | null = null): Attachment {
  return { declaredBytes: bytes.byteLength, recompressed, fetch: () => Promise.resolve(bytes) }
}

let messages = 0

/** A message with these pictures. Each message has occasions of its own, unless `message` names it. */
export function picturesOf(
  attachments: readonly Attachment[],
  { message = `message-${(messages += 1)}`, note = null }: { message?: string; note?: string | null } = {},
): IncomingPictures & { readonly pictures: readonly IncomingPicture[] } {
  const pictures = attachments.map((attachment, index) => ({
    attachment,
    occasion: `${message}:${index}`,
    note,
  }))
  return { kind: 'pictures', pictures }
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
