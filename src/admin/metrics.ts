import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { ReaderStatus } from '../core/examination.js'
import type { Study } from '../core/study.js'
import type { Webhook } from '../core/webhook.js'

export interface MetricsOptions {
  readonly reader: { status(): ReaderStatus }
  /** Pictures that wait for their turn. */
  readonly waiting: () => number
  readonly webhook: Pick<Webhook, 'backlog'> | null
  /** Counts of the process itself too: memory, event loop, garbage collection. Off in tests. */
  readonly ofProcess?: boolean
}

/** Figures of this process since it began, for Prometheus. Labels are channels, outcomes, classes and codes, never anybody. */
export interface Metrics {
  /** Counts an answer that is on the record. */
  answered(study: Study): void
  /** The exposition, and the content type that it has. */
  expose(): Promise<{ readonly text: string; readonly type: string }>
}

const SECONDS = [0.1, 0.25, 0.5, 1, 2, 3, 5, 8, 13, 30, 60, 120]

/** Makes the figures, in a registry of their own: two of them count apart. */
export function createMetrics({ reader, waiting, webhook, ofProcess = true }: MetricsOptions): Metrics {
  const registry = new Registry()
  const registers = [registry]
  if (ofProcess) collectDefaultMetrics({ register: registry })

  const answers = new Counter({
    name: 'chestcheck_answers_total',
    help: 'Answers on the record. The label is empty where none was given.',
    labelNames: ['channel', 'outcome', 'label'] as const,
    registers,
  })
  const refusals = new Counter({
    name: 'chestcheck_refusals_total',
    help: 'Answers that are a refusal or a fault, by code.',
    labelNames: ['channel', 'outcome', 'code'] as const,
    registers,
  })
  const latency = new Histogram({
    name: 'chestcheck_answer_seconds',
    help: 'Seconds from the arrival of a picture to its answer on the record.',
    labelNames: ['channel'] as const,
    buckets: SECONDS,
    registers,
  })
  gauge('chestcheck_queue_waiting', 'Pictures that wait for their turn.', waiting)
  gauge(
    'chestcheck_reader_waiting',
    'Pictures that wait inside the inference process.',
    () => reader.status().waiting,
  )
  gauge('chestcheck_reader_ready', '1 while the network is ready.', () =>
    reader.status().state === 'ready' ? 1 : 0,
  )
  new Counter({
    name: 'chestcheck_reader_restarts_total',
    help: 'How often the inference process was started again.',
    registers,
    collect() {
      this.reset()
      this.inc(reader.status().restarts)
    },
  })
  if (webhook !== null) {
    gauge(
      'chestcheck_webhook_waiting',
      'Answers that the webhook is still to be told of.',
      async () => (await webhook.backlog()).waiting,
    )
    gauge(
      'chestcheck_webhook_given_up',
      'Answers that the webhook could not be told of.',
      async () => (await webhook.backlog()).givenUp,
    )
  }

  function gauge(name: string, help: string, read: () => number | Promise<number>): void {
    new Gauge({
      name,
      help,
      registers,
      async collect() {
        this.set(await read())
      },
    })
  }

  return {
    answered({ channel, outcome, label, code, receivedAt, answeredAt }) {
      if (outcome === null || answeredAt === null) return
      answers.inc({ channel, outcome, label: label ?? '' })
      if (code !== null) refusals.inc({ channel, outcome, code })
      latency.observe({ channel }, Math.max(0, answeredAt.getTime() - receivedAt.getTime()) / 1000)
    },

    async expose() {
      return { text: await registry.metrics(), type: registry.contentType }
    },
  }
}
