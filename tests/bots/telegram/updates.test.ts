import type { Message } from 'telegraf/types'
import { describe, expect, it } from 'vitest'
import { english } from '../../../src/core/wording/english.js'
import {
  anonymousMessage,
  channelMessage,
  documentMessage,
  noticeMessage,
  photoMessage,
  textMessage,
} from '../../support/telegram-messages.js'
import type { TelegramDoorOptions } from './door.js'
import { eventually, isEdit, openTelegramDoor } from './door.js'

const GROUP = -100
const LAST = 999

/** Sends the messages, waits until a later one from somebody else is answered, and gives what happened before. */
async function send(messages: readonly Message[], options: TelegramDoorOptions = {}) {
  const door = await openTelegramDoor(options)
  for (const name of ['film', 'other']) door.telegram.putFile(Buffer.from(name))
  for (const message of messages) door.telegram.sendUpdate({ message })
  door.telegram.sendUpdate({ message: textMessage('/about', { from: LAST }) })
  await door.telegram.waitForSent((call) => call.chatId === LAST)
  await door.bot.stop()
  const calls = door.telegram.calls.filter(({ chatId }) => chatId !== null && chatId !== LAST)
  return {
    ...door,
    calls,
    texts: calls.filter(({ method }) => method === 'sendMessage').map(({ text }) => text),
    read: door.reader.seen.map((bytes) => Buffer.from(bytes).toString()),
    notes: (await door.recorded()).map(({ note }) => note),
  }
}

const ofBot = { ...textMessage('earlier answer'), from: { id: 4242, is_bot: true } } as Message
const film = (options: Parameters<typeof photoMessage>[1] = {}) => photoMessage('file-1', options)
const inGroup = { chat: GROUP } as const

describe('a message in a private chat', () => {
  it('is read in the largest size of its photo', async () => {
    expect((await send([film()])).read).toEqual(['film'])
  })

  it('is read as a file, whatever its name and type claim', async () => {
    expect((await send([documentMessage('file-1', { mime: 'text/html' })])).read).toEqual(['film'])
  })

  it('is read when it was forwarded', async () => {
    const origin = { type: 'hidden_user', sender_user_name: 'Dr Patientname', date: 1 }
    const { read, disk } = await send([{ ...film(), forward_origin: origin } as Message])
    expect(read).toEqual(['film'])
    expect(JSON.stringify(await disk.studies.list({ limit: 1 }))).not.toContain('Patientname')
  })

  it('has an earlier picture read by pointing at it with a reply', async () => {
    const { read, notes } = await send([textMessage('and this one?', { replyTo: film() })])
    expect(read).toEqual(['film'])
    expect(notes).toEqual(['and this one?'])
  })

  it('has the picture read that /xray answers, or stands under', async () => {
    const { read, notes } = await send([
      textMessage('/xray', { replyTo: film({ caption: 'cough for a week' }) }),
      film({ caption: '/xray after the fall' }),
    ])
    expect(read).toEqual(['film', 'film'])
    expect(notes.toSorted()).toEqual(['after the fall', 'cough for a week'])
  })

  it.each([
    ['/start', english.start],
    ['/start from-a-link', english.start],
    ['/HELP', english.help],
    ['/help@ChestCheck_Bot', english.help],
    ['/unknown', english.help],
    ['/join', english.notJoined],
    ['/start ABCDEFGHJK', english.notJoined],
    ['/xray', english.askForPicture],
    ['/language', english.chooseLanguage],
    ['/language DE', 'Ich antworte'],
    ['/mine', english.mine([])],
    ['hello', english.askForPicture],
    ['see /help', english.askForPicture],
  ])('is answered in one message: %j', async (text, answer) => {
    const { texts } = await send([textMessage(text)])
    expect(texts).toHaveLength(1)
    expect(texts[0]).toContain(answer)
  })

  it('is answered in the language of the person’s app', async () => {
    const message = textMessage('/xray', { language: 'es-MX' })
    const { texts, wordings } = await send([message])
    expect(texts).toEqual([wordings.es.askForPicture])
  })

  it.each([
    ['another bot', textMessage('hello', { isBot: true })],
    ['a notice of the platform', noticeMessage()],
    ['a message without a sender', { ...textMessage('hello'), from: undefined } as unknown as Message],
    ['a message in a shape that nobody knows', { message_id: 1, text: 'hello' } as unknown as Message],
  ])('is passed over in silence: %s', async (_, message) => {
    expect((await send([message])).calls).toEqual([])
  })
})

