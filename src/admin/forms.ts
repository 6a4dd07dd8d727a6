import { bodyLimit } from 'hono/body-limit'
import type { MiddlewareHandler } from 'hono'
import type { WebContext, WebEnv } from './web.js'

/** Fields of a posted form by name; a field that is missing or a file is the empty text. */
export type FormText = (name: string) => string

/** Reads a small form. A body that is no form has no fields. */
export async function readForm(c: WebContext): Promise<FormText> {
  const fields = await readFields(c)
  return (name) => {
    const value = fields?.[name]
    return typeof value === 'string' ? value : ''
  }
}

/** The picture of an upload, or why there is none. */
export async function readUploadedFile(c: WebContext): Promise<File | 'none' | 'malformed'> {
  const fields = await readFields(c)
  if (fields === null) return 'malformed'
  const { picture } = fields
  if (!(picture instanceof File)) return 'none'
  // What a browser sends for a file field that was left empty.
  return picture.size === 0 && picture.name === '' ? 'none' : picture
}

async function readFields(c: WebContext): Promise<Record<string, string | File> | null> {
  try {
    return await c.req.parseBody()
  } catch (error) {
    // The platform's way of saying that a multipart body breaks off or has no boundary.
    if (error instanceof TypeError) return null
    throw error
  }
}

const SMALL_FORM_BYTES = 16 * 1024

/** No form but the upload is large. */
export function smallForms(tooLarge: (c: WebContext) => Promise<Response>): MiddlewareHandler<WebEnv> {
  return bodyLimit({ maxSize: SMALL_FORM_BYTES, onError: tooLarge })
}
