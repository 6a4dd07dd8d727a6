import { describe, expect, it } from 'vitest'
import type { Outcome } from '../../../src/core/outcome.js'
import { english } from '../../../src/core/wording/english.js'
import { PNEUMONIA_FINDING } from '../../support/scripted-reader.js'
import { photoMessage, textMessage } from '../../support/telegram-messages.js'
import type { TelegramServer } from '../../support/telegram-server.js'
import type { TelegramDoorOptions } from './door.js'
import { eventually, hang, isAnswer, isEdit, openTelegramDoor } from './door.js'

const film = Buffer.from('film')
const NEVER = (): Promise<Outcome> => new Promise(() => undefined)

/** A bot that was killed while it read a film, after the sign of life. */
async function openKilled(options: TelegramDoorOptions = {}) {
  const door = await openTelegramDoor({ ...options, answer: NEVER })
  const message = photoMessage(door.telegram.putFile(film))
  const updateId = door.telegram.sendUpdate({ message })
  await eventually(() => door.reader.seen.length).toBe(1)
  await door.kill()
  return { ...door, message, updateId }
}

function sendAlbum(telegram: TelegramServer, names: readonly string[], album = 'a'): void {
  for (const name of names)
    telegram.sendUpdate({ message: photoMessage(telegram.putFile(Buffer.from(name)), { album }) })
}

describe('a process that was killed', () => {
  it('between sign of life and answer is followed by one that edits the same message, and sends no other', async () => {
    const { telegram, startNext, recorded } = await openKilled()
    const [placeholder] = telegram.sent
    const { bot, disk } = await startNext({ answer: () => PNEUMONIA_FINDING })
    const answer = await telegram.waitForSent(isAnswer)
    await eventually(() => disk.inbox.open('telegram')).toEqual([])
    await bot.stop()
    expect(answer.messageId).toBe(placeholder?.messageId)
    expect(telegram.sent.filter(({ method }) => method === 'sendMessage')).toHaveLength(1)
    expect(await recorded()).toHaveLength(1)
  })

  it('has taken what Telegram sends again: it stays one message', async () => {
    const { telegram, startNext, message, updateId } = await openKilled()
    telegram.sendUpdate({ message }, updateId)
    const { bot, recorded } = await startNext({ answer: () => PNEUMONIA_FINDING })
    await telegram.waitForSent(isAnswer)
    telegram.sendUpdate({ message }, updateId)
    telegram.sendUpdate({ message: textMessage('/about') })
    await telegram.waitForSent(({ text }) => text?.startsWith('Model') === true)
    await bot.stop()
    expect(telegram.sent.filter(isAnswer)).toHaveLength(1)
    expect(await recorded()).toHaveLength(1)
  })

  it('twice still gives one answer', async () => {
    const { telegram, startNext } = await openKilled()
    const second = await startNext({ answer: NEVER })
    await eventually(() => second.reader.seen.length).toBe(1)
    await second.kill()
    const third = await startNext({ answer: () => PNEUMONIA_FINDING })
    await telegram.waitForSent(isAnswer)
    await third.bot.stop()
    expect(telegram.sent).toHaveLength(2)
  })

  it('after the answer and before it was noted repeats neither answer nor heatmap', async () => {
    const door = await openTelegramDoor()
    const goOn = hang(door.disk.inbox, 'finish')
    door.telegram.sendUpdate({ message: photoMessage(door.telegram.putFile(film)) })
    await door.telegram.waitForCall(({ method }) => method === 'sendPhoto')
    await door.kill()
    goOn()
    const next = await door.startNext()
    await eventually(() => door.disk.inbox.open('telegram')).toEqual([])
    await next.bot.stop()
    expect(door.telegram.sent).toHaveLength(2)
    expect(door.telegram.calls.filter(({ method }) => method === 'sendPhoto')).toHaveLength(1)
    expect(next.reader.seen).toHaveLength(0)
  })

  it('in the middle of an album is followed by one that gathers the rest and gives one answer', async () => {
    const { telegram, kill, startNext, disk } = await openTelegramDoor({ albumWindowMs: 600_000 })
    sendAlbum(telegram, ['first', 'second'])
    await eventually(() => telegram.unconfirmed()).toEqual([])
    await eventually(async () => (await disk.inbox.open('telegram'))[0]?.progress).toBeTruthy()
    await kill()
    sendAlbum(telegram, ['third'])
    const { bot, recorded } = await startNext({ albumWindowMs: 30 })
    const answer = await telegram.waitForSent(isEdit)
    await eventually(() => disk.inbox.open('telegram')).toEqual([])
    await bot.stop()
    expect(answer.text).toContain('3/3 · PNEUMONIA')
    expect(telegram.sent).toHaveLength(2)
    expect(await recorded()).toHaveLength(3)
  })

  it('while it read an album is followed by one that reads the whole album, and no part of it again', async () => {
    const { telegram, kill, startNext, reader } = await openTelegramDoor({ answer: NEVER })
    sendAlbum(telegram, ['first', 'second', 'third'])
    await eventually(() => reader.seen.length).toBeGreaterThan(0)
    await kill()
    const { bot, recorded, disk } = await startNext({ answer: () => PNEUMONIA_FINDING })
    const answer = await telegram.waitForSent(isEdit)
    await eventually(() => disk.inbox.open('telegram')).toEqual([])
    await bot.stop()
    expect(answer.text).toContain('3/3 · PNEUMONIA')
    expect(telegram.sent).toHaveLength(2)
    expect(await recorded()).toHaveLength(3)
  })

  it('after it noted the album, with its parts still open, leaves one answer to give', async () => {
    const door = await openTelegramDoor({ answer: NEVER })
    const goOn = hang(door.disk.inbox, 'finish')
    sendAlbum(door.telegram, ['first', 'second', 'third'])
    await eventually(async () =>
      (await door.disk.inbox.open('telegram')).some(({ progress }) => progress?.includes('"message"')),
    ).toBe(true)
    await door.kill()
    goOn()
    const next = await door.startNext({ answer: () => PNEUMONIA_FINDING })
    await eventually(() => door.disk.inbox.open('telegram')).toEqual([])
    await next.bot.stop()
    expect(door.telegram.sent.filter(isEdit)).toHaveLength(1)
    expect(door.telegram.sent.filter(isEdit)[0]?.text).toContain('3/3 · PNEUMONIA')
  })

  it('between a press and its effect is followed by one that carries it out', async () => {
    const door = await openTelegramDoor()
    door.telegram.sendUpdate({ message: photoMessage(door.telegram.putFile(film)) })
    const answer = await door.telegram.waitForSent(isEdit)
    await eventually(() => door.disk.inbox.open('telegram')).toEqual([])
    const goOn = hang(door.disk.reviews, 'record')
    door.telegram.press(answer.messageId ?? 0, english.agree)
    await eventually(async () => (await door.disk.inbox.open('telegram')).length).toBe(1)
    await door.kill()
    door.telegram.forgetPresses()
    goOn()
    await door.startNext()
    const [study] = await door.recorded()
    await eventually(async () => (await door.disk.reviews.of(study?.id ?? '')).length).toBe(1)
  })
})

