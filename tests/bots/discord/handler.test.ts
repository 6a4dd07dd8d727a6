import { MessageFlags } from 'discord.js'
import { describe, expect, it } from 'vitest'
import { createConversation } from '../../../src/bots/conversation.js'
import type { ChatMessage, DiscordHandling, SlashCommand } from '../../../src/bots/discord/handler.js'
import { handleChatMessage, handleCommand } from '../../../src/bots/discord/handler.js'
import { createOnce } from '../../../src/bots/once.js'
import { createRunningWork } from '../../../src/bots/running-work.js'
import { english } from '../../../src/core/wording/english.js'
import { createBehindDoor } from '../support.js'

const ME = '4242'

/** The handlers with everything behind them, and a download that gives the address as bytes. */
function openMockedDoor() {
  const behind = createBehindDoor()
  const work = createRunningWork((error) => {
    throw error
  })
  const handling: DiscordHandling = {
    conversation: createConversation(behind),
    work,
    log: behind.log,
    download: (url) => Promise.resolve(Buffer.from(String(url))),
    isFirstSight: createOnce(),
  }
  const files = () => behind.reader.seen.map((bytes) => Buffer.from(bytes).toString()).sort()
  return { ...behind, handling, work, files }
}

type Said = [what: 'defer' | 'editReply' | 'reply' | 'edit' | 'shown', with_: unknown]

function fakeCommand(
  commandName: string,
  options: { files?: Record<string, string>; code?: string; private?: boolean; deferFails?: boolean } = {},
) {
  const said: Said[] = []
  const command: SlashCommand = {
    id: '1',
    commandName,
    channelId: '5',
    user: { id: '77' },
    options: {
      getAttachment: (name) => {
        const url = options.files?.[name]
        return url === undefined ? null : { url, size: 4 }
      },
      getBoolean: () => options.private ?? null,
      getString: () => options.code ?? null,
    },
    deferReply: (how) => {
      said.push(['defer', how])
      return options.deferFails === true ? Promise.reject(new Error('secret')) : Promise.resolve()
    },
    editReply: (change) => {
      said.push('content' in change ? ['editReply', change.content] : ['shown', change.files.length])
      return Promise.resolve()
    },
  }
  return { command, said }
}

function fakeMessage(
  options: Partial<ChatMessage> & { files?: string[]; forwarded?: string[]; mentions?: never } = {},
  mentioned = false,
) {
  const said: Said[] = []
  const { files = [], forwarded, ...rest } = options
  const described = (urls: readonly string[]) => urls.map((url) => ({ url, size: 4 }))
  const message: ChatMessage = {
    id: '1',
    channelId: '5',
    guildId: null,
    author: { id: '77', bot: false },
    webhookId: null,
    system: false,
    content: '',
    reference: null,
    attachments: described(files),
    messageSnapshots: forwarded ? [{ attachments: described(forwarded) }] : [],
    reply: ({ content }) => {
      said.push(['reply', content])
      return Promise.resolve({
        edit: (edited) => {
          said.push('content' in edited ? ['edit', edited.content] : ['shown', edited.files.length])
          return Promise.resolve()
        },
      })
    },
    ...rest,
    mentions: { users: new Set(mentioned ? [ME] : []) },
  }
  return { message, said }
}

