import { describe, expect, it } from 'vitest'
import type { LogFields } from '../../src/core/log.js'
import { silentLog } from '../../src/core/log.js'
import { createInbox } from '../../src/store/inbox.js'
import { createMemoryInbox } from '../support/memory-stores.js'
import { describeInbox } from './contracts/inbox.js'
import { at } from './support/studies.js'
import { temporaryDatabase } from './support/temporary.js'

const key = Buffer.alloc(32, 3)
const message = { channel: 'telegram', id: 'update:1', payload: 'chat 4815162342', takenAt: at(0) } as const

describeInbox('an inbox in memory', () => Promise.resolve(createMemoryInbox()))
describeInbox('an inbox in SQLite', async () => createInbox({ db: await temporaryDatabase(), key }))

describe('an inbox in SQLite', () => {
  it('keeps nothing that can be read without the key, and nothing at all once a message is finished', async () => {
    const db = await temporaryDatabase()
    const inbox = createInbox({ db, key })
    await inbox.take(message)
    await inbox.note('telegram', 'update:1', 'placeholder 99887766')
    const [row] = await db.client.inboxItem.findMany()
    for (const sealed of [row?.payload, row?.progress]) {
      const text = Buffer.from(sealed ?? []).toString('latin1')
      expect(text.length).toBeGreaterThan(10)
      expect(text).not.toMatch(/4815162342|99887766/)
    }
    await inbox.finish('telegram', 'update:1')
    expect(await db.client.inboxItem.findMany()).toMatchObject([{ payload: null, progress: null }])
  })

  it('leaves out what was altered, moved to another message or sealed under another key, and says how many', async () => {
    const db = await temporaryDatabase()
    const inbox = createInbox({ db, key })
    for (const id of ['good', 'altered', 'moved']) await inbox.take({ ...message, id })
    await createInbox({ db, key: Buffer.alloc(32, 4) }).take({ ...message, id: 'foreign' })
    const good = await db.client.inboxItem.findFirstOrThrow({ where: { id: 'good' } })
    await db.client.inboxItem.updateMany({ where: { id: 'moved' }, data: { payload: good.payload } })
    const spoiled = Uint8Array.from(good.payload ?? [], (byte, index) => (index === 20 ? byte ^ 1 : byte))
    await db.client.inboxItem.updateMany({ where: { id: 'altered' }, data: { payload: spoiled } })
    const warnings: unknown[] = []
    const log = { ...silentLog, warn: (event: string, fields?: LogFields) => warnings.push([event, fields]) }
    const open = await createInbox({ db, key, log }).open('telegram')
    expect(open.map(({ id }) => id)).toEqual(['good'])
    expect(warnings).toEqual([['inbox.unreadable', { channel: 'telegram', unreadable: 3 }]])
  })
})
