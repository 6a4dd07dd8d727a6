import { describe, expect, it } from 'vitest'
import type { Inbox } from '../../src/core/inbox.js'
import type { HandleEntry } from '../../src/bots/intake.js'
import { createIntake } from '../../src/bots/intake.js'
import { createRunningWork } from '../../src/bots/running-work.js'
import { createMemoryInbox } from '../support/memory-stores.js'
import { createKeptLog, createPromise } from './support.js'

function startOn(inbox: Inbox) {
  const log = createKeptLog()
  const work = createRunningWork(() => undefined)
  const intake = createIntake({ inbox, channel: 'telegram', work, log, now: () => new Date() })
  const handled: string[] = []
  const done: HandleEntry = (entry) => {
    handled.push(`${entry.id}:${entry.payload}:${entry.progress ?? '-'}`)
    return Promise.resolve('done')
  }
  const idle = () => work.drain(1000)
  const open = async () => (await inbox.open('telegram')).map(({ id }) => id)
  return { intake, log, work, handled, done, idle, open }
}

describe('taking messages', () => {
  it('has a message on disk before it is handled, and finishes it afterwards', async () => {
    const inbox = createMemoryInbox()
    const { intake, open, idle } = startOn(inbox)
    let onDisk: readonly string[] = []
    const isNew = await intake.take('update:1', 'words', async () => {
      onDisk = await open()
      return 'done'
    })
    expect(isNew).toBe(true)
    await idle()
    expect(onDisk).toEqual(['update:1'])
    expect(await open()).toEqual([])
  })

  it('handles a message once that comes twice, also after it was finished', async () => {
    const { intake, handled, done, idle } = startOn(createMemoryInbox())
    const both = [intake.take('update:1', 'a', done), intake.take('update:1', 'a', done)]
    expect(await Promise.all(both)).toEqual([true, false])
    await idle()
    expect(await intake.take('update:1', 'a', done)).toBe(false)
    expect(handled).toEqual(['update:1:a:-'])
  })

  it('rejects when the disk refuses, handles nothing then, and goes on with what comes later', async () => {
    const inbox = createMemoryInbox()
    let full = true
    const take: Inbox['take'] = (entry) => (full ? Promise.reject(new Error('disk full')) : inbox.take(entry))
    const { intake, handled, done, idle } = startOn({ ...inbox, take })
    await expect(intake.take('update:1', 'a', done)).rejects.toThrow('disk full')
    full = false
    expect(await intake.take('update:1', 'a', done)).toBe(true)
    await idle()
    expect(handled).toEqual(['update:1:a:-'])
  })

  it('begins in the order in which messages came, however long the disk takes', async () => {
    const inbox = createMemoryInbox()
    const slow = createPromise<undefined>()
    const take: Inbox['take'] = async (entry) => {
      if (entry.id === 'update:1') await slow.promise
      return inbox.take(entry)
    }
    const { intake, handled, done, idle } = startOn({ ...inbox, take })
    const taken = ['update:1', 'update:2'].map((id) => intake.take(id, 'a', done))
    slow.resolve(undefined)
    await Promise.all(taken)
    await idle()
    expect(handled).toEqual(['update:1:a:-', 'update:2:a:-'])
  })

  it('does not keep what comes next waiting for an answer', async () => {
    const { intake, handled, done, work } = startOn(createMemoryInbox())
    const answer = createPromise<'done'>()
    await intake.take('update:1', 'a', () => answer.promise)
    await intake.take('update:2', 'b', done)
    await expect.poll(() => handled).toEqual(['update:2:b:-'])
    answer.resolve('done')
    expect(await work.drain(1000)).toBe(true)
  })
})

describe('opening what a killed process left', () => {
  /** A process that took a message, noted something and never came further. */
  async function killedWith(inbox: Inbox, id: string, progress: string): Promise<void> {
    const noted = createPromise<undefined>()
    await startOn(inbox).intake.take(id, 'film', async (_, note) => {
      await note(progress)
      noted.resolve(undefined)
      return new Promise(() => undefined)
    })
    await noted.promise
  }

  it('handles it again with its note, and finishes it', async () => {
    const inbox = createMemoryInbox()
    await killedWith(inbox, 'update:1', 'placeholder 5')
    const { intake, handled, done, idle, open } = startOn(inbox)
    expect(await intake.reopen(done)).toBe(1)
    await idle()
    expect(handled).toEqual(['update:1:film:placeholder 5'])
    expect(await open()).toEqual([])
  })

  it('leaves alone what this process took itself before', async () => {
    const inbox = createMemoryInbox()
    await killedWith(inbox, 'update:1', 'x')
    const { intake, handled, done, idle } = startOn(inbox)
    const answer = createPromise<'done'>()
    await intake.take('update:2', 'own', () => answer.promise)
    expect(await intake.reopen(done)).toBe(1)
    answer.resolve('done')
    await idle()
    expect(handled).toEqual(['update:1:film:x'])
  })

  it('leaves open what the end of the program cut off', async () => {
    const inbox = createMemoryInbox()
    const first = startOn(inbox)
    await first.intake.take('update:1', 'film', () => Promise.resolve('interrupted'))
    await first.idle()
    const second = startOn(inbox)
    await second.intake.reopen(() => Promise.resolve('interrupted'))
    await second.idle()
    expect(await second.open()).toEqual(['update:1'])
  })

  it.each([
    ['was lost', () => Promise.resolve('lost' as const)],
    ['broke', () => Promise.reject(new Error('secret detail'))],
  ])('tries an answer that %s once more, and not for ever', async (_, handle) => {
    const inbox = createMemoryInbox()
    const first = startOn(inbox)
    await first.intake.take('update:1', 'film', handle)
    await first.idle()
    expect(await first.open()).toEqual(['update:1'])
    const second = startOn(inbox)
    expect(await second.intake.reopen(handle)).toBe(1)
    await second.idle()
    expect(await second.open()).toEqual([])
    expect([...first.log.lines, ...second.log.lines].join()).not.toContain('secret detail')
  })

  it('goes on where a note or the end cannot be written, with a line in the log', async () => {
    const inbox = createMemoryInbox()
    const broken = () => Promise.reject(new Error('disk full'))
    const { intake, log, idle } = startOn({ ...inbox, note: broken, finish: broken })
    await intake.take('update:1', 'film', async (_, note) => {
      await note('placeholder')
      return 'done'
    })
    await idle()
    expect(log.lines.map((line) => (JSON.parse(line) as { event: string }).event)).toEqual([
      'inbox.not_noted',
      'inbox.not_finished',
    ])
  })
})
