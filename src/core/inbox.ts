import type { Channel } from './study.js'

/** One message of a chat platform that was taken and is not yet done with. */
export interface InboxEntry {
  readonly channel: Channel
  /** The platform's own id of the message or update: the same one comes with the same id again. */
  readonly id: string
  /** What the adapter needs to go on with it after a restart. Only that adapter understands it. */
  readonly payload: string
  readonly takenAt: Date
  /** What the adapter noted on the way, such as the id of the placeholder; null before the first note. */
  readonly progress: string | null
}

/**
 * What came from the chats and is not answered yet, so that a killed process loses nothing and answers nothing twice. Every
 * method is on disk when its promise resolves. Payloads are sealed at rest: they hold ids of people and chats.
 */
export interface Inbox {
  /** True for a message that is new; false for one that was taken before, finished or not. */
  take(entry: Pick<InboxEntry, 'channel' | 'id' | 'payload' | 'takenAt'>): Promise<boolean>
  /** Replaces the note. Nothing happens when the message is finished or unknown. */
  note(channel: Channel, id: string, progress: string): Promise<void>
  /** Erases payload and note; the id is remembered, so that a repeated message stays one message. */
  finish(channel: Channel, id: string): Promise<void>
  /** Messages that were taken and never finished, oldest first. */
  open(channel: Channel): Promise<readonly InboxEntry[]>
  /** Forgets the ids of messages that were finished and taken before `before`. Gives their number. */
  forget(before: Date): Promise<number>
}