describe('a message in a group', () => {
  it.each([
    ['a picture for nobody in particular', film(inGroup)],
    ['a picture for another bot', film({ ...inGroup, caption: '@other_bot please' })],
    ['a name that only begins like its own', film({ ...inGroup, caption: '@chestcheck_bot2' })],
    ['a command for another bot', textMessage('/help@other_bot', inGroup)],
    ['a picture with a command for another bot', film({ ...inGroup, caption: '/xray@other_bot' })],
    ['small talk', textMessage('good morning', inGroup)],
    ['thanks in a reply', textMessage('thanks', { ...inGroup, replyTo: ofBot })],
    ['its name without a picture', textMessage('@chestcheck_bot is new here', inGroup)],
    ['a command that it does not know', textMessage('/weather', inGroup)],
    ['a notice', noticeMessage(inGroup)],
    ['a post that a channel forwards by itself', channelMessage('file-1', inGroup)],
  ])('is passed over in silence, and not kept: %s', async (_, message) => {
    const { calls, disk } = await send([message])
    expect(calls).toEqual([])
    expect(await disk.inbox.open('telegram')).toEqual([])
  })

  it.each([
    ['a caption with its name', film({ ...inGroup, caption: 'PA, @ChestCheck_bot ?' })],
    ['a picture as a reply to it', film({ ...inGroup, replyTo: ofBot })],
    ['its name in a reply to a picture', textMessage('@chestcheck_bot', { ...inGroup, replyTo: film() })],
    ['/xray with its name in a reply', textMessage('/xray@chestcheck_bot', { ...inGroup, replyTo: film() })],
    ['/xray as a caption', film({ ...inGroup, caption: '/xray' })],
    ['a picture of an administrator who stays anonymous', anonymousMessage('file-1', GROUP)],
  ])('is read: %s', async (_, message) => {
    expect((await send([message])).read).toEqual(['film'])
  })

  it('is passed over, and forgotten as soon as the album is complete, when no part has its name', async () => {
    const { telegram, disk, reader } = await openTelegramDoor()
    for (const name of ['a', 'b']) {
      const fileId = telegram.putFile(Buffer.from(name))
      telegram.sendUpdate({ message: photoMessage(fileId, { ...inGroup, album: '1' }) })
    }
    await eventually(() => telegram.unconfirmed()).toEqual([])
    await eventually(() => disk.inbox.open('telegram')).toEqual([])
    expect([telegram.sent, reader.seen]).toEqual([[], []])
  })

  it('is noted without the bot’s name, which is no part of what was said', async () => {
    const { notes } = await send([film({ ...inGroup, caption: 'PA, @ChestCheck_bot cough, 3 days' })])
    expect(notes).toEqual(['PA, cough, 3 days'])
  })

  it('is never read for a heatmap of the bot’s own', async () => {
    const heatmap = { ...film(), from: { id: 4242, is_bot: true, first_name: 'ChestCheck' } } as Message
    const { read } = await send([textMessage('/xray@chestcheck_bot', { ...inGroup, replyTo: heatmap })])
    expect(read).toEqual([])
  })

  it('is a bare command for any bot where Telegram shows it all commands, and /xray alone is its own', async () => {
    const me = { can_read_all_group_messages: true }
    const messages = [
      textMessage('/help', inGroup),
      textMessage('/help@chestcheck_bot', inGroup),
      textMessage('/xray', { ...inGroup, replyTo: film() }),
    ]
    const { texts } = await send(messages, { me })
    expect(texts).toEqual([expect.stringContaining(english.help), english.reading])
  })

  it('is read as a whole album when the caption of one part has its name', async () => {
    const { telegram, reader } = await openTelegramDoor()
    for (const name of ['a', 'b', 'c']) {
      const caption = name === 'b' ? { caption: '@chestcheck_bot' } : {}
      const fileId = telegram.putFile(Buffer.from(name))
      telegram.sendUpdate({ message: photoMessage(fileId, { ...inGroup, album: '1', ...caption }) })
    }
    await telegram.waitForSent(isEdit)
    expect(reader.seen.map((bytes) => Buffer.from(bytes).toString()).sort()).toEqual(['a', 'b', 'c'])
    expect(telegram.sent.map(({ text }) => text)[0]).toBe(english.reading)
  })

  it('is replied to in its topic', async () => {
    const message = film({ chat: GROUP, topic: 9, caption: '@chestcheck_bot' })
    const { calls } = await send([message])
    expect(calls[0]?.payload).toMatchObject({
      chat_id: GROUP,
      message_thread_id: 9,
      reply_parameters: { message_id: message.message_id, allow_sending_without_reply: true },
    })
  })
})

describe('what is no message', () => {
  it('is passed over: an edited caption, as the picture was answered once, and a post in a channel', async () => {
    const { telegram, bot } = await openTelegramDoor()
    const message = film({ caption: 'PA' })
    telegram.sendUpdate({ edited_message: message })
    telegram.sendUpdate({ channel_post: channelMessage('file-1', { chat: -200 }) })
    telegram.sendUpdate({ message: textMessage('/about', { from: LAST }) })
    await telegram.waitForSent((call) => call.chatId === LAST)
    await bot.stop()
    expect(telegram.sent).toHaveLength(1)
  })

  it('is noted in the log alone: that somebody blocked the bot', async () => {
    const { telegram, log } = await openTelegramDoor()
    const member = { user: telegram.me, status: 'kicked', until_date: 0 }
    telegram.sendUpdate({
      my_chat_member: { ...textMessage('x'), old_chat_member: member, new_chat_member: member } as never,
    })
    await eventually(() => log.lines.join()).toContain('chat.left')
    expect(telegram.sent).toEqual([])
  })
})
