import type { AuditHead } from './audit.js'
import type { ModelIdentity, ReaderStatus } from './examination.js'
import type { Channel } from './study.js'

/** What an administrator looks at when something is wrong. Sizes in bytes. */
export interface HealthFacts {
  readonly at: Date
  readonly startedAt: Date
  readonly queue: { readonly waiting: number; readonly limit: number }
  readonly inference: InferenceHealth
  readonly bots: readonly BotHealth[]
  readonly disk: DiskHealth
  readonly versions: readonly NamedValue[]
  readonly migrations: { readonly applied: number; readonly last: string | null }
  readonly retention: RetentionHealth
  /** Null where none was published so far. */
  readonly publishedHead: AuditHead | null
  /** As they are in force, defaults included; a secret is only said to be set or not. */
  readonly settings: readonly NamedValue[]
}

export interface NamedValue {
  readonly name: string
  readonly value: string
}

export interface InferenceHealth {
  readonly state: ReaderStatus['state']
  readonly model: ModelIdentity | null
  readonly gated: boolean
  readonly restarts: number
  /** Of the network's library; null before it is known. */
  readonly version: string | null
  /** Why native TensorFlow could not be had; null where it could. */
  readonly nativeProblem: string | null
  /** Why the network runs layer by layer; null where it does not. */
  readonly graphProblem: string | null
  readonly tensors: number
  /** Resident memory of the process. */
  readonly memory: number
}

export interface BotHealth {
  readonly channel: Extract<Channel, 'telegram' | 'discord'>
  /** `off`: no token is set. */
  readonly state: 'off' | 'stopped' | 'connecting' | 'running' | 'retrying' | 'failed'
  /** Why it is not running; null while it is. */
  readonly code: string | null
  /** Messages that are being answered. */
  readonly answering: number
}

export interface DiskHealth {
  /** Of the file system that the data lie on; null where it does not say. */
  readonly free: number | null
  readonly total: number | null
  readonly database: number
  /** Kept pictures and heatmaps; null while they are counted for the first time. */
  readonly pictures: { readonly files: number; readonly bytes: number; readonly at: Date } | null
}

export interface RetentionHealth {
  /** Days for which pictures are kept. */
  readonly days: number
  /** Null before the first run ended. */
  readonly lastRun: Date | null
  /** Pictures that the last run erased. */
  readonly erased: number
  /** The code of the fault that the last run ended with; null where it went well. */
  readonly problem: string | null
}
