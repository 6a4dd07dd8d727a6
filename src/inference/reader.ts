import { fork, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Examination, ModelIdentity, RadiographReader, ReaderStatus } from '../core/examination.js'
import { unread } from '../core/examination.js'
import { Fault, type FaultCode } from '../core/fault.js'
import type { Log } from '../core/log.js'
import { refused } from '../core/outcome.js'
import { childEnvironment } from './child-environment.js'
import type { ChildMessage, ChildOptions } from './child-protocol.js'

export interface ReaderOptions extends ChildOptions {
  readonly log: Log
  /** Pictures that may wait; one more is refused as `busy`. */
  readonly queueLimit: number
  /** Threads of native TensorFlow; 0 lets it take one a core. */
  readonly threads: number
  /** Milliseconds for one picture before the process is taken for stuck and replaced. */
  readonly readTimeoutMs?: number
  readonly startTimeoutMs?: number
  /** The child's script; the compiled one beside this file's output by default. */
  readonly script?: string
}

/** What the inference process says of itself, for `doctor`, the Health page and leak tests. */
export interface ReaderVitals {
  readonly version: string | null
  readonly nativeProblem: string | null
  /** Why the network runs layer by layer although a frozen graph was asked for. */
  readonly graphProblem: string | null
  readonly tensors: number
  /** Resident bytes of the inference process after its last answer. */
  readonly rss: number
  readonly pid: number | null
}

export interface ChildReader extends RadiographReader {
  vitals(): ReaderVitals
  /** Resolves when the network is warm. Rejects with a Fault when it cannot be started. */
  ready(): Promise<void>
}

interface Job {
  readonly id: number
  readonly bytes: Uint8Array
  readonly queuedAt: number
  startedAt: number
  tries: number
  readonly settle: (examination: Examination) => void
}

/** A picture whose process dies is tried once more, in a fresh process; then it is a fault. */
const TRIES = 2
/** A process that dies this often in a row without an answer is not started again by itself. */
const FAILED_STARTS = 3

/**
 * Starts the inference process and keeps it running: one picture at a time, in order of arrival, a bounded queue before
 * it. Replaces the process when it crashes or gets stuck; the picture at hand is then tried again.
 */
