import type { WebhookAttempt } from '../../core/webhook.js'
import { SIGNATURE_HEADER, sign } from './signature.js'

/** How long the other server has to answer. */
export const ANSWER_LIMIT_SECONDS = 10

export interface NoticeTarget {
  readonly url: string
  readonly secret: string
  /** Seconds that an answer may take; for tests. */
  readonly limitSeconds?: number
}

/**
 * Posts a notice, once. Only a status of 200 to 299 counts as taken. A redirect is not followed: it could lead the notice,
 * signature and all, to a server that nobody named. What the server writes is not read. Never rejects.
 */
export async function postNotice(
  { url, secret, limitSeconds = ANSWER_LIMIT_SECONDS }: NoticeTarget,
  notice: { readonly id: string; readonly body: string; readonly at: Date },
): Promise<WebhookAttempt> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.timeout(limitSeconds * 1000),
      headers: {
        'content-type': 'application/json',
        'user-agent': 'ChestCheck',
        'idempotency-key': notice.id,
        [SIGNATURE_HEADER]: sign(notice.body, secret, notice.at),
      },
      body: notice.body,
    })
    await response.body?.cancel()
    if (response.ok) return { kind: 'delivered', status: response.status }
    const isRedirect = response.status >= 300 && response.status < 400
    return {
      kind: 'failed',
      problem: isRedirect
        ? `redirect (status ${response.status}), not followed`
        : `status ${response.status}`,
      retryAfterSeconds: retryAfter(response.headers.get('retry-after')),
    }
  } catch (error) {
    const timedOut = error instanceof Error && error.name === 'TimeoutError'
    const problem = timedOut ? `no answer within ${limitSeconds} s` : `no connection${causeOf(error)}`
    return { kind: 'failed', problem, retryAfterSeconds: null }
  }
}

function retryAfter(header: string | null): number | null {
  return header !== null && /^\d{1,9}$/.test(header) ? Number(header) : null
}

/** The system's code, such as `ECONNREFUSED`: it holds nothing of the address. */
function causeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  return typeof code === 'string' && /^[A-Z_0-9]{2,40}$/.test(code) ? ` (${code})` : ''
}
