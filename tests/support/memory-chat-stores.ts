/* eslint-disable @typescript-eslint/require-await -- the ports promise, and memory has nothing to wait for */
import { randomBytes } from 'node:crypto'
import type { AuditEntry, AuditLog } from '../../src/core/audit.js'
import { Fault } from '../../src/core/fault.js'
import type { Inbox, InboxEntry } from '../../src/core/inbox.js'
import type { Language } from '../../src/core/language.js'
import type { People } from '../../src/core/people.js'
import type { Pseudonymiser } from '../../src/core/pseudonym.js'
import type { RateLimits } from '../../src/core/rates.js'
import type { Review, ReviewStore } from '../../src/core/review.js'
import { reviewStateOf } from '../../src/core/review-state.js'
import type { Channel, Study } from '../../src/core/study.js'
import type { MemoryStudyStore } from './memory-stores.js'

/** What came from the chats, in memory. */
export function createMemoryInbox(): Inbox {
  const items = new Map<string, { entry: InboxEntry; finished: boolean }>()
  const keyOf = (channel: Channel, id: string): string => JSON.stringify([channel, id])
  return {
    async take(entry) {
      const key = keyOf(entry.channel, entry.id)
      if (items.has(key)) return false
      items.set(key, { entry: { ...entry, progress: null }, finished: false })
      return true
    },
    async note(channel, id, progress) {
      const item = items.get(keyOf(channel, id))
      if (item && !item.finished) item.entry = { ...item.entry, progress }
    },
    async finish(channel, id) {
      const item = items.get(keyOf(channel, id))
      if (!item) return
      item.finished = true
      item.entry = { ...item.entry, payload: '', progress: null }
    },
    async open(channel) {
      return [...items.values()]
        .filter((item) => !item.finished && item.entry.channel === channel)
        .map(({ entry }) => entry)
        .sort((a, b) => a.takenAt.getTime() - b.takenAt.getTime())
    },
    async forget(before) {
      const old = [...items].filter(([, { entry, finished }]) => finished && entry.takenAt < before)
      for (const [key] of old) items.delete(key)
      return old.length
    },
  }
}

/** The stream in memory, without a chain. `entries` are in the order in which they were appended. */
export function createMemoryAuditLog(): AuditLog & { readonly entries: readonly AuditEntry[] } {
  const entries: AuditEntry[] = []
  return {
    entries,
    async append(entry) {
      entries.push(entry)
    },
  }
}

/** Reviews in memory, of studies in memory. `amend` is for {@link createMemoryPeople}. */
export interface MemoryReviewStore extends ReviewStore {
  amend(change: (review: Review) => Review): void
}

export function createMemoryReviewStore(studies: MemoryStudyStore): MemoryReviewStore {
  let reviews: Review[] = []
  type ReviewKey = Pick<Review, 'studyId' | 'channel' | 'reviewer'>
  const isSame = (a: ReviewKey, b: ReviewKey): boolean =>
    a.studyId === b.studyId && a.channel === b.channel && a.reviewer === b.reviewer
  const keepUp = (studyId: string): void => {
    studies.amend(studyId, {
      reviewState: reviewStateOf(reviews.filter((review) => review.studyId === studyId)),
    })
  }
  return {
    async record(review) {
      if ((await studies.find(review.studyId)) === null) throw new Fault('record_missing', 'no such study')
      const before = reviews.find((other) => isSame(other, review))
      if (before?.verdict === review.verdict && before.note === review.note) return
      reviews = [...reviews.filter((other) => other !== before), review]
      keepUp(review.studyId)
    },
    async withdraw(said) {
      if ((await studies.find(said.studyId)) === null) throw new Fault('record_missing', 'no such study')
      reviews = reviews.filter((other) => !isSame(other, said))
      keepUp(said.studyId)
    },
    async of(studyId) {
      return reviews
        .filter((review) => review.studyId === studyId)
        .sort((a, b) => a.at.getTime() - b.at.getTime())
    },
    amend(change) {
      reviews = reviews.map(change)
    },
  }
}

/** What is kept of people, over studies and reviews in memory. */
export function createMemoryPeople(parts: {
  readonly studies: MemoryStudyStore
  readonly reviews: MemoryReviewStore
  readonly pseudonyms: Pseudonymiser
}): People {
  const { studies, reviews, pseudonyms } = parts
  const languages = new Map<string, Language>()
  return {
    async language(sender) {
      return languages.get(pseudonyms.person(sender)) ?? null
    },
    async chooseLanguage(sender, language) {
      languages.set(pseudonyms.person(sender), language)
    },
    async studiesOf(sender, limit) {
      if (!Number.isInteger(limit) || limit < 1 || limit > 200) throw new RangeError('limit must be 1..200')
      const person = pseudonyms.person(sender)
      return studies
        .all()
        .filter((study) => study.channel === sender.channel && study.person === person)
        .sort(newestFirst)
        .slice(0, limit)
    },
    async unlink(sender) {
      const person = pseudonyms.person(sender)
      const fresh = `erased-${randomBytes(8).toString('hex')}`
      const own = studies
        .all()
        .filter((study) => study.channel === sender.channel && study.person === person)
        .sort(newestFirst)
      const cut = { person: fresh, chat: null, note: null }
      for (const { id } of own) studies.amend(id, cut)
      reviews.amend((review) =>
        review.channel === sender.channel && review.reviewer === person
          ? { ...review, reviewer: fresh, note: null }
          : review,
      )
      languages.delete(person)
      return own.map((study) => ({ ...study, ...cut }))
    },
  }
}

const newestFirst = (a: Study, b: Study): number =>
  b.receivedAt.getTime() - a.receivedAt.getTime() || (a.id < b.id ? 1 : -1)

/** Counts in memory by a clock of the test's own; no limit unless one is given. */
export function createMemoryRateLimits(
  options: {
    readonly perPerson?: number
    readonly perChat?: number
    readonly seconds?: number
    readonly now?: () => Date
  } = {},
): RateLimits {
  const { perPerson = Infinity, perChat = Infinity, seconds = 60, now = () => new Date() } = options
  const windows = new Map<string, { until: number; taken: number }>()
  const windowOf = (key: string): { until: number; taken: number } => {
    const found = windows.get(key)
    if (found && found.until > now().getTime()) return found
    const fresh = { until: now().getTime() + seconds * 1000, taken: 0 }
    windows.set(key, fresh)
    return fresh
  }
  return {
    async take({ channel, person, chat }) {
      const counters = [
        { window: windowOf(JSON.stringify([channel, 'person', person])), limit: perPerson },
        ...(chat === null
          ? []
          : [{ window: windowOf(JSON.stringify([channel, 'chat', chat])), limit: perChat }]),
      ]
      const full = counters.filter(({ window, limit }) => window.taken >= limit)
      if (full.length > 0) {
        const until = Math.max(...full.map(({ window }) => window.until))
        return Math.max(1, Math.ceil((until - now().getTime()) / 1000))
      }
      for (const { window } of counters) window.taken += 1
      return null
    },
  }
}
