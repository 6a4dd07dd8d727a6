import { describe, expect, it } from 'vitest'
import type { Outcome } from '../../../src/core/outcome.js'
import { LANGUAGES } from '../../../src/core/language.js'
import { english } from '../../../src/core/wording/english.js'
import { COMMANDS } from '../../../src/core/wording/wording.js'
import { drawRadiograph } from '../../support/radiograph.js'
import { PNEUMONIA_FINDING, SCRIPTED_HEATMAP } from '../../support/scripted-reader.js'
import { documentMessage, photoMessage, textMessage } from '../../support/telegram-messages.js'
import { createPromise } from '../support.js'
import type { TelegramCall } from '../../support/telegram-server.js'
import { eventually, isEdit, openTelegramDoor } from './door.js'

describe('Telegram, through telegraf', () => {
  it('brings a photo to the reader byte for byte and edits the placeholder into the answer', async () => {
    const { telegram, reader, recorded, bot } = await openTelegramDoor()
    const picture = await drawRadiograph()
    telegram.sendUpdate({ message: photoMessage(telegram.putFile(picture)) })
    const answer = await telegram.waitForSent(isEdit)
    expect(reader.seen).toHaveLength(1)
    expect(Buffer.from(reader.seen[0] ?? [])).toEqual(picture)
    const [placeholder] = telegram.sent
    expect(placeholder).toMatchObject({ method: 'sendMessage', chatId: 77, text: english.reading })
    expect(answer.messageId).toBe(placeholder?.messageId)
    expect(answer.text?.split('\n')[0]).toBe('PNEUMONIA')
    expect(answer.text).toContain('93.0 %')
    expect(answer.text).toContain(english.disclaimer)
    expect(answer.text).toContain(english.recompressed)
    await bot.stop()
    const [study] = await recorded()
    expect(study).toMatchObject({ channel: 'telegram', outcome: 'finding', recompressed: true })
    expect(answer.text).toContain(study?.reference)
    expect(study?.deliveredAt).toBeInstanceOf(Date)
  })

  it('sends the heatmap as a photo in reply to the answer', async () => {
    const { telegram, bot } = await openTelegramDoor()
    telegram.sendUpdate({ message: photoMessage(telegram.putFile(Buffer.from('film'))) })
    const photo = await telegram.waitForCall((call) => call.method === 'sendPhoto')
    const answer = await telegram.waitForSent(isEdit)
    expect(photo.chatId).toBe(77)
    expect(photo.files.map(({ bytes }) => bytes)).toEqual([Buffer.from(SCRIPTED_HEATMAP.bytes)])
    expect(photo.payload).toMatchObject({
      caption: english.heatmap('PNEUMONIA'),
      reply_parameters: { message_id: answer.messageId },
    })
    await bot.stop()
    expect(telegram.sent).toHaveLength(2)
  })

  it('sends the heatmaps of an album as one album', async () => {
    const { telegram } = await openTelegramDoor()
    for (const name of ['first', 'second', 'third']) {
      const fileId = telegram.putFile(Buffer.from(name))
      telegram.sendUpdate({ message: photoMessage(fileId, { album: 'album-2', topic: 5, chat: 77 }) })
    }
    const { payload, files } = await telegram.waitForCall((call) => call.method === 'sendMediaGroup')
    expect(files).toHaveLength(3)
    expect(payload['message_thread_id']).toBe(5)
    expect(payload['media']).toMatchObject(
      [1, 2, 3].map((number) => ({
        type: 'photo',
        caption: expect.stringContaining(`${number}/3 · `) as string,
      })),
    )
  })

  it('stands by its answer when the heatmap cannot be sent, and tries no second time', async () => {
    const { telegram, log, recorded, bot } = await openTelegramDoor({
      prepare: (server) => {
        server.failNext('sendPhoto', { status: 'drop' })
      },
    })
    telegram.sendUpdate({ message: photoMessage(telegram.putFile(Buffer.from('film'))) })
    await telegram.waitForSent(isEdit)
    await bot.stop()
    expect(telegram.calls.filter((call) => call.method === 'sendPhoto')).toHaveLength(1)
    expect(log.lines.join()).toContain('reply.heatmap_lost')
    expect((await recorded())[0]?.deliveredAt).toBeInstanceOf(Date)
  })

  it('says that the film is being read before the reader has answered', async () => {
    const { promise, resolve } = createPromise<Outcome>()
    const { telegram, reader } = await openTelegramDoor({ answer: () => promise })
    telegram.sendUpdate({ message: photoMessage(telegram.putFile(Buffer.from('film'))) })
    await eventually(() => reader.seen.length).toBe(1)
    expect(telegram.sent.map((call) => call.text)).toEqual([english.reading])
    resolve(PNEUMONIA_FINDING)
    await telegram.waitForSent(isEdit)
  })

  it('answers others while one picture is still being read', async () => {
    const { promise, resolve } = createPromise<Outcome>()
    const slow = Buffer.from('slow')
    const { telegram } = await openTelegramDoor({
      answer: (bytes) => (slow.equals(bytes) ? promise : PNEUMONIA_FINDING),
    })
    telegram.sendUpdate({ message: photoMessage(telegram.putFile(slow), { from: 1 }) })
    await telegram.waitForSent((call) => call.chatId === 1)
    telegram.sendUpdate({ message: photoMessage(telegram.putFile(Buffer.from('quick')), { from: 2 }) })
    const answer = await telegram.waitForSent(isEdit)
    expect(answer.chatId).toBe(2)
    resolve(PNEUMONIA_FINDING)
    await telegram.waitForSent((call) => isEdit(call) && call.chatId === 1)
  })

  it('records that a file was not recompressed and does not claim that it was', async () => {
    const { telegram, recorded } = await openTelegramDoor()
    const fileId = telegram.putFile(Buffer.from('a file'))
    telegram.sendUpdate({ message: documentMessage(fileId, { bytes: 6, mime: 'application/dicom' }) })
    const answer = await telegram.waitForSent(isEdit)
    expect(answer.text).not.toContain(english.recompressed)
    expect((await recorded())[0]).toMatchObject({ recompressed: false, bytes: 6 })
  })

  it('answers an album once, with every picture in it', async () => {
    const { telegram, reader, bot } = await openTelegramDoor()
    for (const name of ['first', 'second', 'third']) {
      const fileId = telegram.putFile(Buffer.from(name))
      telegram.sendUpdate({ message: photoMessage(fileId, { album: 'album-1' }) })
    }
    const answer = await telegram.waitForSent(isEdit)
    expect(reader.seen.map((bytes) => Buffer.from(bytes).toString()).sort()).toEqual([
      'first',
      'second',
      'third',
    ])
    expect(answer.text).toContain('1/3 · PNEUMONIA')
    expect(answer.text).toContain('3/3 · PNEUMONIA')
    await bot.stop()
    expect(telegram.sent).toHaveLength(2)
  })

  it('says so when the picture cannot be fetched any more', async () => {
    const { telegram, reader, recorded } = await openTelegramDoor()
    telegram.sendUpdate({ message: photoMessage(telegram.putFile(Buffer.from('gone'), { expired: true })) })
    const answer = await telegram.waitForSent(isEdit)
    expect(answer.text).toContain(english.refusals.download_failed)
    expect(reader.seen).toHaveLength(0)
    expect((await recorded())[0]).toMatchObject({ outcome: 'refused', code: 'download_failed' })
  })

  it('refuses in words a file that is larger than Telegram hands out, without asking for it', async () => {
    const { telegram } = await openTelegramDoor({ maxBytes: 100 * 1024 * 1024 })
    const message = documentMessage(telegram.putFile(Buffer.from('huge')), { bytes: 20 * 1024 * 1024 + 1 })
    telegram.sendUpdate({ message })
    const answer = await telegram.waitForSent(isEdit)
    expect(answer.text).toContain(english.refusals.too_large)
    expect(telegram.calls.some((call) => call.method === 'getFile')).toBe(false)
  })

  it('says so when Telegram does not hand out a file that is too large, whatever it had declared', async () => {
    const { telegram } = await openTelegramDoor({ maxBytes: 100 * 1024 * 1024 })
    const huge = telegram.putFile(Buffer.alloc(20 * 1024 * 1024 + 1))
    telegram.sendUpdate({ message: documentMessage(huge) })
    const answer = await telegram.waitForSent(isEdit)
    expect(answer.text).toContain(english.refusals.too_large)
  })

  it('turns a stranger away in one sentence, puts it on the record, and reads once they joined', async () => {
    const { telegram, admission, reader, disk } = await openTelegramDoor({ open: false })
    const film = () => photoMessage(telegram.putFile(Buffer.from('film')))
    telegram.sendUpdate({ message: film() })
    const refusal = await telegram.waitForSent(() => true)
    expect(refusal.text).toBe(english.refusals.not_allowed)
    expect(telegram.sent).toHaveLength(1)
    expect(reader.seen).toHaveLength(0)
    await eventually(() => disk.audit.entries.map(({ kind }) => kind)).toContain('sender.refused')

    telegram.sendUpdate({ message: textMessage('/join WRONG') })
    await telegram.waitForSent((call) => call.text === english.notJoined)
    const code = await admission.issue({ uses: 1, expiresAt: new Date(Date.now() + 60_000) })
    telegram.sendUpdate({ message: textMessage(`/join ${code}`) })
    await telegram.waitForSent((call) => call.text === english.joined)
    telegram.sendUpdate({ message: film() })
    const answer = await telegram.waitForSent(isEdit)
    expect(answer.text).toContain('93.0 %')
  })

  it('lets somebody in who taps a link with an invite code', async () => {
    const { telegram, admission } = await openTelegramDoor({ open: false })
    const code = await admission.issue({ uses: 1, expiresAt: new Date(Date.now() + 60_000) })
    telegram.sendUpdate({ message: textMessage(`/start ${code}`) })
    await telegram.waitForSent((call) => call.text === english.joined)
  })

  it('takes thirty pictures at once, shows for each at once that it came, and answers in order', async () => {
    const { promise, resolve } = createPromise<Outcome>()
    const { telegram, bot } = await openTelegramDoor({ answer: () => promise })
    const films = Array.from({ length: 30 }, (_, index) =>
      photoMessage(telegram.putFile(Buffer.from(`film ${index}`))),
    )
    for (const message of films) telegram.sendUpdate({ message })
    await eventually(() => telegram.sent.length).toBe(30)
    resolve(PNEUMONIA_FINDING)
    await eventually(() => telegram.sent.filter(isEdit).length).toBe(30)
    await bot.stop()
    const placed = telegram.sent.filter((call) => !isEdit(call))
    const asked = placed.map(
      ({ payload }) => (payload['reply_parameters'] as { message_id: number }).message_id,
    )
    expect(asked).toEqual(films.map((message) => message.message_id))
    const answered = telegram.sent.filter(isEdit).map(({ messageId }) => messageId)
    expect(answered).toEqual(placed.map(({ messageId }) => messageId))
  })
})

