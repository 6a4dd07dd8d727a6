import { describe, expect, it } from 'vitest'
import { discordCommands } from '../../../src/bots/discord/commands.js'
import { isRegistered } from '../../../src/bots/discord/registration.js'
import { WORDINGS } from '../../../src/core/wording/languages.js'
import { GUILD_ID, guildPayload } from '../../support/discord-payloads.js'
import { eventually, openDiscordDoor } from './door.js'

const commands = discordCommands(WORDINGS)

interface Described {
  readonly name: string
  readonly type: number
  readonly description?: string
  readonly description_localizations?: Readonly<Record<string, string>>
  readonly name_localizations?: Readonly<Record<string, string>>
  readonly options?: readonly Described[]
}

/** Every command and every option of one. */
const everything = (commands as readonly Described[]).flatMap((command) => [
  command,
  ...(command.options ?? []),
])

describe("the bot's commands on Discord", () => {
  it('are the slash commands of the product and the menu of a message', () => {
    expect(commands.map(({ name }) => name)).toEqual([
      'xray',
      'join',
      'language',
      'start',
      'help',
      'about',
      'privacy',
      'status',
      'mine',
      'delete',
      'Read as a chest film',
    ])
  })

  it('take one to ten pictures, the first of them required, and then whether to show the answer', () => {
    const [xray] = commands as readonly { readonly options?: readonly object[] }[]
    expect(xray?.options).toHaveLength(11)
    expect(xray?.options?.slice(0, 2)).toMatchObject([
      { name: 'picture', type: 11, required: true },
      { name: 'picture2', type: 11, required: false },
    ])
    expect(xray?.options?.at(-1)).toMatchObject({ name: 'private', type: 5, required: false })
  })

  it('work in servers and in the chat with the bot', () => {
    for (const command of commands)
      expect(command).toMatchObject({ contexts: [0, 1], integration_types: [0] })
  })

  it('are described in every language that Discord has a name for', () => {
    for (const one of everything.filter(({ description }) => description !== undefined))
      expect(Object.keys(one.description_localizations ?? {}).sort()).toEqual([
        'de',
        'es-419',
        'es-ES',
        'fr',
        'hi',
        'pt-BR',
      ])
  })

  it("stay within Discord's limits for names and descriptions", () => {
    for (const {
      type,
      name,
      name_localizations: names,
      description,
      description_localizations,
    } of everything) {
      const texts = [description, ...Object.values(description_localizations ?? {})]
      for (const text of texts) expect((text ?? '').length).toBeLessThanOrEqual(100)
      if (type === 3 && names)
        for (const text of Object.values(names)) expect(text.length).toBeLessThanOrEqual(32)
      else expect(name).toMatch(/^[-_\p{Ll}\p{N}]{1,32}$/u)
    }
  })

  it('offer every language of the product by its own name', () => {
    const language = (commands as readonly Described[]).find(({ name }) => name === 'language')
    expect(language?.options).toMatchObject([
      { choices: Object.values(WORDINGS).map((wording) => ({ name: wording.languageName })) },
    ])
  })
})

describe('the registration of commands', () => {
  it('writes what is missing, everywhere or in the named servers alone', async () => {
    const everywhere = await openDiscordDoor()
    await everywhere.discord.waitForCall((call) => call.kind === 'commands')
    expect([...everywhere.discord.commands.keys()]).toEqual([null])

    const named = await openDiscordDoor({ guilds: [GUILD_ID, '5'] })
    await named.discord.waitForCall((call) => call.kind === 'commands' && call.guild === '5')
    expect([...named.discord.commands.keys()]).toEqual([GUILD_ID, '5'])
  })

  it('writes nothing at the next start, when nothing changed', async () => {
    const first = await openDiscordDoor()
    const { discord } = first
    await discord.waitForCall((call) => call.kind === 'commands')
    await first.bot.stop()
    const { log } = await openDiscordDoor({ discord })
    await eventually(() => log.lines.join()).toContain('"scope":"everywhere","changed":false')
    expect(discord.calls.filter((call) => call.kind === 'commands')).toHaveLength(1)
  })

  it('registers in a server that the bot is added to later', async () => {
    const { discord, log } = await openDiscordDoor({
      guilds: ['5'],
      prepare: (server) => {
        server.failNext('commands_read', { status: 403, code: 50001 })
      },
    })
    await eventually(() => log.lines.join()).toContain('bot.commands_not_registered')
    discord.announce('GUILD_CREATE', { ...guildPayload(), id: '5' })
    await discord.waitForCall((call) => call.kind === 'commands' && call.guild === '5')
  })

  it('tries again while Discord is broken', async () => {
    const { discord } = await openDiscordDoor({
      prepare: (server) => {
        server.failNext('commands', { status: 503, times: 9 })
      },
    })
    await discord.waitForCall((call) => call.kind === 'commands')
  })
})

describe('telling whether commands are registered', () => {
  const registered = commands.map((command, index) => ({ ...command, id: String(index), version: '1' }))

  it('looks past the order, and past what Discord adds', () => {
    expect(isRegistered(commands, registered.toReversed())).toBe(true)
  })

  it('takes a field that Discord leaves out for false or empty', () => {
    expect(isRegistered([{ name: 'a', required: false, names: {} }], [{ name: 'a', names: null }])).toBe(true)
    expect(isRegistered([{ name: 'a', required: true }], [{ name: 'a' }])).toBe(false)
  })

  it.each([
    ['one is missing', registered.slice(1)],
    ['there is one too many', [...registered, { name: 'old' }]],
    ['a description changed', registered.map((one) => ({ ...one, description: 'other' }))],
    ['an option is missing', registered.map((one) => ({ ...one, options: [] }))],
    ['nothing is registered', []],
  ])('sees that %s', (_, actual) => {
    expect(isRegistered(commands, actual)).toBe(false)
  })
})
