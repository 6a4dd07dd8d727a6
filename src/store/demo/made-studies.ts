import { createHash } from 'node:crypto'
import type { Examination, ModelIdentity } from '../../core/examination.js'
import { workMs } from '../../core/examination.js'
import type { Review, Verdict } from '../../core/review.js'
import { VERDICTS } from '../../core/review.js'
import type { Channel, ReceivedStudy } from '../../core/study.js'
import { makeAnswer, type MadeAnswer, type MadeFilm } from './made-answer.js'
import { createMadeRandom, type MadeRandom } from './made-random.js'

/** Everything that becomes of one made picture. Times rise from the first to the last. */
export interface MadeStudy {
  readonly received: ReceivedStudy
  readonly examination: Examination
  readonly answeredAt: Date
  readonly heatmapSha256: string | null
  readonly deliveredAt: Date
  /** One a reviewer, at most. */
  readonly reviews: readonly Review[]
  readonly erasedAt: Date | null
}

export interface MadeStudiesOptions {
  readonly count: number
  /** The last days, the present one included. */
  readonly days: number
  /** When the last study was answered, about. */
  readonly now: Date
  /** `name@hash12` of the model that answers now. */
  readonly model: string
  /** Ids of accounts that review. */
  readonly reviewers: readonly string[]
  /** Ids of clients of the programming interface. */
  readonly clients: readonly string[]
  /** Pictures that there are: the studies whose picture is not erased share them. */
  readonly films: readonly MadeFilm[]
  readonly seed?: string
}

const DAY_MS = 24 * 60 * 60 * 1000
const HOUR_MS = 60 * 60 * 1000
const RETENTION_DAYS = 30
const CHANNELS = { telegram: 50, discord: 20, web: 20, api: 8, shell: 2 } as const
const REFERENCE = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'

/** How busy the hours of a day are, in UTC. */
const HOURS = [2, 1, 1, 1, 1, 2, 4, 9, 14, 16, 15, 13, 11, 13, 14, 12, 9, 7, 6, 5, 4, 3, 3, 2]

const NOTES = [
  'ward 3, cough for five days',
  'emergency room, short of breath',
  'follow-up after antibiotics',
  'screening before surgery',
  'second film, please compare',
  'fever and low oxygen, ward 7',
  'taken lying down',
]

/** Made studies, oldest first. The same options give the same ones. */
export function* makeStudies(options: MadeStudiesOptions): Generator<MadeStudy> {
  const random = createMadeRandom(options.seed ?? 'chestcheck demo')
  let index = 0
  for (const receivedAt of makeTimes(options, random)) {
    yield makeStudy(options, random, index, receivedAt)
    index += 1
  }
}

function* makeTimes({ count, days, now }: MadeStudiesOptions, random: MadeRandom): Generator<Date> {
  const first = now.getTime() - days * DAY_MS
  const start = Math.floor(first / HOUR_MS)
  const hours = Array.from({ length: days * 24 + 1 }, (_, index) => (start + index) * HOUR_MS).filter(
    (hour) => hour < now.getTime(),
  )
  const weights = hours.map((hour) => weightOf(new Date(hour)) * random.between(0.7, 1.3))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  let due = 0
  let made = 0
  for (const [index, hour] of hours.entries()) {
    due += ((weights[index] ?? 0) / total) * count
    const inHour = (index === hours.length - 1 ? count : Math.min(count, Math.round(due))) - made
    made += inHour
    // Not before the first moment, and not after the last.
    const [from, to] = [Math.max(hour, first + 1), Math.min(hour + HOUR_MS, now.getTime())]
    const times = Array.from({ length: inHour }, () => Math.floor(random.between(from, to)))
    for (const time of times.sort((a, b) => a - b)) yield new Date(time)
  }
}

function weightOf(hour: Date): number {
  const weekend = hour.getUTCDay() === 0 || hour.getUTCDay() === 6
  return (HOURS[hour.getUTCHours()] ?? 1) * (weekend ? 0.45 : 1)
}

