import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { ChatBot } from '../../../src/bots/chat-bot.js'
import { createDiscordBot } from '../../../src/bots/discord/bot.js'
import type { Inbox } from '../../../src/core/inbox.js'
import { startDiscordServer } from '../../support/discord-server.js'
import type { DiscordServer } from '../../support/discord-server.js'
import type { Asked } from '../../support/discord-traffic.js'
import { createDiscordTraffic } from '../../support/discord-traffic.js'
import { PNEUMONIA_FINDING } from '../../support/scripted-reader.js'
import type { MemoryDisk } from '../support.js'
import { createBehindDoor, createMemoryDisk } from '../support.js'
import { eventually } from './door.js'

const EVENTS = 500
const SEED = 'a very bad day'

/** The bot's messages that answer one question, as they stand at the end. */
function answersTo(discord: DiscordServer, { id, kind }: Asked): readonly string[] {
  if (kind === 'message')
    return discord.standing.filter(({ replyTo }) => replyTo === id).map(({ content }) => content)
  const places = discord.sent
    .filter(({ interaction }) => interaction === id)
    .map(({ messageId }) => messageId)
  return discord.standing.filter((message) => places.includes(message.id)).map(({ content }) => content)
}

/** A disk that tells what was taken to it. */
function createWatchedDisk() {
  const disk = createMemoryDisk()
  const taken = new Set<string>()
  const { inbox } = disk
  const take: Inbox['take'] = async (entry) => {
    const isNew = await inbox.take(entry)
    taken.add(entry.id)
    return isNew
  }
  return { disk: { ...disk, inbox: { ...inbox, take } }, taken }
}

const never = (): Promise<never> => new Promise(() => undefined)

/** The disk as one process sees it: after the end of that process nothing of it reaches the disk any more. */
function mountDisk(disk: MemoryDisk) {
  let mounted = true
  const mount = <T extends object>(store: T): T =>
    new Proxy(store, {
      get(target, name, receiver): unknown {
        const value: unknown = Reflect.get(target, name, receiver)
        return typeof value === 'function' && !mounted ? never : value
      },
    })
  const stores = Object.fromEntries(Object.entries(disk).map(([name, store]) => [name, mount(store)]))
  return {
    disk: stores as MemoryDisk,
    unmount: () => {
      mounted = false
    },
  }
}

describe('Discord on a very bad day', () => {
  it('answers each picture exactly once, and loses none that Discord delivered', async () => {
    // Bot and Discord share this machine: its slowness is not to count as Discord's time.
    const discord = await startDiscordServer({ clock: () => 0 })
    const { disk, taken } = createWatchedDisk()
    const traffic = createDiscordTraffic(discord, SEED)
    const bots: ChatBot[] = []
    const unhandled: unknown[] = []
    const noteUnhandled = (error: unknown): void => void unhandled.push(error)
    process.on('unhandledRejection', noteUnhandled)

    let unmount = (): void => undefined

    async function restart(): Promise<void> {
      await bots.at(-1)?.stop()
      unmount()
      await startBot()
    }

    async function startBot(): Promise<void> {
      const answer = () => nextTurn(PNEUMONIA_FINDING)
      const mounted = mountDisk(disk)
      unmount = mounted.unmount
      const behind = createBehindDoor({
        disk: mounted.disk,
        queueLimit: EVENTS * 3,
        answer,
        more: { heatmap: null },
      })
      const where = { token: discord.token, apiRoot: discord.url, guilds: [] }
      const haste = { retryMs: 1, requestsPerSecond: 10_000, stopLimitMs: 20 }
      const bot = createDiscordBot({ ...behind, ...where, ...haste })
      bots.push(bot)
      await bot.start()
    }

    await startBot()
    discord.misbehave(traffic.failureOf)
    for (let event = 1; event <= EVENTS; event += 1) {
      traffic.next()
      if (event % 4 === 0) await nextTurn()
      if (event % 80 === 0) {
        await eventually(() => discord.isConnected()).toBe(true)
        discord.dropGateway(traffic.anyOf(8))
      }
      if (event === 170 || event === 340) {
        // What Discord sent counts as delivered, so the process ends only after it has heard it.
        await eventually(() => traffic.heard.filter((id) => !taken.has(id))).toEqual([])
        await restart()
      }
    }
    await eventually(() => traffic.heard.filter((id) => !taken.has(id))).toEqual([])
    discord.misbehave(() => null)
    await eventually(async () => (await disk.inbox.open('discord')).length).toBe(0)
    await Promise.all(bots.map((bot) => bot.stop()))
    await discord.close()
    process.off('unhandledRejection', noteUnhandled)

    expect(traffic.asked.length).toBeGreaterThan(300)
    const answered = traffic.asked.map((one) => ({ ...one, answers: answersTo(discord, one) }))
    expect(answered.filter(({ answers }) => answers.length !== 1)).toEqual([])
    expect(answered.filter((one) => !(one.answers[0] ?? '').includes(one.says))).toEqual([])
    const studies = disk.studies.all()
    expect(studies).toHaveLength(traffic.asked.reduce((sum, { films }) => sum + films, 0))
    expect(studies.filter(({ deliveredAt }) => deliveredAt === null)).toEqual([])
    expect(discord.gateway).toMatchObject({ identified: 3 })
    expect(discord.gateway.resumed).toBe(6)
    expect(unhandled).toEqual([])
  })
})
