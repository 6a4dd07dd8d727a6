import { describe, expect, it } from 'vitest'
import type { Admission, InviteIssuer, PlaceKeeper } from '../../../src/core/admission.js'
import type { Channel, Sender } from '../../../src/core/study.js'
import { at } from '../support/studies.js'

export interface AdmissionSetting {
  readonly open: boolean
  readonly trusted: readonly Channel[]
  readonly now: () => Date
}

const sender = (person: string, channel: Channel = 'telegram'): Sender => ({ channel, person, chat: null })

/** What every {@link Admission} and {@link InviteIssuer} do. */
export function describeAdmission(
  name: string,
  create: (setting: AdmissionSetting) => Promise<Admission & InviteIssuer & PlaceKeeper>,
): void {
  const closed = (now: () => Date = () => at(0)) => create({ open: false, trusted: [], now })

  describe(name, () => {
    it('admits nobody uninvited', async () => {
      const admission = await closed()
      expect(await admission.isAdmitted(sender('ann'))).toBe(false)
    })

    it('admits everybody when open', async () => {
      const admission = await create({ open: true, trusted: [], now: () => at(0) })
      expect(await admission.isAdmitted(sender('ann'))).toBe(true)
    })

    it('trusts a door that checks its people itself, and no other', async () => {
      const admission = await create({ open: false, trusted: ['shell'], now: () => at(0) })
      expect(await admission.isAdmitted(sender('ann', 'shell'))).toBe(true)
      expect(await admission.isAdmitted(sender('ann', 'web'))).toBe(false)
    })

    it('admits who redeems an invite, on that channel alone', async () => {
      const admission = await closed()
      const code = await admission.issue({ uses: 5, expiresAt: at(60) })
      expect(await admission.redeem(sender('ann'), code)).toBe(true)
      expect(await admission.isAdmitted(sender('ann'))).toBe(true)
      expect(await admission.isAdmitted({ ...sender('ann'), chat: 'some group' })).toBe(true)
      expect(await admission.isAdmitted(sender('ann', 'discord'))).toBe(false)
      expect(await admission.isAdmitted(sender('bob'))).toBe(false)
    })

    it('admits as many people as the invite has uses', async () => {
      const admission = await closed()
      const code = await admission.issue({ uses: 2, expiresAt: at(60) })
      const answers = []
      for (const person of ['ann', 'bob', 'eve']) answers.push(await admission.redeem(sender(person), code))
      expect(answers).toEqual([true, true, false])
      expect(await admission.isAdmitted(sender('eve'))).toBe(false)
    })

    it('takes no second use from somebody who is already admitted', async () => {
      const admission = await closed()
      const code = await admission.issue({ uses: 2, expiresAt: at(60) })
      for (let time = 0; time < 3; time += 1) expect(await admission.redeem(sender('ann'), code)).toBe(true)
      expect(await admission.redeem(sender('bob'), code)).toBe(true)
    })

    it('lets one person in by a one-use code that many redeem at the same moment', async () => {
      const admission = await closed()
      const code = await admission.issue({ uses: 1, expiresAt: at(60) })
      const people = Array.from({ length: 12 }, (_, index) => sender(`person ${index}`))
      const answers = await Promise.all(people.map((person) => admission.redeem(person, code)))
      const admitted = await Promise.all(people.map((person) => admission.isAdmitted(person)))
      expect(answers.filter(Boolean)).toHaveLength(1)
      expect(admitted).toEqual(answers)
    })

    it('takes one use from a person who redeems many times at the same moment', async () => {
      const admission = await closed()
      const code = await admission.issue({ uses: 2, expiresAt: at(60) })
      const answers = await Promise.all(
        Array.from({ length: 8 }, () => admission.redeem(sender('ann'), code)),
      )
      expect(answers).toEqual(answers.map(() => true))
      expect(await admission.redeem(sender('bob'), code)).toBe(true)
      expect(await admission.redeem(sender('eve'), code)).toBe(false)
    })

    it('refuses an invite from the moment it expires, and keeps whom it admitted', async () => {
      let now = at(0)
      const admission = await closed(() => now)
      const code = await admission.issue({ uses: 9, expiresAt: at(60) })
      now = at(59.999)
      expect(await admission.redeem(sender('ann'), code)).toBe(true)
      now = at(60)
      expect(await admission.redeem(sender('bob'), code)).toBe(false)
      expect(await admission.isAdmitted(sender('ann'))).toBe(true)
    })

    it.each(['', ' ', 'ABCDEFGHJK', '0', "' OR 1=1 --", '🫁'.repeat(5), 'A'.repeat(10_000)])(
      'refuses the code %j',
      async (code) => {
        const admission = await closed()
        await admission.issue({ uses: 1, expiresAt: at(60) })
        expect(await admission.redeem(sender('ann'), code)).toBe(false)
        expect(await admission.isAdmitted(sender('ann'))).toBe(false)
      },
    )

    it('reads a code as people type it', async () => {
      const admission = await closed()
      const code = await admission.issue({ uses: 2, expiresAt: at(60) })
      const typed = ` ${code.slice(0, 5).toLowerCase()}-${code.slice(5)} `
      expect(await admission.redeem(sender('ann'), typed)).toBe(true)
    })

    it('issues ten characters that differ each time', async () => {
      const admission = await closed()
      const codes = []
      for (let time = 0; time < 5; time += 1)
        codes.push(await admission.issue({ uses: 1, expiresAt: at(60) }))
      expect(new Set(codes).size).toBe(5)
      for (const code of codes) expect(code).toMatch(/^[0-9A-Z]{10}$/)
    })

    it.each([0, -1, 1.5, Number.NaN])('issues no invite with %s uses', async (uses) => {
      const admission = await closed()
      await expect(admission.issue({ uses, expiresAt: at(60) })).rejects.toThrow(RangeError)
    })

    it('admits everybody in an allowed chat, there and nowhere else', async () => {
      const admission = await closed()
      const ward = { ...sender('ann'), chat: '-100' }
      expect(await admission.isAdmitted(ward)).toBe(false)
      expect(await admission.allow({ channel: 'telegram', kind: 'chat', id: '-100' })).toBe(true)
      expect(await admission.isAdmitted(ward)).toBe(true)
      expect(await admission.isAdmitted({ ...ward, person: 'bob' })).toBe(true)
      expect(await admission.isAdmitted(sender('ann'))).toBe(false)
      expect(await admission.isAdmitted({ ...ward, chat: '-101' })).toBe(false)
      expect(await admission.isAdmitted({ ...ward, channel: 'discord' })).toBe(false)
      expect(await admission.isAdmitted({ ...ward, chat: '9', server: '-100' })).toBe(false)
    })

    it('admits everybody on an allowed server, in every chat of it', async () => {
      const admission = await closed()
      await admission.allow({ channel: 'discord', kind: 'server', id: '77' })
      const inServer = { ...sender('ann', 'discord'), chat: '1', server: '77' }
      expect(await admission.isAdmitted(inServer)).toBe(true)
      expect(await admission.isAdmitted({ ...inServer, chat: '2' })).toBe(true)
      expect(await admission.isAdmitted({ ...inServer, server: '78' })).toBe(false)
      expect(await admission.isAdmitted({ ...inServer, chat: '77', server: null })).toBe(false)
    })

    it('admits nobody more there once a place is no longer allowed, but who redeemed an invite', async () => {
      const admission = await closed()
      const place = { channel: 'telegram', kind: 'chat', id: '-100' } as const
      expect([await admission.allow(place), await admission.allow(place)]).toEqual([true, false])
      await admission.redeem(sender('ann'), await admission.issue({ uses: 1, expiresAt: at(60) }))
      expect([await admission.disallow(place), await admission.disallow(place)]).toEqual([true, false])
      expect(await admission.isAdmitted({ ...sender('bob'), chat: '-100' })).toBe(false)
      expect(await admission.isAdmitted({ ...sender('ann'), chat: '-100' })).toBe(true)
    })
  })
}