export function createReader(options: ReaderOptions): ChildReader {
  const { log, queueLimit, readTimeoutMs = 60_000, startTimeoutMs = 120_000 } = options
  const script = options.script ?? fileURLToPath(new URL('./child.js', import.meta.url))
  const waiting: Job[] = []
  let current: Job | null = null
  let child: ChildProcess | null = null
  let timer: NodeJS.Timeout | undefined
  let state: ReaderStatus['state'] = 'starting'
  let model: ModelIdentity | null = null
  let gated = false
  let failure: Fault | null = null
  let restarts = 0
  let failedStarts = 0
  let nextId = 1
  let meanMs = 500
  let vitals: ReaderVitals = {
    version: null,
    nativeProblem: null,
    graphProblem: null,
    tensors: 0,
    rss: 0,
    pid: null,
  }
  const watchers: (() => void)[] = []

  function become(next: ReaderStatus['state']): void {
    state = next
    if (next !== 'starting' && next !== 'restarting') for (const watcher of watchers.splice(0)) watcher()
  }

  function start(): void {
    const settings: ChildOptions = {
      modelFolder: options.modelFolder,
      maxPixels: options.maxPixels,
      backend: options.backend,
      gate: options.gate,
      heatmaps: options.heatmaps,
      graphFolder: options.graphFolder,
    }
    const started = fork(script, [JSON.stringify(settings)], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      env: childEnvironment(options.threads),
    })
    child = started
    let ended = false
    const end = (): void => {
      if (ended) return
      ended = true
      clearTimeout(timer)
      if (child === started) onEnd()
    }
    started.on('message', (message: ChildMessage) => {
      if (child === started) onMessage(message)
    })
    started.on('error', end)
    started.on('exit', end)
    timer = setTimeout(() => started.kill('SIGKILL'), startTimeoutMs)
  }

  function onMessage(message: ChildMessage): void {
    switch (message.type) {
      case 'ready':
        clearTimeout(timer)
        model = message.model
        gated = message.gated
        vitals = {
          ...vitals,
          version: message.version,
          nativeProblem: message.nativeProblem,
          graphProblem: message.graphProblem,
          pid: child?.pid ?? null,
        }
        log.info('inference.ready', { model: model.id, backend: model.backend, version: message.version })
        if (model.backend === 'wasm') log.warn('inference.slow_backend', { backend: 'wasm' })
        if (message.graphProblem !== null) log.warn('inference.no_graph', { reason: message.graphProblem })
        become('ready')
        pump()
        break
      case 'failed':
        failure = new Fault(message.code as FaultCode, message.message)
        log.error('inference.failed', { code: message.code, message: message.message })
        break
      case 'examined': {
        clearTimeout(timer)
        vitals = { ...vitals, tensors: message.tensors, rss: message.rss }
        failedStarts = 0
        const job = current
        current = null
        if (job?.id === message.id) settle(job, message.examination)
        pump()
      }
    }
  }

  function settle(job: Job, examination: Examination): void {
    meanMs = meanMs * 0.8 + (performance.now() - job.startedAt) * 0.2
    const queueMs = job.startedAt - job.queuedAt
    job.settle({ ...examination, timings: { ...examination.timings, queueMs } })
  }

  function onEnd(): void {
    child = null
    if (state === 'closed') return
    const job = current
    current = null
    if (job && job.tries < TRIES) waiting.unshift(job)
    else job?.settle(faulted('inference_crashed'))
    failedStarts += 1
    if (failure !== null || failedStarts > FAILED_STARTS) {
      failure ??= new Fault('inference_crashed', 'the inference process keeps ending')
      become('failed')
      for (const left of waiting.splice(0)) left.settle(faulted(failure.code))
      return
    }
    restarts += 1
    log.warn('inference.restarted', { restarts })
    become('restarting')
    start()
  }

  function pump(): void {
    if (state !== 'ready' || current !== null || child === null) return
    const job = waiting.shift()
    if (!job) return
    current = job
    job.tries += 1
    job.startedAt = performance.now()
    timer = setTimeout(() => child?.kill('SIGKILL'), readTimeoutMs)
    // A failed send means that the process is ending; its exit puts the job back.
    child.send({ type: 'read', id: job.id, bytes: job.bytes }, () => undefined)
  }

  start()
  return {
    read(bytes) {
      if (state === 'closed' || state === 'failed') {
        return Promise.resolve(faulted(failure?.code ?? 'inference_unavailable'))
      }
      if (waiting.length >= queueLimit) {
        const seconds = Math.max(1, Math.ceil(((waiting.length + 1) * meanMs) / 1000))
        return Promise.resolve(unread(refused('busy', seconds)))
      }
      return new Promise((resolve) => {
        waiting.push({
          id: nextId++,
          bytes,
          queuedAt: performance.now(),
          startedAt: 0,
          tries: 0,
          settle: resolve,
        })
        pump()
      })
    },
    status: () => ({ state, model, gated, waiting: waiting.length, limit: queueLimit, restarts }),
    vitals: () => vitals,
    async ready() {
      while (state === 'starting' || state === 'restarting')
        await new Promise<void>((wake) => watchers.push(wake))
      if (state !== 'ready')
        throw failure ?? new Fault('inference_unavailable', 'the inference process is not running')
    },
    close() {
      if (state === 'closed') return Promise.resolve()
      become('closed')
      clearTimeout(timer)
      for (const job of [...(current ? [current] : []), ...waiting.splice(0)])
        job.settle(faulted('inference_unavailable'))
      current = null
      const ending = child
      child = null
      if (ending === null || ending.exitCode !== null) return Promise.resolve()
      return new Promise((resolve) => {
        ending.once('exit', () => {
          resolve()
        })
        ending.kill('SIGKILL')
      })
    },
  }
}

function faulted(code: FaultCode): Examination {
  return unread({ kind: 'fault', code })
}
