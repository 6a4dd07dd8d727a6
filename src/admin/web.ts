import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import type { RadiographReader } from '../core/examination.js'
import type { Language } from '../core/language.js'
import type { Log } from '../core/log.js'
import type { Pseudonymiser } from '../core/pseudonym.js'
import type { Screening } from '../core/screening.js'
import type { PictureStore, StudyStore } from '../core/study.js'
import type { WebWording } from '../core/wording/web-wording.js'
import type { Wording } from '../core/wording/wording.js'
import type { Auth, SignedInUser } from './auth.js'
import type { LanguagePicker } from './page-language.js'
import type { SetupLink } from './setup-link.js'

/** What the web is built from. */
export interface AppParts {
  readonly auth: Auth
  readonly screening: Screening
  readonly studies: StudyStore
  readonly pictures: PictureStore
  readonly reader: Pick<RadiographReader, 'status'>
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
  /** Whether a gate judges what a picture shows, as of now. */
  readonly gated: () => boolean
  /** Address of an asset, which changes with its content. */
  readonly asset: (name: string) => string
}
