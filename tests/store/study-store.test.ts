import { describe, expect, it } from 'vitest'
import { noteWords } from '../../src/core/note-words.js'
import type { ReceivedStudy } from '../../src/core/study.js'
import type { Database } from '../../src/store/open-database.js'
import { checkRecord } from '../../src/store/record-check.js'
import { createReviewStore } from '../../src/store/review-store.js'
import { createStudyStore } from '../../src/store/study-store.js'
import { createMemoryReviewStore, createMemoryStudyStore } from '../support/memory-stores.js'
import { examinationOf, PNEUMONIA_FINDING } from '../support/scripted-reader.js'
import { describeStudyNotes } from './contracts/study-notes.js'
import { describeStudySearch } from './contracts/study-search.js'
import { describeStudyStore } from './contracts/study-store.js'
import { at, receivedStudy } from './support/studies.js'
import { temporaryDatabase } from './support/temporary.js'

describeStudyStore('studies in memory', () => Promise.resolve(createMemoryStudyStore()))
describeStudyStore('studies in SQLite', async () => createStudyStore(await temporaryDatabase()))

describeStudyNotes('studies in memory', () => Promise.resolve(createMemoryStudyStore()))
describeStudyNotes('studies in SQLite', async () => createStudyStore(await temporaryDatabase()))

describeStudySearch('studies in memory', () => {
  const studies = createMemoryStudyStore()
  return Promise.resolve({ studies, reviews: createMemoryReviewStore(studies) })
})
describeStudySearch('studies in SQLite', async () => {
  const db = await temporaryDatabase()
  return { studies: createStudyStore(db), reviews: createReviewStore({ db }) }
})

