import { describe, expect, it } from 'vitest'
import { createStudyStore } from '../../src/store/study-store.js'
import { createMemoryStudyStore } from '../support/memory-stores.js'
import { describeStudyNotes } from './contracts/study-notes.js'
import { describeStudyStore } from './contracts/study-store.js'
import { at, receivedStudy } from './support/studies.js'
import { temporaryDatabase } from './support/temporary.js'

describeStudyStore('studies in memory', () => Promise.resolve(createMemoryStudyStore()))
describeStudyStore('studies in SQLite', async () => createStudyStore(await temporaryDatabase()))

describeStudyNotes('studies in memory', () => Promise.resolve(createMemoryStudyStore()))
describeStudyNotes('studies in SQLite', async () => createStudyStore(await temporaryDatabase()))

describe('studies in SQLite', () => {
  it('finds a page by an index, without sorting, for each filter and however deep', async () => {
    const db = await temporaryDatabase()
    for (const [where, index] of [
      ['', 'Study_receivedAt_id_idx'],
      [`label = 'COVID' AND`, 'Study_label_receivedAt_id_idx'],
      [`channel = 'web' AND`, 'Study_channel_receivedAt_id_idx'],
      [`outcome = 'refused' AND`, 'Study_outcome_receivedAt_id_idx'],
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

  it('is a fault, not a wrong answer, when a row holds what this version never writes', async () => {
    const db = await temporaryDatabase()
    const studies = createStudyStore(db)
    const study = receivedStudy({ receivedAt: at(1) })
    await studies.begin(study)
    await db.client.study.updateMany({ data: { channel: 'carrier pigeon' } })
    await expect(studies.find(study.id)).rejects.toMatchObject({ name: 'Fault', code: 'internal' })
  })
})
