import { afterEach } from 'vitest'
import { createDiscordBot } from '../../../src/bots/discord/bot.js'
import type { DiscordCall, DiscordServer } from '../../support/discord-server.js'
import { startDiscordServer } from '../../support/discord-server.js'
import type { DoorOptions } from '../support.js'
import { createBehindDoor } from '../support.js'

const opened: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close()
})

export interface DiscordDoorOptions extends DoorOptions {
  readonly guilds?: readonly string[]
  readonly stopLimitMs?: number
  /** Before the bot starts. */
  readonly prepare?: (discord: DiscordServer) => void
  readonly apiRoot?: string
  readonly token?: string
}

/** The bot on the real SDK, connected to the stand-in server, with the use case behind it. Closed after the test. */
export async function openDiscordDoor(options: DiscordDoorOptions = {}) {
  const discord = await startDiscordServer()
  opened.push(() => discord.close())
  options.prepare?.(discord)
  const behind = createBehindDoor(options)
  const bot = createDiscordBot({
    ...behind,
    token: options.token ?? discord.token,
    apiRoot: options.apiRoot ?? discord.url,
    guilds: options.guilds ?? [],
    retryMs: 1,
    stopLimitMs: options.stopLimitMs,
  })
  opened.push(() => bot.stop())
  await bot.start()
  return { ...behind, discord, bot }
}

export const isAnswer = (call: DiscordCall): boolean =>
  call.kind === 'interaction_answer' || call.kind === 'edit'
