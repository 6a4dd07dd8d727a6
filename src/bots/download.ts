import { AttachmentTooLarge } from '../core/screening.js'
import { backoff, pause } from './pause.js'
import { withinLimit } from './time-limit.js'

export interface DownloadOptions {
  /** Milliseconds that one try may take, from the request to the last byte. */
  readonly timeoutMs?: number | undefined
  /** Tries in all, 1 or more. Only a broken connection and a 5xx are tried again. */
  readonly tries?: number | undefined
  /** Milliseconds before the second try; doubled before each further one. */
  readonly backoffMs?: number | undefined
  /** Downloads at one time; the others wait. Bounds the memory that arriving pictures can take. */
  readonly atOnce?: number | undefined
  /** Ends every download. */
  readonly signal?: AbortSignal | undefined
}

/** A download that failed for good. Carries a code and never the address, which may hold a secret. */
export class DownloadFailed extends Error {
  override readonly name = 'DownloadFailed'

  /** @param code `http_404`, `timeout`, `network`, `address` */
  constructor(readonly code: string) {
    super(`the attachment could not be fetched: ${code}`)
  }
}

/**
 * Fetches the bytes at `url`, which has to be http or https. Rejects with {@link AttachmentTooLarge} as soon as
 * more than `maxBytes` are announced or arrived, and with {@link DownloadFailed} for everything else.
 */
export type Download = (url: string | URL, maxBytes: number) => Promise<Uint8Array>

export function createDownload(options: DownloadOptions = {}): Download {
  const { timeoutMs = 20_000, tries = 5, backoffMs = 300, atOnce = 8, signal } = options
  const slot = createSlots(atOnce)

  async function repeat(url: URL, maxBytes: number): Promise<Uint8Array> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await withinLimit(timeoutMs, signal, (limit) => fetchOnce(url, maxBytes, limit))
      } catch (error) {
        const failure = error instanceof AttachmentTooLarge ? error : asFailure(error)
        const final = failure instanceof AttachmentTooLarge || !worthRepeating(failure.code)
        if (final || attempt >= tries || signal?.aborted === true) throw failure
        await pause(backoff(attempt, backoffMs, 10_000), signal)
      }
    }
  }

  return async (url, maxBytes) => {
    const address = URL.canParse(String(url)) ? new URL(url) : null
    if (address === null || !/^https?:$/.test(address.protocol)) throw new DownloadFailed('address')
    return slot(() => repeat(address, maxBytes))
  }
}

async function fetchOnce(url: URL, maxBytes: number, signal: AbortSignal): Promise<Uint8Array> {
  const response = await fetch(url, { signal })
  if (!response.ok || response.body === null) {
    await discard(response)
    throw new DownloadFailed(`http_${response.status}`)
  }
  if (Number(response.headers.get('content-length') ?? 0) > maxBytes) {
    await discard(response)
    throw new AttachmentTooLarge()
  }
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    length += chunk.byteLength
    if (length > maxBytes) throw new AttachmentTooLarge()
    chunks.push(chunk)
  }
  return new Uint8Array(Buffer.concat(chunks, length))
}

/** Frees the connection of a response that nobody reads. */
async function discard(response: Response): Promise<void> {
  await response.body?.cancel().catch(() => undefined)
}

function asFailure(error: unknown): DownloadFailed {
  if (error instanceof DownloadFailed) return error
  const timedOut = error instanceof Error && error.name === 'TimeoutError'
  return new DownloadFailed(timedOut ? 'timeout' : 'network')
}

const worthRepeating = (code: string): boolean => code === 'network' || /^http_5\d\d$/.test(code)

/** Lets `limit` pieces of work run at one time, first come, first served. */
function createSlots(limit: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = []
  let taken = 0
  return async (work) => {
    if (taken >= limit) await new Promise<void>((resolve) => waiting.push(resolve))
    else taken += 1
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else taken -= 1
    }
  }
}
