import type { RefusalCode } from './outcome.js'

/** A picture that somebody sent, not yet fetched. */
export interface Attachment {
  /** The size that the platform states before the download; null when it does not. */
  readonly declaredBytes: number | null
  /** Whether the platform recompressed the picture; null when it does not say. */
  readonly recompressed: boolean | null
  /**
   * Brings the bytes, and may stop with {@link AttachmentTooLarge} once more than `maxBytes` arrived.
   * Any other rejection counts as a failed download.
   */
  fetch(maxBytes: number): Promise<Uint8Array>
}

/** Thrown by {@link Attachment.fetch} when the bytes exceed the cap. */
export class AttachmentTooLarge extends Error {
  override readonly name = 'AttachmentTooLarge'
}

/** The bytes of an attachment, at most `maxBytes`, or why there are none. Never rejects. */
export async function bytesOf(attachment: Attachment, maxBytes: number): Promise<Uint8Array | RefusalCode> {
  if (attachment.declaredBytes !== null && attachment.declaredBytes > maxBytes) return 'too_large'
  try {
    const bytes = await attachment.fetch(maxBytes)
    return bytes.byteLength > maxBytes ? 'too_large' : bytes
  } catch (error) {
    return error instanceof AttachmentTooLarge ? 'too_large' : 'download_failed'
  }
}
