import type { Heard } from './incoming.js'

/** `interrupted` as soon as `signal` aborts, whatever `work` does: the next start goes on with it. */
export function untilAborted(work: Promise<Heard>, signal: AbortSignal): Promise<Heard> {
  if (signal.aborted) return Promise.resolve('interrupted')
  return new Promise((resolve, reject) => {
    const interrupt = (): void => {
      resolve('interrupted')
    }
    signal.addEventListener('abort', interrupt, { once: true })
    work.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', interrupt)
    })
  })
}
