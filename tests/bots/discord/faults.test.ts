import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { createDiscordBot } from '../../../src/bots/discord/bot.js'
import type { Outcome } from '../../../src/core/outcome.js'
import { english } from '../../../src/core/wording/english.js'
import { startDiscordServer } from '../../support/discord-server.js'
import { PNEUMONIA_FINDING } from '../../support/scripted-reader.js'
import { createBehindDoor, createMemoryDisk, createPromise } from '../support.js'
import { eventually, isAnswer, openDiscordDoor } from './door.js'

/** An address of this machine at which nobody listens. */
async function deadAddress(): Promise<string> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return `http://127.0.0.1:${port}/api`
}

const film = Buffer.from('film')

describe('Discord, when things go wrong', () => {
  it('resumes after a lost connection and answers what was sent meanwhile', async () => {
    const { discord, bot } = await openDiscordDoor()
    discord.dropGateway()
    discord.sendMessage({ files: [discord.putFile(film)] })
    const answer = await discord.waitForSent(isAnswer)
    expect(answer.text).toContain('93.0 %')
    expect(discord.gateway).toEqual({ identified: 1, resumed: 1 })
    await eventually(() => bot.status().state).toBe('running')
  })

  it('hears an event once that Discord sends again when it resumes', async () => {
    const { discord, reader, bot } = await openDiscordDoor()
    discord.sendMessage({ files: [discord.putFile(film)] })
    discord.sendCommand({ name: 'xray', files: { picture: discord.putFile(film) } })
    await eventually(() => reader.seen.length).toBe(2)
    discord.dropGateway(9)
    await eventually(() => discord.gateway.resumed).toBe(1)
    discord.sendMessage({ content: 'help' })
    await discord.waitForSent((call) => call.text?.startsWith(english.help) === true)
    await bot.stop()
    expect(reader.seen).toHaveLength(2)
    expect(discord.calls.filter((call) => call.kind === 'defer')).toHaveLength(1)
  })

  it('connects again when Discord asks for it', async () => {
    const { discord } = await openDiscordDoor()
    discord.askToReconnect()
    discord.sendMessage({ files: [discord.putFile(film)] })
    await discord.waitForSent(isAnswer)
    expect(discord.gateway).toEqual({ identified: 1, resumed: 1 })
  })

  it('begins a new session when Discord ended the old one, and opens nothing twice', async () => {
    const { discord, bot, reader } = await openDiscordDoor()
    discord.sendMessage({ files: [discord.putFile(film)] })
    await discord.waitForSent(isAnswer)
    discord.endSession()
    // The SDK identifies at most once in 5 s, as Discord asks.
    await eventually(() => discord.gateway.identified).toBe(2)
    discord.sendMessage({ content: 'help' })
    await discord.waitForSent((call) => call.text?.startsWith(english.help) === true)
    await eventually(() => bot.status().state).toBe('running')
    expect(reader.seen).toHaveLength(1)
  })

  it('waits as long as Discord asks before it sends again', async () => {
    const { discord } = await openDiscordDoor()
    discord.failNext('message', { status: 429, retryAfter: 0.3 })
    const started = performance.now()
    discord.sendMessage({ files: [discord.putFile(film)] })
    await discord.waitForSent((call) => call.text?.startsWith(english.reading) === true)
    expect(performance.now() - started).toBeGreaterThan(290)
    await discord.waitForSent(isAnswer)
  })

  it('sends one sign of life although the answer to the first was lost', async () => {
    const { discord, bot } = await openDiscordDoor()
    discord.failNext('message', { status: 'drop' })
    discord.sendMessage({ files: [discord.putFile(film)] })
    await discord.waitForSent((call) => call.text?.startsWith(english.reading) === true)
    await eventually(() => bot.status().running).toBe(0)
    expect(discord.standing).toHaveLength(1)
    expect(discord.standing[0]?.content).toContain('93.0 %')
  })

  it('keeps trying while Discord is broken, until the answer is out', async () => {
    const { discord, log } = await openDiscordDoor()
    discord.failNext('edit', { status: 502, times: 9 })
    discord.sendMessage({ files: [discord.putFile(film)] })
    expect((await discord.waitForSent(isAnswer)).text).toContain('93.0 %')
    discord.failNext('interaction_answer', { status: 503, times: 9 })
    discord.sendCommand({ name: 'help' })
    await discord.waitForSent((call) => call.kind === 'interaction_answer')
    expect(log.lines.join()).not.toContain('reply.lost')
  })

  it('answers without a reply where it may not read what was said before', async () => {
    const { discord } = await openDiscordDoor()
    discord.failNext('message', { status: 403, code: 160002 })
    discord.sendMessage({ files: [discord.putFile(film)] })
    expect((await discord.waitForSent(isAnswer)).text).toContain('93.0 %')
    expect(discord.standing).toMatchObject([{ replyTo: null }])
  })

  it('answers without its heatmap where it may not attach files', async () => {
    const { discord, log, recorded } = await openDiscordDoor()
    discord.misbehave((kind) =>
      kind === 'edit' && discord.sent.length > 1 ? { status: 403, code: 50013 } : null,
    )
    discord.sendMessage({ files: [discord.putFile(film)] })
    await eventually(() => log.lines.join()).toContain('reply.heatmap_lost')
    expect(discord.standing[0]?.content).toContain('93.0 %')
    await eventually(async () => (await recorded())[0]?.deliveredAt).toBeInstanceOf(Date)
  })

  it('says the answer anew when the deferred message was deleted', async () => {
    const { promise, resolve } = createPromise<Outcome>()
    const { discord } = await openDiscordDoor({ answer: () => promise })
    const picture = discord.putFile(film)
    const id = discord.sendCommand({ name: 'xray', private: false, files: { picture } })
    await discord.waitForCall((call) => call.kind === 'defer')
    discord.deleteMessage(discord.standing[0]?.id ?? '')
    resolve(PNEUMONIA_FINDING)
    const answer = await discord.waitForSent((call) => call.kind === 'follow_up')
    expect(answer).toMatchObject({ interaction: id, ephemeral: false })
  })

  it('sends the answer as a message of its own when the placeholder was deleted', async () => {
    const { promise, resolve } = createPromise<Outcome>()
    const { discord, bot } = await openDiscordDoor({ answer: () => promise })
    discord.sendMessage({ files: [discord.putFile(film)] })
    const placeholder = await discord.waitForSent(() => true)
    discord.deleteMessage(placeholder.messageId ?? '')
    resolve(PNEUMONIA_FINDING)
    await discord.waitForSent((call) => call.text?.includes('93.0 %') === true)
    await bot.stop()
    expect(discord.sent.map((call) => call.kind)).toEqual(['message', 'message'])
    expect(discord.standing).toHaveLength(1)
    expect(discord.standing[0]?.uploads).toHaveLength(1)
  })

  it('reads no film for an interaction that it could not defer', async () => {
    const { discord, reader, log, bot } = await openDiscordDoor()
    discord.failNext('defer', { status: 404, code: 10062 })
    discord.sendCommand({ name: 'xray', files: { picture: discord.putFile(film) } })
    await eventually(() => log.lines.join()).toContain('discord_10062')
    await bot.stop()
    expect(reader.seen).toHaveLength(0)
    expect(discord.sent).toEqual([])
  })

  it('is too late for an interaction after 3 s, and leaves it to the person to ask again', async () => {
    const { discord, reader, log, bot } = await openDiscordDoor()
    discord.sendCommand({ name: 'xray', files: { picture: discord.putFile(film) } })
    discord.advance(3001)
    await eventually(() => log.lines.join()).toContain('discord_10062')
    await bot.stop()
    expect(reader.seen).toHaveLength(0)
  })

  it('goes on with an interaction whose deferral was carried out although its answer was lost', async () => {
    const { discord } = await openDiscordDoor()
    discord.failNext('defer', { status: 'drop' })
    discord.sendCommand({ name: 'xray', files: { picture: discord.putFile(film) } })
    expect((await discord.waitForSent(isAnswer)).text).toContain('93.0 %')
    expect(discord.standing).toHaveLength(1)
  })

  it('reads no film for a channel in which it may not write', async () => {
    const { discord, reader, log, bot } = await openDiscordDoor()
    discord.failNext('message', { status: 403, code: 50013 })
    discord.sendMessage({ guild: true, mentionsBot: true, files: [discord.putFile(film)] })
    await eventually(() => log.lines.join()).toContain('discord_50013')
    await bot.stop()
    expect(reader.seen).toHaveLength(0)
  })

  it('leaves the study undelivered when the answer never got out', async () => {
    const { discord, recorded, log, bot } = await openDiscordDoor()
    discord.failNext('interaction_answer', { status: 404, code: 10015 })
    discord.sendCommand({ name: 'xray', files: { picture: discord.putFile(film) } })
    await eventually(() => log.lines.join()).toContain('reply.lost')
    await bot.stop()
    expect((await recorded())[0]).toMatchObject({ outcome: 'finding', deliveredAt: null })
  })

  it('works without its commands when they cannot be registered', async () => {
    const { discord, log } = await openDiscordDoor({
      prepare: (server) => {
        server.failNext('commands_read', { status: 403, code: 50001 })
      },
    })
    await eventually(() => log.lines.join()).toContain('bot.commands_not_registered')
    discord.sendMessage({ content: 'help' })
    await discord.waitForSent((call) => call.text?.startsWith(english.help) === true)
  })

  it('ends for good on a token that is refused', async () => {
    const { bot, log } = await openDiscordDoor({ token: 'OTAw.wrong.token' })
    expect(bot.status()).toMatchObject({ state: 'failed', code: 'discord_TokenInvalid' })
    expect(log.lines.join()).not.toContain('OTAw')
  })

  it('keeps what it was answering when its token is refused', async () => {
    const { promise, resolve } = createPromise<Outcome>()
    const { discord, inbox, log, reader } = await openDiscordDoor({ answer: () => promise })
    discord.sendMessage({ files: [discord.putFile(film)] })
    await eventually(() => reader.seen.length).toBe(1)
    discord.misbehave(() => ({ status: 401 }))
    resolve(PNEUMONIA_FINDING)
    await eventually(() => log.lines.join()).toContain('cut_off')
    expect(await inbox.open('discord')).toHaveLength(1)
  })

  it('answers although the disk takes nothing', async () => {
    const disk = createMemoryDisk()
    const full = () => Promise.reject(new Error('ENOSPC: secret'))
    const { discord, log } = await openDiscordDoor({
      disk: { ...disk, inbox: { ...disk.inbox, take: full } },
    })
    discord.sendMessage({ content: 'help' })
    await discord.waitForSent((call) => call.text?.startsWith(english.help) === true)
    expect(log.lines.join()).toContain('inbox.not_taken')
    expect(log.lines.join()).not.toContain('secret')
  })

  it('ends for good when its token is reset while it runs', async () => {
    const { bot, discord } = await openDiscordDoor()
    discord.revokeToken()
    await eventually(() => bot.status()).toMatchObject({ state: 'failed', code: 'gateway_4004' })
  })

  it('starts without Discord, and keeps trying', async () => {
    const { bot } = await openDiscordDoor({ apiRoot: await deadAddress() })
    expect(bot.status()).toMatchObject({ state: 'retrying', code: 'network_econnrefused' })
  })

  it('finishes what is running before it stops', async () => {
    const { promise, resolve } = createPromise<Outcome>()
    const { discord, bot, reader } = await openDiscordDoor({ answer: () => promise })
    discord.sendMessage({ files: [discord.putFile(film)] })
    await eventually(() => reader.seen.length).toBe(1)
    const stopped = bot.stop()
    expect(discord.sent.some(isAnswer)).toBe(false)
    resolve(PNEUMONIA_FINDING)
    await stopped
    expect(discord.sent.some(isAnswer)).toBe(true)
    expect(bot.status()).toEqual({ state: 'stopped', code: null, running: 0 })
  })

  it('takes nothing new while it stops', async () => {
    const { promise, resolve } = createPromise<Outcome>()
    const { discord, bot, reader } = await openDiscordDoor({ answer: () => promise })
    discord.sendMessage({ files: [discord.putFile(film)] })
    await eventually(() => reader.seen.length).toBe(1)
    const stopped = bot.stop()
    discord.sendMessage({ content: 'help' })
    resolve(PNEUMONIA_FINDING)
    await stopped
    expect(discord.sent.some((call) => call.text?.startsWith(english.help) === true)).toBe(false)
  })

  it('stops before it was started, twice, and in the middle of connecting', async () => {
    const discord = await startDiscordServer()
    const shared = { ...createBehindDoor(), token: discord.token, apiRoot: discord.url, guilds: [] }
    const bot = createDiscordBot(shared)
    await bot.stop()
    await bot.stop()
    const other = createDiscordBot(shared)
    const started = other.start()
    await other.stop()
    await started
    expect(other.status().state).toBe('stopped')
    await discord.close()
  })

  it('writes no token, address, name or text of a person into the log, whatever breaks', async () => {
    const disk = createMemoryDisk()
    const { discord, log, bot, inbox } = await openDiscordDoor({ disk, stopLimitMs: 50 })
    const gone = discord.putFile(film, { gone: true })
    discord.failNext('interaction_answer', { status: 404, code: 10015 })
    discord.sendCommand({ name: 'xray', files: { picture: gone } })
    await eventually(() => log.lines.join()).toContain('reply.lost')
    discord.failNext('message', { status: 403, code: 50013 })
    discord.sendMessage({ content: 'Mr Secret', files: [discord.putFile(film)] })
    await eventually(() => log.lines.join()).toContain('discord_50013')
    discord.failNext('message_read', { status: 500, times: 99 })
    discord.sendMessage({ content: 'Mr Secret', files: [discord.putFile(film, { expired: true })] })
    await eventually(() => log.lines.join()).toContain('discord_http_500')
    discord.sendCommand({ name: 'join', code: 'SECRET-CODE' })
    await discord.waitForSent((call) => call.text === english.notJoined)
    // What is kept is kept for the answer alone: the store seals it, and nothing of it may be written elsewhere.
    const kept = JSON.stringify(await inbox.open('discord'))
    expect(kept).toContain('interaction-token')
    discord.revokeToken()
    await eventually(() => bot.status().state).toBe('failed')
    await bot.stop()
    const written = log.lines.join('\n')
    expect(written).toContain('download.failed')
    for (const secret of [
      discord.token,
      'OTAw',
      'interaction-token',
      '127.0.0.1',
      'signature',
      'Secret',
      'SECRET',
      'Patientname',
    ]) {
      expect(written).not.toContain(secret)
    }
  })
})
