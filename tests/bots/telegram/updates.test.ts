import { Telegraf } from 'telegraf'
import type { Message } from 'telegraf/types'
import { describe, expect, it } from 'vitest'
import { wireTelegram } from '../../../src/bots/telegram/bot.js'
import { createTelegramCalls } from '../../../src/bots/telegram/calls.js'
import { english } from '../../../src/core/wording/english.js'
import { documentMessage, noticeMessage, photoMessage, textMessage } from '../../support/telegram-messages.js'
import { createBehindDoor } from '../support.js'

const ME = {
  id: 4242,
  is_bot: true as const,
  first_name: 'ChestCheck',
  username: 'chestcheck_bot',
  can_join_groups: true,
  can_read_all_group_messages: false,
  supports_inline_queries: false,
}
const GROUP = -100

/** The bot with the SDK's network mocked away: updates are handed in, calls are kept. */
function openMockedDoor() {
  const behind = createBehindDoor()
  const bot = new Telegraf('4242:token')
  bot.botInfo = ME
  const calls: { readonly method: string; readonly payload: Readonly<Record<string, unknown>> }[] = []
  bot.telegram.callApi = (method, payload) => {
    calls.push({ method, payload: { ...payload } })
    return Promise.resolve({ message_id: calls.length, file_id: 'f' } as never)
  }
  const signal = new AbortController().signal
  const { work, albums } = wireTelegram(bot, {
    ...behind,
    token: '4242:token',
    apiRoot: 'http://127.0.0.1:9',
    albumWindowMs: 600_000,
    retryMs: 0,
    calls: createTelegramCalls({ telegram: bot.telegram, signal, backoffMs: 0 }),
    signal,
  })
  let updateId = 0
  /** Hands the messages in, and gives the texts that were sent and the files that were asked for. */
  async function send(...messages: Message[]) {
    for (const message of messages) {
      updateId += 1
      await bot.handleUpdate({ update_id: updateId, message } as Parameters<typeof bot.handleUpdate>[0])
    }
    albums.flush()
    await work.drain(10_000)
    const texts = calls.filter(({ method }) => method === 'sendMessage').map(({ payload }) => payload['text'])
    const files = calls.filter(({ method }) => method === 'getFile').map(({ payload }) => payload['file_id'])
    return { texts, files, calls }
  }
  return { ...behind, bot, send }
}

const ofBot = { ...textMessage('earlier answer'), from: ME } as Message

describe('an update from Telegram', () => {
  it('asks for the largest size of a photo', async () => {
    expect((await openMockedDoor().send(photoMessage('largest'))).files).toEqual(['largest'])
  })

  it('believes neither the name nor the type of a file', async () => {
    const odd = documentMessage('odd', { mime: 'text/html' })
    expect((await openMockedDoor().send(odd)).files).toEqual(['odd'])
  })

  it('reads the earlier picture that somebody points at by a reply', async () => {
    const reply = textMessage('and this one?', { replyTo: photoMessage('earlier') })
    expect((await openMockedDoor().send(reply)).files).toEqual(['earlier'])
  })

  it.each([
    ['/start', english.start],
    ['/start from-a-link', english.start],
    ['/HELP', english.help],
    ['/help@ChestCheck_Bot', english.help],
    ['/unknown', english.help],
    ['/join', english.notJoined],
    ['hello', english.askForPicture],
    ['see /help', english.askForPicture],
  ])('answers %j in a private chat', async (text, answer) => {
    const { texts } = await openMockedDoor().send(textMessage(text))
    expect(texts).toHaveLength(1)
    expect(texts[0]).toContain(answer)
  })

  it.each([
    ['another bot', textMessage('hello', { isBot: true })],
    ['a notice of the platform', noticeMessage()],
    ['a message without a sender', { ...textMessage('hello'), from: undefined } as unknown as Message],
  ])('stays silent for %s', async (_, message) => {
    expect((await openMockedDoor().send(message)).calls).toEqual([])
  })

  it.each([
    ['a picture for nobody in particular', photoMessage('f', { chat: GROUP })],
    ['a picture for another bot', photoMessage('f', { chat: GROUP, caption: '@other_bot please' })],
    ['a name that only begins like its own', photoMessage('f', { chat: GROUP, caption: '@chestcheck_bot2' })],
    ['a command for another bot', textMessage('/help@other_bot', { chat: GROUP })],
    ['small talk', textMessage('good morning', { chat: GROUP })],
    ['thanks in a reply', textMessage('thanks', { chat: GROUP, replyTo: ofBot })],
    ['its name without a picture', textMessage('@chestcheck_bot is new here', { chat: GROUP })],
    ['a command that it does not know', textMessage('/weather', { chat: GROUP })],
    ['a notice', noticeMessage({ chat: GROUP })],
  ])('stays silent in a group for %s', async (_, message) => {
    expect((await openMockedDoor().send(message)).calls).toEqual([])
  })

  it.each([
    ['a caption with its name', photoMessage('f', { chat: GROUP, caption: 'PA, @ChestCheck_bot ?' })],
    ['a picture as a reply to it', photoMessage('f', { chat: GROUP, replyTo: ofBot })],
    [
      'its name in a reply to a picture',
      textMessage('@chestcheck_bot', { chat: GROUP, replyTo: photoMessage('f') }),
    ],
  ])('reads in a group: %s', async (_, message) => {
    expect((await openMockedDoor().send(message)).files).toEqual(['f'])
  })

  it('reads a whole album in a group when the caption of one part has its name', async () => {
    const parts = ['a', 'b', 'c'].map((id) =>
      photoMessage(id, { chat: GROUP, album: '1', ...(id === 'b' ? { caption: '@chestcheck_bot' } : {}) }),
    )
    const { files, texts } = await openMockedDoor().send(...parts)
    expect(files).toEqual(['a', 'b', 'c'])
    expect(texts).toEqual([english.reading])
  })

  it('keeps the albums of two chats apart', async () => {
    const parts = [1, 2].map((from) => photoMessage(`of-${from}`, { from, album: 'same' }))
    const { texts } = await openMockedDoor().send(...parts)
    expect(texts).toEqual([english.reading, english.reading])
  })

  it('replies to the message it answers, in its topic', async () => {
    const message = photoMessage('f', { chat: GROUP, topic: 9, caption: '@chestcheck_bot' })
    const { calls } = await openMockedDoor().send(message)
    expect(calls[0]?.payload).toMatchObject({
      chat_id: GROUP,
      message_thread_id: 9,
      reply_parameters: { message_id: message.message_id, allow_sending_without_reply: true },
    })
  })

  it('survives a handler that throws, and says so by a code alone', async () => {
    const { bot, send, log } = openMockedDoor()
    bot.use(() => Promise.reject(new Error('secret update')))
    await send({ ...noticeMessage(), from: undefined } as unknown as Message)
    await bot.handleUpdate({ update_id: 900, edited_message: {} } as never)
    expect(log.lines).toEqual([
      '{"level":"error","event":"bot.work_failed","channel":"telegram","code":"internal"}',
    ])
  })
})
