import type { Log } from '../../core/log.js'
import type { Attachment } from '../../core/screening.js'
import { AttachmentTooLarge } from '../../core/screening.js'
import type { Download } from '../download.js'
import { DownloadFailed } from '../download.js'

/** What is used of Discord's description of a file. Its name and its declared type are not believed. */
export interface SentFile {
  readonly url: string
  /** In bytes. */
  readonly size: number
}

/**
 * A file as an attachment of the use case. Discord keeps files as they were uploaded, but an app may have made
 * them smaller before that, so it is not known whether a picture was recompressed.
 */
export function attachmentOf(file: SentFile, download: Download, log: Log): Attachment {
  return {
    declaredBytes: file.size,
    recompressed: null,
    async fetch(maxBytes) {
      try {
        return await download(file.url, maxBytes)
      } catch (error) {
        if (!(error instanceof AttachmentTooLarge)) {
          const code = error instanceof DownloadFailed ? error.code : 'internal'
          log.warn('download.failed', { channel: 'discord', code })
        }
        throw error
      }
    },
  }
}
