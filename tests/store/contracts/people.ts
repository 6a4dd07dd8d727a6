import { describe, expect, it } from 'vitest'
import type { People } from '../../../src/core/people.js'
import type { Pseudonymiser } from '../../../src/core/pseudonym.js'
import type { ReviewStore } from '../../../src/core/review.js'
import type { Sender, StudyStore } from '../../../src/core/study.js'
import { at, receivedStudy } from '../support/studies.js'

export interface PeopleSetting {
  readonly people: People
  readonly studies: StudyStore
  readonly reviews: ReviewStore
  readonly pseudonyms: Pseudonymiser
}

const ann: Sender = { channel: 'telegram', person: '11', chat: '22' }
const bob: Sender = { channel: 'telegram', person: '12', chat: '22' }

/** What every {@link People} does. */
export function describePeople(name: string, create: () => Promise<PeopleSetting>): void {
  async function send(setting: PeopleSetting, sender: Sender, id: string, second = 0): Promise<void> {
    const { pseudonyms, studies } = setting
    await studies.begin(
      receivedStudy({
        id,
        channel: sender.channel,
        person: pseudonyms.person(sender),
        chat: pseudonyms.chat(sender),
        receivedAt: at(second),
        note: `note of ${id}`,
      }),
    )
  }

  describe(`${name}: languages`, () => {
    it('are what somebody chose last, on that channel alone', async () => {
      const { people } = await create()
      expect(await people.language(ann)).toBeNull()
      await people.chooseLanguage(ann, 'hi')
      await people.chooseLanguage(ann, 'ar')
      expect(await people.language(ann)).toBe('ar')
      expect(await people.language({ ...ann, chat: 'another' })).toBe('ar')
      expect(await people.language({ ...ann, channel: 'discord' })).toBeNull()
      expect(await people.language(bob)).toBeNull()
    })
  })

  describe(`${name}: somebody's studies`, () => {
    it('are theirs alone, newest first, and no more than asked for', async () => {
      const setting = await create()
      for (const [id, second] of [
        ['b', 2],
        ['old', 1],
        ['c', 2],
        ['new', 3],
      ] as const) {
        await send(setting, ann, id, second)
      }
      await send(setting, bob, 'of bob')
      await send(setting, { ...ann, channel: 'discord' }, 'of another ann')
      const ids = async (limit: number) => (await setting.people.studiesOf(ann, limit)).map(({ id }) => id)
      expect(await ids(200)).toEqual(['new', 'c', 'b', 'old'])
      expect(await ids(2)).toEqual(['new', 'c'])
      expect(await setting.people.studiesOf({ ...ann, person: 'nobody' }, 10)).toEqual([])
    })

    it.each([0, -1, 201, 1.5, Number.NaN])('are refused %s at a time', async (limit) => {
      const { people } = await create()
      await expect(people.studiesOf(ann, limit)).rejects.toThrow(RangeError)
    })
  })

  describe(`${name}: cutting the link`, () => {
    it('leaves the studies under one pseudonym that leads nowhere, without chat and note', async () => {
      const setting = await create()
      await send(setting, ann, 'one', 1)
      await send(setting, ann, 'two', 2)
      await send(setting, bob, 'of bob')
      const cut = await setting.people.unlink(ann, at(9))
      expect(cut.map(({ id }) => id)).toEqual(['two', 'one'])
      const [two, one] = await Promise.all(['two', 'one'].map((id) => setting.studies.find(id)))
      expect(cut).toEqual([two, one])
      expect(one).toMatchObject({ chat: null, note: null, reference: 'CC-23456789' })
      expect(one?.person).toMatch(/^erased-[0-9a-f]{16}$/)
      expect(two?.person).toBe(one?.person)
      expect(await setting.people.studiesOf(ann, 10)).toEqual([])
      expect(await setting.people.studiesOf(bob, 10)).toMatchObject([
        { id: 'of bob', note: 'note of of bob' },
      ])
    })

    it('goes for reviews and the language too', async () => {
      const setting = await create()
      const { people, reviews, pseudonyms } = setting
      await send(setting, bob, 'film')
      const of = (sender: Sender) =>
        ({
          studyId: 'film',
          channel: 'telegram',
          reviewer: pseudonyms.person(sender),
          verdict: 'COVID',
          agrees: true,
          note: 'my patient',
          at: at(1),
        }) as const
      await reviews.record(of(ann))
      await reviews.record({ ...of(bob), at: at(2) })
      await people.chooseLanguage(ann, 'fr')
      await people.unlink(ann, at(9))
      expect(await people.language(ann)).toBeNull()
      expect(await reviews.of('film')).toEqual([
        { ...of(ann), note: null, reviewer: expect.stringMatching(/^erased-[0-9a-f]{16}$/) as string },
        { ...of(bob), at: at(2) },
      ])
    })

    it('begins anew each time: what was cut before and after has nothing in common', async () => {
      const setting = await create()
      await send(setting, ann, 'one')
      const [first] = await setting.people.unlink(ann, at(1))
      await send(setting, ann, 'two')
      const second = await setting.people.unlink(ann, at(2))
      expect(second).toMatchObject([{ id: 'two' }])
      expect(second[0]?.person).not.toBe(first?.person)
    })

    it('is nothing special for somebody who never sent anything', async () => {
      const { people } = await create()
      expect(await people.unlink(ann, at(1))).toEqual([])
    })

    it('leaves a study that waits for its answer answerable', async () => {
      const setting = await create()
      await send(setting, ann, 'one')
      await setting.people.unlink(ann, at(1))
      expect(await setting.studies.unfinished(at(9))).toMatchObject([{ id: 'one' }])
    })
  })
}
