import type { Incoming, IncomingPictures, Speaker } from '../incoming.js'

/**
 * One event as it is kept until it is answered: everything that another process needs to answer it. It holds a token and
 * signed addresses, so it is nothing for a log; the inbox seals it.
 */
export interface Taken {
  readonly version: 1
  readonly speaker: Speaker
  readonly said: Said
  readonly place: Place
}

/** What was said, with the addresses of pictures in the place of their bytes. */
export type Said =
  | Exclude<Incoming, IncomingPictures>
  | { readonly kind: 'pictures'; readonly files: readonly SentFile[]; readonly note: string | null }
  /** A reply to a message that did not come with it. That message may hold pictures. */
  | {
      readonly kind: 'pointed'
      readonly channel: string
      readonly message: string
      readonly note: string | null
      /** The bot's own id: its own pictures are heatmaps. */
      readonly me: string
    }

/** What is used of Discord's description of a file. Its name and its declared type are not believed. */
export interface SentFile {
  readonly id: string
  /** Signed, and good for about a day. */
  readonly url: string
  /** In bytes. */
  readonly size: number
  /** The message that holds the file and can give a fresh address; null for the option of a command. */
  readonly home: { readonly channel: string; readonly message: string } | null
}

export type Place = MessagePlace | InteractionPlace

/** The answer is a reply to a message. */
export interface MessagePlace {
  readonly kind: 'message'
  readonly channel: string
  readonly message: string
}

/** The answer goes through an interaction's token, which lasts 15 minutes. */
export interface InteractionPlace {
  readonly kind: 'interaction'
  readonly id: string
  readonly application: string
  readonly token: string
  readonly channel: string
  /** The message whose button was pressed; null for a command. */
  readonly pressed: string | null
  /** Whether everybody in the channel sees the answer. */
  readonly open: boolean
}

/** Null for what another version of the program wrote. */
export function readTaken(payload: string): Taken | null {
  try {
    const taken = JSON.parse(payload) as Taken | null
    return taken?.version === 1 ? taken : null
  } catch {
    return null
  }
}