describe('a slash command', () => {
  it('is deferred before anything else, for the sender alone unless they say otherwise', async () => {
    const { handling, work } = openMockedDoor()
    const { command, said } = fakeCommand('xray', { files: { picture: 'film' } })
    handleCommand(command, handling)
    await work.drain(10_000)
    expect(said[0]).toEqual(['defer', { flags: MessageFlags.Ephemeral }])
    expect(said[1]).toEqual(['editReply', expect.stringContaining('93.0 %')])
    expect(said[2]).toEqual(['shown', 1])
    expect(said).toHaveLength(3)
  })

  it('answers in the open when asked to', async () => {
    const { handling, work } = openMockedDoor()
    const { command, said } = fakeCommand('xray', { files: { picture: 'film' }, private: false })
    handleCommand(command, handling)
    await work.drain(10_000)
    expect(said[0]).toEqual(['defer', {}])
  })

  it('takes every attachment, with gaps between them', async () => {
    const { handling, work, files } = openMockedDoor()
    handleCommand(
      fakeCommand('xray', { files: { picture: 'a', picture3: 'c', picture4: 'd' } }).command,
      handling,
    )
    await work.drain(10_000)
    expect(files()).toEqual(['a', 'c', 'd'])
  })

  it('answers join and help to the sender alone', async () => {
    for (const [name, answer] of [
      ['join', english.notJoined],
      ['help', english.help],
    ] as const) {
      const { handling, work } = openMockedDoor()
      const { command, said } = fakeCommand(name, { code: ' X ', private: false })
      handleCommand(command, handling)
      await work.drain(10_000)
      expect(said).toEqual([
        ['defer', { flags: MessageFlags.Ephemeral }],
        ['editReply', expect.stringContaining(answer)],
      ])
    }
  })

  it('is left alone when it is none of ours, comes twice or cannot be deferred', async () => {
    const { handling, work, reader, log } = openMockedDoor()
    const other = fakeCommand('weather')
    handleCommand({ ...other.command, id: '2' }, handling)
    const late = fakeCommand('xray', { files: { picture: 'film' }, deferFails: true })
    handleCommand(late.command, handling)
    handleCommand(late.command, handling)
    await work.drain(10_000)
    expect(other.said).toEqual([])
    expect(late.said).toHaveLength(1)
    expect(reader.seen).toEqual([])
    expect(log.lines.join()).toContain('reply.not_deferred')
    expect(log.lines.join()).not.toContain('secret')
  })
})

describe('a message on Discord', () => {
  it('gets a placeholder that is edited into the answer', async () => {
    const { handling, work } = openMockedDoor()
    const { message, said } = fakeMessage({ files: ['film'] })
    handleChatMessage(message, ME, handling)
    await work.drain(10_000)
    expect(said).toEqual([
      ['reply', english.reading],
      ['edit', expect.stringContaining('93.0 %')],
      ['shown', 1],
    ])
  })

  it('may hold several pictures, and forwarded ones', async () => {
    const { handling, work, files } = openMockedDoor()
    handleChatMessage(fakeMessage({ files: ['a', 'b'], forwarded: ['c'] }).message, ME, handling)
    await work.drain(10_000)
    expect(files()).toEqual(['a', 'b', 'c'])
  })

  it.each([
    ['hello', english.askForPicture],
    ['help', english.help],
    ['/start', english.start],
    ['/join WRONG', english.notJoined],
    ['helpful', english.askForPicture],
  ])('is answered in a direct chat: %j', async (content, answer) => {
    const { handling, work } = openMockedDoor()
    const { message, said } = fakeMessage({ content })
    handleChatMessage(message, ME, handling)
    await work.drain(10_000)
    expect(said).toEqual([['reply', expect.stringContaining(answer)]])
  })

  it.each([
    ['another bot', { author: { id: '1', bot: true } }, true],
    ['a webhook', { webhookId: '3' }, true],
    ['a notice of the platform', { system: true }, true],
    ['a picture in a server that does not name it', { guildId: '9' }, false],
    ['thanks in a reply', { guildId: '9', reference: {}, files: [] }, true],
  ])('stays silent for %s', async (_, options, mentioned) => {
    const { handling, work, reader } = openMockedDoor()
    const { message, said } = fakeMessage({ files: ['film'], ...options }, mentioned)
    handleChatMessage(message, ME, handling)
    await work.drain(10_000)
    expect(said).toEqual([])
    expect(reader.seen).toEqual([])
  })

  it('is read in a server that mentions the bot, and answered when a mention forgot the picture', async () => {
    const { handling, work, files } = openMockedDoor()
    handleChatMessage(fakeMessage({ guildId: '9', files: ['film'] }, true).message, ME, handling)
    const forgot = fakeMessage({ id: '2', guildId: '9' }, true)
    handleChatMessage(forgot.message, ME, handling)
    await work.drain(10_000)
    expect(files()).toEqual(['film'])
    expect(forgot.said).toEqual([['reply', english.askForPicture]])
  })
})
