import type { Log } from '../../core/log.js'
import type { Attachment } from '../../core/screening.js'
import { AttachmentTooLarge } from '../../core/screening.js'
import type { Download } from '../download.js'
import { DownloadFailed } from '../download.js'
import type { Incoming } from '../incoming.js'
import type { DiscordApi } from './api.js'
import { discordErrorCode } from './error-code.js'
import { filesOf } from './files.js'
import type { Said, SentFile, Taken } from './taken.js'
import { noteOf } from './written.js'

export interface Fetching {
  readonly api: DiscordApi
  readonly download: Download
  readonly log: Log
  /** Aborts when the program ends. */
  readonly signal: AbortSignal
}

/**
 * What was said, with its pictures within reach. Occasions are named after the event, so that hearing it again gives the
 * same studies. A reply to a message that cannot be seen becomes words: the person is asked for a picture.
 */
export async function incomingOf({ said, speaker, place }: Taken, fetching: Fetching): Promise<Incoming> {
  if (said.kind !== 'pictures' && said.kind !== 'pointed') return said
  const { files, note } = said.kind === 'pictures' ? said : await filesPointedAt(said, fetching)
  if (files.length === 0) return { kind: 'words' }
  const event = place.kind === 'message' ? place.message : place.id
  return {
    kind: 'pictures',
    pictures: files.map((file, index) => ({
      attachment: attachmentOf(file, fetching),
      occasion: `${speaker.chat ?? ''}:${event}:${index}`,
      note,
    })),
  }
}

/** Tries to fetch a message while Discord is broken; somebody waits for the answer. */
const LOOKS = 5

type Pictures = Pick<Extract<Said, { kind: 'pictures' }>, 'files' | 'note'>

async function filesPointedAt(
  { channel, message: id, note, me }: Extract<Said, { kind: 'pointed' }>,
  { api, log }: Fetching,
): Promise<Pictures> {
  try {
    const message = await api.insist(() => api.message(channel, id), LOOKS)
    if (message.author.id === me) return { files: [], note }
    const files = filesOf(message, { channel, message: id })
    return { files, note: note ?? noteOf(message.content) }
  } catch (error) {
    log.warn('reference.not_seen', { channel: 'discord', code: discordErrorCode(error) })
    return { files: [], note }
  }
}

/**
 * A file as an attachment of the use case. Discord keeps files as they were uploaded, but an app may have made
 * them smaller before that, so it is not known whether a picture was recompressed.
 */
export function attachmentOf(file: SentFile, { api, download, log, signal }: Fetching): Attachment {
  /** Addresses run out within a day. The message that holds the file gives a fresh one, once. */
  async function again(failure: DownloadFailed, maxBytes: number): Promise<Uint8Array> {
    if (file.home === null || !/^http_(403|404|410)$/.test(failure.code)) throw failure
    const { channel, message } = file.home
    const holder = await api.insist(() => api.message(channel, message), LOOKS)
    const fresh = filesOf(holder, file.home).find(({ id }) => id === file.id)
    if (!fresh || fresh.url === file.url) throw failure
    return download(fresh.url, maxBytes)
  }

  async function fetchFile(maxBytes: number): Promise<Uint8Array> {
    try {
      return await download(file.url, maxBytes)
    } catch (error) {
      if (!(error instanceof DownloadFailed)) throw error
      return again(error, maxBytes)
    }
  }

  return {
    declaredBytes: file.size,
    recompressed: null,
    async fetch(maxBytes) {
      try {
        return await fetchFile(maxBytes)
      } catch (error) {
        // The end of the program, and not of the picture: what failed now would stand on the record for good.
        if (signal.aborted) return never()
        if (!(error instanceof AttachmentTooLarge)) {
          log.warn('download.failed', { channel: 'discord', code: discordErrorCode(error) })
        }
        throw error
      }
    },
  }
}

const never = (): Promise<never> => new Promise(() => undefined)
