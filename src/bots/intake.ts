import { faultCode } from '../core/fault.js'
import type { Inbox, InboxEntry } from '../core/inbox.js'
import type { Log } from '../core/log.js'
import type { Channel } from '../core/study.js'
import type { Heard } from './incoming.js'
import type { RunningWork } from './running-work.js'

export interface IntakeParts {
  readonly inbox: Inbox
  readonly channel: Channel
  /** Where messages are handled in the background, so that a stop can wait for them. */
  readonly work: RunningWork
  readonly log: Log
  readonly now: () => Date
}

/**
 * Answers one message. `note` keeps what is needed to go on after a restart, such as the id of the placeholder; it is on
 * disk when its promise resolves, which never rejects.
 */
export type HandleEntry = (entry: InboxEntry, note: (progress: string) => Promise<void>) => Promise<Heard>

/** What every chat platform does with what it hears: on disk first, then answered, then done with. */
export interface Intake {
  /**
   * Takes a message on disk, then handles it in the background and finishes it; messages are handled in the order in
   * which they were taken. Resolves once it is on disk, with false for one that was seen before. Rejects when the disk
   * refuses: the platform must not be told then that the message arrived.
   */
  take(id: string, payload: string, handle: HandleEntry): Promise<boolean>
  /** Handles again, in the background, what an earlier process left. Gives the number of messages. Called once. */
  reopen(handle: HandleEntry): Promise<number>
}

export function createIntake({ inbox, channel, work, log, now }: IntakeParts): Intake {
  /** What this process took itself before it looked for what others left. */
  const own = new Set<string>()
  let reopened = false
  let lastTaken: Promise<unknown> = Promise.resolve()

  async function note(id: string, progress: string): Promise<void> {
    await inbox.note(channel, id, progress).catch((error: unknown) => {
      log.warn('inbox.not_noted', { channel, code: faultCode(error) })
    })
  }

  async function answer(entry: InboxEntry, handle: HandleEntry): Promise<Heard> {
    try {
      return await handle(entry, (progress) => note(entry.id, progress))
    } catch (error) {
      log.error('message.failed', { channel, code: faultCode(error) })
      return 'lost'
    }
  }

  /** A message that was lost before is not tried for ever: the second loss is the last. */
  function begin(entry: InboxEntry, handle: HandleEntry, lastTry: boolean): void {
    work.start(async () => {
      const heard = await answer(entry, handle)
      if (heard === 'lost') log.warn('message.lost', { channel, given_up: lastTry })
      if (heard === 'interrupted' || (heard === 'lost' && !lastTry)) return
      await inbox.finish(channel, entry.id).catch((error: unknown) => {
        log.error('inbox.not_finished', { channel, code: faultCode(error) })
      })
    })
  }

  async function takeOne(id: string, payload: string, handle: HandleEntry): Promise<boolean> {
    const takenAt = now()
    if (!reopened) own.add(id)
    const isNew = await inbox.take({ channel, id, payload, takenAt })
    if (isNew) begin({ channel, id, payload, takenAt, progress: null }, handle, false)
    else if (!reopened) own.delete(id)
    return isNew
  }

  return {
    take(id, payload, handle) {
      const taken = lastTaken.then(() => takeOne(id, payload, handle))
      lastTaken = taken.catch(() => undefined)
      return taken
    },

    async reopen(handle) {
      const open = await inbox.open(channel)
      const left = open.filter(({ id }) => !own.has(id))
      reopened = true
      own.clear()
      for (const entry of left) begin(entry, handle, true)
      return left.length
    },
  }
}
