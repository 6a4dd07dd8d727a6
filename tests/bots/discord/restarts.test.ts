import { readFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { english } from '../../../src/core/wording/english.js'
import { createInbox } from '../../../src/store/inbox.js'
import { openDatabase } from '../../../src/store/open-database.js'
import { temporaryDatabaseFile } from '../../store/support/temporary.js'
import { GUILD_CHANNEL_ID } from '../../support/discord-payloads.js'
import { createMemoryDisk } from '../support.js'
import { dataOf, eventually, labelsUnder, neverAnswers, openDiscordDoor } from './door.js'

const film = Buffer.from('film')
const PAST_THE_TOKEN_MS = 16 * 60_000

const told = 'PNEUMONIA'

const never = (): Promise<never> => new Promise(() => undefined)

describe('a bot on Discord that was killed', () => {
  it('between deferral and answer finishes once after its restart, in the deferred place', async () => {
    const killed = await openDiscordDoor(neverAnswers)
    const { discord, disk } = killed
    const id = discord.sendCommand({ name: 'xray', files: { picture: discord.putFile(film) } })
    await eventually(() => killed.reader.seen.length).toBe(1)

    const { recorded, bot, inbox } = await openDiscordDoor({ discord, disk })
    const answer = await discord.waitForSent((call) => call.text?.startsWith(told) === true)
    expect(answer).toMatchObject({ interaction: id, ephemeral: true })
    await bot.stop()
    expect(discord.standing).toHaveLength(1)
    expect(discord.calls.filter((call) => call.kind === 'defer')).toHaveLength(1)
    expect(await recorded()).toMatchObject([{ outcome: 'finding' }])
    expect(await inbox.open('discord')).toEqual([])
  })

  it('left on disk what is needed to go on, and nothing of it that could be read there', async () => {
    const file = await temporaryDatabaseFile()
    const db = await openDatabase({ file })
    onTestFinished(() => db.close())
    const inbox = createInbox({ db, key: Buffer.alloc(32, 7) })
    const disk = { ...createMemoryDisk(), inbox }
    const killed = await openDiscordDoor({ ...neverAnswers, disk })
    const { discord } = killed
    discord.sendCommand({ name: 'xray', files: { picture: discord.putFile(film) } })
    discord.sendMessage({ user: '4242424242', content: 'Mr Secret', files: [discord.putFile(film)] })
    await eventually(() => killed.reader.seen.length).toBe(2)
    const kept = JSON.stringify(await inbox.open('discord'))
    for (const needed of ['interaction-token', 'hm=signature', '4242424242', 'Mr Secret'])
      expect(kept).toContain(needed)
    const folder = dirname(file)
    const files = (await readdir(folder)).map((name) => readFileSync(join(folder, name), 'latin1'))
    expect(files.join()).toContain('discord')
    for (const secret of ['interaction-token', 'hm=signature', '4242424242', 'Mr Secret', discord.token])
      expect(files.join()).not.toContain(secret)

    const { bot } = await openDiscordDoor({ discord, disk })
    await eventually(() => discord.standing.map(({ content }) => content.split('\n')[0])).toEqual([
      told,
      told,
    ])
    await bot.stop()
    expect(await inbox.open('discord')).toEqual([])
  })

  it('after its sign of life edits the same message, and sends no other', async () => {
    const killed = await openDiscordDoor(neverAnswers)
    const { discord, disk } = killed
    discord.sendMessage({ files: [discord.putFile(film)] })
    await eventually(() => killed.reader.seen.length).toBe(1)
    const [placeholder] = discord.standing

    const { bot } = await openDiscordDoor({ discord, disk })
    const answer = await discord.waitForSent((call) => call.text?.startsWith(told) === true)
    expect(answer).toMatchObject({ kind: 'edit', messageId: placeholder?.id })
    await bot.stop()
    expect(discord.standing).toHaveLength(1)
  })

  it('before it noted its sign of life makes no second one', async () => {
    const disk = createMemoryDisk()
    const inbox = { ...disk.inbox, note: never }
    const { discord } = await openDiscordDoor({ ...neverAnswers, disk: { ...disk, inbox } })
    discord.sendMessage({ files: [discord.putFile(film)] })
    await eventually(() => discord.standing.length).toBe(1)

    const { bot } = await openDiscordDoor({ discord, disk })
    await discord.waitForSent((call) => call.text?.startsWith(told) === true)
    await bot.stop()
    expect(discord.standing).toHaveLength(1)
  })

  it('needs no address again for a picture that it kept', async () => {
    const killed = await openDiscordDoor(neverAnswers)
    const { discord, disk } = killed
    discord.sendCommand({ name: 'xray', files: { picture: discord.putFile(film) } })
    await eventually(() => killed.reader.seen.length).toBe(1)
    discord.expireFiles()
    await openDiscordDoor({ discord, disk })
    await discord.waitForSent((call) => call.text?.startsWith(told) === true)
  })

  it('for longer than 15 minutes answers what was open to all in the channel, and mentions nobody', async () => {
    const killed = await openDiscordDoor(neverAnswers)
    const { discord, disk } = killed
    discord.sendCommand({ name: 'xray', private: false, files: { picture: discord.putFile(film) } })
    await eventually(() => killed.reader.seen.length).toBe(1)
    discord.advance(PAST_THE_TOKEN_MS)

    const { bot } = await openDiscordDoor({ discord, disk })
    const answer = await discord.waitForSent((call) => call.text?.startsWith(told) === true)
    expect(answer).toMatchObject({
      kind: 'message',
      channelId: GUILD_CHANNEL_ID,
      body: { allowed_mentions: { parse: [] } },
    })
    await bot.stop()
    const heatmap = discord.calls.find((call) => call.files.length > 0)
    expect(heatmap).toMatchObject({ kind: 'edit', messageId: answer.messageId })
    expect(labelsUnder(discord.standing.at(-1))).toContain(english.agree)
  })

  it('for longer than 15 minutes shows nobody else what one person alone was to see', async () => {
    const killed = await openDiscordDoor(neverAnswers)
    const { discord, disk } = killed
    discord.sendCommand({ name: 'xray', files: { picture: discord.putFile(film) } })
    await eventually(() => killed.reader.seen.length).toBe(1)
    discord.advance(PAST_THE_TOKEN_MS)

    const { bot, log, recorded, inbox } = await openDiscordDoor({ discord, disk })
    await eventually(() => log.lines.join()).toContain('"event":"reply.lost"')
    await bot.stop()
    expect(log.lines.join()).toContain('"code":"discord_50027"')
    expect(discord.sent).toEqual([])
    expect(await recorded()).toMatchObject([{ outcome: 'finding', deliveredAt: null }])
    expect(await inbox.open('discord')).toEqual([])
  })

  it('takes an event again that it had taken before, and answers it once', async () => {
    const first = await openDiscordDoor()
    const { discord, disk } = first
    discord.sendMessage({ files: [discord.putFile(film)] })
    await discord.waitForSent((call) => call.kind === 'edit')
    await first.bot.stop()

    const second = await openDiscordDoor({ discord, disk })
    discord.repeatLast()
    discord.sendMessage({ content: 'help', user: '78' })
    await discord.waitForSent((call) => call.text?.startsWith(english.help) === true)
    await second.bot.stop()
    expect(second.reader.seen).toEqual([])
    expect(discord.standing).toHaveLength(2)
  })

  it('goes on with a press', async () => {
    const disk = createMemoryDisk()
    const reviews = { ...disk.reviews, record: never }
    const { discord } = await openDiscordDoor({ stopLimitMs: 0, disk: { ...disk, reviews } })
    discord.sendMessage({ files: [discord.putFile(film)] })
    await discord.waitForCall((call) => call.files.length > 0)
    await eventually(() => disk.inbox.open('discord')).toEqual([])
    const [answer] = discord.standing
    discord.press(answer?.id ?? '', dataOf(answer, english.agree), { guild: false })
    await eventually(async () => (await disk.inbox.open('discord')).length).toBe(1)

    const { recorded } = await openDiscordDoor({ discord, disk })
    await discord.waitForSent((call) => call.text === english.reviewed('PNEUMONIA'))
    const [study] = await recorded()
    expect(await disk.reviews.of(study?.id ?? '')).toHaveLength(1)
  })

  it('lets an entry be that another version of the program wrote', async () => {
    const { disk, discord } = await openDiscordDoor()
    const takenAt = new Date()
    await disk.inbox.take({ channel: 'discord', id: 'm:1', payload: '{"version":9}', takenAt })
    await disk.inbox.take({ channel: 'discord', id: 'm:2', payload: 'not even JSON', takenAt })
    const { log, bot } = await openDiscordDoor({ discord, disk })
    await eventually(() => log.lines.filter((line) => line.includes('inbox.unreadable')).length).toBe(2)
    await bot.stop()
    expect(await disk.inbox.open('discord')).toEqual([])
  })
})

describe('a bot on Discord that is stopped', () => {
  it('before the answer was out leaves it to the next start', async () => {
    const stopped = await openDiscordDoor(neverAnswers)
    const { discord, disk } = stopped
    discord.sendMessage({ files: [discord.putFile(film)] })
    await eventually(() => stopped.reader.seen.length).toBe(1)
    await stopped.bot.stop()
    expect(await disk.inbox.open('discord')).toHaveLength(1)

    const { bot } = await openDiscordDoor({ discord, disk })
    await discord.waitForSent((call) => call.text?.startsWith(told) === true)
    await bot.stop()
    expect(discord.standing).toHaveLength(1)
  })

  it('in the middle of a download does not take that for a picture that cannot be had', async () => {
    const stopped = await openDiscordDoor({ stopLimitMs: 0 })
    const { discord, disk } = stopped
    const picture = discord.putFile(film, { hangsOnce: true })
    discord.sendCommand({ name: 'xray', files: { picture } })
    await eventually(() => discord.hanging()).toBe(1)
    await stopped.bot.stop()
    expect(await stopped.recorded()).toEqual([])

    await openDiscordDoor({ discord, disk })
    await discord.waitForSent((call) => call.text?.startsWith(told) === true)
  })

  it('while Discord is broken leaves the answer to the next start', async () => {
    const stopped = await openDiscordDoor({ stopLimitMs: 50 })
    const { discord, disk } = stopped
    discord.misbehave((kind) => (kind === 'edit' ? { status: 503 } : null))
    discord.sendMessage({ files: [discord.putFile(film)] })
    await eventually(() => stopped.reader.seen.length).toBe(1)
    await stopped.bot.stop()
    await eventually(() => stopped.log.lines.join()).toContain('"code":"cut_off"')
    expect(await disk.inbox.open('discord')).toHaveLength(1)

    discord.misbehave(() => null)
    const { bot, recorded } = await openDiscordDoor({ discord, disk })
    await discord.waitForSent((call) => call.text?.startsWith(told) === true)
    await bot.stop()
    expect(discord.standing).toHaveLength(1)
    expect((await recorded())[0]?.deliveredAt).toBeInstanceOf(Date)
  })
})
