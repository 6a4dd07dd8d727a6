import { afterEach } from 'vitest'
import { createTelegramBot } from '../../../src/bots/telegram/bot.js'
import type { TelegramCall, TelegramServer } from '../../support/telegram-server.js'
import { startTelegramServer } from '../../support/telegram-server.js'
import type { DoorOptions } from '../support.js'
import { createBehindDoor } from '../support.js'

const opened: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close()
})

export interface TelegramDoorOptions extends DoorOptions {
  readonly albumWindowMs?: number
  readonly stopLimitMs?: number
  readonly retryMs?: number
  /** Before the bot starts. */
  readonly prepare?: (telegram: TelegramServer) => void
  readonly apiRoot?: string
  readonly token?: string
}

/** The bot on the real SDK, connected to the stand-in server, with the use case behind it. Closed after the test. */
export async function openTelegramDoor(options: TelegramDoorOptions = {}) {
  const telegram = await startTelegramServer()
  opened.push(() => telegram.close())
  options.prepare?.(telegram)
  const behind = createBehindDoor(options)
  const bot = createTelegramBot({
    ...behind,
    token: options.token ?? telegram.token,
    apiRoot: options.apiRoot ?? telegram.url,
    retryMs: options.retryMs ?? 1,
    albumWindowMs: options.albumWindowMs ?? 30,
    stopLimitMs: options.stopLimitMs,
  })
  opened.push(() => bot.stop())
  await bot.start()
  return { ...behind, telegram, bot }
}

export const isEdit = (call: TelegramCall): boolean => call.method === 'editMessageText'
