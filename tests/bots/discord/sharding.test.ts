import type { Client } from 'discord.js'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createStoppableSharding } from '../../../src/bots/discord/sharding.js'

type Manager = Parameters<NonNullable<NonNullable<Client['options']['ws']>['buildStrategy']>>[0]

describe('sharding that can be stopped', () => {
  it('lets shards connect until it closes, and none after that', async () => {
    const closing = new AbortController()
    const manager = { options: { retrieveSessionInfo: (shard: number) => ({ sessionId: `of ${shard}` }) } }
    createStoppableSharding(closing.signal)(manager as unknown as Manager)
    expect(manager.options.retrieveSessionInfo(3)).toEqual({ sessionId: 'of 3' })

    closing.abort()
    let answered = false
    void Promise.resolve(manager.options.retrieveSessionInfo(3)).then(() => {
      answered = true
    })
    await nextTurn()
    expect(answered).toBe(false)
  })

  it('destroys a strategy that has no shard yet', async () => {
    const manager = { options: { retrieveSessionInfo: () => null } }
    const strategy = createStoppableSharding(new AbortController().signal)(manager as unknown as Manager)
    await expect(strategy.destroy()).resolves.toBeUndefined()
  })
})
