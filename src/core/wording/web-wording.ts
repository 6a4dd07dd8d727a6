import type { Label } from '../label.js'
import type { Forms } from './figures.js'

/** A heading and the sentences below it. */
export interface Told {
  readonly title: string
  readonly text: string
}

/** What the public web pages say beside the answers, in one language. */
export interface WebWording {
  readonly frame: FrameWording
  readonly home: HomeWording
  readonly upload: UploadWording
  readonly result: ResultWording
  readonly signIn: SignInWording
  readonly messages: MessageWording
}

/** What stands around every page. */
export interface FrameWording {
  readonly skip: string
  /** Names the navigation to those who hear the page. */
  readonly navigation: string
  readonly readFilm: string
  readonly studies: string
  readonly signIn: string
  readonly signOut: string
  readonly roles: Readonly<Record<'admin' | 'reviewer' | 'auditor' | 'staff', string>>
  readonly language: string
  readonly changeLanguage: string
}

export interface HomeWording {
  readonly title: string
  readonly headline: string
  readonly lead: (product: string, labels: Readonly<Record<Label, string>>) => string
  readonly noAccountNeeded: string
  readonly accountNeeded: string
  readonly modelStarts: string
  readonly exampleAlt: string
  readonly exampleNote: string
  readonly how: {
    readonly title: string
    readonly names: Told
    /** `size` is the most that is taken, with its unit. */
    readonly send: { readonly title: string; readonly text: (size: string) => string }
    readonly read: Told
    readonly doors: string
  }
  readonly limits: {
    readonly title: string
    readonly wrong: Told
    readonly classes: Told
    /** Said where a gate judges what a picture shows. */
    readonly gated: Told
    /** Said where none does. */
    readonly ungated: Told
    readonly chats: Told
  }
}

export interface UploadWording {
  readonly title: string
  readonly lead: string
  readonly choose: string
  readonly dropOrPaste: string
  readonly formats: (size: string) => string
  readonly pictures: string
  readonly namesOff: string
  readonly ungated: string
  readonly chooseFirst: string
  /** The button, by how many films wait. */
  readonly send: Forms
  readonly pasted: string
  readonly remove: string
  /** `{name}` stands for the file's name in these three. */
  readonly removeFile: string
  readonly progressOf: string
  readonly openAnswerFor: string
  readonly open: string
}

export interface ResultWording {
  readonly filmAlt: string
  readonly heatmapAlt: string
  readonly notThereYet: string
  readonly lookAgain: string
  readonly readAnother: string
  readonly openRecord: string
  readonly backToUpload: string
  readonly notRead: string
  readonly ourFailure: string
  readonly received: (when: string) => string
  readonly thresholdFor: (label: string, percent: string) => string
  readonly absent: Readonly<
    Record<'never_taken' | 'erased' | 'missing' | 'altered' | 'not_a_picture', string>
  >
  readonly notDrawn: string
  readonly download: string
}

export interface SignInWording {
  readonly title: string
  readonly email: string
  readonly password: string
  readonly accountsAreMade: string
  readonly noAccountYet: string
  readonly wrong: string
  readonly disabled: string
  readonly tooMany: string
  readonly first: string
  readonly secondStep: SecondStepWording
}

/** The page that asks for a code after the password. */
export interface SecondStepWording {
  readonly title: string
  readonly lead: string
  readonly code: string
  readonly hint: string
  /** The choice not to be asked on this browser for a while. */
  readonly trust: string
  readonly confirm: string
  readonly wrong: string
  readonly expired: string
  readonly startAgain: string
  /** What to do without the app and without a backup code. */
  readonly lost: string
}

/** Pages that say one thing in words. */
export interface MessageWording {
  readonly toStart: string
  readonly notFound: Told
  readonly broken: string
  readonly foreignForm: Told
  readonly longForm: Told
  readonly notForThisAccount: Told
}
