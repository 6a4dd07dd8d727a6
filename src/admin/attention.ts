import type { Drift, Watched } from '../core/drift.js'
import { WATCHED } from '../core/drift.js'
import type { ReaderStatus } from '../core/examination.js'
import type { LiveModel } from '../core/model-shelf.js'
import type { DayFigures } from '../core/record-figures.js'
import type { QueueReason } from '../core/review.js'
import { QUEUE_REASONS } from '../core/review.js'
import { FIGURES } from '../core/wording/figures.js'

/** One thing that an administrator should know on opening the dashboard. */
export interface Notice {
  /** `wrong` is broken now, `look` may be, `note` is work that waits. */
  readonly tone: 'wrong' | 'look' | 'note'
  readonly title: string
  readonly text: string
  readonly action: { readonly href: string; readonly label: string } | null
}

export interface AttentionFacts {
  readonly reader: ReaderStatus
  /** The last eight days, oldest first; the last one is today. */
  readonly week: readonly DayFigures[]
  /** What waits for whoever looks; null for those who do not review. */
  readonly waiting: Readonly<Record<QueueReason, number>> | null
  /** Null where the live model has no reference. */
  readonly drifts: Readonly<Record<Watched, Drift>> | null
  readonly live: LiveModel | null
  /** Whether a setting decides what is served. */
  readonly pinned: boolean
  /** Where the model that is served stands; null while it is not known. */
  readonly modelHref: string | null
}

const { count, number } = FIGURES.en

/** Everything that stands out, the worst first. Empty on a good morning. */
export function findNotices(facts: AttentionFacts): readonly Notice[] {
  const found = [
    ...readerNotices(facts.reader),
    ...todayNotices(facts.week),
    ...driftNotices(facts),
    ...modelNotices(facts),
    ...queueNotices(facts.waiting),
  ]
  const order = ['wrong', 'look', 'note']
  return found.sort((a, b) => order.indexOf(a.tone) - order.indexOf(b.tone))
}

const STATES: Readonly<Record<Exclude<ReaderStatus['state'], 'ready'>, string>> = {
  starting: 'It is starting. Films that come in meanwhile wait in the queue.',
  restarting: 'It stopped and starts again by itself. Films that come in meanwhile wait in the queue.',
  failed: 'It could not be started again. No film is read until somebody looks at it.',
  closed: 'The program is stopping. Films that come in now are read after the next start.',
}

function readerNotices({ state, waiting, limit, restarts }: ReaderStatus): Notice[] {
  const notices: Notice[] = []
  if (state !== 'ready') {
    const tone = state === 'starting' ? 'look' : 'wrong'
    notices.push({ tone, title: 'The network is not ready', text: STATES[state], action: null })
  } else if (restarts > 0) {
    const times = count(restarts, { one: 'once', other: '# times' })
    notices.push({
      tone: 'look',
      title: `The network was restarted ${times} since the program started`,
      text: 'Every film was still answered or reported as a fault. A picture that stops it again and again is worth a look.',
      action: { href: '/dashboard/studies?outcome=fault', label: 'Faults' },
    })
  }
  if (waiting >= limit * 0.8) {
    notices.push({
      tone: 'wrong',
      title: `${number(waiting)} of ${number(limit)} places in the queue are taken`,
      text: 'When it is full, senders are told to come back later.',
      action: null,
    })
  }
  return notices
}

function todayNotices(week: readonly DayFigures[]): Notice[] {
  const notices: Notice[] = []
  const today = week.at(-1)
  const faults = today?.outcomes.fault ?? 0
  if (faults > 0) {
    notices.push({
      tone: 'wrong',
      title: count(faults, { one: '# film failed today', other: '# films failed today' }),
      text: 'Something of ours broke on the way. Whoever sent one was told so, with the reference.',
      action: { href: '/dashboard/studies?outcome=fault', label: 'Faults' },
    })
  }
  const [lately, before] = [week.slice(-2), week.slice(0, -2)]
  const films = (days: readonly DayFigures[]) => days.reduce((sum, day) => sum + filmsOf(day), 0)
  if (lately.length === 2 && films(lately) === 0 && films(before) >= before.length) {
    notices.push({
      tone: 'look',
      title: 'No film came in yesterday or today',
      text: `In the ${before.length} days before there were ${number(films(before))}. A door may be closed: see whether the bots are connected.`,
      action: { href: '/dashboard/health', label: 'Health' },
    })
  }
  return notices
}

/** All films of a day, read or not. */
export function filmsOf({ outcomes }: DayFigures): number {
  return Object.values(outcomes).reduce((sum, films) => sum + films, 0)
}

export const WATCHED_NAMES: Readonly<Record<Watched, string>> = {
  COVID: 'COVID score',
  NORMAL: 'NORMAL score',
  PNEUMONIA: 'PNEUMONIA score',
  brightness: 'Brightness',
  size: 'Size in pixels',
}

function driftNotices({ drifts, modelHref }: AttentionFacts): Notice[] {
  if (drifts === null) return []
  const shifted = WATCHED.filter((watched) => drifts[watched].reading === 'large')
  if (shifted.length === 0) return []
  const inputs = shifted.some((watched) => watched === 'brightness' || watched === 'size')
  return [
    {
      tone: 'look',
      title: `Not like the model’s own test: ${shifted.map((watched) => WATCHED_NAMES[watched].toLowerCase().replace(/^(covid|normal|pneumonia)/, (label) => label.toUpperCase())).join(', ')}`,
      text: inputs
        ? 'The films differ from those that the model was tested on. Its figures may not hold for them.'
        : 'Its answers fall otherwise than on the films that it was tested on. The patients may differ, or the films.',
      action: modelHref === null ? null : { href: `${modelHref}#drift`, label: 'Drift' },
    },
  ]
}

function modelNotices({ live, reader, pinned }: AttentionFacts): Notice[] {
  const served = reader.model?.id ?? null
  if (live === null || served === null || live.id === served) return []
  return [
    {
      tone: 'look',
      title: `${served} is served, ${live.id} was promoted`,
      text: pinned
        ? 'A setting names the model that is served, so that promoting another one changes nothing.'
        : 'The promoted model is served from the next start of the program on.',
      action: { href: '/dashboard/models', label: 'Models' },
    },
  ]
}

/** The counts stop at this many. */
export const MOST_COUNTED = 1000

function queueNotices(waiting: AttentionFacts['waiting']): Notice[] {
  if (waiting === null) return []
  const films = QUEUE_REASONS.reduce((sum, reason) => sum + waiting[reason], 0)
  if (films === 0) return []
  const more = QUEUE_REASONS.some((reason) => waiting[reason] >= MOST_COUNTED)
  const parts = [
    ...(waiting.uncertain > 0 ? [`${number(waiting.uncertain)} where the model was not sure`] : []),
    ...(waiting.disagreed > 0 ? [`${number(waiting.disagreed)} that somebody disagrees with`] : []),
    ...(waiting.sampled > 0 ? [`${number(waiting.sampled)} drawn at random`] : []),
  ]
  return [
    {
      tone: 'note',
      title: more
        ? `More than ${number(films)} films wait for your review`
        : count(films, { one: '# film waits for your review', other: '# films wait for your review' }),
      text: `${parts.join(', ')}.`,
      action: { href: '/dashboard/review', label: 'Review' },
    },
  ]
}
