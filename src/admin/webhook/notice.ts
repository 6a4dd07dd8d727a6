import type { Study } from '../../core/study.js'
import type { WebhookDelivery } from '../../core/webhook.js'

/** What the other server is told of an answer: nothing that leads to a person or a chat, no note, no picture. */
export function answerNotice(
  { id, createdAt }: Pick<WebhookDelivery, 'id' | 'createdAt'>,
  study: Study,
): string {
  const { scores, timings } = study
  return JSON.stringify({
    id,
    type: 'study.answered',
    createdAt: createdAt.toISOString(),
    study: {
      id: study.id,
      reference: study.reference,
      channel: study.channel,
      outcome: study.outcome,
      label: study.label,
      scores: scores && { COVID: scores.COVID, NORMAL: scores.NORMAL, PNEUMONIA: scores.PNEUMONIA },
      threshold: study.threshold,
      code: study.code,
      model: study.model,
      receivedAt: study.receivedAt.toISOString(),
      answeredAt: study.answeredAt?.toISOString() ?? null,
      timings,
    },
  })
}

/** What a test says. */
export function testNotice(id: string, at: Date): string {
  return JSON.stringify({ id, type: 'test', createdAt: at.toISOString() })
}
