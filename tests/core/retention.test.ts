import { describe, expect, it } from 'vitest'
import { refused } from '../../src/core/outcome.js'
import type { PictureStore, StudyStore } from '../../src/core/study.js'
import { eraseExpiredPictures } from '../../src/core/retention.js'
import { createMemoryPictureStore, createMemoryStudyStore } from '../support/memory-stores.js'
import { examinationOf, PNEUMONIA_FINDING } from '../support/scripted-reader.js'
import { at, receivedStudy } from '../store/support/studies.js'

function setting(): { studies: StudyStore; pictures: PictureStore; add: typeof add } {
  const studies = createMemoryStudyStore()
  const pictures = createMemoryPictureStore()
  async function add(id: string, film: string, second: number, answered = true): Promise<string> {
    const sha256 = await pictures.keep(Buffer.from(film))
    await studies.begin(receivedStudy({ id, sha256, receivedAt: at(second) }))
    if (answered) await studies.finish(id, examinationOf(refused('too_small')), at(second))
    return sha256
  }
  return { studies, pictures, add }
}

describe('retention', () => {
  it('erases the pictures of older studies, marks them, and does it once', async () => {
    const { studies, pictures, add } = setting()
    const [old, young] = [await add('old', 'one', 1), await add('young', 'two', 10)]
    const options = { studies, pictures, before: at(10), now: () => at(99) }
    expect(await eraseExpiredPictures(options)).toBe(1)
    expect(await eraseExpiredPictures(options)).toBe(0)
    expect(await pictures.read(old)).toBeNull()
    expect(await pictures.read(young)).not.toBeNull()
    expect(await studies.find('old')).toMatchObject({ pictureErasedAt: at(99), sha256: old })
    expect(await studies.find('young')).toMatchObject({ pictureErasedAt: null })
  })

  it('leaves bytes that a newer study keeps, until its time is over too', async () => {
    const { studies, pictures, add } = setting()
    await add('old', 'film', 1)
    const sha256 = await add('young', 'film', 10)
    expect(await eraseExpiredPictures({ studies, pictures, before: at(5), now: () => at(20) })).toBe(0)
    expect(await studies.find('old')).toMatchObject({ pictureErasedAt: at(20) })
    expect(await pictures.read(sha256)).not.toBeNull()
    expect(await eraseExpiredPictures({ studies, pictures, before: at(11), now: () => at(30) })).toBe(1)
    expect(await pictures.read(sha256)).toBeNull()
  })

  it('erases the heatmap with the picture, once no study needs it', async () => {
    const { studies, pictures } = setting()
    const heatmap = await pictures.keep(Buffer.from('heatmap'))
    for (const [id, second] of [
      ['old', 1],
      ['young', 10],
    ] as const) {
      const sha256 = await pictures.keep(Buffer.from(id))
      await studies.begin(receivedStudy({ id, sha256, receivedAt: at(second) }))
      await studies.finish(id, examinationOf(PNEUMONIA_FINDING), at(second), heatmap)
    }
    await eraseExpiredPictures({ studies, pictures, before: at(5), now: () => at(20) })
    expect(await pictures.read(heatmap)).not.toBeNull()
    await eraseExpiredPictures({ studies, pictures, before: at(15), now: () => at(30) })
    expect(await pictures.read(heatmap)).toBeNull()
  })

  it('erases once the bytes that several old studies share', async () => {
    const { studies, pictures, add } = setting()
    for (const id of ['a', 'b', 'c']) await add(id, 'film', 1)
    expect(await eraseExpiredPictures({ studies, pictures, before: at(5), now: () => at(20) })).toBe(1)
    expect(await studies.withPictureBefore(at(99), 10)).toEqual([])
  })

  it('leaves what waits for its answer, and goes on past any number of these', async () => {
    const { studies, pictures, add } = setting()
    for (let index = 0; index < 230; index += 1) await add(`waiting ${index}`, `film ${index}`, 1, false)
    for (let index = 0; index < 230; index += 1) await add(`done ${index}`, `other ${index}`, 2)
    expect(await eraseExpiredPictures({ studies, pictures, before: at(5), now: () => at(20) })).toBe(230)
    expect(await studies.withPictureBefore(at(99), 1000)).toHaveLength(230)
  })

  it('does again what a run did not finish', async () => {
    const { studies, pictures, add } = setting()
    const sha256 = await add('old', 'film', 1)
    const broken: StudyStore = { ...studies, markPictureErased: () => Promise.reject(new Error('disk full')) }
    const options = { pictures, before: at(5), now: () => at(20) }
    await expect(eraseExpiredPictures({ ...options, studies: broken })).rejects.toThrow('disk full')
    expect(await eraseExpiredPictures({ ...options, studies })).toBe(1)
    expect(await pictures.read(sha256)).toBeNull()
    expect(await studies.find('old')).toMatchObject({ pictureErasedAt: at(20) })
  })
})
