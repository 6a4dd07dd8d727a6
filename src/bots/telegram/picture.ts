import type { Telegram } from 'telegraf'
import type { Document, PhotoSize } from 'telegraf/types'
import type { Log } from '../../core/log.js'
import type { Attachment } from '../../core/attachment.js'
import { AttachmentTooLarge } from '../../core/attachment.js'
import type { Download } from '../download.js'
import { DownloadFailed } from '../download.js'
import type { TelegramCalls } from './calls.js'
import { TelegramCallFailed } from './error-code.js'

/** What the Bot API serves at most: getFile answers 400 for anything larger. */
export const GET_FILE_LIMIT_BYTES = 20 * 1024 * 1024

/** A picture, or a file that may be one: what a file claims to be is not believed. */
export interface TelegramPicture {
  readonly fileId: string
  readonly bytes: number | null
  readonly recompressed: boolean
}

/** The picture of a message: the largest size of a photo, or a file whatever its type. Null where there is none. */
export function pictureOf(message: object): TelegramPicture | null {
  const { photo = [], document } = message as { photo?: readonly PhotoSize[]; document?: Document }
  const [largest] = [...photo].sort((a, b) => b.width * b.height - a.width * a.height)
  if (largest) return { fileId: largest.file_id, bytes: largest.file_size ?? null, recompressed: true }
  if (document) return { fileId: document.file_id, bytes: document.file_size ?? null, recompressed: false }
  return null
}

/** About a minute in all: whoever sent a picture rather waits a little than sends it again. */
const GET_FILE_MANNER = { repeatable: true, tries: 8 }

export interface PictureFetching {
  readonly telegram: Pick<Telegram, 'getFileLink'>
  readonly calls: TelegramCalls
  readonly download: Download
  readonly log: Log
  /** Aborted at the end of the program. */
  readonly signal: AbortSignal
}

export function attachmentOf(picture: TelegramPicture, fetching: PictureFetching): Attachment {
  return {
    declaredBytes: picture.bytes,
    recompressed: picture.recompressed,
    fetch: (maxBytes) => fetchPicture(picture, maxBytes, fetching),
  }
}

/** The address of a file contains the token: it lives in this function and nowhere else. */
async function fetchPicture(
  picture: TelegramPicture,
  maxBytes: number,
  fetching: PictureFetching,
): Promise<Uint8Array> {
  const { telegram, calls, download, log, signal } = fetching
  if (picture.bytes !== null && picture.bytes > GET_FILE_LIMIT_BYTES) throw new AttachmentTooLarge()
  try {
    const file = await calls.call('getFile', { file_id: picture.fileId }, GET_FILE_MANNER)
    if (file.file_path === undefined) throw new DownloadFailed('no_path')
    return await download(await telegram.getFileLink(file), maxBytes)
  } catch (error) {
    if (error instanceof AttachmentTooLarge) throw error
    // Cut off by the end of the program: nothing may be recorded of it, and the next start fetches it again.
    if (signal.aborted) return new Promise<never>(() => undefined)
    if (error instanceof TelegramCallFailed && error.failure.about === 'file_too_large')
      throw new AttachmentTooLarge()
    const code = error instanceof TelegramCallFailed ? error.failure.code : codeOf(error)
    log.warn('download.failed', { channel: 'telegram', code })
    throw new DownloadFailed(code)
  }
}

const codeOf = (error: unknown): string => (error instanceof DownloadFailed ? error.code : 'internal')
