import { describe, expect, it } from 'vitest'
import type { Sender } from '../../src/core/study.js'
import { createAdmission } from '../../src/store/admission.js'
import { createAdmissionBook } from '../../src/store/admission-book.js'
import { createAuditLog } from '../../src/store/audit-log.js'
import { createPeople } from '../../src/store/people.js'
import { createPseudonymiser } from '../../src/store/pseudonymiser.js'
import { createStudyStore } from '../../src/store/study-store.js'
import { at, receivedStudy } from './support/studies.js'
import { temporaryDatabase } from './support/temporary.js'

const chief = { kind: 'user', id: 'user-1', channel: 'web' } as const
const ann: Sender = { channel: 'telegram', person: '11', chat: null }
const bob: Sender = { channel: 'discord', person: '12', chat: null }

async function setting() {
  const db = await temporaryDatabase()
  const pseudonyms = createPseudonymiser(Buffer.alloc(32, 1))
  let second = 0
  const now = (): Date => at(second++)
  const admission = createAdmission({ db, pseudonyms, key: Buffer.alloc(32, 2), now, open: false })
  const book = createAdmissionBook({ db, now })
  const events = async (): Promise<string[]> =>
    (await db.client.auditEvent.findMany({ orderBy: { seq: 'asc' } })).map(({ kind }) => kind)
  return { db, pseudonyms, admission, book, events }
}

describe('the book of who is let in', () => {
  it('names invites, newest first, with what is left of them and who made them', async () => {
    const { admission, book } = await setting()
    await admission.issue({ uses: 1, expiresAt: at(60) })
    const code = await admission.issue({ uses: 3, expiresAt: at(70), by: chief })
    await admission.redeem(ann, code)
    const [newer, older] = await book.invites()
    expect(newer).toMatchObject({
      uses: 3,
      usesLeft: 2,
      createdBy: 'user-1',
      expiresAt: at(70),
      revokedAt: null,
    })
    expect(older).toMatchObject({ uses: 1, usesLeft: 1, createdBy: null })
    expect(JSON.stringify([newer, older])).not.toContain('codeHash')
  })

  it('ends an invite, once, and lets in nobody more by it', async () => {
    const { admission, book, events, db } = await setting()
    const code = await admission.issue({ uses: 3, expiresAt: at(60) })
    await admission.redeem(ann, code)
    const id = (await book.invites())[0]?.id ?? ''
    expect([await book.revoke(id, chief), await book.revoke(id, chief)]).toEqual([true, false])
    expect(await book.revoke('none', chief)).toBe(false)
    expect(await admission.redeem(bob, code)).toBe(false)
    expect(await admission.isAdmitted(ann)).toBe(true)
    expect(await events()).toEqual(['invite.made', 'invite.redeemed', 'invite.revoked', 'invite.refused'])
    const refusal = await db.client.auditEvent.findFirst({ where: { kind: 'invite.refused' } })
    expect(refusal).toMatchObject({ subject: id, details: '{"why":"revoked"}' })
  })

  it('names who was let in, with the time of their last picture, and lets them go', async () => {
    const { db, admission, book, pseudonyms, events } = await setting()
    const code = await admission.issue({ uses: 3, expiresAt: at(60) })
    await admission.redeem(ann, code)
    await admission.redeem(bob, code)
    const person = pseudonyms.person(ann)
    await createStudyStore(db).begin(receivedStudy({ person, channel: 'telegram', receivedAt: at(30) }))
    expect(await book.admitted()).toEqual([
      {
        channel: 'discord',
        person: pseudonyms.person(bob),
        admittedAt: expect.any(Date) as Date,
        lastStudyAt: null,
      },
      { channel: 'telegram', person, admittedAt: expect.any(Date) as Date, lastStudyAt: at(30) },
    ])
    const gone = { channel: 'telegram', person } as const
    expect([await book.dismiss(gone, chief), await book.dismiss(gone, chief)]).toEqual([true, false])
    expect(await admission.isAdmitted(ann)).toBe(false)
    expect(await book.admitted()).toHaveLength(1)
    expect((await events()).at(-1)).toBe('person.dismissed')
    const told = await createAuditLog({ db, now: () => at(0) }).list({ limit: 200 })
    expect(JSON.stringify(told)).not.toContain(person)
  })

  it('does not know when somebody came whose link to the invite was erased', async () => {
    const { db, admission, book, pseudonyms } = await setting()
    await admission.redeem(ann, await admission.issue({ uses: 1, expiresAt: at(60) }))
    await createPeople({ db, pseudonyms }).unlink(ann, at(9))
    expect(await book.admitted()).toMatchObject([{ admittedAt: null }])
  })

  it('names the places that were allowed, and takes one back', async () => {
    const { admission, book, pseudonyms, events } = await setting()
    await admission.allow({ channel: 'telegram', kind: 'chat', id: '-100' })
    const place = pseudonyms.chat({ ...ann, chat: '-100' }) ?? ''
    const [allowed] = await book.places()
    expect(allowed).toEqual({ channel: 'telegram', kind: 'chat', place, allowedAt: at(0) })
    const taken = { channel: 'telegram', kind: 'chat', place } as const
    expect([await book.remove(taken, chief), await book.remove(taken, chief)]).toEqual([true, false])
    expect(await admission.isAdmitted({ ...ann, chat: '-100' })).toBe(false)
    expect(await events()).toEqual(['place.allowed', 'place.disallowed'])
  })
})
