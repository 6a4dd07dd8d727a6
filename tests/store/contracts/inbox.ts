import { describe, expect, it } from 'vitest'
import type { Inbox } from '../../../src/core/inbox.js'
import { at } from '../support/studies.js'

const message = (id: string, second = 0) =>
  ({ channel: 'telegram', id, payload: `message ${id}`, takenAt: at(second) }) as const

/** What every {@link Inbox} does. */
export function describeInbox(name: string, create: () => Promise<Inbox>): void {
  describe(name, () => {
    it('keeps a message that was taken until it is finished', async () => {
      const inbox = await create()
      expect(await inbox.open('telegram')).toEqual([])
      expect(await inbox.take(message('update:1'))).toBe(true)
      expect(await inbox.open('telegram')).toEqual([{ ...message('update:1'), progress: null }])
      await inbox.finish('telegram', 'update:1')
      expect(await inbox.open('telegram')).toEqual([])
    })

    it('takes a message once, also when it comes again after it was finished, or twice at the same moment', async () => {
      const inbox = await create()
      const taken = await Promise.all(Array.from({ length: 5 }, () => inbox.take(message('update:1'))))
      expect(taken.filter(Boolean)).toHaveLength(1)
      await inbox.finish('telegram', 'update:1')
      expect(await inbox.take({ ...message('update:1', 5), payload: 'another' })).toBe(false)
      expect(await inbox.open('telegram')).toEqual([])
    })

    it('knows the same id on two channels as two messages', async () => {
      const inbox = await create()
      expect(await inbox.take(message('7'))).toBe(true)
      expect(await inbox.take({ ...message('7'), channel: 'discord' })).toBe(true)
      await inbox.finish('discord', '7')
      expect(await inbox.open('discord')).toEqual([])
      expect(await inbox.open('telegram')).toHaveLength(1)
    })

    it('keeps the last note, and none of a message that is finished or unknown', async () => {
      const inbox = await create()
      await inbox.take(message('a'))
      await inbox.take(message('b'))
      await inbox.note('telegram', 'a', 'placeholder 1')
      await inbox.note('telegram', 'a', 'placeholder 2 🫁')
      await inbox.finish('telegram', 'b')
      await inbox.note('telegram', 'b', 'too late')
      await inbox.note('telegram', 'nobody', 'nothing')
      expect(await inbox.open('telegram')).toEqual([{ ...message('a'), progress: 'placeholder 2 🫁' }])
    })

    it('finishes nothing twice, and nothing unknown, without complaint', async () => {
      const inbox = await create()
      await inbox.finish('telegram', 'nobody')
      await inbox.take(message('a'))
      await inbox.finish('telegram', 'a')
      await inbox.finish('telegram', 'a')
      expect(await inbox.open('telegram')).toEqual([])
    })

    it('names what is open, oldest first', async () => {
      const inbox = await create()
      for (const [id, second] of [
        ['late', 9],
        ['update:9', 2],
        ['update:10', 2],
        ['old', 1],
      ] as const) {
        await inbox.take(message(id, second))
      }
      expect((await inbox.open('telegram')).map(({ id }) => id)).toEqual([
        'old',
        'update:9',
        'update:10',
        'late',
      ])
    })

    it('forgets the ids of old messages that are finished, and of no others', async () => {
      const inbox = await create()
      for (const [id, second] of [
        ['old', 1],
        ['old and open', 1],
        ['young', 9],
      ] as const) {
        await inbox.take(message(id, second))
      }
      await inbox.finish('telegram', 'old')
      await inbox.finish('telegram', 'young')
      expect(await inbox.forget(at(9))).toBe(1)
      expect(await inbox.take(message('young', 20))).toBe(false)
      expect(await inbox.take(message('old and open', 20))).toBe(false)
      expect(await inbox.take(message('old', 20))).toBe(true)
    })

    it.each(['', '🫁 "quoted" \\ \n', 'x'.repeat(100_000)])(
      'gives back the payload %.20j',
      async (payload) => {
        const inbox = await create()
        await inbox.take({ ...message('a'), payload })
        expect(await inbox.open('telegram')).toMatchObject([{ payload }])
      },
    )
  })
}