describe('the menu of commands', () => {
  it('is set in every language and for all others, and not touched when it stands already', async () => {
    const { telegram, bot, wordings, startNext } = await openTelegramDoor()
    const isSet = (call: TelegramCall): boolean => call.method === 'setMyCommands'
    await eventually(() => telegram.calls.filter(isSet).length).toBe(8)
    const set = telegram.calls.filter(isSet).map(({ payload }) => payload)
    expect(set.map(({ language_code: code }) => code)).toEqual([undefined, ...LANGUAGES])
    const spanish = COMMANDS.map((command) => ({ command, description: wordings.es.commands[command] }))
    expect(set.find(({ language_code: code }) => code === 'es')?.['commands']).toEqual(spanish)
    await bot.stop()
    await startNext()
    await eventually(() => telegram.calls.filter(({ method }) => method === 'getMyCommands').length).toBe(16)
    expect(telegram.calls.filter(isSet)).toHaveLength(8)
  })

  it('is left as it is when Telegram does not take it, and the bot works without', async () => {
    const { telegram, log } = await openTelegramDoor({
      prepare: (server) => {
        server.failNext('setMyCommands', { status: 400 })
      },
    })
    await eventually(() => log.lines.join()).toContain('menu.not_set')
    telegram.sendUpdate({ message: textMessage('/help') })
    await telegram.waitForSent((call) => call.text?.includes(english.help) === true)
  })
})