function makeStudy(
  options: MadeStudiesOptions,
  random: MadeRandom,
  index: number,
  receivedAt: Date,
): MadeStudy {
  const { now, days } = options
  const channel = random.weighted(CHANNELS)
  const age = (now.getTime() - receivedAt.getTime()) / DAY_MS
  const drift = age < 14 && channel === 'telegram' ? 0.03 : 0
  const model = modelOf(age > days * 0.45 ? 'demo-earlier@0dec0de00001' : options.model)
  const isErased = age > RETENTION_DAYS + 0.05
  const films = isErased ? [] : options.films
  const answer = makeAnswer({ random, channel, model, drift, films })
  const { outcome, timings } = answer.examination
  const answeredAt = new Date(receivedAt.getTime() + Math.round(timings.queueMs + workMs(timings) + 20))
  const received = makeReceived(options, random, index, receivedAt, channel, answer)
  const isRead = outcome.kind === 'finding' || outcome.kind === 'uncertain'
  const erasedAt =
    isErased && received.sha256 !== null
      ? nextHour(new Date(receivedAt.getTime() + RETENTION_DAYS * DAY_MS))
      : null
  return {
    received,
    examination: answer.examination,
    answeredAt,
    heatmapSha256: isRead ? (answer.film?.heatmapSha256 ?? null) : null,
    deliveredAt: new Date(answeredAt.getTime() + Math.round(random.between(80, 900))),
    reviews: makeReviews(options, random, received, answer.examination, answeredAt),
    erasedAt,
  }
}

const nextHour = (at: Date): Date => new Date(Math.ceil(at.getTime() / HOUR_MS) * HOUR_MS)

function modelOf(id: string): ModelIdentity {
  return { id, backend: 'native', precision: 'float32', preprocessing: 'gray-fill-2' }
}

function makeReceived(
  options: MadeStudiesOptions,
  random: MadeRandom,
  index: number,
  receivedAt: Date,
  channel: Channel,
  { taken, film }: MadeAnswer,
): ReceivedStudy {
  const hash = createHash('sha256')
    .update(`${options.seed ?? ''} study ${index}`)
    .digest()
  const hex = hash.toString('hex')
  const reference = [...hash.subarray(0, 8)].map((byte) => REFERENCE[byte % 32]).join('')
  // Few people send most.
  const sender = Math.floor(random.between(0, 1) ** 3 * 240)
  const inGroup = channel === 'telegram' ? random.chance(0.4) : channel === 'discord'
  return {
    id: `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`,
    reference: `CC-${reference}`,
    channel,
    person: channel === 'api' ? random.pick(options.clients) : pseudonym(`${channel} person ${sender}`),
    chat: inGroup ? pseudonym(`${channel} chat ${sender % 12}`) : null,
    receivedAt,
    sha256: taken ? (film?.sha256 ?? hex) : null,
    bytes: taken ? (film?.bytes ?? Math.round(random.between(40_000, 900_000))) : null,
    recompressed: channel === 'telegram' ? random.chance(0.7) : channel === 'discord' ? null : false,
    note: random.chance(0.25) ? `Demo: ${random.pick(NOTES)}` : null,
  }
}

const pseudonyms = new Map<string, string>()

/** Looks like a pseudonym, and is nobody's. */
function pseudonym(name: string): string {
  const known = pseudonyms.get(name) ?? createHash('sha256').update(`demo ${name}`).digest('hex').slice(0, 32)
  pseudonyms.set(name, known)
  return known
}

function makeReviews(
  { reviewers, now }: MadeStudiesOptions,
  random: MadeRandom,
  { id, channel, person }: ReceivedStudy,
  { outcome }: Examination,
  answeredAt: Date,
): readonly Review[] {
  const isRead = outcome.kind === 'finding' || outcome.kind === 'uncertain'
  if (!isRead || !random.chance(outcome.kind === 'finding' ? 0.07 : 0.5)) return []
  const label = outcome.kind === 'finding' ? outcome.label : null
  const inChat = (channel === 'telegram' || channel === 'discord') && random.chance(0.35)
  const who = inChat
    ? [{ channel, reviewer: person }]
    : reviewers.slice(0, random.chance(0.15) ? 2 : 1).map((_, index, chosen) => {
        const reviewer =
          reviewers[(reviewers.indexOf(random.pick(reviewers)) + index) % reviewers.length] ?? ''
        return { channel: 'web' as const, reviewer: chosen.length > 1 ? (reviewers[index] ?? '') : reviewer }
      })
  return who
    .map(({ channel: on, reviewer }): Review => {
      const agreed = random.chance(0.88)
      const verdict: Verdict = label !== null && agreed ? label : random.pick(VERDICTS)
      const hours = inChat ? random.between(0.01, 2) : random.between(0.5, 40)
      return {
        ...{ studyId: id, channel: on, reviewer, verdict },
        agrees: label === null ? null : verdict === label,
        note: random.chance(0.1) ? 'Demo: see the right lower lobe' : null,
        at: new Date(answeredAt.getTime() + 2000 + Math.round(hours * HOUR_MS)),
      }
    })
    .filter(({ at }) => at < now)
    .sort((a, b) => a.at.getTime() - b.at.getTime())
}
