import type { IncomingMessage } from 'node:http'

/** A file of a form. */
export interface SentFile {
  /** Of the field. */
  readonly field: string
  readonly name: string
  readonly bytes: Buffer
}

/** What a request carries, be it JSON or a form with files. */
export interface RequestContent {
  /** The whole body where it is JSON; null without one. */
  readonly json: unknown
  readonly fields: Readonly<Record<string, string>>
  readonly files: readonly SentFile[]
}

export async function readContent(request: IncomingMessage): Promise<RequestContent> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const body = Buffer.concat(chunks)
  const type = request.headers['content-type'] ?? ''
  if (!type.startsWith('multipart/form-data')) {
    const text = body.toString('utf8')
    return { json: text === '' ? null : JSON.parse(text), fields: {}, files: [] }
  }
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- slow for servers, and here are a few pictures of our own
  const form = await new Response(body, { headers: { 'content-type': type } }).formData()
  const fields: Record<string, string> = {}
  const files: SentFile[] = []
  for (const [field, value] of form) {
    if (typeof value === 'string') fields[field] = value
    else files.push({ field, name: value.name, bytes: Buffer.from(await value.arrayBuffer()) })
  }
  return { json: null, fields, files }
}
