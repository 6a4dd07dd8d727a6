/* eslint-disable @typescript-eslint/require-await -- the ports promise, and memory has nothing to wait for */
import { createHash, randomBytes } from 'node:crypto'
import type { Admission, InviteIssuer, Place, PlaceKeeper } from '../../src/core/admission.js'
import { Fault } from '../../src/core/fault.js'
import { fitsSearch, readSearch } from '../../src/core/note-words.js'
import type { Pseudonymiser } from '../../src/core/pseudonym.js'
import type {
  Channel,
  PictureStore,
  ReceivedStudy,
  Sender,
  Study,
  StudyConditions,
  StudyCursor,
  StudyStore,
} from '../../src/core/study.js'

export {
  createMemoryAuditLog,
  createMemoryInbox,
  createMemoryPeople,
  createMemoryRateLimits,
  createMemoryReviewStore,
} from './memory-chat-stores.js'

/** What the other stores in memory, and tests, may do with the studies besides. */
export interface MemoryStudyStore extends StudyStore {
  all(): readonly Study[]
  amend(id: string, changes: Partial<Study>): void
}

/** The record of studies in memory. Passes the same contract suite as the real one. */
export function createMemoryStudyStore(): MemoryStudyStore {
  const studies = new Map<string, Study>()

  const change = (id: string, change: (study: Study) => Partial<Study>): void => {
    const study = studies.get(id)
    if (!study) throw new Fault('record_missing', 'no such study')
    studies.set(id, { ...study, ...change(study) })
  }
  const oldestFirst = (keep: (study: Study) => boolean): Study[] =>
    [...studies.values()].filter(keep).sort((a, b) => -newestFirst(a, b))

  return {
    async begin(study) {
      if (studies.has(study.id)) throw new Fault('internal', 'a study with this id was already begun')
      studies.set(study.id, notYetAnswered({ ...study, note: study.sha256 === null ? null : study.note }))
    },
    async finish(id, { outcome, picture, model, checked, turns, timings }, at, heatmapSha256 = null) {
      change(id, (study) => {
        if (study.answeredAt !== null && study.deliveredAt !== null) return {}
        return {
          answeredAt: at,
          outcome: outcome.kind,
          label: outcome.kind === 'finding' ? outcome.label : null,
          scores: 'scores' in outcome ? outcome.scores : null,
          threshold: 'threshold' in outcome ? outcome.threshold : null,
          code: 'code' in outcome ? outcome.code : null,
          format: picture?.format ?? null,
          width: picture?.width ?? null,
          height: picture?.height ?? null,
          pixelsSha256: picture?.pixelsSha256 ?? null,
          model: model?.id ?? null,
          backend: model?.backend ?? null,
          precision: model?.precision ?? null,
          preprocessing: model?.preprocessing ?? null,
          checked: model && checked,
          turns,
          heatmapSha256,
          timings,
          brightness: picture?.brightness ?? null,
        }
      })
    },
    async deliver(id, at) {
      change(id, (study) => ({ deliveredAt: study.deliveredAt ?? at }))
    },
    async find(id) {
      return studies.get(id) ?? null
    },
    async list({ after, limit, ...conditions }) {
      if (!Number.isInteger(limit) || limit < 1 || limit > 200) throw new RangeError('limit must be 1..200')
      const rows = [...studies.values()]
        .filter((study) => isMeant(study, conditions))
        .filter((study) => after === undefined || newestFirst(study, after) > 0)
        .sort(newestFirst)
      const page = rows.slice(0, limit)
      const last = rows.length > limit ? page.at(-1) : undefined
      return { studies: page, next: last ? { receivedAt: last.receivedAt, id: last.id } : null }
    },
    async *stream(conditions) {
      const rows = [...studies.values()].filter((study) => isMeant(study, conditions)).sort(newestFirst)
      for (let start = 0; start < rows.length; start += 10) yield rows.slice(start, start + 10)
    },
    async unfinished(before) {
      return oldestFirst((study) => study.answeredAt === null && study.receivedAt < before)
    },
    async withPictureBefore(before, limit) {
      return oldestFirst((study) => keepsPicture(study) && study.receivedAt < before).slice(0, limit)
    },
    async markPictureErased(id, at) {
      change(id, (study) => ({ pictureErasedAt: study.pictureErasedAt ?? at, note: null }))
    },
    async countKeeping(sha256) {
      return [...studies.values()].filter(
        (study) => keepsPicture(study) && (study.sha256 === sha256 || study.heatmapSha256 === sha256),
      ).length
    },
    all: () => [...studies.values()],
    amend(id, changes) {
      change(id, () => changes)
    },
  }
}

