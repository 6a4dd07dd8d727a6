import { afterEach, expect } from 'vitest'
import type { UserFromGetMe } from 'telegraf/types'
import { createTelegramBot } from '../../../src/bots/telegram/bot.js'
import type { WebhookSettings } from '../../../src/bots/telegram/webhook.js'
import type { TelegramCall, TelegramServer } from '../../support/telegram-server.js'
import { startTelegramServer } from '../../support/telegram-server.js'
import type { DoorOptions, MemoryDisk } from '../support.js'
import { createBehindDoor, createMemoryDisk } from '../support.js'

const opened: (() => Promise<unknown>)[] = []

/** Closes something after the test; what was opened last goes first. */
export function closeAfterTest(close: () => Promise<unknown>): void {
  opened.push(close)
}

afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close()
})

export interface TelegramDoorOptions extends DoorOptions {
  readonly albumWindowMs?: number
  readonly stopLimitMs?: number
  readonly retryMs?: number
  readonly patienceMs?: number
  readonly webhook?: WebhookSettings
  /** What is different about the bot's account. */
  readonly me?: Partial<UserFromGetMe>
  /** Before the bot starts. */
  readonly prepare?: (telegram: TelegramServer) => void
  readonly apiRoot?: string
  readonly token?: string
}

/**
 * One process with the bot on the real SDK, connected to the stand-in server, and the use case behind it. `kill` ends it
 * as a power cut does: nothing more reaches the disk, and nobody hears of what was under way.
 */
export function startProcess(telegram: TelegramServer, disk: MemoryDisk, options: TelegramDoorOptions = {}) {
  const mortal = createMortalDisk(disk)
  const behind = createBehindDoor({ ...options, disk: mortal.disk })
  const bot = createTelegramBot({
    ...behind,
    token: options.token ?? telegram.token,
    apiRoot: options.apiRoot ?? telegram.url,
    webhook: options.webhook ?? null,
    retryMs: options.retryMs ?? 1,
    albumWindowMs: options.albumWindowMs ?? 30,
    get stopLimitMs() {
      return mortal.isDead() ? 0 : (options.stopLimitMs ?? 20_000)
    },
    patienceMs: options.patienceMs ?? 10_000,
  })
  closeAfterTest(() => bot.stop())
  return {
    ...behind,
    // Read past the process, so that a test sees the disk of a killed one too.
    ...disk,
    bot,
    telegram,
    disk,
    recorded: async () => (await disk.studies.list({ limit: 200 })).studies,
    kill: async (): Promise<void> => {
      mortal.kill()
      await bot.stop()
    },
  }
}

/** The bot on the real SDK, connected to the stand-in server, with the use case behind it. Closed after the test. */
export async function openTelegramDoor(options: TelegramDoorOptions = {}) {
  const telegram = await startTelegramServer({ me: options.me ?? {} })
  closeAfterTest(() => telegram.close())
  options.prepare?.(telegram)
  const disk = options.disk ?? createMemoryDisk({ open: options.open ?? true })
  const process = startProcess(telegram, disk, options)
  await process.bot.start()
  return {
    ...process,
    /** Another process on the same disk. */
    startNext: async (other: TelegramDoorOptions = {}) => {
      const next = startProcess(telegram, disk, { ...options, ...other })
      await next.bot.start()
      return next
    },
  }
}

/** A disk that a process loses at once: what it asks for afterwards never comes back. */
function createMortalDisk(disk: MemoryDisk) {
  let dead = false
  const mortal = <T extends object>(port: T): T =>
    new Proxy(port, {
      get(target, name, receiver) {
        const found: unknown = Reflect.get(target, name, receiver)
        if (typeof found !== 'function') return found
        return (...given: unknown[]): unknown =>
          dead ? new Promise(() => undefined) : (Reflect.apply(found, target, given) as unknown)
      },
    })
  return {
    disk: Object.fromEntries(
      Object.entries(disk).map(([name, port]) => [name, mortal(port)]),
    ) as unknown as MemoryDisk,
    isDead: () => dead,
    kill() {
      dead = true
    },
  }
}

export const isEdit = (call: TelegramCall): boolean => call.method === 'editMessageText'

export const isAnswer = (call: TelegramCall): boolean => isEdit(call) && call.text?.includes('93.0') === true

/** Waits for a condition for as long as a busy machine may take. */
export const eventually = <T>(look: () => T) => expect.poll(look, { timeout: 30_000, interval: 10 })

/** A method of a port that never comes back from now on. Gives what puts the old one back. */
export function hang<Port extends object>(port: Port, name: keyof Port & string): () => void {
  const before: unknown = Reflect.get(port, name)
  Object.assign(port, { [name]: () => new Promise(() => undefined) })
  return () => {
    Object.assign(port, { [name]: before })
  }
}

/** The disk takes no message for so many times. */
export function refuseToTake({ inbox }: MemoryDisk, times: number): void {
  const take = inbox.take.bind(inbox)
  let left = times
  inbox.take = (entry) => {
    left -= 1
    return left < 0 ? take(entry) : Promise.reject(new Error('disk full'))
  }
}
