import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ModelIdentity } from '../../../src/core/examination.js'
import type { Outcome } from '../../../src/core/outcome.js'
import { refused } from '../../../src/core/outcome.js'
import type { ReviewStore } from '../../../src/core/review.js'
import { REVIEW_STATES } from '../../../src/core/review.js'
import type { Study, StudyConditions, StudyCursor, StudyStore } from '../../../src/core/study.js'
import { CHANNELS } from '../../../src/core/study.js'
import { examinationOf, PNEUMONIA_FINDING, SCRIPTED_MODEL } from '../../support/scripted-reader.js'
import { at, receivedStudy } from '../support/studies.js'

const SCORES = { COVID: 0.1, NORMAL: 0.3, PNEUMONIA: 0.6 }
const MODELS = ['first@000000000000', 'second@000000000000']
const OUTCOMES: readonly (Outcome | null)[] = [
  PNEUMONIA_FINDING,
  { ...PNEUMONIA_FINDING, label: 'COVID' } as Outcome,
  refused('too_small'),
  { kind: 'uncertain', scores: SCORES, threshold: 0.7 },
  { kind: 'fault', code: 'internal' },
  null,
  refused('busy'),
]

interface Stores {
  readonly studies: StudyStore
  readonly reviews: ReviewStore
}

/** What every {@link StudyStore} finds, whatever is asked for together. */
export function describeStudySearch(name: string, open: () => Promise<Stores>): void {
  async function withNotes(notes: Record<string, string | null>): Promise<StudyStore> {
    const { studies } = await open()
    let second = 0
    for (const [id, note] of Object.entries(notes)) {
      const reference = `CC-${id.toUpperCase().padEnd(8, '2')}`
      await studies.begin(receivedStudy({ id, note, reference, receivedAt: at(second++) }))
    }
    return studies
  }

  describe(`${name}: what is looked for`, () => {
    it('is found by every condition and any of them together, however the pages are cut', async () => {
      const stores = await open()
      await fill(stores)
      const all = (await stores.studies.list({ limit: 200 })).studies
      expect(new Set(all.map(({ reviewState }) => reviewState))).toEqual(new Set(REVIEW_STATES))
      await fc.assert(
        fc.asyncProperty(anyConditions(), fc.integer({ min: 1, max: 30 }), async (conditions, limit) => {
          const expected = all.filter((study) => isMeant(study, conditions)).map(({ id }) => id)
          expect(await readPages(stores.studies, conditions, limit)).toEqual(expected)
          const streamed: string[] = []
          for await (const batch of stores.studies.stream(conditions)) {
            streamed.push(...batch.map(({ id }) => id))
          }
          expect(streamed).toEqual(expected)
        }),
        { numRuns: 30 },
      )
    }, 180_000)

    it.each([
      ['ward', ['c', 'a']],
      ['war', ['c', 'a']],
      ['WARD  seven', ['a']],
      ['seven, ward!', ['a']],
      ['fievre', ['b']],
      ['Fièvre', ['b']],
      ['बुखार', ['d']],
      ['ard', []],
      ['ward fievre', []],
      ['% _', []],
      ["'; DROP TABLE Study --", []],
      ['🫁', []],
      ['  ', ['d', 'c', 'b', 'a']],
    ])('is found by %j in the notes', async (text, expected) => {
      const studies = await withNotes({
        a: 'Ward 7, bed seven',
        b: 'fièvre; FIÈVRE',
        c: 'the wardrobe % _',
        d: 'तेज़ बुखार',
      })
      const { studies: found } = await studies.list({ text, limit: 10 })
      expect(found.map(({ id }) => id)).toEqual(expected)
    })

    it.each([
      ['CC-ABCD2222', ['abcd']],
      ['cc-ab', ['abxy', 'abcd']],
      [' CC- ', ['other', 'abxy', 'abcd']],
      ['abcd2222', ['abcd']],
      ['ABXY', ['other', 'abxy']],
      ['cc-zz', []],
    ])('is found by the reference %j', async (text, expected) => {
      const studies = await withNotes({ abcd: null, abxy: null, other: 'see abxy' })
      const { studies: found } = await studies.list({ text, limit: 10 })
      expect(found.map(({ id }) => id)).toEqual(expected)
    })

    it('is not found by a note that went with the picture', async () => {
      const studies = await withNotes({ a: 'ward', b: 'ward' })
      await studies.markPictureErased('a', at(99))
      const { studies: found } = await studies.list({ text: 'ward', limit: 10 })
      expect(found.map(({ id }) => id)).toEqual(['b'])
    })
  })
}

async function fill({ studies, reviews }: Stores): Promise<void> {
  for (let index = 0; index < 60; index += 1) {
    const id = `study-${(index * 37) % 60}`
    await studies.begin(
      receivedStudy({
        id,
        channel: CHANNELS[index % CHANNELS.length] ?? 'web',
        person: `person-${index % 7}`,
        receivedAt: at(index % 11),
        note: ['ward three', 'bed', null][index % 3] ?? null,
      }),
    )
    const outcome = OUTCOMES[(index * 5) % OUTCOMES.length]
    if (!outcome) continue
    const model: ModelIdentity = { ...SCRIPTED_MODEL, id: MODELS[index % 2] ?? '' }
    await studies.finish(id, examinationOf(outcome, 'scores' in outcome ? { model } : {}), at(20))
    if (index % 4 > 0) continue
    const agrees = outcome.kind === 'finding' ? index % 8 === 0 : null
    const verdict = agrees === true ? 'COVID' : 'NORMAL'
    await reviews.record({
      ...{ studyId: id, channel: 'web', reviewer: 'ann', note: null, at: at(30) },
      ...{ verdict, agrees },
    })
  }
}

function anyConditions(): fc.Arbitrary<StudyConditions> {
  return fc.record(
    {
      label: fc.constantFrom('COVID', 'NORMAL', 'PNEUMONIA'),
      channel: fc.constantFrom(...CHANNELS),
      outcome: fc.constantFrom('finding', 'uncertain', 'refused', 'fault'),
      code: fc.constantFrom('busy', 'too_small', 'internal', 'none'),
      person: fc.constantFrom('person-1', 'person-2', 'nobody'),
      model: fc.constantFrom(...MODELS, 'none@000000000000'),
      reviewState: fc.constantFrom(...REVIEW_STATES),
      text: fc.constantFrom('ward', 'be', 'three w', 'CC-234', 'nothing'),
      from: fc.integer({ min: 0, max: 11 }).map(at),
      to: fc.integer({ min: 0, max: 11 }).map(at),
    },
    { requiredKeys: [] },
  )
}

function isMeant(study: Study, { text, from, to, ...same }: StudyConditions): boolean {
  const words = study.note?.split(' ') ?? []
  const byText = text?.startsWith('CC-')
    ? study.reference.startsWith(text)
    : text?.split(' ').every((begin) => words.some((word) => word.startsWith(begin)))
  return (
    Object.entries(same).every(([key, value]) => study[key as keyof typeof same] === value) &&
    byText !== false &&
    (from === undefined || study.receivedAt >= from) &&
    (to === undefined || study.receivedAt < to)
  )
}

async function readPages(studies: StudyStore, conditions: StudyConditions, limit: number): Promise<string[]> {
  const ids: string[] = []
  let after: StudyCursor | null = null
  do {
    const page = await studies.list({ ...conditions, limit, ...(after === null ? {} : { after }) })
    ids.push(...page.studies.map(({ id }) => id))
    after = page.next
  } while (after !== null)
  return ids
}
