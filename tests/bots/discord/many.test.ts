import { describe, expect, it } from 'vitest'
import type { Outcome } from '../../../src/core/outcome.js'
import { english } from '../../../src/core/wording/english.js'
import { directChannelOf } from '../../support/discord-payloads.js'
import { PNEUMONIA_FINDING } from '../../support/scripted-reader.js'
import { createPromise } from '../support.js'
import { eventually, openDiscordDoor } from './door.js'

const PICTURES = 30
const PEOPLE = ['101', '102', '103']

describe('thirty pictures at once on Discord', () => {
  it('each get a sign of life before the first is read, and answers in the order of each chat', async () => {
    const { promise, resolve } = createPromise<Outcome>()
    const { discord, bot } = await openDiscordDoor({ answer: () => promise })
    const asked = Array.from({ length: PICTURES }, (_, index) => {
      const user = PEOPLE[index < 20 ? 0 : 1 + (index % 2)] ?? ''
      return {
        user,
        id: discord.sendMessage({ user, files: [discord.putFile(Buffer.from(`film ${index}`))] }),
      }
    })
    await eventually(() => discord.standing.length).toBe(PICTURES)
    expect(discord.sent.some(({ text }) => text?.includes('93.0 %') === true)).toBe(false)

    resolve(PNEUMONIA_FINDING)
    const answers = () => discord.sent.filter(({ text }) => text?.includes('93.0 %') === true)
    await eventually(() => answers().length).toBe(PICTURES)
    await bot.stop()
    for (const user of PEOPLE) {
      const inChat = answers().filter(({ channelId }) => channelId === directChannelOf(user))
      const questions = inChat.map(
        ({ messageId }) => discord.standing.find(({ id }) => id === messageId)?.replyTo,
      )
      expect(questions).toEqual(asked.filter((one) => one.user === user).map(({ id }) => id))
    }
    // Two thirds are of one person, who came first: the others do not wait for all of these.
    const firstOfOther = answers().findIndex(({ channelId }) => channelId !== directChannelOf('101'))
    expect(firstOfOther).toBeLessThan(10)
    expect(discord.standing.every(({ content }) => !content.startsWith(english.reading))).toBe(true)
  })
})