describe('a process that is stopped', () => {
  it('leaves an album that is still arriving to the next one', async () => {
    const { telegram, bot, startNext, disk } = await openTelegramDoor({ albumWindowMs: 600_000 })
    sendAlbum(telegram, ['first', 'second'])
    await eventually(() => telegram.unconfirmed()).toEqual([])
    await eventually(async () => (await disk.inbox.open('telegram'))[0]?.progress).toBeTruthy()
    await bot.stop()
    expect(telegram.sent).toHaveLength(1)
    expect(await disk.inbox.open('telegram')).toHaveLength(2)
    await startNext({ albumWindowMs: 30 })
    const answer = await telegram.waitForSent(isEdit)
    expect(answer.text).toContain('2/2 · PNEUMONIA')
    await eventually(() => disk.inbox.open('telegram')).toEqual([])
    expect(telegram.sent).toHaveLength(2)
  })

  it('leaves what it could not finish in time to the next one', async () => {
    const { telegram, bot, startNext, reader, disk } = await openTelegramDoor({
      answer: NEVER,
      stopLimitMs: 20,
    })
    telegram.sendUpdate({ message: photoMessage(telegram.putFile(film)) })
    await eventually(() => reader.seen.length).toBe(1)
    await bot.stop()
    expect(await disk.inbox.open('telegram')).toHaveLength(1)
    await startNext({ answer: () => PNEUMONIA_FINDING })
    await telegram.waitForSent(isAnswer)
    expect(telegram.sent).toHaveLength(2)
  })

  it('leaves a picture whose download it cut off to the next one, and records no refusal', async () => {
    const door = await openTelegramDoor({ stopLimitMs: 20, retryMs: 1000 })
    const { telegram, bot, startNext, disk, recorded } = door
    let asked = 0
    telegram.meddle((method) => {
      if (method !== 'getFile') return null
      asked += 1
      return { status: 502 }
    })
    telegram.sendUpdate({ message: photoMessage(telegram.putFile(film)) })
    await eventually(() => asked).toBe(1)
    await bot.stop()
    telegram.meddle(null)
    expect(await disk.inbox.open('telegram')).toHaveLength(1)
    await startNext()
    await telegram.waitForSent(isAnswer)
    expect(await recorded()).toMatchObject([{ outcome: 'finding' }])
    expect(telegram.sent).toHaveLength(2)
  })
})

describe('updates that come out of order', () => {
  it('are handled in the order of their ids', async () => {
    const { telegram } = await openTelegramDoor({
      prepare: (server) => {
        const later = photoMessage(server.putFile(film), { from: 5 })
        const sooner = photoMessage(server.putFile(film), { from: 5 })
        server.sendUpdate({ message: later }, 7002)
        server.sendUpdate({ message: sooner }, 7001)
      },
    })
    await eventually(() => telegram.sent.filter(isEdit).length).toBe(2)
    const asked = telegram.sent
      .filter((call) => !isEdit(call))
      .map(({ payload }) => (payload['reply_parameters'] as { message_id: number }).message_id)
    expect(asked).toEqual([...asked].sort((a, b) => b - a))
    await eventually(() => telegram.unconfirmed()).toEqual([])
  })

  it('make one answer of an album whose parts come in any order', async () => {
    const { telegram } = await openTelegramDoor({
      prepare: (server) => {
        const parts = ['a', 'b', 'c'].map((name) =>
          photoMessage(server.putFile(Buffer.from(name)), { album: 'x' }),
        )
        const [first, second, third] = parts
        for (const [message, id] of [
          [third, 7001],
          [first, 7003],
          [second, 7002],
        ] as const)
          if (message) server.sendUpdate({ message }, id)
      },
      answer: (bytes) =>
        Buffer.from(bytes).toString() === 'b' ? { kind: 'fault', code: 'internal' } : PNEUMONIA_FINDING,
    })
    const answer = await telegram.waitForSent(isEdit)
    expect(answer.text).toContain('1/3 · PNEUMONIA')
    expect(answer.text).toContain(`2/3 · ${english.fault}`)
    expect(telegram.sent).toHaveLength(2)
  })
})
