import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Inbox, InboxEntry } from '../../core/inbox.js'
import type { Log } from '../../core/log.js'
import type { Conversation } from '../conversation.js'
import type { Heard, Incoming, Speaker } from '../incoming.js'
import type { HandleEntry } from '../intake.js'
import type { ReplyLine } from '../reply-line.js'
import { untilAborted } from '../until-aborted.js'
import type { AlbumPlace, Albums } from './albums.js'
import { AlbumAbandoned } from './albums.js'
import type { TelegramCalls } from './calls.js'
import type { HeardMessage, HeardPress } from './heard.js'
import { unpackHeard } from './heard.js'
import { isSurelyPictures, picturesOf, understand } from './incoming.js'
import { createMessageLine } from './message-line.js'
import type { PictureFetching, TelegramPicture } from './picture.js'
import { attachmentOf } from './picture.js'
import { createPressLine } from './press-line.js'
import type { KeptProgress } from './progress.js'
import { createProgress } from './progress.js'

/** A part of an album with its place in the inbox. */
export interface AlbumPart {
  readonly id: string
  readonly heard: HeardMessage
  readonly progress: KeptProgress
}

export interface HandlerParts extends PictureFetching {
  readonly conversation: Conversation
  readonly inbox: Inbox
  readonly albums: Albums<AlbumPart>
  readonly calls: TelegramCalls
  readonly log: Log
}

/** Answers what the inbox holds: new messages, and those that a killed process left. */
export function createHandler(parts: HandlerParts): HandleEntry {
  const { conversation, inbox, albums, calls, log, signal } = parts
  const attach = (picture: TelegramPicture) => attachmentOf(picture, parts)
  /** Parts that a complete album answers for, while it is being answered. */
  const answeredElsewhere = new Set<string>()

  /** The end of the program ends it too, and leaves it to the next start. */
  async function hear(
    heard: HeardMessage,
    incoming: Incoming,
    progress: KeptProgress,
    isGivenUp = (): boolean => false,
  ): Promise<Heard> {
    const spoken = createMessageLine(heard, { calls, log, progress })
    const line: ReplyLine = {
      ...spoken,
      answer: async (message) => !isGivenUp() && (await spoken.answer(message)),
    }
    const outcome = await untilAborted(conversation.hear(speakerOf(heard), incoming, line), signal)
    return outcome === 'lost' && signal.aborted ? 'interrupted' : outcome
  }

  async function hearPress(heard: HeardPress, progress: KeptProgress): Promise<Heard> {
    const line = createPressLine(heard, { calls, log, progress })
    const { data, buttons } = heard
    try {
      const press = { kind: 'press', data, buttons } as const
      return await untilAborted(conversation.hear(speakerOf(heard), press, line), signal)
    } finally {
      await line.end()
    }
  }

  async function hearMessages(messages: readonly HeardMessage[], progress: KeptProgress): Promise<Heard> {
    const [first] = messages
    const incoming = understand(messages, attach)
    return first && incoming ? hear(first, incoming, progress) : 'done'
  }

  /**
   * The album is complete: from here on its first part answers for all, also after a restart. The other parts are done
   * with once that is on disk, and before the answer: otherwise a kill between the two would answer them again.
   */
  async function close(album: readonly AlbumPart[], leader: AlbumPart): Promise<readonly HeardMessage[]> {
    const messages = album.map(({ heard }) => heard).sort((a, b) => a.message - b.message)
    for (const message of messages) answeredElsewhere.add(partKey(message))
    if (album.length > 1 && (await leader.progress.change({ album: messages }))) {
      const others = album.filter(({ id }) => id !== leader.id)
      await Promise.all(others.map(({ id }) => inbox.finish('telegram', id).catch(() => undefined)))
    }
    return messages
  }

  async function hearAlbum(leader: AlbumPart, place: AlbumPlace<AlbumPart>): Promise<Heard> {
    // What a killed process left comes in one turn; the placeholder may be noted with another part than the first.
    await nextTurn()
    const placed = place.parts.find(({ progress }) => progress.now.standing !== null)
    if (placed && placed !== leader) await leader.progress.change({ standing: placed.progress.now.standing })
    if (!isSurelyPictures(leader.heard)) {
      const album = await place.whole
      if (!album.some(({ heard }) => heard.addressed)) return 'done'
      return hearMessages(await close(album, leader), leader.progress)
    }
    const whole = place.whole.then((album) => close(album, leader))
    // Given up, it counts as empty and is answered with nothing: whoever waits for it in this chat can go on.
    let givenUp = false
    const pictures = whole.then(
      (messages) => picturesOf(messages, attach),
      () => {
        givenUp = true
        return []
      },
    )
    const answer = hear(leader.heard, { kind: 'pictures', pictures }, leader.progress, () => givenUp)
    return Promise.race([answer, whole.then(never)])
  }

  async function handleMessage(id: string, heard: HeardMessage, progress: KeptProgress): Promise<Heard> {
    const { album } = heard
    if (album === null) return hearMessages([heard], progress)
    const complete = progress.now.album
    if (complete !== null) {
      for (const message of complete) answeredElsewhere.add(partKey(message))
      return hearMessages(complete, progress).finally(() => {
        forget(complete)
      })
    }
    await nextTurn()
    if (answeredElsewhere.has(partKey(heard))) return 'done'
    const part = { id, heard, progress }
    const place = albums.join(`${heard.chat}:${album}`, part)
    if (place.leads)
      return hearAlbum(part, place).finally(() => {
        forget(place.parts.map((one) => one.heard))
      })
    await place.whole
    return 'done'
  }

  function forget(answered: readonly HeardMessage[]): void {
    for (const message of answered) answeredElsewhere.delete(partKey(message))
  }

  return async ({ id, payload, progress: kept }: InboxEntry) => {
    const heard = unpackHeard(payload)
    if (heard === null) {
      log.error('inbox.unreadable', { channel: 'telegram' })
      return 'done'
    }
    const progress = createProgress(kept, (text) => inbox.note('telegram', id, text))
    if (heard.kind === 'press') return hearPress(heard, progress)
    try {
      return await handleMessage(id, heard, progress)
    } catch (error) {
      if (error instanceof AlbumAbandoned) return 'interrupted'
      throw error
    }
  }
}

const partKey = ({ chat, message }: HeardMessage): string => `${chat}:${message}`

const speakerOf = ({ chat, person, locale, isPrivate }: HeardMessage | HeardPress): Speaker => ({
  channel: 'telegram',
  person,
  chat: String(chat),
  locale,
  alone: isPrivate,
})

const never = (): Promise<never> => new Promise(() => undefined)
