import type { WebhookDelivery, WebhookOutbox } from '../core/webhook.js'
import type { Database } from './open-database.js'

/** What still waits: neither delivered nor given up. */
const WAITING = { deliveredAt: null, nextAttemptAt: { not: null } } as const

/** The deliveries in the database. The row itself is written by the store of studies, together with the answer. */
export function createWebhookOutbox({ db }: { readonly db: Database }): WebhookOutbox {
  const { webhookDelivery } = db.client

  return {
    async claim({ now, until, limit }) {
      const due = await webhookDelivery.findMany({
        where: { deliveredAt: null, nextAttemptAt: { lte: now } },
        orderBy: [{ nextAttemptAt: 'asc' }, { id: 'asc' }],
        take: limit,
      })
      const claimed: WebhookDelivery[] = []
      for (const delivery of due) {
        // Where another process was first, the time is no longer the one that was read.
        const { count } = await webhookDelivery.updateMany({
          where: { id: delivery.id, deliveredAt: null, nextAttemptAt: delivery.nextAttemptAt },
          data: { nextAttemptAt: until },
        })
        if (count === 1) claimed.push(delivery)
      }
      return claimed
    },

    async delivered(id, at) {
      await webhookDelivery.updateMany({
        where: { id },
        data: { deliveredAt: at, attempts: { increment: 1 }, lastProblem: null },
      })
    },

    async failed(id, { problem, nextAttemptAt }) {
      await webhookDelivery.updateMany({
        where: { id, deliveredAt: null },
        data: { attempts: { increment: 1 }, lastProblem: problem, nextAttemptAt },
      })
    },

    async nextDue() {
      const next = await webhookDelivery.findFirst({
        where: WAITING,
        orderBy: { nextAttemptAt: 'asc' },
        select: { nextAttemptAt: true },
      })
      return next?.nextAttemptAt ?? null
    },

    async backlog() {
      const [waiting, givenUp, oldest, last] = await Promise.all([
        webhookDelivery.count({ where: WAITING }),
        webhookDelivery.count({ where: { deliveredAt: null, nextAttemptAt: null } }),
        webhookDelivery.aggregate({ where: WAITING, _min: { createdAt: true } }),
        webhookDelivery.aggregate({ _max: { deliveredAt: true } }),
      ])
      return {
        waiting,
        givenUp,
        oldestWaiting: oldest._min.createdAt,
        lastDelivered: last._max.deliveredAt,
      }
    },

    recent: (limit) =>
      webhookDelivery.findMany({ orderBy: [{ createdAt: 'desc' }, { id: 'desc' }], take: limit }),

    async retryGivenUp(at) {
      const { count } = await webhookDelivery.updateMany({
        where: { deliveredAt: null, nextAttemptAt: null },
        data: { nextAttemptAt: at },
      })
      return count
    },

    async forget(before) {
      await webhookDelivery.deleteMany({ where: { deliveredAt: { lt: before } } })
    },
  }
}
