import { describe, expect, it } from 'vitest'
import { english } from '../../../src/core/wording/english.js'
import { WORDINGS } from '../../../src/core/wording/languages.js'
import { BOT_ROLE_ID, BOT_USER_ID, directChannelOf, guildPayload } from '../../support/discord-payloads.js'
import { eventually, isAnswer, labelsUnder, openDiscordDoor } from './door.js'

const film = Buffer.from('film')
const mention = `<@${BOT_USER_ID}>`
const toBot = { guild: true, mentionsBot: true, content: mention } as const

describe('a message on Discord', () => {
  it('in a direct chat gets a sign of life that becomes the answer', async () => {
    const { discord, bot } = await openDiscordDoor()
    discord.sendMessage({ files: [discord.putFile(film)] })
    await discord.waitForSent(isAnswer)
    await bot.stop()
    const [placeholder, answer, ...others] = discord.sent
    expect(placeholder).toMatchObject({ kind: 'message', channelId: directChannelOf('77') })
    expect(placeholder?.text).toContain(english.reading)
    expect(answer).toMatchObject({ kind: 'edit', messageId: placeholder?.messageId })
    expect(answer?.text).toContain('93.0 %')
    expect(others).toEqual([])
    expect(labelsUnder(discord.standing[0])).toContain(english.agree)
    expect(discord.standing[0]?.uploads).toHaveLength(1)
  })

  it('is replied to, so that everybody sees which film is meant', async () => {
    const { discord } = await openDiscordDoor()
    const id = discord.sendMessage({ ...toBot, files: [discord.putFile(film)] })
    await discord.waitForSent(isAnswer)
    expect(discord.standing[0]).toMatchObject({ replyTo: id })
  })

  it('is read in a server that mentions the bot, and left alone otherwise', async () => {
    const { discord, reader, bot } = await openDiscordDoor()
    discord.sendMessage({ guild: true, files: [discord.putFile(Buffer.from('not for the bot'))] })
    discord.sendMessage({ ...toBot, files: [discord.putFile(film)] })
    await discord.waitForSent(isAnswer)
    await bot.stop()
    expect(reader.seen.map((bytes) => Buffer.from(bytes).toString())).toEqual(['film'])
    expect(discord.sent).toHaveLength(2)
  })

  it('keeps its words with the picture as a note, without the mention', async () => {
    const { discord, recorded, bot } = await openDiscordDoor()
    const content = `${mention} after the drain <@99>`
    discord.sendMessage({ ...toBot, content, files: [discord.putFile(film), discord.putFile(film)] })
    await discord.waitForSent(isAnswer)
    await bot.stop()
    expect((await recorded()).map(({ note }) => note)).toEqual(['after the drain', 'after the drain'])
  })

  it('may be forwarded', async () => {
    const { discord, reader } = await openDiscordDoor()
    discord.sendMessage({ forwarded: [discord.putFile(film), discord.putFile(film)] })
    const answer = await discord.waitForSent(isAnswer)
    expect(reader.seen).toHaveLength(2)
    expect(answer.text).toContain('2/2 · PNEUMONIA')
  })

  it('that replies to the bot and pings it is read like one that mentions it', async () => {
    const { discord, reader } = await openDiscordDoor()
    discord.sendMessage({ ...toBot, files: [discord.putFile(Buffer.from('first'))] })
    await discord.waitForSent(isAnswer)
    const [answer] = discord.standing
    const reply = { guild: true, mentionsBot: true, replyTo: answer?.id ?? '', content: 'and this one' }
    discord.sendMessage({ ...reply, files: [discord.putFile(film)] })
    await eventually(() => reader.seen.length).toBe(2)
  })

  it('that only thanks the bot in a reply gets no answer', async () => {
    const { discord, bot } = await openDiscordDoor()
    discord.sendMessage({ ...toBot, files: [discord.putFile(film)] })
    await discord.waitForSent(isAnswer)
    const replyTo = discord.standing[0]?.id ?? ''
    discord.sendMessage({ guild: true, mentionsBot: true, replyTo, content: 'thank you' })
    discord.sendMessage({ content: 'help' })
    await discord.waitForSent((call) => call.text?.startsWith(english.help) === true)
    await bot.stop()
    expect(discord.standing).toHaveLength(2)
  })

  it('that mentions the bot without a picture is asked for one', async () => {
    const { discord } = await openDiscordDoor()
    discord.sendMessage({ ...toBot, content: `${mention} what do you say?` })
    await discord.waitForSent((call) => call.text === english.askForPicture)
  })

  it("that mentions the bot's role in place of the bot is heard, though Discord hides what it says", async () => {
    const { discord } = await openDiscordDoor()
    const content = `<@&${BOT_ROLE_ID}>`
    discord.sendMessage({ guild: true, mentionsBotRole: true, content, files: [discord.putFile(film)] })
    await discord.waitForSent((call) => call.kind === 'message')
    expect(discord.sent[0]?.text).toBe(english.askForPicture)
  })

  it.each([
    ['hello', english.askForPicture],
    ['help me', english.askForPicture],
    ['Help!', english.help],
    ['/start', english.start],
    ['/join WRONG', english.notJoined],
    ['privacy', english.privacy(30)],
    ['language', english.chooseLanguage],
  ])('in a direct chat may be a command in plain words: %j', async (content, answer) => {
    const { discord } = await openDiscordDoor()
    discord.sendMessage({ content })
    await discord.waitForSent((call) => call.text?.startsWith(answer) === true)
    expect(discord.sent).toHaveLength(1)
  })

  it("is answered in the language of the server, as it does not tell its writer's", async () => {
    const { discord } = await openDiscordDoor()
    discord.announce('GUILD_UPDATE', { ...guildPayload(), preferred_locale: 'pt-BR' })
    discord.sendMessage({ ...toBot })
    await discord.waitForSent((call) => call.text === WORDINGS.pt.askForPicture)
  })

  it('of another bot is left alone', async () => {
    const { discord, bot } = await openDiscordDoor()
    discord.sendMessage({ ...toBot, isBot: true, files: [discord.putFile(film)] })
    discord.sendMessage({ content: 'help' })
    await discord.waitForSent((call) => call.kind === 'message')
    await bot.stop()
    expect(discord.standing).toHaveLength(1)
  })

  it('and everything said to it ping nobody', async () => {
    const { discord, bot } = await openDiscordDoor()
    discord.sendMessage({ ...toBot, files: [discord.putFile(film)] })
    discord.sendCommand({ name: 'xray', files: { picture: discord.putFile(film) } })
    await discord.waitForSent((call) => call.kind === 'edit')
    await discord.waitForSent((call) => call.kind === 'interaction_answer')
    await bot.stop()
    const spoken = discord.calls.filter((call) => /^(message|edit|interaction_answer)$/.test(call.kind))
    expect(spoken.length).toBeGreaterThan(3)
    for (const call of spoken)
      expect(call.body).toMatchObject({ allowed_mentions: { parse: [], replied_user: false } })
  })

  it('whose addresses ran out is looked at once more for fresh ones', async () => {
    const { discord, reader } = await openDiscordDoor()
    discord.sendMessage({ files: [discord.putFile(film, { expired: true })] })
    expect((await discord.waitForSent(isAnswer)).text).toContain('93.0 %')
    expect(reader.seen).toHaveLength(1)
    expect(discord.calls.filter((call) => call.kind === 'message_read')).toHaveLength(1)
  })

  it('whose picture is gone is told so, after one look for a fresh address', async () => {
    const { discord } = await openDiscordDoor()
    discord.sendMessage({ files: [discord.putFile(film, { gone: true })] })
    expect((await discord.waitForSent(isAnswer)).text).toContain(english.refusals.download_failed)
    expect(discord.calls.filter((call) => call.kind === 'message_read')).toHaveLength(1)
  })
})

