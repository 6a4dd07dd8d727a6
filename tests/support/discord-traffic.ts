import { createRandom } from '../../src/training/random.js'
import { english } from '../../src/core/wording/english.js'
import type { DiscordCall, DiscordFailure, DiscordServer } from './discord-server.js'

/** Something that asks for an answer, and what has to come of it. */
export interface Asked {
  /** Of the message or the interaction. */
  readonly id: string
  readonly kind: 'message' | 'command'
  readonly films: number
  /** Stands in the one answer. */
  readonly says: string
}

/** Random people, and a random network, from a seed. */
export interface DiscordTraffic {
  readonly asked: readonly Asked[]
  /** Ids in the inbox of everything that the bot has to hear. */
  readonly heard: readonly string[]
  /** Something happens. */
  next(): void
  /** How a call goes wrong: rate limits in bursts, a broken server, an answer that gets lost; mostly not at all. */
  readonly failureOf: (kind: DiscordCall['kind']) => DiscordFailure | null
  /** A whole number below `count`. */
  anyOf(count: number): number
}

const PEOPLE = 12

export function createDiscordTraffic(discord: DiscordServer, seed: string): DiscordTraffic {
  const random = createRandom(seed)
  const anyOf = (count: number): number => random.integer(Math.max(1, count))
  const chance = (share: number): boolean => random.uniform(0, 1) < share
  const anyone = (): string => String(100 + anyOf(PEOPLE))
  const asked: Asked[] = []
  const heard: string[] = []
  let burst = 0

  const film = (options: { readonly expired?: boolean; readonly gone?: boolean }) =>
    discord.putFile(Buffer.from(`film ${random.uniform(0, 1)}`), options)

  /** Addresses that ran out can be had anew from the message. */
  function writeMessage(): void {
    const films = 1 + anyOf(3)
    const files = Array.from({ length: films }, () => film({ expired: chance(0.1) }))
    const place = chance(0.4) ? { guild: true, mentionsBot: true } : {}
    const id = discord.sendMessage({ user: anyone(), files, ...place })
    asked.push({
      id,
      kind: 'message',
      films,
      says: films === 1 ? 'PNEUMONIA' : `${films}/${films} · PNEUMONIA`,
    })
    heard.push(`m:${id}`)
  }

  /** Files of a command have no message that could give them again. */
  function useCommand(): void {
    const gone = chance(0.1)
    const files = { picture: film({ gone }) }
    const id = discord.sendCommand({ name: 'xray', user: anyone(), private: chance(0.5), files })
    asked.push({ id, kind: 'command', films: 1, says: gone ? english.refusals.download_failed : 'PNEUMONIA' })
    heard.push(`i:${id}`)
  }

  function press(): void {
    const buttons = discord.standing.flatMap((message) =>
      (message.components as readonly { readonly components: readonly { readonly custom_id: string }[] }[])
        .flatMap(({ components }) => components)
        .map(({ custom_id: data }) => ({ message: message.id, data })),
    )
    const button = buttons[anyOf(buttons.length)]
    if (button) heard.push(`i:${discord.press(button.message, button.data, { user: anyone() })}`)
  }

  /** As a moderator does, while it still says that the bot is reading. */
  function deletePlaceholder(): void {
    const waiting = discord.standing.filter(({ content }) => content === english.reading)
    const unlucky = waiting[anyOf(waiting.length)]
    if (unlucky) discord.deleteMessage(unlucky.id)
  }

  return {
    asked,
    heard,
    anyOf,
    next() {
      const what = random.uniform(0, 1)
      if (what < 0.45) writeMessage()
      else if (what < 0.8) useCommand()
      else if (what < 0.92) press()
      else if (what < 0.96) discord.sendMessage({ guild: true, user: anyone(), content: 'not for the bot' })
      else heard.push(`i:${discord.sendCommand({ name: 'status', user: anyone() })}`)
      const earlier = asked[anyOf(asked.length)]
      if (earlier && chance(0.2)) discord.repeat(earlier.id)
      if (chance(0.1)) deletePlaceholder()
    },
    failureOf(kind) {
      if (burst === 0 && chance(0.02)) burst = 5
      if (burst > 0) {
        burst -= 1
        return { status: 429, retryAfter: 0.01 }
      }
      if (chance(0.03)) return { status: 502 }
      // Discord takes one first response, and a lost answer to it cannot be told from a lost response twice in a row.
      return kind !== 'defer' && chance(0.03) ? { status: 'drop' } : null
    },
  }
}
