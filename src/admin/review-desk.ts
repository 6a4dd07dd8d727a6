import { agreesWith } from '../core/agreement.js'
import type { QueuedStudy, QueueReason, Review, Verdict } from '../core/review.js'
import { QUEUE_REASONS } from '../core/review.js'
import type { Study } from '../core/study.js'
import type { SignedInUser } from './auth.js'
import { findStudy } from './find-study.js'
import { type KeptPicture, readKeptHeatmap, readKeptPicture } from './kept-picture.js'
import type { AppParts } from './web.js'

/** What the address of the review asks for. */
export interface ReviewQuery {
  /** A study's id; null for the first that waits. */
  readonly study: string | null
  /** The study that was judged right before. */
  readonly last: string | null
  /** Films that wait for this reason alone; null for all. */
  readonly reason: QueueReason | null
  /** What went wrong with the form before: `verdict` without one of the choices. */
  readonly problem: 'verdict' | null
}

export function parseReviewQuery(query: Readonly<Record<string, string>>): ReviewQuery {
  const { study, last, reason, problem } = query
  return {
    study: study === undefined || study === '' ? null : study,
    last: last === undefined || last === '' ? null : last,
    reason: QUEUE_REASONS.find((one) => one === reason) ?? null,
    problem: problem === 'verdict' ? problem : null,
  }
}

export function reviewAddress(query: Partial<ReviewQuery>): string {
  const parameters = new URLSearchParams()
  for (const name of ['study', 'reason', 'last', 'problem'] as const) {
    const value = query[name]
    if (value) parameters.set(name, value)
  }
  const text = parameters.toString()
  return text === '' ? '/dashboard/review' : `/dashboard/review?${text}`
}

/** A film as it lies before a reviewer. */
export interface FilmAtHand {
  readonly study: Study
  /** Why it waits; null where it does not, or not any more. */
  readonly reason: QueueReason | null
  /** What this reviewer said; null for nothing yet. */
  readonly own: Review | null
  /** What others said. */
  readonly others: readonly Review[]
  readonly picture: KeptPicture
  readonly heatmap: KeptPicture
}

export interface ReviewDesk {
  readonly query: ReviewQuery
  /** How many wait for this reviewer; counting stops at 1,000 each. */
  readonly waiting: Readonly<Record<QueueReason, number>>
  /** Null where nothing waits. */
  readonly film: FilmAtHand | null
  /** Of the film in the queue, from 1; null where it is not among the next 200. */
  readonly place: number | null
  readonly previous: string | null
  readonly next: string | null
  /** The film that was judged right before, with what was said. */
  readonly last: { readonly study: Study; readonly own: Review } | null
}

type DeskParts = Pick<AppParts, 'queue' | 'reviews' | 'studies' | 'pictures'>

/** Films looked at ahead, so that one can go back and forth. */
const AHEAD = 200

/** Lays a film on the desk. `unknown` for an address that names no study that can be judged. */
export async function layOut(
  parts: DeskParts,
  user: SignedInUser,
  query: ReviewQuery,
): Promise<ReviewDesk | 'unknown'> {
  const { queue, studies } = parts
  const [waiting, ahead] = await Promise.all([
    queue.counts(user.id),
    queue.next({ reviewer: user.id, limit: AHEAD, ...(query.reason && { reason: query.reason }) }),
  ])
  const wanted = query.study ?? ahead[0]?.studyId ?? null
  const study = wanted === null ? null : await findStudy(studies, wanted)
  if (wanted !== null && (study === null || !isJudgeable(study))) return 'unknown'
  const last = await lastJudged(parts, user, query.last)
  if (study === null) return { query, waiting, film: null, place: null, previous: null, next: null, last }
  const at = ahead.findIndex(({ studyId }) => studyId === study.id)
  return {
    query,
    waiting,
    film: await atHand(parts, user, study, ahead[at]?.reason ?? null),
    place: at < 0 ? null : at + 1,
    previous: ahead.filter((one) => isNewer(one, study)).at(-1)?.studyId ?? null,
    next: await nextAfter(parts, user, study, query.reason),
    last: last?.study.id === study.id ? null : last,
  }
}

/** Only what was read can be judged: there is nothing to say of a refusal. */
export function isJudgeable({ outcome }: Study): boolean {
  return outcome === 'finding' || outcome === 'uncertain'
}

async function atHand(
  { reviews, pictures }: DeskParts,
  user: SignedInUser,
  study: Study,
  reason: QueueReason | null,
): Promise<FilmAtHand> {
  const said = await reviews.of(study.id)
  return {
    study,
    reason,
    own: said.find((review) => isBy(review, user)) ?? null,
    others: said.filter((review) => !isBy(review, user)),
    picture: await readKeptPicture(study, pictures),
    heatmap: await readKeptHeatmap(study, pictures),
  }
}

async function lastJudged(
  { studies, reviews }: DeskParts,
  user: SignedInUser,
  id: string | null,
): Promise<ReviewDesk['last']> {
  const study = id === null ? null : await findStudy(studies, id)
  if (study === null) return null
  const own = (await reviews.of(study.id)).find((review) => isBy(review, user))
  return own ? { study, own } : null
}

function isBy({ channel, reviewer }: Review, { id }: SignedInUser): boolean {
  return channel === 'web' && reviewer === id
}

/** The film that comes after another one in the queue; null after the last. */
export async function nextAfter(
  { queue }: Pick<DeskParts, 'queue'>,
  user: SignedInUser,
  { id, receivedAt }: Pick<Study, 'id' | 'receivedAt'>,
  reason: QueueReason | null,
): Promise<string | null> {
  const after = { receivedAt, studyId: id }
  const [next] = await queue.next({ reviewer: user.id, after, limit: 1, ...(reason && { reason }) })
  return next?.studyId ?? null
}

/** The queue runs from the newest to the oldest. */
function isNewer(queued: QueuedStudy, { id, receivedAt }: Study): boolean {
  const later = queued.receivedAt.getTime() - receivedAt.getTime()
  return later > 0 || (later === 0 && queued.studyId > id)
}

/** Notes a verdict as the chats do, and gives the film that comes next: after this one, else from the top again. */
export async function judge(
  parts: Pick<AppParts, 'queue' | 'reviews' | 'now'>,
  user: SignedInUser,
  said: {
    readonly study: Study
    readonly verdict: Verdict
    readonly note: string | null
    readonly reason: QueueReason | null
  },
): Promise<string | null> {
  const { study, verdict, note, reason } = said
  await parts.reviews.record({
    studyId: study.id,
    channel: 'web',
    reviewer: user.id,
    verdict,
    agrees: agreesWith(study.label, verdict),
    note,
    at: parts.now(),
  })
  const next = await nextAfter(parts, user, study, reason)
  if (next !== null) return next
  const [first] = await parts.queue.next({ reviewer: user.id, limit: 1, ...(reason && { reason }) })
  return first?.studyId ?? null
}
