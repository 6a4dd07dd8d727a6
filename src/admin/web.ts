import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import type { AccountInvites } from '../core/account-invites.js'
import type { AdmissionBook, InviteIssuer, PlaceKeeper } from '../core/admission.js'
import type { AuditHead, AuditStream } from '../core/audit.js'
import type { Examination, RadiographReader } from '../core/examination.js'
import type { ApiClients } from '../core/api-client.js'
import type { DrawFilm } from '../core/gray-picture.js'
import type { HealthFacts } from '../core/health.js'
import type { Language } from '../core/language.js'
import type { Log } from '../core/log.js'
import type { ModelShelf } from '../core/model-shelf.js'
import type { Pseudonymiser } from '../core/pseudonym.js'
import type { CheckRecord } from '../core/record-check.js'
import type { RecordFigures } from '../core/record-figures.js'
import type { ReportMaker } from '../core/report.js'
import type { ReviewQueue, ReviewStore } from '../core/review.js'
import type { Screening } from '../core/screening.js'
import type { PictureStore, StudyStore } from '../core/study.js'
import type { Webhook } from '../core/webhook.js'
import type { WebWording } from '../core/wording/web-wording.js'
import type { Wording } from '../core/wording/wording.js'
import type { Auth, SignedInUser } from './auth.js'
import type { Metrics } from './metrics.js'
import type { LanguagePicker } from './page-language.js'
import type { SetupLink } from './setup-link.js'

/** What the web is built from. */
export interface AppParts {
  readonly auth: Auth
  readonly screening: Screening
  readonly studies: StudyStore
  readonly pictures: PictureStore
  readonly reviews: ReviewStore
  /** The studies that wait for reviewers. */
  readonly queue: ReviewQueue
  readonly figures: RecordFigures
  readonly models: ModelShelf
  readonly audit: AuditStream
  /** Holds the studies against the stream. */
  readonly checkRecord: CheckRecord
  readonly reports: ReportMaker
  readonly drawFilm: DrawFilm
  /** Reads a picture with another model, by its name, one picture at a time. Changes nothing on the record. */
  readonly rerun: (model: string, bytes: Uint8Array) => Promise<Examination>
  readonly reader: Pick<RadiographReader, 'status'>
  /** Programs that may send pictures. */
  readonly clients: ApiClients
  /** The server that is told of every answer; null for none. */
  readonly webhook: Webhook | null
  /** What `/metrics` shows, and the token that opens it; null lets in direct connections from this machine alone. */
  readonly metrics?: { readonly metrics: Metrics; readonly token: string | null }
  /** Whether the record can be written, as far as `/readyz` needs to know. */
  readonly canWrite?: () => Promise<boolean>
  /** Links that let somebody make an account. */
  readonly accountInvites: AccountInvites
  /** Who may send pictures in the chats. */
  readonly admissionBook: AdmissionBook & InviteIssuer & PlaceKeeper
  /** How everything stands at the moment. */
  readonly health: () => Promise<HealthFacts>
  /** The heads of the chain that were published so far, oldest first. */
  readonly heads: () => Promise<readonly AuditHead[]>
  readonly pseudonyms: Pseudonymiser
  readonly wordings: Readonly<Record<Language, Wording>>
  /** `invited`: uploads and results need an account. `open`: they need none. */
  readonly access: 'invited' | 'open'
  /** Where people reach the server; decides about secure cookies. */
  readonly publicUrl: string
  /** The most bytes of one picture. */
  readonly maxBytes: number
  /** Null once an account exists. */
  readonly setup: SetupLink | null
  readonly log: Log
  readonly now: () => Date
  /** Whether the record holds made-up studies, which every page of the dashboard then says. */
  readonly demo?: boolean
  /** Aborted when the program stops: ends what would stay open for ever. */
  readonly stopping?: AbortSignal
  /** Folder of styles and scripts: `src/admin/assets`. Read once, when the app is made. */
  readonly assetsFolder: string
  /** The peer's address; by default the socket's. For a server behind a proxy that it trusts. */
  readonly clientAddress?: (context: WebContext) => string | null
}

/** Hono's types for this app. The bindings are missing where a test calls `app.request()`. */
export interface WebEnv {
  Bindings: Partial<HttpBindings>
  Variables: { user: SignedInUser | null }
}

export type WebContext = Context<WebEnv>

/** What every page needs to draw itself. */
export interface Site {
  readonly wording: Wording
  /** What the page itself says, in the same language. */
  readonly web: WebWording
  /** Every language, by the name that it has for itself. */
  readonly names: Readonly<Record<Language, Pick<Wording, 'languageName' | 'direction'>>>
  /** Null on pages that are in English alone. */
  readonly picker: LanguagePicker | null
  readonly access: 'invited' | 'open'
  /** Whether the record holds made-up studies. */
  readonly demo: boolean
  /** Whether a gate judges what a picture shows, as of now. */
  readonly gated: () => boolean
  /** Address of an asset, which changes with its content. */
  readonly asset: (name: string) => string
}
