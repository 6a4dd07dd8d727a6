import { describe, expect, it } from 'vitest'
import type { Review, ReviewStore } from '../../../src/core/review.js'
import { VERDICTS } from '../../../src/core/review.js'
import type { StudyStore } from '../../../src/core/study.js'
import { at, receivedStudy } from '../support/studies.js'

const review = (said: Partial<Review> = {}): Review => ({
  studyId: 'study',
  channel: 'telegram',
  reviewer: 'reviewer-1',
  verdict: 'NORMAL',
  agrees: false,
  note: null,
  at: at(1),
  ...said,
})

/** What every {@link ReviewStore} does. */
export function describeReviews(
  name: string,
  create: () => Promise<{ readonly reviews: ReviewStore; readonly studies: StudyStore }>,
): void {
  describe(name, () => {
    async function withStudy(): Promise<ReviewStore> {
      const { reviews, studies } = await create()
      await studies.begin(receivedStudy({ id: 'study' }))
      await studies.begin(receivedStudy({ id: 'another' }))
      return reviews
    }

    it('gives back each review of a study, oldest first', async () => {
      const reviews = await withStudy()
      expect(await reviews.of('study')).toEqual([])
      const late = review({ reviewer: 'late', at: at(9), note: "a 'note' 🫁", agrees: null })
      const early = review({ reviewer: 'early', at: at(2), agrees: true })
      await reviews.record(late)
      await reviews.record(early)
      await reviews.record(review({ studyId: 'another' }))
      expect(await reviews.of('study')).toEqual([early, late])
    })

    it.each(VERDICTS)('records the verdict %s', async (verdict) => {
      const reviews = await withStudy()
      await reviews.record(review({ verdict }))
      expect(await reviews.of('study')).toMatchObject([{ verdict }])
    })

    it('has one word of a person, the last', async () => {
      const reviews = await withStudy()
      await reviews.record(review())
      const changed = review({ verdict: 'COVID', agrees: true, note: 'on second thought', at: at(5) })
      await reviews.record(changed)
      expect(await reviews.of('study')).toEqual([changed])
    })

    it('keeps the time of the first, when the same is said again', async () => {
      const reviews = await withStudy()
      await reviews.record(review())
      await reviews.record(review({ at: at(5) }))
      expect(await reviews.of('study')).toEqual([review()])
    })

    it('tells people of two channels apart', async () => {
      const reviews = await withStudy()
      await reviews.record(review())
      await reviews.record(review({ channel: 'discord', at: at(2) }))
      expect(await reviews.of('study')).toHaveLength(2)
    })

    it('keeps one word of a person who presses many times at the same moment', async () => {
      const reviews = await withStudy()
      await Promise.all(VERDICTS.map((verdict) => reviews.record(review({ verdict }))))
      expect(await reviews.of('study')).toHaveLength(1)
    })

    it('come to a state of the study, in which one who disagrees outweighs those who agree', async () => {
      const { reviews, studies } = await create()
      await studies.begin(receivedStudy({ id: 'study' }))
      const state = async () => (await studies.find('study'))?.reviewState
      const say = (reviewer: string, agrees: boolean | null) => {
        return reviews.record(review({ reviewer, agrees, verdict: agrees === true ? 'COVID' : 'other' }))
      }
      expect(await state()).toBe('unreviewed')
      await say('ann', null)
      expect(await state()).toBe('reviewed')
      await say('bob', true)
      expect(await state()).toBe('agreed')
      await say('eve', false)
      expect(await state()).toBe('disagreed')
      await say('eve', true)
      expect(await state()).toBe('agreed')
    })

    it('can be taken back, as if they had never been, and only one’s own', async () => {
      const { reviews, studies } = await create()
      await studies.begin(receivedStudy({ id: 'study' }))
      await reviews.record(review({ reviewer: 'ann', agrees: false }))
      const bob = review({ reviewer: 'bob', agrees: true, verdict: 'COVID' })
      await reviews.record(bob)
      await reviews.withdraw({ studyId: 'study', channel: 'discord', reviewer: 'ann', at: at(2) })
      expect(await reviews.of('study')).toHaveLength(2)
      const own = { studyId: 'study', channel: 'telegram', reviewer: 'ann', at: at(2) } as const
      await reviews.withdraw(own)
      await reviews.withdraw(own)
      expect(await reviews.of('study')).toEqual([bob])
      expect(await studies.find('study')).toMatchObject({ reviewState: 'agreed' })
      await expect(reviews.withdraw({ ...own, studyId: 'none' })).rejects.toMatchObject({
        code: 'record_missing',
      })
    })

    it('are of a study that there is', async () => {
      const reviews = await withStudy()
      await expect(reviews.record(review({ studyId: 'none' }))).rejects.toMatchObject({
        code: 'record_missing',
      })
      expect(await reviews.of('none')).toEqual([])
    })
  })
}
