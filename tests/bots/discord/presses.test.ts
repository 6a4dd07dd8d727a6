import { describe, expect, it } from 'vitest'
import { english } from '../../../src/core/wording/english.js'
import { WORDINGS } from '../../../src/core/wording/languages.js'
import type { DiscordServer } from '../../support/discord-server.js'
import { dataOf, eventually, isAnswer, labelsUnder, openDiscordDoor } from './door.js'

const film = Buffer.from('film')

/** Waits for an answer with its heatmap, and gives its message. */
async function answered(discord: DiscordServer) {
  await discord.waitForCall((call) => call.files.length > 0)
  const answer = discord.standing[0]
  if (!answer) throw new Error('there is no answer')
  return answer
}

const toasts = (discord: DiscordServer) => discord.calls.filter((call) => call.kind === 'follow_up')

describe('a button on Discord', () => {
  it('records a review, thanks the presser alone and leaves heatmap and words as they are', async () => {
    const { discord, reviews, recorded } = await openDiscordDoor()
    discord.sendMessage({ files: [discord.putFile(film)] })
    const answer = await answered(discord)
    const words = answer.content
    discord.press(answer.id, dataOf(answer, english.agree), { guild: false })
    const toast = await discord.waitForSent((call) => call.kind === 'follow_up')
    expect(toast).toMatchObject({ ephemeral: true, text: english.reviewed('PNEUMONIA') })
    await eventually(() => labelsUnder(discord.standing[0]).join()).toContain(english.changeReview)
    expect(discord.standing[0]).toMatchObject({ content: words })
    expect(discord.standing[0]?.uploads).toHaveLength(1)
    const [study] = await recorded()
    expect(await reviews.of(study?.id ?? '')).toMatchObject([{ verdict: 'PNEUMONIA', agrees: true }])
  })

  it('asks which class it is, and lets the person change their mind', async () => {
    const { discord, reviews, recorded } = await openDiscordDoor()
    discord.sendMessage({ files: [discord.putFile(film)] })
    const answer = await answered(discord)
    discord.press(answer.id, dataOf(answer, english.disagree), { guild: false })
    await eventually(() => labelsUnder(answer)).toContain(english.verdicts.other)
    discord.press(answer.id, dataOf(answer, english.verdicts.other), { guild: false })
    await discord.waitForSent((call) => call.text === english.reviewed(english.verdicts.other))
    await eventually(() => labelsUnder(answer).join()).toContain(english.changeReview)
    const change = labelsUnder(answer).find((label) => label.includes(english.changeReview)) ?? ''
    discord.press(answer.id, dataOf(answer, change), { guild: false })
    await eventually(() => labelsUnder(answer)).toContain('NORMAL')
    discord.press(answer.id, dataOf(answer, 'NORMAL'), { guild: false })
    await discord.waitForSent((call) => call.text === english.reviewed('NORMAL'))
    const [study] = await recorded()
    await eventually(() => reviews.of(study?.id ?? '')).toMatchObject([{ verdict: 'NORMAL', agrees: false }])
  })

  it('works under an answer that one person alone sees', async () => {
    const { discord } = await openDiscordDoor()
    discord.sendCommand({ name: 'xray', files: { picture: discord.putFile(film) } })
    const answer = await answered(discord)
    discord.press(answer.id, dataOf(answer, english.agree))
    await eventually(() => labelsUnder(answer).join()).toContain(english.changeReview)
    expect(discord.calls.some((call) => call.kind === 'edit')).toBe(false)
  })

  it('is deferred at once, before anything else', async () => {
    const { discord } = await openDiscordDoor()
    discord.sendMessage({ files: [discord.putFile(film)] })
    const answer = await answered(discord)
    const id = discord.press(answer.id, dataOf(answer, english.agree), { guild: false })
    await discord.waitForSent((call) => call.kind === 'follow_up')
    const [first] = discord.calls.filter((call) => call.interaction === id)
    expect(first).toMatchObject({ kind: 'defer', body: { type: 6 } })
  })

  it('that comes twice counts once', async () => {
    const { discord, bot } = await openDiscordDoor()
    discord.sendMessage({ files: [discord.putFile(film)] })
    const answer = await answered(discord)
    discord.press(answer.id, dataOf(answer, english.agree), { guild: false })
    discord.repeatLast()
    discord.dropGateway(3)
    await discord.waitForSent((call) => call.kind === 'follow_up')
    await eventually(() => discord.gateway.resumed).toBe(1)
    discord.sendMessage({ content: 'help', user: '78' })
    await discord.waitForSent((call) => call.text?.startsWith(english.help) === true)
    await bot.stop()
    expect(toasts(discord)).toHaveLength(1)
    expect(discord.calls.filter((call) => call.kind === 'defer')).toHaveLength(1)
  })

  it('sends the report as a file that is as open as the answer', async () => {
    const { discord } = await openDiscordDoor()
    discord.sendCommand({ name: 'xray', files: { picture: discord.putFile(film) } })
    const answer = await answered(discord)
    discord.press(answer.id, dataOf(answer, english.askReport))
    const hidden = await discord.waitForCall((call) => call.kind === 'follow_up' && call.files.length > 0)
    expect(hidden).toMatchObject({ ephemeral: true })
    expect(hidden.files[0]?.name).toMatch(/^chestcheck-CC-[0-9A-Z]{8}\.pdf$/)
    expect(hidden.files[0]?.bytes.toString()).toMatch(/^%PDF/)

    discord.sendCommand({ name: 'xray', private: false, files: { picture: discord.putFile(film) } })
    await eventually(() => discord.standing.find((message) => !message.ephemeral)?.uploads.length).toBe(1)
    const open = discord.standing.find((message) => !message.ephemeral)
    discord.press(open?.id ?? '', dataOf(open, english.askReport))
    const seen = await discord.waitForCall(
      (call) => call.kind === 'follow_up' && call.files.length > 0 && !call.ephemeral,
    )
    expect(seen.files).toHaveLength(1)
  })

  it('of a stranger records nothing and tells them so alone', async () => {
    const { discord, reviews, recorded, admission } = await openDiscordDoor({ open: false })
    const code = await admission.issue({ uses: 1, expiresAt: new Date(Date.now() + 60_000) })
    discord.sendCommand({ name: 'join', code })
    await discord.waitForSent((call) => call.text === english.joined)
    discord.sendCommand({ name: 'xray', private: false, files: { picture: discord.putFile(film) } })
    await discord.waitForCall((call) => call.files.length > 0)
    const answer = discord.standing.find((message) => !message.ephemeral)
    discord.press(answer?.id ?? '', dataOf(answer, english.agree), { user: '666' })
    const toast = await discord.waitForSent((call) => call.kind === 'follow_up')
    expect(toast).toMatchObject({ ephemeral: true, text: english.refusals.not_allowed })
    const [study] = await recorded()
    expect(await reviews.of(study?.id ?? '')).toEqual([])
  })

  it('chooses the language in the place of the question', async () => {
    const { discord } = await openDiscordDoor()
    discord.sendCommand({ name: 'language' })
    await discord.waitForSent((call) => call.text === english.chooseLanguage)
    const [question] = discord.standing
    discord.press(question?.id ?? '', dataOf(question, WORDINGS.fr.languageName))
    await discord.waitForSent((call) => call.text === WORDINGS.fr.languageChosen)
    expect(discord.standing[0]).toMatchObject({ content: WORDINGS.fr.languageChosen })
  })

  it('erases on request, and only after it was asked', async () => {
    const { discord, recorded } = await openDiscordDoor()
    discord.sendMessage({ files: [discord.putFile(film)] })
    await answered(discord)
    discord.sendCommand({ name: 'delete' })
    const question = await discord.waitForSent((call) => call.text === english.askDelete)
    const asked = discord.standing.find(({ id }) => id === question.messageId)
    discord.press(question.messageId ?? '', dataOf(asked, english.confirmDelete))
    await eventually(() => asked?.content).toContain(english.deleted(1, 1).slice(0, 4))
    expect(labelsUnder(asked)).toEqual([])
    expect((await recorded())[0]?.person).not.toBe('discord-person-77')
  })

  it('that nobody made, or that is older than its study, is told to be so', async () => {
    const { discord } = await openDiscordDoor()
    discord.sendMessage({ files: [discord.putFile(film)] })
    const answer = await answered(discord)
    discord.press(answer.id, 'from another program', { guild: false })
    await discord.waitForSent((call) => call.text === english.buttonTooOld)
  })

  it('is carried out although its message was deleted meanwhile', async () => {
    const { discord, recorded, reviews, bot } = await openDiscordDoor()
    discord.sendMessage({ files: [discord.putFile(film)] })
    const answer = await answered(discord)
    const data = dataOf(answer, english.agree)
    discord.press(answer.id, data, { guild: false })
    discord.deleteMessage(answer.id)
    await discord.waitForSent((call) => call.text === english.reviewed('PNEUMONIA'))
    await bot.stop()
    const [study] = await recorded()
    expect(await reviews.of(study?.id ?? '')).toHaveLength(1)
  })
})

describe('answers and buttons on Discord', () => {
  it('number the pictures of an album, each with buttons of its own', async () => {
    const { discord } = await openDiscordDoor()
    const two = [discord.putFile(film), discord.putFile(Buffer.from('other'))]
    discord.sendMessage({ files: two })
    await discord.waitForSent(isAnswer)
    await eventually(() => labelsUnder(discord.standing[0])).toContain(`2 · ${english.agree}`)
  })
})
