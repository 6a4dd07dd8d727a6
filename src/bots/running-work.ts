/** Work that was handed off by a handler, kept so that a stop can wait for it. */
export interface RunningWork {
  /** Starts `work` and returns at once. A rejection goes to `onFault`. */
  start(work: () => Promise<void>): void
  count(): number
  /** Waits until nothing runs, for at most `limitMs`. False when something was still running then. */
  drain(limitMs: number): Promise<boolean>
}

export function createRunningWork(onFault: (error: unknown) => void): RunningWork {
  const running = new Set<Promise<void>>()

  const idle = async (): Promise<true> => {
    while (running.size > 0) await Promise.all(running)
    return true
  }

  return {
    start(work) {
      const task: Promise<void> = Promise.resolve()
        .then(work)
        .catch(onFault)
        .finally(() => running.delete(task))
      running.add(task)
    },
    count: () => running.size,
    async drain(limitMs) {
      let timer: NodeJS.Timeout | undefined
      const limit = new Promise<false>((resolve) => {
        timer = setTimeout(resolve, limitMs, false)
      })
      return Promise.race([idle(), limit]).finally(() => {
        clearTimeout(timer)
      })
    },
  }
}
