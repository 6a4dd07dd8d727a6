import { describe, expect, it } from 'vitest'
import type { Outcome } from '../../../src/core/outcome.js'
import { english } from '../../../src/core/wording/english.js'
import { GUILD_ID, directChannelOf } from '../../support/discord-payloads.js'
import { drawRadiograph } from '../../support/radiograph.js'
import { PNEUMONIA_FINDING, SCRIPTED_HEATMAP } from '../../support/scripted-reader.js'
import { BUSY, createPromise } from '../support.js'
import { isAnswer, openDiscordDoor } from './door.js'

const film = Buffer.from('film')

describe('Discord, through discord.js', () => {
  it('brings the attachment of /xray to the reader byte for byte and answers in the deferred place', async () => {
    const { discord, reader, recorded, bot } = await openDiscordDoor()
    const picture = await drawRadiograph({ format: 'png' })
    const id = discord.sendCommand({ name: 'xray', files: { picture: discord.putFile(picture) } })
    const answer = await discord.waitForSent(isAnswer)
    expect(Buffer.from(reader.seen[0] ?? [])).toEqual(picture)
    expect(answer).toMatchObject({ interaction: id, ephemeral: true })
    expect(answer.text?.split('\n')[0]).toBe('PNEUMONIA')
    expect(answer.text).toContain('93.0 %')
    expect(answer.text).toContain(english.disclaimer)
    await bot.stop()
    const [study] = await recorded()
    expect(study).toMatchObject({ channel: 'discord', outcome: 'finding', recompressed: null })
    expect(answer.text).toContain(study?.reference)
    expect(study?.deliveredAt).toBeInstanceOf(Date)
  })

  it.each(['a command', 'a message'])('shows the heatmap below the answer to %s', async (how) => {
    const { discord, bot } = await openDiscordDoor()
    const picture = discord.putFile(film)
    if (how === 'a command') discord.sendCommand({ name: 'xray', files: { picture } })
    else discord.sendMessage({ files: [picture] })
    const answer = await discord.waitForSent(isAnswer)
    const shown = await discord.waitForCall((call) => call.files.length > 0)
    expect(shown).toMatchObject({
      kind: answer.kind,
      interaction: answer.interaction,
      text: null,
    })
    if (how === 'a message') expect(shown.messageId).toBe(answer.messageId)
    expect(shown.files.map(({ name, bytes }) => ({ name, bytes }))).toEqual([
      { name: 'heatmap-1.jpg', bytes: Buffer.from(SCRIPTED_HEATMAP.bytes) },
    ])
    const caption = english.heatmap('PNEUMONIA')
    expect(shown.body).toMatchObject({
      attachments: [{ id: '0', description: caption }],
      embeds: [{ description: caption, image: { url: 'attachment://heatmap-1.jpg' } }],
    })
    await bot.stop()
    expect(discord.calls.filter((call) => call.files.length > 0)).toHaveLength(1)
  })

  it('shows no heatmap with a refusal', async () => {
    const { discord, bot } = await openDiscordDoor({ answer: () => BUSY })
    discord.sendMessage({ files: [discord.putFile(film)] })
    await discord.waitForSent(isAnswer)
    await bot.stop()
    expect(discord.calls.some((call) => call.files.length > 0)).toBe(false)
  })

  it('defers before the reader has answered', async () => {
    const { promise, resolve } = createPromise<Outcome>()
    const { discord, reader } = await openDiscordDoor({ answer: () => promise })
    discord.sendCommand({ name: 'xray', files: { picture: discord.putFile(film) } })
    await expect.poll(() => reader.seen.length).toBe(1)
    expect(discord.calls.filter((call) => call.kind !== 'commands').map((call) => call.kind)).toEqual([
      'defer',
    ])
    resolve(PNEUMONIA_FINDING)
    await discord.waitForSent(isAnswer)
  })

  it('shows the answer to the whole channel when the person says so', async () => {
    const { discord } = await openDiscordDoor()
    discord.sendCommand({ name: 'xray', private: false, files: { picture: discord.putFile(film) } })
    expect(await discord.waitForSent(isAnswer)).toMatchObject({ ephemeral: false })
  })

  it('answers several attachments together', async () => {
    const { discord, reader } = await openDiscordDoor()
    const files = {
      picture: discord.putFile(film),
      picture2: discord.putFile(film),
      picture4: discord.putFile(film),
    }
    discord.sendCommand({ name: 'xray', files })
    const answer = await discord.waitForSent(isAnswer)
    expect(reader.seen).toHaveLength(3)
    expect(answer.text).toContain('3/3 · PNEUMONIA')
  })

  it('reads what is sent in a direct chat, with a sign of life that becomes the answer', async () => {
    const { discord, bot } = await openDiscordDoor()
    discord.sendMessage({ files: [discord.putFile(film)], content: 'is this fine?' })
    const answer = await discord.waitForSent(isAnswer)
    await bot.stop()
    const [placeholder, ...others] = discord.sent
    expect(placeholder).toMatchObject({
      kind: 'message',
      text: english.reading,
      channelId: directChannelOf('77'),
    })
    expect(others).toEqual([answer])
    expect(answer.messageId).toBe(placeholder?.messageId)
    expect(answer.text).toContain('93.0 %')
  })

  it('reads a picture that was forwarded to it', async () => {
    const { discord, reader } = await openDiscordDoor()
    discord.sendMessage({ forwarded: [discord.putFile(film)] })
    await discord.waitForSent(isAnswer)
    expect(reader.seen).toHaveLength(1)
  })

  it('reads a picture in a server when it is mentioned, and is silent when it is not', async () => {
    const { discord, reader, bot } = await openDiscordDoor()
    discord.sendMessage({ guild: true, files: [discord.putFile(Buffer.from('not for the bot'))] })
    discord.sendMessage({ guild: true, mentionsBot: true, files: [discord.putFile(film)] })
    await discord.waitForSent(isAnswer)
    await bot.stop()
    expect(reader.seen.map((bytes) => Buffer.from(bytes).toString())).toEqual(['film'])
    expect(discord.sent).toHaveLength(2)
  })

  it('pings nobody', async () => {
    const { discord } = await openDiscordDoor()
    discord.sendMessage({ guild: true, mentionsBot: true, files: [discord.putFile(film)] })
    discord.sendCommand({ name: 'xray', files: { picture: discord.putFile(film) } })
    await discord.waitForSent((call) => call.kind === 'edit')
    await discord.waitForSent((call) => call.kind === 'interaction_answer')
    for (const call of discord.sent) expect(call.body).toMatchObject({ allowed_mentions: { parse: [] } })
  })

  it('registers its commands everywhere, or in the named servers alone', async () => {
    const everywhere = await openDiscordDoor()
    const global = await everywhere.discord.waitForCall((call) => call.kind === 'commands')
    expect(global.guild).toBeNull()
    expect(global.body).toMatchObject([{ name: 'xray' }, { name: 'join' }, { name: 'help' }])
    expect(global.body).toMatchObject([
      {
        options: [
          { name: 'picture', type: 11, required: true },
          { name: 'picture2', type: 11, required: false },
          { name: 'picture3', type: 11, required: false },
          { name: 'picture4', type: 11, required: false },
          { name: 'private', type: 5, required: false },
        ],
      },
      {},
      {},
    ])

    const named = await openDiscordDoor({ guilds: [GUILD_ID, '5'] })
    await named.discord.waitForCall((call) => call.guild === '5')
    const registered = named.discord.calls.filter((call) => call.kind === 'commands')
    expect(registered.map((call) => call.guild)).toEqual([GUILD_ID, '5'])
  })

  it('turns a stranger away in one sentence, and reads for them once they joined', async () => {
    const { discord, admission, reader } = await openDiscordDoor({ open: false })
    discord.sendCommand({ name: 'xray', files: { picture: discord.putFile(film) } })
    const refusal = await discord.waitForSent(isAnswer)
    expect(refusal.text).toContain(english.refusals.not_allowed)
    expect(reader.seen).toHaveLength(0)

    discord.sendCommand({ name: 'join', code: 'WRONG' })
    await discord.waitForSent((call) => call.text === english.notJoined)
    const code = await admission.issue({ uses: 1, expiresAt: new Date(Date.now() + 60_000) })
    discord.sendCommand({ name: 'join', code })
    const welcome = await discord.waitForSent((call) => call.text === english.joined)
    expect(welcome.ephemeral).toBe(true)
    discord.sendMessage({ files: [discord.putFile(film)] })
    expect((await discord.waitForSent((call) => call.kind === 'edit')).text).toContain('93.0 %')
  })

  it('says so when the picture cannot be fetched any more', async () => {
    const { discord, recorded } = await openDiscordDoor()
    discord.sendCommand({ name: 'xray', files: { picture: discord.putFile(film, { expired: true }) } })
    const answer = await discord.waitForSent(isAnswer)
    expect(answer.text).toContain(english.refusals.download_failed)
    expect((await recorded())[0]).toMatchObject({ outcome: 'refused', code: 'download_failed' })
  })

  it('refuses in words what is declared too large', async () => {
    const { discord, reader } = await openDiscordDoor({ maxBytes: 1000 })
    discord.sendMessage({ files: [discord.putFile(film, { declaredBytes: 1001 })] })
    expect((await discord.waitForSent(isAnswer)).text).toContain(english.refusals.too_large)
    expect(reader.seen).toHaveLength(0)
  })

  it('refuses in words what turns out larger than declared', async () => {
    const { discord } = await openDiscordDoor({ maxBytes: 1000 })
    discord.sendMessage({ files: [discord.putFile(Buffer.alloc(1001), { declaredBytes: 10 })] })
    expect((await discord.waitForSent(isAnswer)).text).toContain(english.refusals.too_large)
  })

  it('answers an event once, however often the gateway sends it', async () => {
    const { discord, reader, bot } = await openDiscordDoor()
    discord.sendMessage({ files: [discord.putFile(film)] })
    discord.repeatLast()
    discord.sendCommand({ name: 'help' })
    discord.repeatLast()
    await discord.waitForSent((call) => call.text?.startsWith(english.help) === true)
    await discord.waitForSent((call) => call.kind === 'edit')
    await bot.stop()
    expect(reader.seen).toHaveLength(1)
    expect(discord.sent).toHaveLength(3)
  })
})