function notYetAnswered(study: ReceivedStudy): Study {
  return {
    ...study,
    answeredAt: null,
    deliveredAt: null,
    pictureErasedAt: null,
    outcome: null,
    label: null,
    scores: null,
    threshold: null,
    code: null,
    format: null,
    width: null,
    height: null,
    pixelsSha256: null,
    model: null,
    backend: null,
    precision: null,
    preprocessing: null,
    checked: null,
    turns: [],
    heatmapSha256: null,
    timings: null,
    brightness: null,
    reviewState: 'unreviewed',
  }
}

function isMeant(study: Study, { text, from, to, ...same }: StudyConditions): boolean {
  const search = text === undefined ? null : readSearch(text)
  return (
    Object.entries(same).every(([key, value]) => study[key as keyof typeof same] === value) &&
    (search === null || fitsSearch(study, search)) &&
    (from === undefined || study.receivedAt >= from) &&
    (to === undefined || study.receivedAt < to)
  )
}

const keepsPicture = (study: Study): boolean => study.sha256 !== null && study.pictureErasedAt === null

function newestFirst(a: StudyCursor, b: StudyCursor): number {
  return b.receivedAt.getTime() - a.receivedAt.getTime() || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0)
}

/** Pictures in memory. */
export function createMemoryPictureStore(): PictureStore {
  const pictures = new Map<string, Uint8Array>()
  const checked = (sha256: string): string => {
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new Fault('picture_unreadable', 'not a SHA-256 in hex')
    return sha256
  }
  return {
    async keep(bytes) {
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      if (!pictures.has(sha256)) pictures.set(sha256, Uint8Array.from(bytes))
      return sha256
    },
    async read(sha256) {
      const bytes = pictures.get(checked(sha256))
      return bytes ? Uint8Array.from(bytes) : null
    },
    async erase(sha256) {
      pictures.delete(checked(sha256))
    },
  }
}

export interface MemoryAdmissionOptions {
  /** Everybody is admitted. */
  readonly open?: boolean
  /** Channels whose door checks its people itself. */
  readonly trusted?: readonly Channel[]
  readonly now?: () => Date
}

/** Invites and admitted people in memory. */
export function createMemoryAdmission(
  options: MemoryAdmissionOptions = {},
): Admission & InviteIssuer & PlaceKeeper {
  const { open = false, trusted = [], now = () => new Date() } = options
  const admitted = new Set<string>()
  const invites = new Map<string, { uses: number; expiresAt: Date }>()
  const places = new Set<string>()
  const keyOf = (sender: Sender): string => plainPseudonymiser.person(sender)
  const placeKey = ({ channel, kind, id }: Place): string => JSON.stringify([channel, kind, id])
  const isInAllowedPlace = ({ channel, chat, server = null }: Sender): boolean =>
    (chat !== null && places.has(placeKey({ channel, kind: 'chat', id: chat }))) ||
    (server !== null && places.has(placeKey({ channel, kind: 'server', id: server })))
  return {
    async isAdmitted(sender) {
      if (open || trusted.includes(sender.channel)) return true
      return admitted.has(keyOf(sender)) || isInAllowedPlace(sender)
    },
    async redeem(sender, code) {
      if (admitted.has(keyOf(sender))) return true
      const invite = invites.get(code.replace(/[\s-]/g, '').toUpperCase())
      if (!invite || invite.uses < 1 || invite.expiresAt <= now()) return false
      invite.uses -= 1
      admitted.add(keyOf(sender))
      return true
    },
    async issue({ uses, expiresAt }) {
      if (!Number.isInteger(uses) || uses < 1) throw new RangeError('an invite has at least one use')
      const code = randomBytes(5).toString('hex').toUpperCase()
      invites.set(code, { uses, expiresAt })
      return code
    },
    async allow(place) {
      const isNew = !places.has(placeKey(place))
      places.add(placeKey(place))
      return isNew
    },
    async disallow(place) {
      return places.delete(placeKey(place))
    },
  }
}

/** Pseudonyms that a test can read. */
export const plainPseudonymiser: Pseudonymiser = {
  person: (sender) => `${sender.channel}-person-${sender.person}`,
  chat: (sender) => (sender.chat === null ? null : `${sender.channel}-chat-${sender.chat}`),
  server: ({ channel, server = null }) => (server === null ? null : `${channel}-server-${server}`),
  occasion: (channel, occasion) =>
    createHash('sha256').update(`${channel}:${occasion}`).digest('hex').slice(0, 32),
}
