import type { Records } from './compose.js'
import type { Config } from './config.js'
import { createMetrics } from './admin/metrics.js'
import type { AppParts } from './admin/web.js'
import { createWebhookSender, type WebhookSender } from './admin/webhook/webhook-sender.js'
import type { RadiographReader } from './core/examination.js'
import type { FairTurns } from './core/fair-turns.js'
import type { Log } from './core/log.js'
import type { StudyStore } from './core/study.js'
import { watchStudies } from './core/watched-studies.js'
import { createApiClients } from './store/api-clients.js'
import { createWebhookOutbox } from './store/webhook-outbox.js'
import { createWriteCheck } from './store/write-check.js'

/** What serves programs instead of people. */
export interface Machines {
  /** What the pages need of it. */
  readonly parts: Required<Pick<AppParts, 'clients' | 'webhook' | 'metrics' | 'canWrite'>>
  /** The record of studies, which counts each answer and wakes the webhook. */
  readonly studies: StudyStore
  readonly webhook: WebhookSender | null
}

/** Clients of the programming interface, figures for Prometheus and the webhook. Nothing is sent before `webhook.start`. */
export function composeMachines(
  config: Config,
  { database, studies }: Pick<Records, 'database' | 'studies'>,
  { reader, turns }: { readonly reader: Pick<RadiographReader, 'status'>; readonly turns: FairTurns },
  log: Log,
): Machines {
  const now = (): Date => new Date()
  const webhook =
    config.webhook &&
    createWebhookSender({
      ...config.webhook,
      outbox: createWebhookOutbox({ db: database }),
      studies,
      log,
      now,
    })
  const metrics = createMetrics({ reader, waiting: () => turns.waiting(), webhook })
  return {
    parts: {
      clients: createApiClients({ db: database, now }),
      webhook,
      metrics: { metrics, token: config.metricsToken },
      canWrite: createWriteCheck({ db: database }),
    },
    studies: watchStudies(studies, {
      log,
      onAnswered(study) {
        metrics.answered(study)
        webhook?.wake()
      },
    }),
    webhook,
  }
}
