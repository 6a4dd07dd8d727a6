import { expect, it } from 'vitest'
import { english } from '../../../src/core/wording/english.js'
import { WORDINGS } from '../../../src/core/wording/languages.js'
import { drawConversation } from '../../support/conversation-screenshot.js'
import { recordDiscordConversation } from '../../support/discord-conversation.js'

it('a conversation on Discord can be recorded as people see it, for a picture of it', async () => {
  const chats = await recordDiscordConversation()
  const [channel, alone, direct] = chats.map(({ messages }) => messages)
  expect(channel?.[0]?.pictures).toHaveLength(1)
  expect(channel?.[1]).toMatchObject({ from: 'bot', onlyForYou: false })
  expect(channel?.[1]?.buttons?.[0]).toEqual([english.agree, english.disagree])
  expect(channel?.[1]?.caption).toBe(english.heatmap('PNEUMONIA'))
  expect(channel?.[2]).toMatchObject({ text: english.reviewed('PNEUMONIA'), onlyForYou: true })
  expect(alone?.[0]).toMatchObject({ onlyForYou: true })
  expect(alone?.[0]?.text).toContain(`1/2 · ${english.uncertain}`)
  expect(alone?.[0]?.text).toContain(`2/2 · ${english.refusals.lateral_view}`)
  expect(direct?.[1]?.text).toContain(WORDINGS.ar.disclaimer)
  expect(direct?.[2]?.file?.name).toMatch(/\.pdf$/)

  const html = await drawConversation({ platform: 'discord', chats }, 'discord-chat.png')
  expect(html).toContain(english.disclaimer)
  expect(html).not.toMatch(/<script|https?:/)
})
