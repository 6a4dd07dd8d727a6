import { describe, expect, it } from 'vitest'
import { english } from '../../../src/core/wording/english.js'
import { photoMessage, textMessage } from '../../support/telegram-messages.js'
import type { TelegramDoorOptions } from './door.js'
import { eventually, hang, isEdit, openTelegramDoor } from './door.js'

const film = Buffer.from('film')

/** A picture that was answered, with the id of the answer. */
async function openAnswered(options: TelegramDoorOptions = {}) {
  const door = await openTelegramDoor(options)
  door.telegram.sendUpdate({ message: photoMessage(door.telegram.putFile(film)) })
  const answer = await door.telegram.waitForSent(isEdit)
  await eventually(() => door.disk.inbox.open('telegram')).toEqual([])
  const messageId = answer.messageId ?? 0
  const texts = () => door.telegram.buttonsUnder(messageId).map((row) => row.map(({ text }) => text))
  const [study] = await door.recorded()
  const verdicts = async () => (await door.disk.reviews.of(study?.id ?? '')).map(({ verdict }) => verdict)
  return { ...door, messageId, texts, verdicts, study }
}

const acknowledgements = (door: Awaited<ReturnType<typeof openAnswered>>) =>
  door.telegram.calls.filter(({ method }) => method === 'answerCallbackQuery').map(({ payload }) => payload)

describe('a button under an answer', () => {
  it('has data that Telegram takes, and stands in rows', async () => {
    const { telegram, messageId } = await openAnswered()
    const buttons = telegram.buttonsUnder(messageId).flat()
    expect(buttons.map(({ text }) => text)).toContain(english.agree)
    for (const { callback_data: data } of buttons) expect(Buffer.byteLength(data)).toBeLessThanOrEqual(64)
  })

  it('notes a verdict, says so to the presser, and can be changed', async () => {
    const door = await openAnswered()
    const { telegram, messageId, texts, verdicts } = door
    const answer = telegram.sent.at(-1)?.text
    telegram.press(messageId, english.agree)
    await eventually(verdicts).toEqual(['PNEUMONIA'])
    await eventually(() => texts().flat().join()).toContain(english.changeReview)
    const change = texts()
      .flat()
      .find((text) => text.includes(english.changeReview))
    telegram.press(messageId, change ?? '')
    await eventually(() => texts().flat()).toContain(english.verdicts.COVID)
    telegram.press(messageId, english.verdicts.COVID)
    await eventually(verdicts).toEqual(['COVID'])
    await eventually(() => acknowledgements(door).length).toBe(3)
    expect(acknowledgements(door)[2]).toMatchObject({ text: english.reviewed('COVID') })
    expect(telegram.transcript(77).find(({ id }) => id === messageId)?.text).toBe(answer)
  })

  it('does its work once when it is pressed twice, and takes buttons that stand already as done', async () => {
    const door = await openAnswered()
    const { telegram, messageId, verdicts, log } = door
    const data = telegram.buttonsUnder(messageId).flat()[0]?.callback_data ?? ''
    telegram.press(messageId, data)
    telegram.press(messageId, data)
    await eventually(() => acknowledgements(door).length).toBe(2)
    await eventually(verdicts).toEqual(['PNEUMONIA'])
    await eventually(() => door.disk.inbox.open('telegram')).toEqual([])
    expect(log.lines.join()).not.toContain('lost')
  })

  it('works although the press is too old to be acknowledged', async () => {
    const { telegram, messageId, verdicts, log } = await openAnswered()
    telegram.press(messageId, english.agree)
    telegram.forgetPresses()
    await eventually(verdicts).toEqual(['PNEUMONIA'])
    expect(log.lines.join()).not.toContain('telegram_400')
  })

  it('is acknowledged although the answer to it takes long', async () => {
    const door = await openAnswered()
    hang(door.disk.reviews, 'record')
    door.telegram.press(door.messageId, english.agree)
    await eventually(() => acknowledgements(door).length).toBe(1)
    await door.kill()
  })

  it('brings the report as a file in reply to the answer', async () => {
    const { telegram, messageId, study } = await openAnswered()
    telegram.press(messageId, english.askReport)
    const call = await telegram.waitForCall(({ method }) => method === 'sendDocument')
    expect(call.files.map(({ name }) => name)).toEqual([`chestcheck-${study?.reference ?? ''}.pdf`])
    expect(call.files[0]?.bytes.toString()).toContain('%PDF')
    expect(call.payload).toMatchObject({ chat_id: 77, reply_parameters: { message_id: messageId } })
  })

  it('brings the report to the topic in which the film was sent', async () => {
    const { telegram } = await openTelegramDoor()
    const message = photoMessage(telegram.putFile(film), { chat: -1, topic: 4, caption: '@chestcheck_bot' })
    telegram.sendUpdate({ message })
    const answer = await telegram.waitForSent(isEdit)
    telegram.press(answer.messageId ?? 0, english.askReport)
    const call = await telegram.waitForCall(({ method }) => method === 'sendDocument')
    expect(call.payload['message_thread_id']).toBe(4)
  })

  it('replaces its message where that asked something: whether to erase', async () => {
    const { telegram, study, disk } = await openAnswered()
    telegram.sendUpdate({ message: textMessage('/delete') })
    const asked = await telegram.waitForSent(({ text }) => text?.includes(english.askDelete) === true)
    telegram.press(asked.messageId ?? 0, english.confirmDelete)
    const done = await telegram.waitForSent(({ text }) => text === english.deleted(1, 1))
    expect(done.messageId).toBe(asked.messageId)
    expect(telegram.buttonsUnder(asked.messageId ?? 0)).toEqual([])
    expect((await disk.studies.find(study?.id ?? ''))?.pictureErasedAt).toBeInstanceOf(Date)
  })

  it('sends its answer anew when the message was deleted in between', async () => {
    const { telegram } = await openAnswered()
    telegram.sendUpdate({ message: textMessage('/language') })
    const asked = await telegram.waitForSent(({ text }) => text === english.chooseLanguage)
    telegram.press(asked.messageId ?? 0, 'Deutsch')
    telegram.deleteMessage(asked.messageId ?? 0)
    const said = await telegram.waitForSent(({ text }) => text?.startsWith('Ich antworte') === true)
    expect(said.method).toBe('sendMessage')
  })

  it('that nobody made is told to be too old', async () => {
    const door = await openAnswered()
    const query = {
      id: 'press-x',
      from: { id: 77, is_bot: false, first_name: 'Ada' },
      chat_instance: '1',
      data: 'something else',
    }
    const message = { message_id: door.messageId, date: 0, chat: { id: 77, type: 'private' } }
    door.telegram.sendUpdate({ callback_query: { ...query, message } as never })
    await eventually(() => door.disk.inbox.open('telegram')).toEqual([])
    door.telegram.sendUpdate({ callback_query: query as never })
    door.telegram.sendUpdate({ message: textMessage('/about') })
    await door.telegram.waitForSent(({ text }) => text?.startsWith('Model') === true)
    expect(await door.verdicts()).toEqual([])
  })
})
