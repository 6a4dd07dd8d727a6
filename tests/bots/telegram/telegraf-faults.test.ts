import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { createTelegramBot } from '../../../src/bots/telegram/bot.js'
import type { Outcome } from '../../../src/core/outcome.js'
import { english } from '../../../src/core/wording/english.js'
import { PNEUMONIA_FINDING } from '../../support/scripted-reader.js'
import { documentMessage, photoMessage, textMessage } from '../../support/telegram-messages.js'
import { startTelegramServer } from '../../support/telegram-server.js'
import { createBehindDoor, createPromise } from '../support.js'
import { eventually, isEdit, openTelegramDoor, refuseToTake } from './door.js'

/** An address of this machine at which nobody listens. */
async function deadAddress(): Promise<string> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return `http://127.0.0.1:${port}`
}

const film = Buffer.from('film')

describe('Telegram, when things go wrong', () => {
  it('waits as long as Telegram asks before it sends again, and holds up nobody else', async () => {
    const { telegram } = await openTelegramDoor()
    telegram.slowDown(77, 1)
    const started = performance.now()
    for (let index = 0; index < 3; index += 1)
      telegram.sendUpdate({ message: photoMessage(telegram.putFile(film)) })
    telegram.sendUpdate({ message: photoMessage(telegram.putFile(film), { from: 78 }) })
    await telegram.waitForSent((call) => isEdit(call) && call.chatId === 78)
    expect(telegram.sent.filter(({ chatId }) => chatId === 77)).toEqual([])
    await eventually(() => telegram.sent.filter(isEdit).length).toBe(4)
    expect(performance.now() - started).toBeGreaterThan(950)
    expect(telegram.sent).toHaveLength(8)
  })

  it('obeys the limit of a group with twenty messages a minute, and loses nothing of a burst', async () => {
    const group = -500
    const { telegram } = await openTelegramDoor()
    let taken = 0
    telegram.meddle((_, { chat_id: chat }) => {
      if (chat !== group) return null
      taken += 1
      return taken % 20 === 0 ? { status: 429, retryAfter: 0.05 } : null
    })
    for (let index = 0; index < 20; index += 1) {
      const fileId = telegram.putFile(Buffer.from(`film ${index}`))
      telegram.sendUpdate({ message: photoMessage(fileId, { chat: group, caption: '@chestcheck_bot' }) })
    }
    await eventually(() => telegram.sent.filter(isEdit).length).toBe(20)
    expect(telegram.sent).toHaveLength(40)
  })

  it('goes on in the new chat when the group becomes a supergroup', async () => {
    const { promise, resolve } = createPromise<Outcome>()
    const { telegram, bot } = await openTelegramDoor({ answer: () => promise })
    const message = photoMessage(telegram.putFile(film), { chat: -7, caption: '@chestcheck_bot' })
    telegram.sendUpdate({ message })
    await telegram.waitForSent(() => true)
    telegram.moveChat(-7, -1007)
    resolve(PNEUMONIA_FINDING)
    await telegram.waitForSent((call) => call.chatId === -1007 && call.text?.includes('93.0 %') === true)
    await bot.stop()
    expect(telegram.transcript(-1007).filter(({ text }) => text.includes('93.0 %'))).toHaveLength(1)
  })

  it('does not confirm an update that the disk did not take, and takes it when Telegram sends it again', async () => {
    const { telegram, disk, log, bot } = await openTelegramDoor()
    refuseToTake(disk, 3)
    const first = telegram.sendUpdate({ message: textMessage('/about') })
    await eventually(() => log.lines.join()).toContain('update.not_taken')
    expect(telegram.unconfirmed()).toContain(first)
    await telegram.waitForSent(() => true)
    await bot.stop()
    expect(telegram.sent).toHaveLength(1)
    expect(telegram.unconfirmed()).toEqual([])
  })

  it('keeps polling through failures of getUpdates', async () => {
    const { telegram, bot } = await openTelegramDoor({
      prepare: (server) => {
        server.failNext('getUpdates', { status: 502, times: 3 })
      },
    })
    telegram.sendUpdate({ message: textMessage('/help') })
    await telegram.waitForSent((call) => call.text?.startsWith(english.help) === true)
    telegram.failNext('getUpdates', { status: 'drop', times: 2 })
    telegram.sendUpdate({ message: textMessage('/start') })
    await telegram.waitForSent((call) => call.text?.startsWith(english.start) === true)
    expect(bot.status()).toMatchObject({ state: 'running', code: null })
  })

  it('takes an edit whose answer was lost as done, and does not answer twice', async () => {
    const { telegram, bot, recorded } = await openTelegramDoor()
    telegram.failNext('editMessageText', { status: 'drop' })
    telegram.sendUpdate({ message: photoMessage(telegram.putFile(film)) })
    await telegram.waitForSent(isEdit)
    await bot.stop()
    expect(telegram.sent.map((call) => call.method)).toEqual(['sendMessage', 'editMessageText'])
    expect((await recorded())[0]?.deliveredAt).toBeInstanceOf(Date)
  })

  it('sends the answer as a message of its own when the placeholder was deleted', async () => {
    const { promise, resolve } = createPromise<Outcome>()
    const { telegram, bot } = await openTelegramDoor({ answer: () => promise })
    telegram.sendUpdate({ message: photoMessage(telegram.putFile(film)) })
    const placeholder = await telegram.waitForSent(() => true)
    telegram.deleteMessage(placeholder.messageId ?? 0)
    resolve(PNEUMONIA_FINDING)
    await telegram.waitForSent((call) => call.text?.includes('93.0 %') === true)
    await bot.stop()
    expect(telegram.transcript(77).map(({ text }) => text.split('\n')[0])).toEqual(['', 'PNEUMONIA', ''])
  })

  it('does not take a deleted placeholder for an answer that was given, although the connection broke before', async () => {
    const { telegram, bot } = await openTelegramDoor()
    let edits = 0
    telegram.meddle((method, { message_id: id }) => {
      if (method !== 'editMessageText') return null
      edits += 1
      if (edits > 1) return null
      telegram.deleteMessage(Number(id))
      return { status: 'reset' }
    })
    telegram.sendUpdate({ message: photoMessage(telegram.putFile(film)) })
    await telegram.waitForSent((call) => call.text?.includes('93.0 %') === true)
    await bot.stop()
    expect(telegram.transcript(77).filter(({ text }) => text.includes('93.0 %'))).toHaveLength(1)
  })

  it('reads no film for somebody who blocked it, and says nothing of it but a code', async () => {
    const { telegram, reader, bot, log } = await openTelegramDoor()
    telegram.block(77)
    telegram.sendUpdate({ message: photoMessage(telegram.putFile(film)) })
    await eventually(() => log.lines.join()).toContain('telegram_403')
    await bot.stop()
    expect(reader.seen).toHaveLength(0)
  })

  it('goes on trying to answer for as long as Telegram is away', async () => {
    const { telegram, bot, recorded } = await openTelegramDoor()
    telegram.failNext('editMessageText', { status: 'reset', times: 8 })
    telegram.sendUpdate({ message: photoMessage(telegram.putFile(film)) })
    await telegram.waitForSent(isEdit)
    await bot.stop()
    expect((await recorded())[0]?.deliveredAt).toBeInstanceOf(Date)
  })

  it('leaves the study undelivered when the answer never got out', async () => {
    const { telegram, recorded, bot, log } = await openTelegramDoor({ patienceMs: 0 })
    telegram.failNext('editMessageText', { status: 500, times: 100 })
    telegram.sendUpdate({ message: photoMessage(telegram.putFile(film)) })
    await eventually(() => log.lines.join()).toContain('reply.lost')
    await bot.stop()
    expect((await recorded())[0]).toMatchObject({ outcome: 'finding', deliveredAt: null })
  })

  it('ends for good on a token that is refused, and says so by a code', async () => {
    const { bot, log } = await openTelegramDoor({ token: '1:wrong' })
    expect(bot.status()).toMatchObject({ state: 'failed', code: 'telegram_401' })
    expect(log.lines.join()).toContain('bot.failed')
    expect(log.lines.join()).not.toContain('1:wrong')
  })

  it('steps aside for another process with the same token, and takes over when that one leaves', async () => {
    const { telegram, bot } = await openTelegramDoor({
      prepare: (server) => {
        server.failNext('getUpdates', { status: 409, times: 2 })
      },
    })
    await eventually(() => bot.status().code).toBe('telegram_409')
    telegram.sendUpdate({ message: textMessage('/help') })
    await telegram.waitForSent((call) => call.text?.startsWith(english.help) === true)
    expect(bot.status()).toMatchObject({ state: 'running', code: null })
  })

  it('starts without Telegram, and keeps trying', async () => {
    const { bot } = await openTelegramDoor({ apiRoot: await deadAddress(), retryMs: 50 })
    expect(bot.status()).toMatchObject({ state: 'retrying', code: 'network_econnrefused' })
  })

  it('finishes what is running before it stops, and tells Telegram what it took', async () => {
    const { promise, resolve } = createPromise<Outcome>()
    const { telegram, bot, reader } = await openTelegramDoor({ answer: () => promise })
    telegram.sendUpdate({ message: photoMessage(telegram.putFile(film)) })
    await eventually(() => reader.seen.length).toBe(1)
    const stopped = bot.stop()
    await eventually(() => telegram.unconfirmed()).toEqual([])
    expect(telegram.sent.some(isEdit)).toBe(false)
    resolve(PNEUMONIA_FINDING)
    await stopped
    expect(telegram.sent.some(isEdit)).toBe(true)
    expect(bot.status()).toEqual({ state: 'stopped', code: null, running: 0 })
  })

  it('does not wait for ever for an answer that never comes', async () => {
    const { telegram, bot, reader, log } = await openTelegramDoor({
      answer: () => new Promise(() => undefined),
      stopLimitMs: 20,
    })
    telegram.sendUpdate({ message: photoMessage(telegram.putFile(film)) })
    await eventually(() => reader.seen.length).toBe(1)
    await bot.stop()
    expect(log.lines.join()).toContain('bot.stopped_early')
  })

  it('stops before it was started, twice, and in the middle of connecting', async () => {
    const telegram = await startTelegramServer()
    const behind = createBehindDoor()
    const bot = createTelegramBot({ ...behind, token: telegram.token, apiRoot: telegram.url })
    await bot.stop()
    await bot.stop()
    const other = createTelegramBot({ ...behind, token: telegram.token, apiRoot: telegram.url })
    const started = other.start()
    await other.stop()
    await started
    expect(other.status().state).toBe('stopped')
    await telegram.close()
  })

  it('writes no token, address, name or caption into the log, whatever breaks', async () => {
    const { telegram, log, bot } = await openTelegramDoor({ maxBytes: 1000, patienceMs: 0 })
    telegram.failNext('getFile', { status: 500, times: 100 })
    telegram.sendUpdate({ message: photoMessage(telegram.putFile(film), { caption: 'Mr Secret, ward 3' }) })
    await telegram.waitForSent(isEdit)
    telegram.failNext('getFile', { status: 'drop' })
    telegram.failNext('editMessageText', { status: 500, times: 100 })
    telegram.failNext('getUpdates', { status: 'drop' })
    telegram.sendUpdate({ message: documentMessage(telegram.putFile(film, { expired: true }), { from: 5 }) })
    await eventually(() => log.lines.join()).toContain('reply.lost')
    telegram.failNext('sendMessage', { status: 403 })
    telegram.sendUpdate({ message: textMessage('Mr Secret') })
    await eventually(() => log.lines.join()).toContain('telegram_403')
    await bot.stop()
    const written = log.lines.join('\n')
    expect(written).toContain('download.failed')
    for (const secret of [
      telegram.token,
      'AAloopback',
      '127.0.0.1',
      'http',
      'file-1',
      'Secret',
      'Patientname',
      'Ada',
    ]) {
      expect(written.replaceAll('http_404', '')).not.toContain(secret)
    }
  })
})
