import { describe, expect, it } from 'vitest'
import type { Outcome } from '../../../src/core/outcome.js'
import { english } from '../../../src/core/wording/english.js'
import { WORDINGS } from '../../../src/core/wording/languages.js'
import { GUILD_CHANNEL_ID, GUILD_ID } from '../../support/discord-payloads.js'
import { drawRadiograph } from '../../support/radiograph.js'
import { PNEUMONIA_FINDING, SCRIPTED_HEATMAP } from '../../support/scripted-reader.js'
import { BUSY, createPromise } from '../support.js'
import { eventually, isAnswer, labelsUnder, openDiscordDoor } from './door.js'

const film = Buffer.from('film')

describe('/xray on Discord', () => {
  it('brings the attachment to the reader byte for byte and answers in the deferred place', async () => {
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
    expect(study).toMatchObject({ channel: 'discord', outcome: 'finding', recompressed: null, note: null })
    expect(answer.text).toContain(study?.reference)
    expect(study?.deliveredAt).toBeInstanceOf(Date)
  })

  it('is deferred before anything else, the disk among it', async () => {
    const { promise, resolve } = createPromise<Outcome>()
    const { discord, reader, inbox } = await openDiscordDoor({ answer: () => promise })
    const taken: number[] = []
    const take = inbox.take.bind(inbox)
    inbox.take = (entry) => {
      taken.push(discord.calls.filter((call) => call.kind === 'defer').length)
      return take(entry)
    }
    discord.sendCommand({ name: 'xray', files: { picture: discord.putFile(film) } })
    await eventually(() => reader.seen.length).toBe(1)
    expect(taken).toEqual([1])
    expect(discord.standing).toMatchObject([{ thinking: true, ephemeral: true }])
    resolve(PNEUMONIA_FINDING)
    await discord.waitForSent(isAnswer)
  })

  it('shows the answer to the whole channel when the person says so', async () => {
    const { discord } = await openDiscordDoor()
    discord.sendCommand({ name: 'xray', private: false, files: { picture: discord.putFile(film) } })
    expect(await discord.waitForSent(isAnswer)).toMatchObject({ ephemeral: false })
    expect(discord.standing).toMatchObject([{ channelId: GUILD_CHANNEL_ID, ephemeral: false }])
  })

  it('leaves the answer standing in a direct chat, where nobody else reads it, unless it is to be hidden', async () => {
    const { discord } = await openDiscordDoor()
    discord.sendCommand({ name: 'xray', guild: false, files: { picture: discord.putFile(film) } })
    expect(await discord.waitForSent(isAnswer)).toMatchObject({ ephemeral: false })
    const files = { picture: discord.putFile(film) }
    discord.sendCommand({ name: 'xray', guild: false, private: true, files })
    await discord.waitForSent((call) => isAnswer(call) && call.ephemeral)
  })

  it('answers ten attachments together, in their order and with gaps between them', async () => {
    const { discord, reader } = await openDiscordDoor()
    const options = ['picture', ...[3, 4, 5, 6, 7, 8, 9, 10].map((number) => `picture${number}`)]
    const files = Object.fromEntries(
      options.map((option) => [option, discord.putFile(Buffer.from(`film ${option}`))]),
    )
    discord.sendCommand({ name: 'xray', files })
    const answer = await discord.waitForSent(isAnswer)
    expect(reader.seen.map((bytes) => Buffer.from(bytes).toString())).toEqual(
      options.map((option) => `film ${option}`),
    )
    expect(answer.text).toContain('9/9 · PNEUMONIA')
    expect(discord.sent).toHaveLength(1)
  })

  it('keeps the buttons of the answer when the heatmap comes below it', async () => {
    const { discord, bot } = await openDiscordDoor()
    discord.sendCommand({ name: 'xray', files: { picture: discord.putFile(film) } })
    const shown = await discord.waitForCall((call) => call.files.length > 0)
    expect(shown).toMatchObject({ kind: 'interaction_answer', text: null })
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
    expect(labelsUnder(discord.standing[0])).toEqual(
      expect.arrayContaining([english.agree, english.disagree, english.askReport]),
    )
    expect(discord.standing[0]?.uploads).toHaveLength(1)
  })

  it('shows no heatmap and no buttons with a refusal', async () => {
    const { discord, bot } = await openDiscordDoor({ answer: () => BUSY })
    discord.sendCommand({ name: 'xray', files: { picture: discord.putFile(film) } })
    await discord.waitForSent(isAnswer)
    await bot.stop()
    expect(discord.calls.some((call) => call.files.length > 0)).toBe(false)
    expect(labelsUnder(discord.standing[0])).toEqual([])
  })

  it('answers in the language of the app of the person who asks', async () => {
    const { discord } = await openDiscordDoor()
    discord.sendCommand({ name: 'xray', locale: 'de', files: { picture: discord.putFile(film) } })
    expect((await discord.waitForSent(isAnswer)).text).toContain(WORDINGS.de.disclaimer)
    discord.sendCommand({ name: 'help', locale: 'zh-CN', user: '78' })
    await discord.waitForSent((call) => call.text?.startsWith(english.help) === true)
  })

  it('says so when the picture cannot be fetched any more', async () => {
    const { discord, recorded, bot } = await openDiscordDoor()
    discord.sendCommand({ name: 'xray', files: { picture: discord.putFile(film, { expired: true }) } })
    const answer = await discord.waitForSent(isAnswer)
    expect(answer.text).toContain(english.refusals.download_failed)
    await bot.stop()
    expect((await recorded())[0]).toMatchObject({ outcome: 'refused', code: 'download_failed' })
  })

  it('refuses in words what turns out larger than declared', async () => {
    const { discord } = await openDiscordDoor({ maxBytes: 1000 })
    const picture = discord.putFile(Buffer.alloc(1001), { declaredBytes: 10 })
    discord.sendCommand({ name: 'xray', files: { picture } })
    expect((await discord.waitForSent(isAnswer)).text).toContain(english.refusals.too_large)
  })
})

