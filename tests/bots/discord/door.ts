import { afterEach, expect } from 'vitest'
import { createDiscordBot } from '../../../src/bots/discord/bot.js'
import type { DiscordMessage } from '../../support/discord-messages.js'
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
  /** The Discord of an earlier door, which this one then shares. */
  readonly discord?: DiscordServer
}

/** The bot on the real SDK, connected to the stand-in server, with the use case behind it. Closed after the test. */
export async function openDiscordDoor(options: DiscordDoorOptions = {}) {
  const discord = options.discord ?? (await startDiscordServer())
  if (!options.discord) opened.push(() => discord.close())
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

/** Looks again and again until it is so: on a busy machine that may take a while. */
export function eventually<T>(look: () => T) {
  return expect.poll(look, { timeout: 30_000, interval: 10 })
}

/** A reader that never comes to an end: the process behind it counts as killed from the first picture on. */
export const neverAnswers = {
  answer: () => new Promise<never>(() => undefined),
  stopLimitMs: 0,
}

export const isAnswer = (call: DiscordCall): boolean =>
  call.kind === 'interaction_answer' || call.kind === 'edit'

/** The words of the buttons under a message, in order. */
export const labelsUnder = (message: DiscordMessage | undefined): readonly string[] =>
  buttonsUnder(message).map(({ label }) => label)

/** What a press on the button with these words carries. */
export function dataOf(message: DiscordMessage | undefined, label: string): string {
  const found = buttonsUnder(message).find((button) => button.label === label)
  if (!found) throw new Error(`there is no button with these words: ${label}`)
  return found.custom_id
}

interface StandingButton {
  readonly label: string
  readonly custom_id: string
}

function buttonsUnder(message: DiscordMessage | undefined): readonly StandingButton[] {
  const rows = (message?.components ?? []) as readonly { readonly components: readonly StandingButton[] }[]
  return rows.flatMap(({ components }) => components)
}
