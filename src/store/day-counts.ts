import type { Label } from '../core/label.js'
import { LABELS } from '../core/label.js'
import { histogramStep, sizePosition } from '../core/record-figures.js'
import type { Review } from '../core/review.js'
import type { Study } from '../core/study.js'
import { Prisma } from './generated/client.js'

/**
 * What is counted by day. The day is the one on which the picture came, in UTC; of `agreement` the one of the reviewer's word.
 * Those with a model are the model's own, the others have an empty one.
 */
export type CountKind =
  /** Answers, by label, or by what else became of the picture. */
  | 'outcome'
  /** Answers, by channel. */
  | 'channel'
  /** Refusals, by code. */
  | 'refusal'
  /** Answers, by {@link latencyStep}. */
  | 'latency'
  /** Reviewers' words on a label, by whether they agreed. */
  | 'agreement'
  /** Answers of a model, all of them. */
  | 'model'
  /** Findings and uncertain answers of a model, by the step of each histogram. */
  | `score:${Label}`
  | 'brightness'
  | 'size'
  /** Reviewers' words on a model's findings and uncertain answers, as `answer/verdict`. */
  | 'verdict'

/** One thing that counts. */
export interface Counted {
  readonly kind: CountKind
  readonly model: string
  readonly day: string
  readonly key: string
}

export const utcDay = (at: Date): string => at.toISOString().slice(0, 10)

/** Steps of 10 %: step `n` holds the milliseconds from 1.1^(n-1) to 1.1^n, step 0 what is less than one. */
const LATENCY_RATIO = 1.1

export function latencyStep(ms: number): number {
  return ms < 1 ? 0 : Math.floor(Math.log(ms) / Math.log(LATENCY_RATIO)) + 1
}

/** The milliseconds that stand for a step: its middle by ratio. */
export function latencyOf(step: number): number {
  return step === 0 ? 0 : LATENCY_RATIO ** (step - 0.5)
}

/** The part of a study that counts. */
export type CountedStudy = Pick<
  Study,
  'channel' | 'receivedAt' | 'answeredAt' | 'outcome' | 'label' | 'code' | 'model' | 'scores'
> &
  Pick<Study, 'brightness' | 'width' | 'height'>

/** What an answered study counts for; nothing while it is not answered. */
export function countsOfAnswer(study: CountedStudy): readonly Counted[] {
  const { channel, receivedAt, answeredAt, outcome, label, code, model } = study
  if (answeredAt === null || outcome === null) return []
  const day = utcDay(receivedAt)
  const ofAll = (kind: CountKind, key: string): Counted => ({ kind, model: '', day, key })
  return [
    ofAll('outcome', label ?? outcome),
    ofAll('channel', channel),
    ofAll('latency', String(latencyStep(answeredAt.getTime() - receivedAt.getTime()))),
    ...(outcome === 'refused' && code !== null ? [ofAll('refusal', code)] : []),
    ...(model === null ? [] : [{ kind: 'model', model, day, key: '' } as const]),
    ...countsOfReading(study, day),
  ]
}

function countsOfReading(study: CountedStudy, day: string): readonly Counted[] {
  const { model, scores, brightness, width, height } = study
  if (model === null || scores === null || !isReading(study)) return []
  const inStep = (kind: CountKind, value: number): Counted => {
    return { kind, model, day, key: String(histogramStep(value)) }
  }
  return [
    ...LABELS.map((label) => inStep(`score:${label}`, scores[label])),
    ...(brightness === null ? [] : [inStep('brightness', brightness)]),
    ...(width === null || height === null ? [] : [inStep('size', sizePosition(width, height))]),
  ]
}

const isReading = ({ outcome }: Pick<Study, 'outcome'>): boolean =>
  outcome === 'finding' || outcome === 'uncertain'

/** What a reviewer's word counts for, whatever it was given on. */
export function countsOfAgreement({ agrees, at }: Pick<Review, 'agrees' | 'at'>): readonly Counted[] {
  if (agrees === null) return []
  return [{ kind: 'agreement', model: '', day: utcDay(at), key: agrees ? 'agreed' : 'disagreed' }]
}

/** What verdicts count for beside the answer that they were given on. */
export function countsOfVerdicts(
  study: CountedStudy,
  reviews: readonly { readonly verdict: string }[],
): readonly Counted[] {
  const { model, receivedAt, label } = study
  if (model === null || !isReading(study)) return []
  const of = { kind: 'verdict', model, day: utcDay(receivedAt) } as const
  return reviews.map(({ verdict }) => ({ ...of, key: `${label ?? 'uncertain'}/${verdict}` }))
}

/** Sums up what counts. */
export interface CountSums {
  add(all: readonly Counted[], by?: 1 | -1): void
  /** What came to something, in an order that is always the same. */
  all(): readonly { readonly counted: Counted; readonly by: number }[]
}

export function createCountSums(): CountSums {
  const sums = new Map<string, { readonly counted: Counted; by: number }>()
  return {
    add(all, by = 1) {
      for (const counted of all) {
        const key = [counted.kind, counted.model, counted.day, counted.key].join('\n')
        const sum = sums.get(key)
        if (sum) sum.by += by
        else sums.set(key, { counted, by })
      }
    },
    all: () =>
      [...sums]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, sum]) => sum)
        .filter(({ by }) => by !== 0),
  }
}

/** Five values each; a statement may have a thousand. */
const ROWS_AT_ONCE = 150

/**
 * Adds what came and takes away what went, in the caller's transaction. What is in both costs nothing. The order of the rows
 * keeps two transactions from waiting for each other.
 */
export async function changeCounts(
  transaction: Prisma.TransactionClient,
  { come, gone = [] }: { readonly come: readonly Counted[]; readonly gone?: readonly Counted[] },
): Promise<void> {
  const sums = createCountSums()
  sums.add(come)
  sums.add(gone, -1)
  const changes = sums.all()
  for (let start = 0; start < changes.length; start += ROWS_AT_ONCE) {
    const rows = changes.slice(start, start + ROWS_AT_ONCE).map(({ counted, by }) => {
      return Prisma.sql`(${counted.kind}, ${counted.model}, ${counted.day}, ${counted.key}, ${by})`
    })
    await transaction.$executeRaw`
      INSERT INTO "DayCount" ("kind", "model", "day", "key", "count") VALUES ${Prisma.join(rows)}
      ON CONFLICT ("kind", "model", "day", "key") DO UPDATE SET "count" = "DayCount"."count" + excluded."count"`
  }
}
