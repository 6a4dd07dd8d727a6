import { randomUUID } from 'node:crypto'
import { faultCode } from '../../core/fault.js'
import type { Log } from '../../core/log.js'
import type { StudyStore } from '../../core/study.js'
import type { Webhook, WebhookDelivery, WebhookOutbox } from '../../core/webhook.js'
import { answerNotice, testNotice } from './notice.js'
import { ANSWER_LIMIT_SECONDS, postNotice, type NoticeTarget } from './post-notice.js'
import { nextAttempt } from './schedule.js'

export interface WebhookSenderOptions extends NoticeTarget {
  readonly outbox: WebhookOutbox
  readonly studies: Pick<StudyStore, 'find'>
  readonly log: Log
  readonly now: () => Date
  /** 0..1, for the spread of the delays. */
  readonly random?: () => number
}

/** Tells another server of every answer. */
export interface WebhookSender extends Webhook {
  /** Begins with what an earlier process left, and looks for more from then on. */
  start(): void
  /** There may be something new: looks at once. */
  wake(): void
  /** Begins nothing new, and waits for what is on its way. */
  stop(): Promise<void>
}

const AT_ONCE = 8
/** Where nothing is due this is how long nobody looks; another process may have written something meanwhile. */
const LOOK_AGAIN_MS = 30_000
const DAY_MS = 24 * 60 * 60 * 1000
/** How long deliveries that were made can be looked at. */
const KEPT_DAYS = 30

/** Makes the deliveries of the outbox, one round after the other. Nothing happens before `start`. */
export function createWebhookSender(options: WebhookSenderOptions): WebhookSender {
  const { outbox, studies, log, now, random = Math.random } = options
  const { limitSeconds = ANSWER_LIMIT_SECONDS } = options
  /** Longer than any attempt takes, so that nobody else tries what is on its way. */
  const claimMs = (limitSeconds + 50) * 1000
  let running = false
  let round: Promise<void> | null = null
  let again = false
  let timer: NodeJS.Timeout | undefined
  let forgotAt = 0

  async function deliver(delivery: WebhookDelivery): Promise<void> {
    const study = await studies.find(delivery.studyId)
    if (study === null) {
      await outbox.failed(delivery.id, { problem: 'the study is gone', nextAttemptAt: null })
      return
    }
    const body = answerNotice(delivery, study)
    const attempt = await postNotice(options, { id: delivery.id, body, at: now() })
    if (attempt.kind === 'delivered') {
      await outbox.delivered(delivery.id, now())
      return
    }
    const { problem, retryAfterSeconds } = attempt
    const attempts = delivery.attempts + 1
    const { createdAt } = delivery
    const next = nextAttempt({ attempts, createdAt, now: now(), retryAfterSeconds, random: random() })
    await outbox.failed(delivery.id, { problem, nextAttemptAt: next })
    log.warn(next === null ? 'webhook.given_up' : 'webhook.failed', {
      reference: study.reference,
      attempts,
      problem,
    })
  }

  async function deliverDue(): Promise<void> {
    while (running) {
      const at = now()
      const claimed = await outbox.claim({ now: at, until: new Date(at.getTime() + claimMs), limit: AT_ONCE })
      if (claimed.length === 0) return
      const results = await Promise.allSettled(claimed.map(deliver))
      for (const result of results) {
        if (result.status === 'rejected') log.error('webhook.not_noted', { code: faultCode(result.reason) })
      }
    }
  }

  async function forgetOld(): Promise<void> {
    const at = now().getTime()
    if (at - forgotAt < DAY_MS) return
    forgotAt = at
    await outbox.forget(new Date(at - KEPT_DAYS * DAY_MS))
  }

  async function look(): Promise<void> {
    let waitMs = LOOK_AGAIN_MS
    try {
      await deliverDue()
      await forgetOld()
      const due = await outbox.nextDue()
      if (due !== null) waitMs = Math.min(waitMs, Math.max(0, due.getTime() - now().getTime()))
    } catch (error) {
      log.error('webhook.round_failed', { code: faultCode(error) })
    }
    round = null
    if (!running) return
    if (again) wake()
    else timer = setTimeout(wake, waitMs).unref()
  }

  function wake(): void {
    if (!running) return
    again = round !== null
    if (round !== null) return
    clearTimeout(timer)
    round = look()
  }

  return {
    address: plainAddress(options.url),

    start() {
      running = true
      wake()
    },

    wake,

    async stop() {
      running = false
      clearTimeout(timer)
      await round
    },

    async test() {
      const id = randomUUID()
      const at = now()
      return postNotice(options, { id, body: testNotice(id, at), at })
    },

    backlog: () => outbox.backlog(),
    recent: (limit) => outbox.recent(limit),

    async retryGivenUp() {
      const count = await outbox.retryGivenUp(now())
      wake()
      return count
    },
  }
}

/** Query strings may hold a key, and are for nobody's eyes. */
function plainAddress(address: string): string {
  const { origin, pathname } = new URL(address)
  return `${origin}${pathname}`
}