describe('a reply that mentions the bot', () => {
  it('reads the pictures of the message that it replies to, where these come with it', async () => {
    const { discord, reader } = await openDiscordDoor()
    // The older message mentions the bot too, so its pictures are seen.
    const replyTo = discord.writeUnheard({ ...toBot, files: [discord.putFile(film)] })
    discord.sendMessage({ ...toBot, replyTo })
    expect((await discord.waitForSent(isAnswer)).text).toContain('93.0 %')
    expect(reader.seen).toHaveLength(1)
    expect(discord.calls.some((call) => call.kind === 'message_read')).toBe(false)
  })

  it('fetches that message when Discord did not bring it', async () => {
    const { discord, recorded, bot } = await openDiscordDoor()
    const content = `${mention} chest, this morning`
    const replyTo = discord.writeUnheard({ ...toBot, content, files: [discord.putFile(film)] })
    discord.sendMessage({ ...toBot, replyTo, bringsReferenced: false })
    expect((await discord.waitForSent(isAnswer)).text).toContain('93.0 %')
    await bot.stop()
    expect((await recorded())[0]).toMatchObject({ note: 'chest, this morning' })
  })

  it('is told in words that no picture is seen, where Discord hides that of another person', async () => {
    const { discord, reader, bot } = await openDiscordDoor()
    const replyTo = discord.writeUnheard({ guild: true, user: '88', files: [discord.putFile(film)] })
    discord.sendMessage({ ...toBot, replyTo })
    await discord.waitForSent((call) => call.text === english.askForPicture)
    await bot.stop()
    expect(reader.seen).toHaveLength(0)
  })

  it('is told so too when that message may not be read', async () => {
    const { discord, log } = await openDiscordDoor()
    const replyTo = discord.writeUnheard({ ...toBot, files: [discord.putFile(film)] })
    discord.failNext('message_read', { status: 403, code: 50001 })
    discord.sendMessage({ ...toBot, replyTo, bringsReferenced: false })
    await discord.waitForSent((call) => call.text === english.askForPicture)
    expect(log.lines.join()).toContain(
      '"event":"reference.not_seen","channel":"discord","code":"discord_50001"',
    )
  })

  it("never reads the bot's own heatmap as a film", async () => {
    const { discord, reader, bot } = await openDiscordDoor()
    discord.sendMessage({ ...toBot, files: [discord.putFile(film)] })
    await discord.waitForCall((call) => call.files.length > 0)
    const replyTo = discord.standing[0]?.id ?? ''
    discord.sendMessage({ ...toBot, replyTo, bringsReferenced: false, content: `${mention} sure?` })
    await discord.waitForSent((call) => call.text === english.askForPicture)
    await bot.stop()
    expect(reader.seen).toHaveLength(1)
  })
})

