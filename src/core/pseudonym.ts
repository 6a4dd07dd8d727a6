import type { Channel, Sender } from './study.js'

/** Turns a platform's ids into pseudonyms: the same id gives the same pseudonym on one installation, and no other. */
export interface Pseudonymiser {
  person(sender: Sender): string
  chat(sender: Sender): string | null
  /** Null where a platform has no servers, or the chat is on none. */
  server(sender: Sender): string | null
  /** 32 hex digits for one picture of one message, which nobody without the key can work out from the message. */
  occasion(channel: Channel, occasion: string): string
}
