import { streamSSE, type SSEStreamingApi } from 'hono/streaming'
import { faultCode } from '../core/fault.js'
import type { Wording } from '../core/wording/wording.js'
import type { LiveFeed, LiveNews } from './live-feed.js'
import { liveAnswer } from './live-news.js'
import { gatherLive } from './overview.js'
import { may } from './roles.js'
import type { AppParts, WebContext } from './web.js'

export interface LiveStreamParts {
  readonly parts: Pick<AppParts, 'auth' | 'studies' | 'reader' | 'log' | 'now' | 'stopping'>
  readonly feed: LiveFeed
  readonly wording: Wording
}

/** A line goes out at least this often, so that proxies keep the connection and a lost one is noticed. */
const HEARTBEAT_MS = 15_000
/** How often it is asked whether the person is still signed in. */
const SESSION_CHECK_MS = 30_000
/** A listener that reads too slowly loses the oldest news, not the server its memory. */
const MOST_NEWS = 200

/**
 * News of the record as server-sent events: `hello` with what the page shows, `answer` for each film answered since, and
 * `network` when the queue or the network changes. Ends with the request, the session or the program.
 */
export function streamLive(c: WebContext, { parts, feed, wording }: LiveStreamParts): Response {
  const inbox = createNewsInbox()
  const leave = feed.listen(inbox.put)
  // Without content an EventSource does not come back, and the page stays as it is.
  if (leave === null) return c.body(null, 204)
  const { stopping } = parts
  stopping?.addEventListener('abort', inbox.close, { once: true })
  if (stopping?.aborted) inbox.close()
  c.header('X-Accel-Buffering', 'no')
  const response = streamSSE(c, async (stream) => {
    stream.onAbort(inbox.close)
    try {
      await stream.writeSSE({
        event: 'hello',
        data: JSON.stringify(await gatherLive(parts, wording, parts.now())),
        retry: 3000,
      })
      await sendNews(stream, c, { parts, wording, inbox })
    } catch (error) {
      parts.log.error('live.stream_failed', { code: faultCode(error) })
    } finally {
      stopping?.removeEventListener('abort', inbox.close)
      leave()
    }
  })
  response.headers.set('Cache-Control', 'no-store, no-transform')
  return response
}

async function sendNews(
  stream: SSEStreamingApi,
  c: WebContext,
  { parts, wording, inbox }: Omit<LiveStreamParts, 'feed'> & { readonly inbox: NewsInbox },
): Promise<void> {
  let checkedAt = Date.now()
  for (;;) {
    const news = await inbox.take(HEARTBEAT_MS)
    if (inbox.closed || stream.aborted) return
    if (Date.now() - checkedAt >= SESSION_CHECK_MS) {
      if (!(await isStillAllowed(c, parts))) {
        await stream.writeSSE({ event: 'signed-out', data: '' })
        return
      }
      checkedAt = Date.now()
    }
    if (news === null) await stream.write(': still here\n\n')
    else await sendOne(stream, news, wording, parts.now())
  }
}

async function sendOne(stream: SSEStreamingApi, news: LiveNews, wording: Wording, now: Date): Promise<void> {
  if (news.kind === 'reader') {
    const { state, waiting, limit } = news.status
    return stream.writeSSE({ event: 'network', data: JSON.stringify({ state, waiting, limit }) })
  }
  for (const study of news.studies) {
    const answer = liveAnswer(study, wording, now)
    if (answer !== null) await stream.writeSSE({ event: 'answer', data: JSON.stringify(answer) })
  }
}

/** Whoever signed out, was disabled or lost the role meanwhile hears nothing more. */
async function isStillAllowed(c: WebContext, { auth }: Pick<AppParts, 'auth'>): Promise<boolean> {
  const session = await auth.session(c.req.raw.headers, { prolong: false })
  return session !== null && may(session.user.role, 'record.read')
}

/** What one listener has not been sent yet. */
interface NewsInbox {
  readonly closed: boolean
  readonly put: (news: LiveNews) => void
  /** The next news; null when there was none for so many milliseconds, or the inbox was closed. */
  readonly take: (ms: number) => Promise<LiveNews | null>
  readonly close: () => void
}

function createNewsInbox(): NewsInbox {
  const waiting: LiveNews[] = []
  let wake: (() => void) | null = null
  let closed = false
  return {
    get closed() {
      return closed
    },
    put(news) {
      if (waiting.length >= MOST_NEWS) waiting.shift()
      waiting.push(news)
      wake?.()
    },
    async take(ms) {
      if (waiting.length === 0 && !closed) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms)
          wake = () => {
            clearTimeout(timer)
            resolve()
          }
        })
        wake = null
      }
      return waiting.shift() ?? null
    },
    close() {
      closed = true
      wake?.()
    },
  }
}
