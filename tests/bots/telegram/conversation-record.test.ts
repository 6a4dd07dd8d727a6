import { expect, it } from 'vitest'
import { english } from '../../../src/core/wording/english.js'
import { WORDINGS } from '../../../src/core/wording/languages.js'
import { drawConversation } from '../../support/conversation-screenshot.js'
import { recordTelegramConversation } from '../../support/telegram-conversation.js'

it('a conversation on Telegram can be recorded as people see it, for a picture of it', async () => {
  const chats = await recordTelegramConversation()
  const [first, second, third] = chats.map(({ messages }) => messages)
  const said = (messages = first): string => (messages ?? []).map(({ text }) => text).join('\n')
  expect(said(first)).toMatch(new RegExp(`${english.reading}\\n.*\\nPNEUMONIA`))
  expect(said(first)).toContain('93.0 %')
  const answer = first?.find(({ text }) => text.startsWith('PNEUMONIA'))
  expect(answer?.buttons?.flat().join()).toContain(english.changeReview)
  expect(first?.some(({ caption }) => caption === english.heatmap('PNEUMONIA'))).toBe(true)
  expect(first?.some(({ file }) => file?.name.endsWith('.pdf'))).toBe(true)
  expect(said(second)).toContain(english.refusals.lateral_view)
  expect(said(second)).toContain('2/2 · ')
  expect(said(third)).toContain('/mine')
  expect(said(third)).toContain(WORDINGS.ar.disclaimer)

  const html = await drawConversation({ platform: 'telegram', chats }, 'telegram-chat.png')
  expect(html).toContain(english.disclaimer)
  expect(html).not.toMatch(/<script|https?:/)
})
