import type { ReaderStatus } from '../core/examination.js'
import type { Study } from '../core/study.js'
import type { Wording } from '../core/wording/wording.js'
import { formatTime } from './format.js'
import { CHANNEL_NAMES } from './pages/names.js'

/** One answer as the overview shows it, on the page and in the stream. */
export interface LiveAnswer {
  readonly reference: string
  readonly href: string
  readonly channel: string
  readonly outcome: string
  /** The look of its chip. */
  readonly tone: 'normal' | 'finding' | 'uncertain' | 'refused' | 'fault'
  /** ISO 8601, in UTC. */
  readonly at: string
  /** Hours, minutes and seconds; with the day where it is another. */
  readonly time: string
}

/** What the page draws and the stream starts with. */
export interface LiveState {
  /** Newest first. */
  readonly answers: readonly LiveAnswer[]
  readonly reader: Pick<ReaderStatus, 'state' | 'waiting' | 'limit'>
}

/** How many answers stand on the page. */
export const LIVE_ANSWERS = 12

/** An answered study in words; null while it is not answered. */
export function liveAnswer(study: Study, wording: Wording, now: Date): LiveAnswer | null {
  const { answeredAt, outcome, label } = study
  if (answeredAt === null || outcome === null) return null
  const time = formatTime(answeredAt)
  const isToday = time.slice(0, 10) === formatTime(now).slice(0, 10)
  return {
    reference: study.reference,
    href: `/dashboard/studies/${study.id}`,
    channel: CHANNEL_NAMES[study.channel],
    ...described(outcome, label, wording),
    at: answeredAt.toISOString(),
    time: `${isToday ? time.slice(11) : time.slice(0, 16)} UTC`,
  }
}

function described(
  outcome: NonNullable<Study['outcome']>,
  label: Study['label'],
  wording: Wording,
): Pick<LiveAnswer, 'outcome' | 'tone'> {
  switch (outcome) {
    case 'finding':
      return {
        outcome: label === null ? 'Finding' : wording.labels[label],
        tone: label === 'NORMAL' ? 'normal' : 'finding',
      }
    case 'uncertain':
      return { outcome: wording.uncertain, tone: 'uncertain' }
    case 'refused':
      return { outcome: 'Refused', tone: 'refused' }
    case 'fault':
      return { outcome: 'Fault', tone: 'fault' }
  }
}