describe('the menu of a message', () => {
  it("reads the pictures of anybody's message, which Discord hides otherwise, for the person alone", async () => {
    const { discord, recorded, bot } = await openDiscordDoor()
    const content = 'bedside film'
    const message = discord.writeUnheard({ guild: true, user: '88', content, files: [discord.putFile(film)] })
    const id = discord.sendMenu(message)
    const answer = await discord.waitForSent(isAnswer)
    expect(answer).toMatchObject({ interaction: id, ephemeral: true })
    expect(answer.text).toContain('93.0 %')
    await bot.stop()
    expect(await recorded()).toMatchObject([{ note: 'bedside film', person: 'discord-person-77' }])
  })

  it('reads the same message for each person who asks', async () => {
    const { discord, recorded, bot } = await openDiscordDoor()
    const message = discord.writeUnheard({ guild: true, user: '88', files: [discord.putFile(film)] })
    discord.sendMenu(message)
    discord.sendMenu(message, { user: '78' })
    await discord.waitUntil(() => discord.sent.filter(isAnswer).length === 2)
    await bot.stop()
    expect((await recorded()).map(({ person }) => person).sort()).toEqual([
      'discord-person-77',
      'discord-person-78',
    ])
  })

  it('reads forwarded pictures too, and asks for one where there is none', async () => {
    const { discord, reader } = await openDiscordDoor()
    const forwarded = discord.writeUnheard({ guild: true, user: '88', forwarded: [discord.putFile(film)] })
    discord.sendMenu(forwarded)
    await discord.waitForSent((call) => call.text?.includes('93.0 %') === true)
    discord.sendMenu(discord.writeUnheard({ guild: true, user: '88', content: 'hello' }))
    await discord.waitForSent((call) => call.text === english.askForPicture)
    expect(reader.seen).toHaveLength(1)
  })
})
