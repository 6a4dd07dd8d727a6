import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { createDiscordBot } from '../../../src/bots/discord/bot.js'
import type { Outcome } from '../../../src/core/outcome.js'
import { english } from '../../../src/core/wording/english.js'
import { startDiscordServer } from '../../support/discord-server.js'
import { PNEUMONIA_FINDING } from '../../support/scripted-reader.js'
import { createBehindDoor, createPromise } from '../support.js'
import { isAnswer, openDiscordDoor } from './door.js'

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
    await expect.poll(() => bot.status().state).toBe('running')
  })

  it('waits as long as Discord asks before it sends again', async () => {
    const { discord } = await openDiscordDoor()
    discord.failNext('message', { status: 429, retryAfter: 0.3 })
    const started = performance.now()
    discord.sendMessage({ files: [discord.putFile(film)] })
    await discord.waitForSent((call) => call.text === english.reading)
    expect(performance.now() - started).toBeGreaterThan(290)
    await discord.waitForSent(isAnswer)
  })

  it('sends one sign of life although the answer to the first was lost', async () => {
    const { discord, bot } = await openDiscordDoor()
    discord.failNext('message', { status: 'drop' })
    discord.sendMessage({ files: [discord.putFile(film)] })
    await discord.waitForSent((call) => call.text === english.reading)
    await expect.poll(() => bot.status().running).toBe(0)
    expect(discord.sent.filter((call) => call.text === english.reading)).toHaveLength(1)
    expect(discord.sent.filter((call) => call.text?.includes('93.0 %') === true)).toHaveLength(1)
  })

  it('sends the answer as a message of its own when the placeholder was deleted', async () => {
    const { promise, resolve } = createPromise<Outcome>()
    const { discord, bot } = await openDiscordDoor({ answer: () => promise })
    discord.sendMessage({ files: [discord.putFile(film)] })
    const placeholder = await discord.waitForSent(() => true)
    await discord.deleteMessage(placeholder.messageId ?? '')
    resolve(PNEUMONIA_FINDING)
    await discord.waitForSent((call) => call.text?.includes('93.0 %') === true)
    await bot.stop()
    expect(discord.sent.map((call) => call.kind)).toEqual(['message', 'message'])
  })

  it('reads no film for an interaction that it could not defer', async () => {
    const { discord, reader, log, bot } = await openDiscordDoor()
    discord.failNext('defer', { status: 404, code: 10062 })
    discord.sendCommand({ name: 'xray', files: { picture: discord.putFile(film) } })
    await expect.poll(() => log.lines.join()).toContain('discord_10062')
    await bot.stop()
    expect(reader.seen).toHaveLength(0)
  })

  it('reads no film for a channel in which it may not write', async () => {
    const { discord, reader, log, bot } = await openDiscordDoor()
    discord.failNext('message', { status: 403, code: 50013 })
    discord.sendMessage({ guild: true, mentionsBot: true, files: [discord.putFile(film)] })
    await expect.poll(() => log.lines.join()).toContain('discord_50013')
    await bot.stop()
    expect(reader.seen).toHaveLength(0)
  })

  it('leaves the study undelivered when the answer never got out', async () => {
    const { discord, recorded, log, bot } = await openDiscordDoor()
    discord.failNext('interaction_answer', { status: 404, code: 10015 })
    discord.sendCommand({ name: 'xray', files: { picture: discord.putFile(film) } })
    await expect.poll(() => log.lines.join()).toContain('reply.lost')
    await bot.stop()
    expect((await recorded())[0]).toMatchObject({ outcome: 'finding', deliveredAt: null })
  })

  it('works without its commands when they cannot be registered', async () => {
    const { discord, log } = await openDiscordDoor({
      prepare: (server) => {
        server.failNext('commands', { status: 403, code: 50001 })
      },
    })
    await expect.poll(() => log.lines.join()).toContain('bot.commands_not_registered')
    discord.sendMessage({ content: 'help' })
    await discord.waitForSent((call) => call.text?.startsWith(english.help) === true)
  })

  it('ends for good on a token that is refused', async () => {
    const { bot, log } = await openDiscordDoor({ token: 'OTAw.wrong.token' })
    expect(bot.status()).toMatchObject({ state: 'failed', code: 'discord_TokenInvalid' })
    expect(log.lines.join()).not.toContain('OTAw')
  })

  it('ends for good when its token is reset while it runs', async () => {
    const { bot, discord } = await openDiscordDoor()
    discord.revokeToken()
    await expect.poll(() => bot.status()).toMatchObject({ state: 'failed', code: 'gateway_4004' })
  })

  it('starts without Discord, and keeps trying', async () => {
    const { bot } = await openDiscordDoor({ apiRoot: await deadAddress() })
    expect(bot.status()).toMatchObject({ state: 'retrying', code: 'network_econnrefused' })
  })

  it('finishes what is running before it stops', async () => {
    const { promise, resolve } = createPromise<Outcome>()
    const { discord, bot, reader } = await openDiscordDoor({ answer: () => promise })
    discord.sendMessage({ files: [discord.putFile(film)] })
    await expect.poll(() => reader.seen.length).toBe(1)
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
    await expect.poll(() => reader.seen.length).toBe(1)
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
    const { discord, log, bot } = await openDiscordDoor()
    const expired = discord.putFile(film, { expired: true })
    discord.failNext('interaction_answer', { status: 404, code: 10015 })
    discord.sendCommand({ name: 'xray', files: { picture: expired } })
    await expect.poll(() => log.lines.join()).toContain('reply.lost')
    discord.failNext('message', { status: 403, code: 50013 })
    discord.sendMessage({ content: 'Mr Secret', files: [discord.putFile(film)] })
    await expect.poll(() => log.lines.join()).toContain('discord_50013')
    discord.revokeToken()
    await expect.poll(() => bot.status().state).toBe('failed')
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
      'Patientname',
    ]) {
      expect(written).not.toContain(secret)
    }
  })
})
