import { wilson } from '../core/agreement.js'
import type { Drift, Watched } from '../core/drift.js'
import { measureDrifts } from '../core/drift.js'
import type { Proportion } from '../core/model-manifest.js'
import type { DayFigures, DayRange, LatencyFigures, OverviewFigures } from '../core/record-figures.js'
import type { Channel } from '../core/study.js'
import { CHANNELS } from '../core/study.js'
import type { Wording } from '../core/wording/wording.js'
import { filmsOf, findNotices, type Notice } from './attention.js'
import type { SignedInUser } from './auth.js'
import { dayOf, daysBefore, type FigureRange } from './figure-range.js'
import { LIVE_ANSWERS, liveAnswer, type LiveState } from './live-news.js'
import { may } from './roles.js'
import type { AppParts } from './web.js'

/** A count in the range and in as many days before it. */
export interface AgainstPeriod {
  readonly now: number
  readonly before: number
}

export interface OverviewDrift {
  /** The model that is served; null while it is not known. */
  readonly model: string | null
  readonly modelHref: string | null
  /** Null where the model has no distributions of its test. */
  readonly drifts: Readonly<Record<Watched, Drift>> | null
}

/** All that the overview shows. */
export interface Overview {
  readonly notices: readonly Notice[]
  readonly days: readonly DayFigures[]
  readonly films: AgainstPeriod
  /** Of the films that were read. */
  readonly uncertain: Proportion | null
  /** Of the films that came in. */
  readonly refused: Proportion | null
  readonly agreement: Proportion | null
  readonly latency: LatencyFigures
  readonly refusals: OverviewFigures['refusals']
  readonly channels: readonly { readonly channel: Channel; readonly count: number }[]
  readonly drift: OverviewDrift
  readonly live: LiveState
}

type OverviewParts = Pick<AppParts, 'figures' | 'queue' | 'models' | 'reader' | 'studies' | 'now'>

const DAY_MS = 24 * 60 * 60 * 1000

/** Gathers the overview. A handful of questions to the store, each of which costs the same at a million studies. */
export async function gatherOverview(
  parts: OverviewParts,
  { user, range, wording }: { user: SignedInUser; range: FigureRange; wording: Wording },
): Promise<Overview> {
  const { figures, queue, models, reader } = parts
  const now = parts.now()
  const week: DayRange = { from: dayOf(new Date(now.getTime() - 7 * DAY_MS)), to: dayOf(now) }
  const [inRange, before, lately, waiting, drift, live] = await Promise.all([
    figures.overview(range),
    figures.overview(daysBefore(range)),
    figures.overview(week),
    may(user.role, 'study.review') ? queue.counts(user.id) : null,
    gatherDrift(parts, range),
    gatherLive(parts, wording, now),
  ])
  const { outcomes, channels } = totals(inRange.days)
  const read = outcomes.COVID + outcomes.NORMAL + outcomes.PNEUMONIA + outcomes.uncertain
  const films = sumFilms(inRange.days)
  const { agreed, disagreed } = inRange.agreement
  return {
    notices: findNotices({
      reader: reader.status(),
      week: lately.days,
      waiting,
      drifts: drift.drifts,
      live: models.live(),
      pinned: models.pinned,
      modelHref: drift.modelHref,
    }),
    days: inRange.days,
    films: { now: films, before: sumFilms(before.days) },
    uncertain: wilson(outcomes.uncertain, read),
    refused: wilson(outcomes.refused, films),
    agreement: wilson(agreed, agreed + disagreed),
    latency: inRange.latency,
    refusals: inRange.refusals,
    channels: CHANNELS.map((channel) => ({ channel, count: channels[channel] })).sort(
      (a, b) => b.count - a.count,
    ),
    drift,
    live,
  }
}

async function gatherDrift(
  { figures, models, reader }: Pick<OverviewParts, 'figures' | 'models' | 'reader'>,
  range: FigureRange,
): Promise<OverviewDrift> {
  const model = reader.status().model?.id ?? models.live()?.id ?? null
  if (model === null) return { model, modelHref: null, drifts: null }
  const { models: shelved } = await models.list()
  const name = shelved.find(({ id }) => id === model)?.name
  const modelHref = name === undefined ? null : `/dashboard/models/${name}`
  const reference = await models.reference(model)
  if (reference === null) return { model, modelHref, drifts: null }
  return { model, modelHref, drifts: measureDrifts(reference, await figures.distributions(model, range)) }
}

/** The last answers and how the network stands. */
export async function gatherLive(
  { studies, reader }: Pick<AppParts, 'studies' | 'reader'>,
  wording: Wording,
  now: Date,
): Promise<LiveState> {
  const { studies: newest } = await studies.list({ limit: 2 * LIVE_ANSWERS })
  const answers = newest.flatMap((study) => liveAnswer(study, wording, now) ?? []).slice(0, LIVE_ANSWERS)
  const { state, waiting, limit } = reader.status()
  return { answers, reader: { state, waiting, limit } }
}

function sumFilms(days: readonly DayFigures[]): number {
  return days.reduce((sum, day) => sum + filmsOf(day), 0)
}

function totals(days: readonly DayFigures[]): Pick<DayFigures, 'outcomes' | 'channels'> {
  const outcomes = { COVID: 0, NORMAL: 0, PNEUMONIA: 0, uncertain: 0, refused: 0, fault: 0 }
  const channels = Object.fromEntries(CHANNELS.map((channel) => [channel, 0])) as Record<Channel, number>
  for (const day of days) {
    for (const key of Object.keys(outcomes) as (keyof typeof outcomes)[]) outcomes[key] += day.outcomes[key]
    for (const channel of CHANNELS) channels[channel] += day.channels[channel]
  }
  return { outcomes, channels }
}
