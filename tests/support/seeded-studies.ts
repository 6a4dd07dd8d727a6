import { createHash, randomUUID } from 'node:crypto'
import type { Outcome } from '../../src/core/outcome.js'
import { refused } from '../../src/core/outcome.js'
import type { ReviewStore, Verdict } from '../../src/core/review.js'
import { CHANNELS } from '../../src/core/study.js'
import type { PictureStore, StudyStore } from '../../src/core/study.js'
import { newReference } from '../../src/core/study-name.js'
import { drawRadiograph } from './radiograph.js'
import { examinationOf, SCRIPTED_HEATMAP } from './scripted-reader.js'

export interface SeedOptions {
  /** When the newest one came; the others came seven minutes before one another. */
  readonly newest?: Date
  /** False keeps no pictures. */
  readonly pictures?: boolean
}

/** One of each kind, in turn: every class, one unsure, refusals, a fault, and one that waits for its answer. */
export const SEEDED_OUTCOMES: readonly (Outcome | null)[] = [
  finding('PNEUMONIA', { COVID: 0.021, NORMAL: 0.048, PNEUMONIA: 0.931 }),
  finding('NORMAL', { COVID: 0.031, NORMAL: 0.921, PNEUMONIA: 0.048 }),
  { kind: 'uncertain', scores: { COVID: 0.44, NORMAL: 0.21, PNEUMONIA: 0.35 }, threshold: 0.6 },
  finding('COVID', { COVID: 0.874, NORMAL: 0.035, PNEUMONIA: 0.091 }),
  { ...refused('not_frontal_chest'), scores: { COVID: 0.2, NORMAL: 0.5, PNEUMONIA: 0.3 } },
  finding('NORMAL', { COVID: 0.012, NORMAL: 0.977, PNEUMONIA: 0.011 }),
  refused('corrupt_image'),
  finding('PNEUMONIA', { COVID: 0.112, NORMAL: 0.155, PNEUMONIA: 0.733 }),
  { kind: 'fault', code: 'inference_crashed' },
  null,
]

const NOTES = ['cough since monday, left base', null, 'control after two weeks', null, null]

/** Puts studies on the record as the doors would. Gives their ids, newest first. */
export async function seedStudies(
  stores: {
    readonly studies: StudyStore
    readonly pictures: PictureStore
    readonly reviews: ReviewStore
  },
  count: number,
  { newest = new Date(Date.UTC(2026, 10, 23, 7, 59)), pictures = true }: SeedOptions = {},
): Promise<string[]> {
  const { studies, reviews } = stores
  const film = pictures ? await drawRadiograph() : null
  const sha256 = film ? await stores.pictures.keep(film) : 'c0'.repeat(32)
  const heatmap = pictures ? await stores.pictures.keep(SCRIPTED_HEATMAP.bytes) : null
  const ids = Array.from({ length: count }, () => randomUUID())
  for (const [index, id] of [...ids.entries()].reverse()) {
    const receivedAt = new Date(newest.getTime() - index * 7 * 60_000)
    const after = (ms: number): Date => new Date(receivedAt.getTime() + ms)
    const outcome = SEEDED_OUTCOMES[index % SEEDED_OUTCOMES.length] ?? null
    const channel = CHANNELS[index % CHANNELS.length] ?? 'web'
    await studies.begin({
      id,
      reference: newReference(),
      channel,
      person: pseudonym(`person ${index % 5}`),
      chat: channel === 'telegram' || channel === 'discord' ? pseudonym(`chat ${index % 3}`) : null,
      receivedAt,
      sha256,
      bytes: film?.byteLength ?? 48_213,
      recompressed: channel === 'telegram' ? true : channel === 'web' ? false : null,
      note: NOTES[index % NOTES.length] ?? null,
    })
    if (outcome === null) continue
    const read = outcome.kind === 'finding' || outcome.kind === 'uncertain'
    await studies.finish(id, examinationOf(outcome, { checked: true }), after(1840), read ? heatmap : null)
    if (index % 3 !== 2) await studies.deliver(id, after(2310))
    const verdict = verdictOn(outcome, index)
    if (verdict === null) continue
    await reviews.record({
      studyId: id,
      channel: 'telegram',
      reviewer: pseudonym('reviewer'),
      verdict,
      agrees: outcome.kind === 'finding' ? verdict === outcome.label : null,
      note: index % 2 === 0 ? null : 'Seen with a colleague.',
      at: after(90_000),
    })
  }
  return ids
}

/** Every class is agreed with now and then, the unsure one is given a word, and the last PNEUMONIA is doubted. */
function verdictOn(outcome: Outcome, index: number): Verdict | null {
  if (outcome.kind === 'uncertain') return index % 20 === 2 ? 'PNEUMONIA' : null
  if (outcome.kind !== 'finding' || index % 10 === 1) return null
  return index % 10 === 7 ? 'NORMAL' : outcome.label
}

function finding(label: 'COVID' | 'NORMAL' | 'PNEUMONIA', scores: Record<typeof label, number>): Outcome {
  return { kind: 'finding', label, scores, threshold: 0.6 }
}

function pseudonym(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}
