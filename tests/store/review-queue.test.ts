import { describe, expect, it } from 'vitest'
import type { Outcome } from '../../src/core/outcome.js'
import { refused } from '../../src/core/outcome.js'
import { createReviewDraw } from '../../src/store/review-draw.js'
import { createReviewQueue } from '../../src/store/review-queue.js'
import { createReviewStore } from '../../src/store/review-store.js'
import { createStudyStore } from '../../src/store/study-store.js'
import { examinationOf, PNEUMONIA_FINDING } from '../support/scripted-reader.js'
import { at, receivedStudy } from './support/studies.js'
import { temporaryDatabase } from './support/temporary.js'

const UNCERTAIN: Outcome = {
  kind: 'uncertain',
  scores: { COVID: 0.3, NORMAL: 0.3, PNEUMONIA: 0.4 },
  threshold: 0.6,
}

async function setting(drawn: readonly string[] = []) {
  const db = await temporaryDatabase()
  const draw = (id: string): boolean => drawn.includes(id)
  const studies = createStudyStore(db, { draw })
  const reviews = createReviewStore({ db, draw })
  const queue = createReviewQueue({ db })
  let second = 0
  const add = async (id: string, outcome: Outcome): Promise<void> => {
    await studies.begin(receivedStudy({ id, receivedAt: at(second++) }))
    await studies.finish(id, examinationOf(outcome), at(second))
  }
  const judge = (studyId: string, reviewer: string, agrees: boolean | null) =>
    reviews.record({
      ...{ studyId, channel: 'web', reviewer, note: null, at: at(99), agrees },
      verdict: agrees === true ? 'PNEUMONIA' : 'NORMAL',
    })
  const waiting = async (reviewer: string, limit = 10) =>
    (await queue.next({ reviewer, limit })).map(({ studyId, reason }) => `${studyId} ${reason}`)
  return { studies, reviews, queue, add, judge, waiting }
}

describe('the queue of reviewers', () => {
  it('holds what the model was not sure of, what reviewers disagree with, and what the draw fell on', async () => {
    const { queue, add, judge, waiting } = await setting(['drawn', 'drawn and refused'])
    await add('unsure', UNCERTAIN)
    await add('plain', PNEUMONIA_FINDING)
    await add('drawn', PNEUMONIA_FINDING)
    await add('drawn and refused', refused('poor_quality'))
    await add('wrong', PNEUMONIA_FINDING)
    await judge('wrong', 'ann', false)
    expect(await waiting('bob')).toEqual(['wrong disagreed', 'drawn sampled', 'unsure uncertain'])
    expect(await queue.counts('bob')).toEqual({ uncertain: 1, disagreed: 1, sampled: 1 })
    expect(await queue.counts('ann')).toEqual({ uncertain: 1, disagreed: 0, sampled: 1 })
  })

  it('lets a reviewer alone with what they judged, and keeps it for the others', async () => {
    const { add, judge, waiting } = await setting()
    await add('one', UNCERTAIN)
    await add('two', UNCERTAIN)
    await judge('two', 'ann', null)
    expect(await waiting('ann')).toEqual(['one uncertain'])
    expect(await waiting('bob')).toEqual(['two uncertain', 'one uncertain'])
  })

  it('gives a study back that is no longer disagreed with, to where it was', async () => {
    const { reviews, add, judge, waiting } = await setting(['drawn'])
    await add('drawn', PNEUMONIA_FINDING)
    await add('plain', PNEUMONIA_FINDING)
    for (const id of ['drawn', 'plain']) await judge(id, 'ann', false)
    expect(await waiting('bob')).toEqual(['plain disagreed', 'drawn disagreed'])
    await judge('plain', 'ann', true)
    await reviews.withdraw({ studyId: 'drawn', channel: 'web', reviewer: 'ann', at: at(100) })
    expect(await waiting('bob')).toEqual(['drawn sampled'])
  })

  it('drops a study with its picture, and takes it up for no word that comes later', async () => {
    const { studies, queue, add, judge, waiting } = await setting()
    await add('gone', UNCERTAIN)
    await add('also gone', PNEUMONIA_FINDING)
    for (const id of ['gone', 'also gone']) await studies.markPictureErased(id, at(50))
    await judge('also gone', 'ann', false)
    expect(await waiting('bob')).toEqual([])
    expect(await queue.counts('bob')).toEqual({ uncertain: 0, disagreed: 0, sampled: 0 })
  })

  it('follows an answer that is given anew', async () => {
    const { studies, add, waiting } = await setting()
    await add('film', UNCERTAIN)
    await studies.finish('film', examinationOf(PNEUMONIA_FINDING), at(9))
    expect(await waiting('bob')).toEqual([])
  })

  it('is given newest first, one reason or all, a page at a time', async () => {
    const { queue, add } = await setting(['b', 'd'])
    for (const id of ['a', 'b', 'c', 'd', 'e']) {
      await add(id, ['b', 'd'].includes(id) ? PNEUMONIA_FINDING : UNCERTAIN)
    }
    const first = await queue.next({ reviewer: 'ann', limit: 2 })
    expect(first.map(({ studyId }) => studyId)).toEqual(['e', 'd'])
    const last = first.at(-1)
    const rest = await queue.next({ reviewer: 'ann', limit: 10, ...(last ? { after: last } : {}) })
    expect(rest.map(({ studyId }) => studyId)).toEqual(['c', 'b', 'a'])
    const sampled = await queue.next({ reviewer: 'ann', reason: 'sampled', limit: 10 })
    expect(sampled).toEqual([
      { studyId: 'd', receivedAt: at(3), reason: 'sampled' },
      { studyId: 'b', receivedAt: at(1), reason: 'sampled' },
    ])
    for (const limit of [0, 201, 1.5]) {
      await expect(queue.next({ reviewer: 'ann', limit })).rejects.toThrow(RangeError)
    }
  })
})

describe('the draw', () => {
  const ids = Array.from({ length: 4000 }, (_, index) => `study-${index}`)

  it('falls on about its share, always on the same ones, and on others under another key', () => {
    const [one, two] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)]
    const drawn = ids.filter(createReviewDraw(one))
    expect(drawn.length / ids.length).toBeGreaterThan(0.035)
    expect(drawn.length / ids.length).toBeLessThan(0.065)
    expect(ids.filter(createReviewDraw(one))).toEqual(drawn)
    expect(ids.filter(createReviewDraw(two))).not.toEqual(drawn)
    expect(ids.filter(createReviewDraw(one, 0))).toEqual([])
    expect(ids.filter(createReviewDraw(one, 1))).toEqual(ids)
  })
})
