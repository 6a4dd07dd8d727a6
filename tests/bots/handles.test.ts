import { createHook } from 'node:async_hooks'
import { once } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import { createServer } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createDiscordBot } from '../../src/bots/discord/bot.js'
import { createTelegramBot } from '../../src/bots/telegram/bot.js'
import { startDiscordServer } from '../support/discord-server.js'
import { photoMessage } from '../support/telegram-messages.js'
import { startTelegramServer } from '../support/telegram-server.js'
import { createBehindDoor } from './support.js'

/** Watches for timers and connections that are made from now on and would keep the process alive. */
function watchHandles() {
  const alive = new Map<number, { readonly type: string; readonly handle: object }>()
  const hook = createHook({
    init(id, type, _, handle) {
      if (/^(Timeout|TCPWRAP|TCPSERVERWRAP|TCPCONNECTWRAP|HTTPCLIENTREQUEST)$/.test(type))
        alive.set(id, { type, handle })
    },
    destroy(id) {
      alive.delete(id)
    },
  }).enable()
  const open = (): string[] =>
    [...alive.values()].filter(({ handle }) => isReferenced(handle)).map(({ type }) => type)
  return {
    open,
    /** What is left when there is nothing, or after 5 s. Waits without a timer of its own. */
    async left(): Promise<string[]> {
      const end = performance.now() + 5000
      while (open().length > 0 && performance.now() < end) await nextTurn()
      hook.disable()
      return open()
    },
  }
}

/** Timers and connections know whether they hold the process open; other resources do not. */
const isReferenced = (handle: { readonly hasRef?: () => boolean }): boolean => handle.hasRef?.() === true

const film = Buffer.from('film')

describe('a stopped bot', () => {
  it('leaves no timer and no connection behind on Telegram', async () => {
    const handles = watchHandles()
    const telegram = await startTelegramServer()
    const bot = createTelegramBot({ ...createBehindDoor(), token: telegram.token, apiRoot: telegram.url })
    await bot.start()
    telegram.sendUpdate({ message: photoMessage(telegram.putFile(film)) })
    await telegram.waitForSent((call) => call.method === 'editMessageText')
    expect(handles.open()).not.toEqual([])
    await bot.stop()
    await telegram.close()
    expect(await handles.left()).toEqual([])
  })

  it('leaves no timer and no connection behind on Discord', async () => {
    const handles = watchHandles()
    const discord = await startDiscordServer()
    const door = { ...createBehindDoor(), token: discord.token, apiRoot: discord.url, guilds: [] }
    const bot = createDiscordBot(door)
    await bot.start()
    discord.sendMessage({ files: [discord.putFile(film)] })
    await discord.waitForSent((call) => call.kind === 'edit')
    expect(handles.open()).not.toEqual([])
    await bot.stop()
    await discord.close()
    expect(await handles.left()).toEqual([])
  })

  it('gives up a connection to Discord that was only half made, and makes no other', async () => {
    const sockets: Socket[] = []
    const silent = createServer((socket) => sockets.push(socket.on('error', () => undefined)))
    silent.listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const gatewayUrl = `ws://127.0.0.1:${(silent.address() as AddressInfo).port}`
    const discord = await startDiscordServer({ gatewayUrl })
    const door = { ...createBehindDoor(), token: discord.token, apiRoot: discord.url, guilds: [] }
    const bot = createDiscordBot(door)
    const started = bot.start()
    const [half] = (await once(silent, 'connection')) as [Socket]
    const closed = once(half.resume(), 'close')
    await bot.stop()
    await Promise.all([started, closed])
    expect(bot.status().state).toBe('stopped')
    await discord.close()
    silent.close()
    expect(sockets).toHaveLength(1)
  })
})
