import { describe, expect, it } from 'vitest'
import type { RateLimits } from '../../../src/core/rates.js'
import type { Sender } from '../../../src/core/study.js'

export interface RateClock {
  readonly limits: RateLimits
  readonly pass: (seconds: number) => void
}

const ann: Sender = { channel: 'telegram', person: 'ann', chat: 'ward' }
const bob: Sender = { ...ann, person: 'bob' }

/** What every {@link RateLimits} does. */
export function describeRateLimits(
  name: string,
  create: (limits: { perPerson: number; perChat: number; seconds: number }) => RateClock,
): void {
  describe(name, () => {
    it('let a person send so many, then none until the time is over', async () => {
      const { limits, pass } = create({ perPerson: 2, perChat: 100, seconds: 60 })
      expect([await limits.take(ann), await limits.take(ann), await limits.take(ann)]).toEqual([
        null,
        null,
        60,
      ])
      pass(20.5)
      expect(await limits.take(ann)).toBe(40)
      pass(39)
      expect(await limits.take(ann)).toBe(1)
      pass(0.5)
      expect(await limits.take(ann)).toBeNull()
    })

    it('let a chat send so many, whoever in it sends', async () => {
      const { limits } = create({ perPerson: 100, perChat: 2, seconds: 60 })
      expect([await limits.take(ann), await limits.take(bob), await limits.take(bob)]).toEqual([
        null,
        null,
        60,
      ])
      expect(await limits.take({ ...bob, chat: 'another' })).toBeNull()
      expect(await limits.take({ ...bob, chat: null })).toBeNull()
    })

    it('count for the person and the chat, or for neither', async () => {
      const { limits } = create({ perPerson: 1, perChat: 2, seconds: 60 })
      await limits.take(ann)
      for (let time = 0; time < 5; time += 1) expect(await limits.take(ann)).toBe(60)
      expect(await limits.take(bob)).toBeNull()
      // The chat is full now: what it refuses is not counted for the person either.
      const eve = { ...ann, person: 'eve' }
      expect(await limits.take(eve)).toBe(60)
      expect(await limits.take({ ...eve, chat: null })).toBeNull()
    })

    it('are exact for many at the same moment', async () => {
      const { limits } = create({ perPerson: 3, perChat: 100, seconds: 60 })
      const answers = await Promise.all(Array.from({ length: 10 }, () => limits.take(ann)))
      expect(answers.filter((answer) => answer === null)).toHaveLength(3)
    })

    it('tell the same id on two platforms, and as person and chat, apart', async () => {
      const { limits } = create({ perPerson: 1, perChat: 1, seconds: 60 })
      expect(await limits.take({ channel: 'telegram', person: '7', chat: null })).toBeNull()
      expect(await limits.take({ channel: 'discord', person: '7', chat: null })).toBeNull()
      expect(await limits.take({ channel: 'telegram', person: '8', chat: '7' })).toBeNull()
    })
  })
}