describe('studies in SQLite', () => {
  it('finds a page by an index, without sorting, for each filter and however deep', async () => {
    const db = await temporaryDatabase()
    for (const [where, index] of [
      ['', 'Study_receivedAt_id_idx'],
      [`label = 'COVID' AND`, 'Study_label_receivedAt_id_idx'],
      [`channel = 'web' AND`, 'Study_channel_receivedAt_id_idx'],
      [`outcome = 'refused' AND`, 'Study_outcome_receivedAt_id_idx'],
      [`code = 'busy' AND`, 'Study_code_receivedAt_id_idx'],
      [`model = 'a@1' AND`, 'Study_model_receivedAt_id_idx'],
      [`person = 'ann' AND`, 'Study_person_receivedAt_id_idx'],
      [`reviewState IS NULL AND`, 'Study_reviewState_receivedAt_id_idx'],
      [`model = 'a@1' AND COALESCE(label, '') = 'COVID' AND`, 'Study_model_receivedAt_id_idx'],
    ]) {
      const plan = await db.client.$queryRawUnsafe<{ detail: string }[]>(
        `EXPLAIN QUERY PLAN SELECT * FROM Study WHERE ${where} receivedAt <= 'x' AND (receivedAt < 'x' OR id < 'y')
         ORDER BY receivedAt DESC, id DESC LIMIT 51`,
      )
      const detail = plan.map((row) => row.detail).join('\n')
      expect(detail).toContain(`USING INDEX ${index}`)
      expect(detail).not.toContain('TEMP B-TREE')
    }
  })

  it('streams what was there at the start, and nothing that came meanwhile, whatever its time', async () => {
    const db = await temporaryDatabase()
    const studies = createStudyStore(db)
    const ids = Array.from({ length: 1203 }, (_, index) => `study-${String(index).padStart(4, '0')}`)
    await insertMany(
      db,
      ids.map((id, index) => receivedStudy({ id, receivedAt: at(index) })),
    )
    const seen: string[] = []
    let batches = 0
    for await (const batch of studies.stream({})) {
      seen.push(...batch.map(({ id }) => id))
      batches += 1
      expect(batch.length).toBeLessThanOrEqual(500)
      await studies.begin(receivedStudy({ id: `older-${batches}`, receivedAt: at(-60) }))
      await studies.begin(receivedStudy({ id: `newer-${batches}`, receivedAt: at(9000) }))
    }
    expect(batches).toBe(3)
    expect(seen).toEqual([...ids].reverse())
  })

  it('finds a rare study behind thousands that fit only one of two conditions', async () => {
    const db = await temporaryDatabase()
    const studies = createStudyStore(db)
    const common = Array.from({ length: 6000 }, (_, index) => index)
    await insertMany(db, [
      ...common.map((index) => ({
        ...receivedStudy({ id: `web-${index}`, channel: 'web', receivedAt: at(index) }),
        model: index < 10 ? 'retired@1' : 'live@1',
      })),
      ...common.map((index) => ({
        ...receivedStudy({ id: `shell-${index}`, channel: 'shell', receivedAt: at(20_000 + index) }),
        model: 'live@1',
      })),
    ])
    const both = await studies.list({ channel: 'web', model: 'retired@1', limit: 200 })
    expect(both.studies.map(({ id }) => id)).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1, 0].map((n) => `web-${n}`))
    const leaped = await studies.list({ channel: 'web', model: 'live@1', limit: 2 })
    expect(leaped.studies.map(({ id }) => id)).toEqual(['web-5999', 'web-5998'])
    expect(await studies.list({ channel: 'api', model: 'live@1', limit: 2 })).toEqual({
      studies: [],
      next: null,
    })
  })

  it('finds a word of thousands of notes, and what an older reference begins with, beside another condition', async () => {
    const db = await temporaryDatabase()
    const studies = createStudyStore(db)
    const noted = Array.from({ length: 12_100 }, (_, index) => ({
      ...receivedStudy({ id: `noted-${index}`, receivedAt: at(1000 + index), note: 'ward 3' }),
      model: 'live@1',
    }))
    const older = [1, 2, 3].map((index) => ({
      ...receivedStudy({ id: `older-${index}`, receivedAt: at(index) }),
      reference: index === 2 ? 'CC-WARD2345' : 'CC-99999999',
      model: 'retired@1',
    }))
    await insertMany(db, [...older, ...noted])
    const found = async (conditions: Parameters<typeof studies.list>[0]) =>
      (await studies.list(conditions)).studies.map(({ id }) => id)
    expect(await found({ text: 'ward', limit: 2 })).toEqual(['noted-12099', 'noted-12098'])
    expect(await found({ text: 'ward', model: 'retired@1', limit: 9 })).toEqual(['older-2'])
    expect(await found({ text: 'war', model: 'retired@1', limit: 9 })).toEqual([])
    const last = { receivedAt: at(1001), id: 'noted-1' }
    expect(await found({ text: 'ward', after: last, limit: 9 })).toEqual(['noted-0', 'older-2'])
  })

  it('forgets the words of a note with the note', async () => {
    const db = await temporaryDatabase()
    const studies = createStudyStore(db)
    await studies.begin(receivedStudy({ id: 'film', note: 'Ward three, ward four' }))
    expect(await db.client.noteWord.count()).toBe(3)
    await studies.markPictureErased('film', at(1))
    expect(await db.client.noteWord.count()).toBe(0)
  })

  it('leaves one note for the webhook with each outcome, where there is one', async () => {
    const db = await temporaryDatabase()
    const studies = createStudyStore(db, { webhook: true })
    await studies.begin(receivedStudy({ id: 'film' }))
    await studies.finish('film', examinationOf(PNEUMONIA_FINDING), at(1))
    await studies.deliver('film', at(2))
    await studies.finish('film', examinationOf(PNEUMONIA_FINDING), at(3))
    expect(await db.client.webhookDelivery.findMany()).toMatchObject([
      { studyId: 'film', attempts: 0, createdAt: at(1), nextAttemptAt: at(1), deliveredAt: null },
    ])
    const quiet = createStudyStore(db)
    await quiet.begin(receivedStudy({ id: 'second' }))
    await quiet.finish('second', examinationOf(PNEUMONIA_FINDING), at(1))
    expect(await db.client.webhookDelivery.count()).toBe(1)
  })

  it('names a client of the programming interface as it is, and a person by an alias', async () => {
    const db = await temporaryDatabase()
    const studies = createStudyStore(db)
    await studies.begin(receivedStudy({ id: 'a', channel: 'api', person: 'client-7' }))
    await studies.begin(receivedStudy({ id: 'b', person: 'somebody' }))
    const [client, person] = await db.client.auditEvent.findMany({ orderBy: { seq: 'asc' } })
    expect(client).toMatchObject({ actorKind: 'client', actorId: 'client-7', actorChannel: 'api' })
    expect(person).toMatchObject({
      actorKind: 'person',
      actorId: expect.not.stringContaining('somebody') as string,
    })
    expect(await checkRecord(db)).toMatchObject({ broken: null, studies: 2 })
  })

  it('is a fault, not a wrong answer, when a row holds what this version never writes', async () => {
    const db = await temporaryDatabase()
    const studies = createStudyStore(db)
    const study = receivedStudy({ receivedAt: at(1) })
    await studies.begin(study)
    await db.client.study.updateMany({ data: { channel: 'carrier pigeon' } })
    await expect(studies.find(study.id)).rejects.toMatchObject({ name: 'Fault', code: 'internal' })
  })
})

/** Rows as they are, many at a time. */
async function insertMany(
  { client }: Database,
  rows: readonly (ReceivedStudy & { readonly model?: string })[],
): Promise<void> {
  const text = rows.map((row) => ({
    ...row,
    receivedAt: row.receivedAt.toISOString().replace('Z', '+00:00'),
  }))
  await client.$executeRawUnsafe(
    `INSERT INTO Study (id, reference, channel, person, receivedAt, sha256, model)
     SELECT value ->> 'id', value ->> 'reference', value ->> 'channel', value ->> 'person',
       value ->> 'receivedAt', value ->> 'sha256', value ->> 'model' FROM json_each(?)`,
    JSON.stringify(text),
  )
  const words = text.flatMap(({ id, note, receivedAt }) =>
    noteWords(note ?? '').map((word) => ({ id, word, receivedAt })),
  )
  await client.$executeRawUnsafe(
    `INSERT INTO NoteWord (studyId, word, receivedAt)
     SELECT value ->> 'id', value ->> 'word', value ->> 'receivedAt' FROM json_each(?)`,
    JSON.stringify(words),
  )
}
