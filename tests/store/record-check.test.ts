import { describe, expect, it } from 'vitest'
import { createPeople } from '../../src/store/people.js'
import { createPseudonymiser } from '../../src/store/pseudonymiser.js'
import type { Database } from '../../src/store/open-database.js'
import { checkRecord } from '../../src/store/record-check.js'
import { createReviewStore } from '../../src/store/review-store.js'
import { createStudyStore } from '../../src/store/study-store.js'
import { examinationOf, PNEUMONIA_FINDING } from '../support/scripted-reader.js'
import { at, receivedStudy } from './support/studies.js'
import { temporaryDatabase } from './support/temporary.js'

const pseudonyms = createPseudonymiser(Buffer.alloc(32, 5))
const ann = { channel: 'telegram', person: '11', chat: null } as const

/** Four studies at different steps of their way, one with two reviews. */
async function withStudies(): Promise<Database> {
  const db = await temporaryDatabase()
  const studies = createStudyStore(db)
  const reviews = createReviewStore({ db })
  for (const id of ['a', 'b', 'c', 'd']) {
    await studies.begin(
      receivedStudy({ id, person: pseudonyms.person(ann), receivedAt: at(1), note: 'note' }),
    )
  }
  for (const id of ['a', 'b', 'c']) await studies.finish(id, examinationOf(PNEUMONIA_FINDING), at(2))
  await studies.deliver('a', at(3))
  await studies.markPictureErased('a', at(4))
  for (const reviewer of ['one', 'two']) {
    const said = { verdict: 'NORMAL', agrees: false, note: null, at: at(5) } as const
    await reviews.record({ studyId: 'b', channel: 'web', reviewer, ...said })
  }
  await reviews.record({
    studyId: 'b',
    channel: 'telegram',
    reviewer: pseudonyms.person(ann),
    verdict: 'COVID',
    agrees: false,
    note: 'a note',
    at: at(6),
  })
  return db
}

describe('the studies, held against the stream of events', () => {
  it('agree as they were written', async () => {
    const db = await withStudies()
    const progress: number[] = []
    expect(await checkRecord(db, (done) => progress.push(done))).toEqual({
      broken: null,
      studies: 4,
      older: 0,
    })
    expect(progress).toEqual([4])
  })

  it('agree when there are none', async () => {
    expect(await checkRecord(await temporaryDatabase())).toEqual({ broken: null, studies: 0, older: 0 })
  })

  it('agree after somebody had their link cut, and came back', async () => {
    const db = await withStudies()
    await createPeople({ db, pseudonyms }).unlink(ann, at(7))
    await createStudyStore(db).begin(
      receivedStudy({ id: 'e', person: pseudonyms.person(ann), receivedAt: at(8) }),
    )
    expect(await checkRecord(db)).toEqual({ broken: null, studies: 5, older: 0 })
  })

  it('from before there was a stream are counted apart', async () => {
    const db = await withStudies()
    await db.client.study.create({ data: { ...receivedStudy({ id: 'z', receivedAt: at(0.5) }) } })
    expect(await checkRecord(db)).toEqual({ broken: null, studies: 4, older: 1 })
  })

  it.each([
    ['the label', 'b', { label: 'NORMAL' }],
    ['a score, by its last digit', 'b', { scorePneumonia: 0.7000000000000001 }],
    ['the outcome of one without answer', 'd', { outcome: 'refused', answeredAt: at(9) }],
    ['the time of the answer', 'b', { answeredAt: at(2.001) }],
    ['the time when it came', 'b', { receivedAt: at(1.001) }],
    ['the delivery', 'b', { deliveredAt: at(3) }],
    ['the delivery, taken back', 'a', { deliveredAt: null }],
    ['whether the picture is kept', 'a', { pictureErasedAt: null }],
    ['the picture', 'c', { sha256: 'b2'.repeat(32) }],
    ['the model', 'c', { model: 'another@0123456789ab' }],
    ['the person', 'c', { person: 'somebody else' }],
    ['a word that the program never writes', 'c', { outcome: 'certain' }],
  ])('show that somebody changed %s', async (_, id, data) => {
    const db = await withStudies()
    await db.client.study.update({ where: { id }, data })
    expect((await checkRecord(db)).broken).toEqual({ studyId: id, why: 'altered' })
  })

  it('show one that was added, and one that is gone', async () => {
    const db = await withStudies()
    await db.client.study.create({ data: { ...receivedStudy({ id: 'added', receivedAt: at(5) }) } })
    expect((await checkRecord(db)).broken).toEqual({ studyId: 'added', why: 'without_event' })
    await db.client.study.deleteMany({ where: { id: { in: ['added', 'c'] } } })
    expect((await checkRecord(db)).broken).toEqual({ studyId: 'c', why: 'missing' })
  })

  it.each([
    ['changed', (db: Database) => db.client.review.updateMany({ data: { verdict: 'COVID', agrees: true } })],
    ['removed', (db: Database) => db.client.review.deleteMany({ where: { reviewer: 'one' } })],
    [
      'given to another',
      (db: Database) =>
        db.client.review.updateMany({ where: { reviewer: 'one' }, data: { reviewer: 'three' } }),
    ],
  ])('show a review that was %s', async (_, spoil) => {
    const db = await withStudies()
    await spoil(db)
    expect((await checkRecord(db)).broken).toEqual({ studyId: 'b', why: 'review_altered' })
  })
})