describe('the other commands on Discord', () => {
  it.each([
    ['start', english.start],
    ['help', english.help],
    ['about', english.about(null).slice(0, 0)],
    ['privacy', english.privacy(30)],
    ['status', ''],
    ['mine', english.mine([])],
    ['delete', english.askDelete],
    ['language', english.chooseLanguage],
  ])('/%s is answered to the person alone', async (name, beginning) => {
    const { discord } = await openDiscordDoor()
    discord.sendCommand({ name, private: false })
    const answer = await discord.waitForSent(isAnswer)
    expect(answer.ephemeral).toBe(true)
    expect(answer.text?.startsWith(beginning)).toBe(true)
    expect(answer.text).not.toBe('')
  })

  it('/language with a choice changes the language of every answer from then on', async () => {
    const { discord } = await openDiscordDoor()
    discord.sendCommand({ name: 'language', language: 'ar' })
    await discord.waitForSent((call) => call.text === WORDINGS.ar.languageChosen)
    discord.sendCommand({ name: 'privacy' })
    await discord.waitForSent((call) => call.text === WORDINGS.ar.privacy(30))
  })

  it('/join lets a stranger in, who got one sentence before', async () => {
    const { discord, admission, reader } = await openDiscordDoor({ open: false })
    discord.sendCommand({ name: 'xray', files: { picture: discord.putFile(film) } })
    expect((await discord.waitForSent(isAnswer)).text).toContain(english.refusals.not_allowed)
    expect(reader.seen).toHaveLength(0)

    discord.sendCommand({ name: 'join', code: 'WRONG' })
    await discord.waitForSent((call) => call.text === english.notJoined)
    const code = await admission.issue({ uses: 1, expiresAt: new Date(Date.now() + 60_000) })
    discord.sendCommand({ name: 'join', code: ` ${code} ` })
    const welcome = await discord.waitForSent((call) => call.text === english.joined)
    expect(welcome.ephemeral).toBe(true)
    discord.sendMessage({ files: [discord.putFile(film)] })
    expect((await discord.waitForSent((call) => call.kind === 'edit')).text).toContain('93.0 %')
  })

  it('lets everybody of an allowed server in', async () => {
    const { discord, admission } = await openDiscordDoor({ open: false })
    await admission.allow({ channel: 'discord', kind: 'server', id: GUILD_ID })
    discord.sendCommand({ name: 'xray', files: { picture: discord.putFile(film) } })
    expect((await discord.waitForSent(isAnswer)).text).toContain('93.0 %')
  })

  it('leaves a command alone that is none of ours', async () => {
    const { discord, bot } = await openDiscordDoor()
    discord.sendCommand({ name: 'weather' })
    discord.sendCommand({ name: 'help' })
    await discord.waitForSent(isAnswer)
    await bot.stop()
    expect(discord.calls.filter((call) => call.kind === 'defer')).toHaveLength(1)
  })
})
