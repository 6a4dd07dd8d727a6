import type { Attachment } from '../../core/screening.js'
import { AttachmentTooLarge } from '../../core/screening.js'
import type { ApiContext } from './api-env.js'

/** The picture of a request: the part `picture` of a form, or the body as a whole, whatever type it says it is of. */
export type SentPicture =
  | { readonly kind: 'picture'; readonly attachment: Attachment; readonly note: string | null }
  | { readonly kind: 'none'; readonly detail: string }

const MULTIPART = /^multipart\/form-data\b/i

export async function readSentPicture(c: ApiContext): Promise<SentPicture> {
  if (!MULTIPART.test(c.req.header('content-type') ?? '')) return bodyItself(c)
  const form = await readParts(c)
  if (form === null)
    return {
      kind: 'none',
      detail: 'The multipart body breaks off, or its boundary is not the one that was stated.',
    }
  const { picture, note } = form
  if (!(picture instanceof File) || picture.size === 0) {
    return { kind: 'none', detail: 'The form has no file in a part named picture.' }
  }
  const attachment: Attachment = {
    declaredBytes: picture.size,
    recompressed: null,
    fetch: async () => new Uint8Array(await picture.arrayBuffer()),
  }
  return { kind: 'picture', attachment, note: typeof note === 'string' ? note : null }
}

/** Stands for a body that was not read to its end, so that the refusal is on the record as at every other door. */
export function tooLargePicture(c: ApiContext): Attachment {
  return {
    declaredBytes: statedBytes(c),
    recompressed: null,
    fetch: () => Promise.reject(new AttachmentTooLarge()),
  }
}

/** Read when it is its turn, not before: a client that may send nothing more is told so without its bytes. */
function bodyItself(c: ApiContext): SentPicture {
  const { body } = c.req.raw
  if (body === null || statedBytes(c) === 0)
    return { kind: 'none', detail: 'The body is empty: it has to be the picture.' }
  const attachment: Attachment = {
    declaredBytes: statedBytes(c),
    recompressed: null,
    fetch: async () => new Uint8Array(await c.req.arrayBuffer()),
  }
  return { kind: 'picture', attachment, note: null }
}

async function readParts(c: ApiContext): Promise<Record<string, string | File> | null> {
  try {
    return await c.req.parseBody()
  } catch (error) {
    // The platform's way of saying that a multipart body breaks off or has no boundary.
    if (error instanceof TypeError) return null
    throw error
  }
}

function statedBytes(c: ApiContext): number | null {
  const stated = c.req.header('content-length')
  return stated !== undefined && /^\d{1,15}$/.test(stated) ? Number(stated) : null
}
