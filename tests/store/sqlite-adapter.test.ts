import { describe, expect, it } from 'vitest'
import { createStudyStore } from '../../src/store/study-store.js'
import { receivedStudy } from './support/studies.js'
import { temporaryDatabase } from './support/temporary.js'

const rolledBack = new Error('roll back')

describe('a transaction', () => {
  it('takes nobody else’s write with it when it rolls back', async () => {
    const db = await temporaryDatabase()
    const studies = createStudyStore(db)
    const [inside, outside] = [receivedStudy({ id: 'inside' }), receivedStudy({ id: 'outside' })]
    const events: string[] = []
    let begun: Promise<void> | undefined
    const transaction = db.client.$transaction(async (client) => {
      await client.study.createMany({ data: inside })
      begun = studies.begin(outside).then(() => void events.push('outside is recorded'))
      await client.study.count()
      events.push('transaction ends')
      throw rolledBack
    })
    await expect(transaction).rejects.toBe(rolledBack)
    await begun
    expect(events).toEqual(['transaction ends', 'outside is recorded'])
    expect(await studies.find('inside')).toBeNull()
    expect(await studies.find('outside')).not.toBeNull()
  })

  it('that fails to begin or to end keeps nobody waiting', async () => {
    const db = await temporaryDatabase()
    const studies = createStudyStore(db)
    const deferred = db.client.$transaction(async (client) => {
      await client.$executeRawUnsafe('PRAGMA defer_foreign_keys = ON')
      // Found only by COMMIT, which then fails.
      await client.account.create({
        data: {
          id: 'a',
          accountId: 'a',
          providerId: 'p',
          userId: 'nobody',
          createdAt: new Date(),
          updatedAt: new Date(),
        },
      })
    })
    await expect(deferred).rejects.toThrow()
    await studies.begin(receivedStudy({ id: 'next' }))
    expect(await studies.find('next')).not.toBeNull()
    expect(await db.client.account.count()).toBe(0)
  })

  it('waits for its turn', async () => {
    const db = await temporaryDatabase()
    await db.client.invite.create({
      data: { id: 'i', codeHash: 'h', usesLeft: 30, expiresAt: new Date(), createdAt: new Date() },
    })
    await Promise.all(
      Array.from({ length: 20 }, () =>
        db.client.$transaction(async (client) => {
          const invite = await client.invite.findUniqueOrThrow({ where: { id: 'i' } })
          await client.invite.update({ where: { id: 'i' }, data: { usesLeft: invite.usesLeft - 1 } })
        }),
      ),
    )
    expect(await db.client.invite.findUnique({ where: { id: 'i' } })).toMatchObject({ usesLeft: 10 })
  })
})

describe('a database', () => {
  it('can be closed twice', async () => {
    const db = await temporaryDatabase()
    await db.close()
    await db.close()
  })
})
