import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Outcome } from '../../../src/core/outcome.js'
import { refused } from '../../../src/core/outcome.js'
import type { StudyCursor, StudyFilter, StudyStore } from '../../../src/core/study.js'
import { CHANNELS } from '../../../src/core/study.js'
import { examinationOf, PNEUMONIA_FINDING, SCRIPTED_MODEL } from '../../support/scripted-reader.js'
import { at, receivedStudy } from '../support/studies.js'
import { readPages } from './read-pages.js'

const HEATMAP = '5'.repeat(64)
const SCORES = { COVID: 0.1, NORMAL: 0.3, PNEUMONIA: 0.6 }

/** What every {@link StudyStore} does. */
export function describeStudyStore(name: string, open: () => Promise<StudyStore>): void {
  describe(`${name}: one study`, () => {
    it('is found as it was received, with nothing else known', async () => {
      const store = await open()
      const study = receivedStudy({
        chat: "chat 'x'; DROP TABLE Study --",
        recompressed: true,
        receivedAt: at(0.123),
      })
      await store.begin(study)
      expect(await store.find(study.id)).toEqual({
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
      })
    })

    it('is not found under an id that nobody used', async () => {
      const store = await open()
      expect(await store.find('no-such-study')).toBeNull()
    })

    it('is begun once', async () => {
      const store = await open()
      const study = receivedStudy()
      await store.begin(study)
      await expect(store.begin({ ...study, person: 'another' })).rejects.toThrow()
      expect(await store.find(study.id)).toMatchObject({ person: study.person })
    })

    it('keeps every digit of a finding', async () => {
      const store = await open()
      const study = receivedStudy()
      const scores = { COVID: 0.1 + 0.2, NORMAL: 1 / 3, PNEUMONIA: 5e-324 }
      await store.begin(study)
      await store.finish(study.id, examinationOf({ ...PNEUMONIA_FINDING, scores } as Outcome), at(2), HEATMAP)
      expect(await store.find(study.id)).toEqual({
        ...study,
        answeredAt: at(2),
        deliveredAt: null,
        pictureErasedAt: null,
        outcome: 'finding',
        label: 'PNEUMONIA',
        scores,
        threshold: 0.6,
        code: null,
        format: 'jpeg',
        width: 480,
        height: 480,
        pixelsSha256: 'ab'.repeat(32),
        model: SCRIPTED_MODEL.id,
        backend: SCRIPTED_MODEL.backend,
        precision: SCRIPTED_MODEL.precision,
        preprocessing: SCRIPTED_MODEL.preprocessing,
        checked: false,
        turns: [],
        heatmapSha256: HEATMAP,
        timings: { queueMs: 1, decodeMs: 2, classifyMs: 3, heatmapMs: 4 },
        brightness: 0.5,
        reviewState: 'unreviewed',
      })
    })

    it('keeps what was put right, and that a gate judged the picture', async () => {
      const store = await open()
      const study = receivedStudy()
      await store.begin(study)
      const judged = { checked: true, turns: ['inverted', 'rotated_90'] } as const
      await store.finish(study.id, examinationOf(PNEUMONIA_FINDING, judged), at(2))
      expect(await store.find(study.id)).toMatchObject(judged)
      await store.finish(study.id, examinationOf(refused('busy')), at(3))
      expect(await store.find(study.id)).toMatchObject({ checked: null, turns: [] })
    })

    it.each<[string, Outcome, object]>([
      [
        'uncertain',
        { kind: 'uncertain', scores: SCORES, threshold: 0.7 },
        { label: null, scores: SCORES, threshold: 0.7, code: null },
      ],
      ['refused unread', refused('busy', 30), { label: null, scores: null, threshold: null, code: 'busy' }],
      [
        'refused after the network ran',
        { kind: 'refused', code: 'not_frontal_chest', scores: SCORES },
        { label: null, scores: SCORES, code: 'not_frontal_chest' },
      ],
      [
        'a fault',
        { kind: 'fault', code: 'inference_crashed' },
        { label: null, scores: null, code: 'inference_crashed' },
      ],
    ])('records an outcome that is %s', async (_, outcome, expected) => {
      const store = await open()
      const study = receivedStudy()
      await store.begin(study)
      await store.finish(study.id, examinationOf(outcome), at(1))
      expect(await store.find(study.id)).toMatchObject({
        outcome: outcome.kind,
        answeredAt: at(1),
        ...expected,
      })
    })

    it('is finished anew while undelivered, and nothing of the first answer stays', async () => {
      const store = await open()
      const study = receivedStudy()
      await store.begin(study)
      await store.finish(study.id, examinationOf(PNEUMONIA_FINDING), at(1))
      await store.finish(study.id, examinationOf({ kind: 'fault', code: 'internal' }), at(2))
      expect(await store.find(study.id)).toMatchObject({
        outcome: 'fault',
        code: 'internal',
        label: null,
        scores: null,
        threshold: null,
        model: null,
        format: null,
        answeredAt: at(2),
      })
    })

    it('keeps the answer that was delivered', async () => {
      const store = await open()
      const study = receivedStudy()
      await store.begin(study)
      await store.finish(study.id, examinationOf(PNEUMONIA_FINDING), at(1))
      await store.deliver(study.id, at(2))
      const delivered = await store.find(study.id)
      await store.finish(study.id, examinationOf(refused('corrupt_image')), at(3))
      await store.deliver(study.id, at(4))
      expect(await store.find(study.id)).toEqual(delivered)
      expect(delivered).toMatchObject({ outcome: 'finding', answeredAt: at(1), deliveredAt: at(2) })
    })

    it('can be finished even when a door said too early that it was delivered', async () => {
      const store = await open()
      const study = receivedStudy()
      await store.begin(study)
      await store.deliver(study.id, at(1))
      await store.finish(study.id, examinationOf(PNEUMONIA_FINDING), at(2))
      expect(await store.find(study.id)).toMatchObject({ outcome: 'finding', answeredAt: at(2) })
    })

    it('must exist to be finished, delivered or erased', async () => {
      const store = await open()
      const missing = { code: 'record_missing' }
      await expect(store.finish('none', examinationOf(refused('busy')), at(1))).rejects.toMatchObject(missing)
      await expect(store.deliver('none', at(1))).rejects.toMatchObject(missing)
      await expect(store.markPictureErased('none', at(1))).rejects.toMatchObject(missing)
    })
  })

  describe(`${name}: the list`, () => {
    it('is empty at first', async () => {
      const store = await open()
      expect(await store.list({ limit: 10 })).toEqual({ studies: [], next: null })
    })

    it('has no next page when the last study fills a page', async () => {
      const store = await open()
      for (const id of ['a', 'b']) await store.begin(receivedStudy({ id }))
      expect(await store.list({ limit: 2 })).toMatchObject({
        studies: [{ id: 'b' }, { id: 'a' }],
        next: null,
      })
      expect(await store.list({ limit: 1 })).toMatchObject({ next: { id: 'b', receivedAt: at(0) } })
    })

    it('goes on from a study that has not been there, by its time and id', async () => {
      const store = await open()
      for (const [id, second] of [
        ['a', 1],
        ['c', 2],
        ['e', 2],
        ['g', 3],
      ] as const) {
        await store.begin(receivedStudy({ id, receivedAt: at(second) }))
      }
      const { studies } = await store.list({ limit: 10, after: { receivedAt: at(2), id: 'd' } })
      expect(studies.map(({ id }) => id)).toEqual(['c', 'a'])
    })

    it.each([0, -1, 201, 1.5, Number.NaN])('refuses a page of %s rows', async (limit) => {
      const store = await open()
      await expect(store.list({ limit })).rejects.toThrow(RangeError)
    })

    it('shows each study of any filter once, newest first, however the pages are cut and times coincide', async () => {
      const store = await open()
      const outcomes: (Outcome | null)[] = [
        PNEUMONIA_FINDING,
        { ...PNEUMONIA_FINDING, label: 'COVID' } as Outcome,
        refused('too_small'),
        { kind: 'uncertain', scores: SCORES, threshold: 0.7 },
        null,
      ]
      for (let index = 0; index < 60; index += 1) {
        const study = receivedStudy({
          id: `study-${(index * 37) % 60}`,
          channel: CHANNELS[index % CHANNELS.length] ?? 'web',
          receivedAt: at(index % 4),
        })
        await store.begin(study)
        const outcome = outcomes[(index * 7) % outcomes.length]
        if (outcome) await store.finish(study.id, examinationOf(outcome), at(10))
      }
      const all = (await store.list({ limit: 200 })).studies
      expect(all).toHaveLength(60)
      expect(all.map(sortKey)).toEqual(all.map(sortKey).sort().reverse())

      const filters = fc.record(
        {
          label: fc.constantFrom('COVID', 'NORMAL', 'PNEUMONIA'),
          channel: fc.constantFrom(...CHANNELS),
          outcome: fc.constantFrom('finding', 'uncertain', 'refused', 'fault'),
        },
        { requiredKeys: [] },
      )
      await fc.assert(
        fc.asyncProperty(filters, fc.integer({ min: 1, max: 25 }), async (filter, limit) => {
          const expected = all.filter((study) =>
            Object.entries(filter).every(([key, value]) => study[key as keyof typeof study] === value),
          )
          expect(await readPages(store, { ...(filter as Omit<StudyFilter, 'limit'>), limit })).toEqual(
            expected,
          )
        }),
        { numRuns: 40 },
      )
    })
  })

  describe(`${name}: what is left to do`, () => {
    it('names the unfinished begun before a moment, oldest first', async () => {
      const store = await open()
      for (const [id, second] of [
        ['late', 9],
        ['b', 2],
        ['a', 2],
        ['old', 1],
        ['done', 1],
      ] as const) {
        await store.begin(receivedStudy({ id, receivedAt: at(second) }))
      }
      await store.finish('done', examinationOf(refused('busy')), at(3))
      expect((await store.unfinished(at(9))).map(({ id }) => id)).toEqual(['old', 'a', 'b'])
    })

    it('names the pictures kept since before a moment, oldest first and no more than asked for', async () => {
      const store = await open()
      for (const [id, second] of [
        ['late', 9],
        ['third', 3],
        ['first', 1],
        ['second', 2],
        ['gone', 1],
      ] as const) {
        await store.begin(receivedStudy({ id, receivedAt: at(second) }))
      }
      await store.begin(receivedStudy({ id: 'without', sha256: null, bytes: null }))
      await store.markPictureErased('gone', at(5))
      expect((await store.withPictureBefore(at(9), 10)).map(({ id }) => id)).toEqual([
        'first',
        'second',
        'third',
      ])
      expect((await store.withPictureBefore(at(9), 2)).map(({ id }) => id)).toEqual(['first', 'second'])
    })

    it('counts the studies that still need a picture', async () => {
      const store = await open()
      const [one, two] = ['1'.repeat(64), '2'.repeat(64)]
      for (const [id, sha256] of [
        ['a', one],
        ['b', one],
        ['c', two],
        ['d', null],
      ] as const) {
        await store.begin(receivedStudy({ id, sha256 }))
      }
      await store.markPictureErased('a', at(5))
      expect(await store.countKeeping(one)).toBe(1)
      expect(await store.countKeeping(two)).toBe(1)
      expect(await store.countKeeping('3'.repeat(64))).toBe(0)
    })

    it('counts a study among those that need its heatmap as long as its picture is kept', async () => {
      const store = await open()
      for (const id of ['a', 'b']) {
        await store.begin(receivedStudy({ id }))
        await store.finish(id, examinationOf(PNEUMONIA_FINDING), at(2), HEATMAP)
      }
      expect(await store.countKeeping(HEATMAP)).toBe(2)
      await store.markPictureErased('a', at(5))
      expect(await store.countKeeping(HEATMAP)).toBe(1)
    })

    it('keeps the first time at which a picture was erased', async () => {
      const store = await open()
      const study = receivedStudy()
      await store.begin(study)
      for (const minute of [5, 6]) await store.markPictureErased(study.id, at(minute))
      expect(await store.find(study.id)).toMatchObject({ pictureErasedAt: at(5) })
    })
  })
}

const sortKey = ({ receivedAt, id }: StudyCursor): string => `${receivedAt.toISOString()} ${id}`
