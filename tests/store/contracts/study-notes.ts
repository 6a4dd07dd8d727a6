import { describe, expect, it } from 'vitest'
import type { StudyStore } from '../../../src/core/study.js'
import { examinationOf, PNEUMONIA_FINDING } from '../../support/scripted-reader.js'
import { at, receivedStudy } from '../support/studies.js'

/** What every {@link StudyStore} does with what a sender wrote. */
export function describeStudyNotes(name: string, open: () => Promise<StudyStore>): void {
  describe(`${name}: the note of a study`, () => {
    it('is kept as it was written, also when the study is answered', async () => {
      const store = await open()
      const note = "ward 3, 'bed 7' 🫁\nsecond line"
      await store.begin(receivedStudy({ id: 'film', note }))
      await store.finish('film', examinationOf(PNEUMONIA_FINDING), at(1))
      await store.deliver('film', at(2))
      expect(await store.find('film')).toMatchObject({ note })
      expect((await store.list({ limit: 1 })).studies).toMatchObject([{ note }])
    })

    it('goes with the picture', async () => {
      const store = await open()
      await store.begin(receivedStudy({ id: 'film', note: 'ward 3' }))
      await store.markPictureErased('film', at(1))
      expect(await store.find('film')).toMatchObject({ note: null })
    })

    it('is not kept where no picture is', async () => {
      const store = await open()
      await store.begin(receivedStudy({ id: 'film', sha256: null, bytes: null, note: 'ward 3' }))
      expect(await store.find('film')).toMatchObject({ note: null })
    })
  })
}
