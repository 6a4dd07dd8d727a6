import { describe, expect, it } from 'vitest'
import { createAdmission } from '../../src/store/admission.js'
import { createAuditLog } from '../../src/store/audit-log.js'
import { createPeople } from '../../src/store/people.js'
import { createPseudonymiser } from '../../src/store/pseudonymiser.js'
import { createReviewStore } from '../../src/store/review-store.js'
import { createStudyStore } from '../../src/store/study-store.js'
import {
  createMemoryPeople,
  createMemoryReviewStore,
  createMemoryStudyStore,
  plainPseudonymiser,
} from '../support/memory-stores.js'
import { describePeople } from './contracts/people.js'
import { describeReviews } from './contracts/reviews.js'
import { at, receivedStudy } from './support/studies.js'
import { temporaryDatabase } from './support/temporary.js'

const key = Buffer.alloc(32, 9)
const pseudonyms = createPseudonymiser(key)

function inMemory() {
  const studies = createMemoryStudyStore()
  const reviews = createMemoryReviewStore(studies)
  const people = createMemoryPeople({ studies, reviews, pseudonyms: plainPseudonymiser })
  return { studies, reviews, people, pseudonyms: plainPseudonymiser }
}

async function inSqlite() {
  const db = await temporaryDatabase()
  return {
    db,
    studies: createStudyStore(db),
    reviews: createReviewStore({ db }),
    people: createPeople({ db, pseudonyms }),
    audit: createAuditLog({ db, now: () => at(0) }),
    pseudonyms,
  }
}

describePeople('people in memory', () => Promise.resolve(inMemory()))
describePeople('people in SQLite', inSqlite)
describeReviews('reviews in memory', () => Promise.resolve(inMemory()))
describeReviews('reviews in SQLite', inSqlite)

const ann = { channel: 'telegram', person: '4815162342', chat: '108' } as const

describe('after somebody had the link cut', () => {
  it('nothing in the database leads from the pseudonym to a study or an event', async () => {
    const { db, studies, reviews, people, audit } = await inSqlite()
    const admission = createAdmission({ db, pseudonyms, key, now: () => at(0), open: false })
    await admission.redeem(ann, await admission.issue({ uses: 1, expiresAt: at(60) }))
    const person = pseudonyms.person(ann)
    await studies.begin(
      receivedStudy({ id: 'film', person, chat: pseudonyms.chat(ann), note: 'Mrs. Patientname' }),
    )
    await reviews.record({
      studyId: 'film',
      channel: 'telegram',
      reviewer: person,
      verdict: 'other',
      agrees: null,
      note: 'Mr. Patientname',
      at: at(3),
    })
    await people.chooseLanguage(ann, 'de')
    const alias = (await db.client.personAlias.findFirstOrThrow({ where: { person } })).alias
    await people.unlink(ann, at(5))

    const kept = JSON.stringify([
      await db.client.study.findMany(),
      await db.client.review.findMany(),
      await db.client.auditEvent.findMany(),
      await db.client.personAlias.findMany(),
      await db.client.preference.findMany(),
    ])
    for (const lead of [person, pseudonyms.chat(ann), '4815162342', 'Patientname']) {
      expect(kept).not.toContain(lead)
    }
    // The pseudonym stays admitted, and the time of its admission is no bridge to the event of the invite.
    expect(await admission.isAdmitted(ann)).toBe(true)
    const { admittedAt } = await db.client.admittedPerson.findFirstOrThrow()
    expect(kept).not.toContain(admittedAt.toISOString())
    expect(await audit.eventsOf('film')).toMatchObject([{ actor: { id: alias } }, { actor: { id: alias } }])
    expect(await studies.find('film')).toMatchObject({ person: `erased-${alias}` })
    expect((await audit.verify()).broken).toBeNull()
  })

  it('an event tells how much was cut, and of nobody', async () => {
    const { studies, people, audit } = await inSqlite()
    const person = pseudonyms.person(ann)
    for (const id of ['a', 'b']) await studies.begin(receivedStudy({ id, person }))
    await people.unlink(ann, at(5))
    const { events } = await audit.list({ kind: 'person.erased', limit: 10 })
    expect(events).toMatchObject([
      {
        at: at(5),
        actor: { kind: 'person', id: null, channel: 'telegram' },
        subject: null,
        details: { studies: 2, reviews: 0 },
      },
    ])
  })

  it('what they send next is theirs again, under another alias', async () => {
    const { db, studies, people } = await inSqlite()
    const person = pseudonyms.person(ann)
    await studies.begin(receivedStudy({ id: 'a', person }))
    const before = await db.client.personAlias.findMany()
    await people.unlink(ann, at(5))
    await studies.begin(receivedStudy({ id: 'b', person }))
    const after = await db.client.personAlias.findMany()
    expect(await people.studiesOf(ann, 10)).toMatchObject([{ id: 'b' }])
    expect(after).toHaveLength(1)
    expect(after[0]?.alias).not.toBe(before[0]?.alias)
  })
})

describe('the events of reviews', () => {
  it('tell each change, by whom, and nothing of the note', async () => {
    const { studies, reviews, audit } = await inSqlite()
    await studies.begin(receivedStudy({ id: 'film' }))
    const review = {
      studyId: 'film',
      channel: 'web',
      reviewer: 'account-1',
      verdict: 'NORMAL',
      agrees: false,
      note: 'Mr. Patientname',
      at: at(1),
    } as const
    await reviews.record(review)
    await reviews.record(review)
    await reviews.record({ ...review, verdict: 'COVID', agrees: true, note: null, at: at(2) })
    const { events } = await audit.list({ kind: 'review.recorded', limit: 10 })
    expect(events).toMatchObject([
      { details: { verdict: 'COVID', agrees: true, previousVerdict: 'NORMAL', hasNote: false } },
      {
        actor: { kind: 'user', id: 'account-1', channel: 'web' },
        subject: 'film',
        details: { verdict: 'NORMAL', agrees: false, previousVerdict: null, hasNote: true },
      },
    ])
    expect(JSON.stringify(events)).not.toContain('Patientname')
  })
})
