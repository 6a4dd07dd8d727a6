/**
 * Runs `work` with a signal that aborts after `limitMs` milliseconds (with a `TimeoutError`) or when `outer` does.
 * Nothing of it outlives the work: `AbortSignal.any` would hang a follower on a long-lived `outer` for each call.
 */
export async function withinLimit<T>(
  limitMs: number,
  outer: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const inner = new AbortController()
  const follow = (): void => {
    inner.abort(outer?.reason)
  }
  const timer = setTimeout(() => {
    inner.abort(new DOMException('took too long', 'TimeoutError'))
  }, limitMs)
  outer?.addEventListener('abort', follow)
  if (outer?.aborted === true) follow()
  try {
    return await work(inner.signal)
  } finally {
    clearTimeout(timer)
    outer?.removeEventListener('abort', follow)
  }
}
