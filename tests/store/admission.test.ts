import { describe, expect, it } from 'vitest'
import { createAdmission } from '../../src/store/admission.js'
import { createAuditLog } from '../../src/store/audit-log.js'
import { createPseudonymiser } from '../../src/store/pseudonymiser.js'
import { createMemoryAdmission } from '../support/memory-stores.js'
import { describeAdmission } from './contracts/admission.js'
import { at } from './support/studies.js'
import { temporaryDatabase } from './support/temporary.js'

const key = Buffer.alloc(32, 7)
const pseudonyms = createPseudonymiser(key)

describeAdmission('admission in memory', (setting) => Promise.resolve(createMemoryAdmission(setting)))
describeAdmission('admission in SQLite', async (setting) =>
  createAdmission({ db: await temporaryDatabase(), pseudonyms, key, ...setting }),
)

describe('admission in SQLite', () => {
  it('keeps neither the code nor the id of a person', async () => {
    const db = await temporaryDatabase()
    const admission = createAdmission({ db, pseudonyms, key, now: () => at(0), open: false })
    const code = await admission.issue({ uses: 2, expiresAt: at(60) })
    await admission.redeem({ channel: 'telegram', person: '4815162342', chat: '108' }, code)
    const kept = JSON.stringify([
      await db.client.invite.findMany(),
      await db.client.admittedPerson.findMany(),
    ])
    expect(kept).not.toContain(code)
    expect(kept).not.toContain('4815162342')
    expect(kept).toContain('"usesLeft":1')
  })

  it('knows a code only under the key it was issued with', async () => {
    const db = await temporaryDatabase()
    const shared = { db, pseudonyms, now: () => at(0), open: false }
    const code = await createAdmission({ ...shared, key }).issue({ uses: 1, expiresAt: at(60) })
    const other = createAdmission({ ...shared, key: Buffer.alloc(32, 8) })
    expect(await other.redeem({ channel: 'web', person: 'ann', chat: null }, code)).toBe(false)
  })

  it('issues codes without characters that are misread', async () => {
    const db = await temporaryDatabase()
    const admission = createAdmission({ db, pseudonyms, key, now: () => at(0), open: false })
    for (let time = 0; time < 20; time += 1) {
      expect(await admission.issue({ uses: 1, expiresAt: at(60) })).toMatch(/^[2-9A-HJ-NP-Z]{10}$/)
    }
  })

  it('leaves an event of each invite made, redeemed and refused, and of each place, with nothing that admits', async () => {
    const db = await temporaryDatabase()
    const admission = createAdmission({ db, pseudonyms, key, now: () => at(0), open: false })
    const by = { kind: 'user', id: 'account-1', channel: 'web' } as const
    const code = await admission.issue({ uses: 1, expiresAt: at(60), by })
    const place = { channel: 'telegram', kind: 'chat', id: '-4815162342' } as const
    const sender = (person: string) => ({ channel: 'telegram', person, chat: null }) as const
    await admission.redeem(sender('11235813'), code)
    await admission.redeem(sender('11235813'), code)
    await admission.redeem(sender('21345589'), code)
    await admission.redeem(sender('21345589'), 'WRONGCODE2')
    await admission.allow(place, by)
    await admission.allow(place, by)
    await admission.disallow(place)
    const audit = createAuditLog({ db, now: () => at(0) })
    const { events } = await audit.list({ limit: 20 })
    expect(events.map(({ kind, actor, details }) => [kind, actor.kind, details]).reverse()).toEqual([
      ['invite.made', 'user', { uses: 1, expiresAt: at(60).toISOString() }],
      ['invite.redeemed', 'person', { usesLeft: 0 }],
      ['invite.refused', 'person', { why: 'used_up' }],
      ['invite.refused', 'person', { why: 'unknown' }],
      ['place.allowed', 'user', { channel: 'telegram', kind: 'chat' }],
      ['place.disallowed', 'program', { channel: 'telegram', kind: 'chat' }],
    ])
    const kept = JSON.stringify([
      events,
      await db.client.allowedPlace.findMany(),
      await db.client.personAlias.findMany(),
    ])
    for (const secret of [code, 'WRONGCODE2', '4815162342', '11235813', '21345589']) {
      expect(kept).not.toContain(secret)
    }
    expect((await audit.verify()).broken).toBeNull()
  })
})
