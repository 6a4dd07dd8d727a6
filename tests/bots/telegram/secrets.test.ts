import { inspect } from 'node:util'
import { expect, it } from 'vitest'
import { english } from '../../../src/core/wording/english.js'
import { documentMessage, photoMessage, textMessage } from '../../support/telegram-messages.js'
import { createMemoryDisk } from '../support.js'
import { eventually, isAnswer, isEdit, openTelegramDoor } from './door.js'

const film = Buffer.from('film')

/** A disk that keeps a copy of everything that was ever written to it. */
function createWatchedDisk() {
  const disk = createMemoryDisk()
  const written: string[] = []
  const watch = <T extends object>(port: T): T =>
    new Proxy(port, {
      get(target, name, receiver) {
        const found: unknown = Reflect.get(target, name, receiver)
        if (typeof found !== 'function') return found
        return (...given: unknown[]): unknown => {
          written.push(inspect(given, { depth: 9, maxStringLength: null }))
          return Reflect.apply(found, target, given) as unknown
        }
      },
    })
  const { inbox, audit, studies, reviews } = disk
  return {
    disk: {
      ...disk,
      inbox: watch(inbox),
      audit: watch(audit),
      studies: watch(studies),
      reviews: watch(reviews),
    },
    written,
  }
}

it('the token, addresses, names and what else nobody needs are in nothing that is written anywhere', async () => {
  const { disk, written } = createWatchedDisk()
  const door = await openTelegramDoor({ disk, patienceMs: 0 })
  const { telegram, log, bot } = door
  const put = (options = {}) => telegram.putFile(film, options)

  telegram.sendUpdate({ message: photoMessage(put(), { caption: 'three days of fever' }) })
  const answer = await telegram.waitForSent(isAnswer)
  telegram.press(answer.messageId ?? 0, english.askReport)
  await telegram.waitForCall(({ method }) => method === 'sendDocument')
  telegram.sendUpdate({ message: documentMessage(put({ expired: true }), { from: 78 }) })
  await telegram.waitForSent((call) => isEdit(call) && call.chatId === 78)
  telegram.failNext('getFile', { status: 'reset', times: 8 })
  telegram.sendUpdate({ message: photoMessage(put(), { from: 79 }) })
  await telegram.waitForSent((call) => isEdit(call) && call.chatId === 79)
  telegram.failNext('getFile', { status: 400 })
  telegram.failNext('sendPhoto', { status: 'drop' })
  telegram.failNext('getUpdates', { status: 'reset', times: 2 })
  telegram.sendUpdate({ message: textMessage('Mrs Secret is in ward 3', { from: 80 }) })
  telegram.sendUpdate({ message: photoMessage(put(), { from: 81 }) })
  await telegram.waitForSent((call) => isEdit(call) && call.chatId === 81)
  telegram.block(82)
  telegram.sendUpdate({ message: photoMessage(put(), { from: 82 }) })
  await eventually(() => log.lines.join()).toContain('telegram_403')
  await bot.stop()

  const all = [...log.lines, ...written].join('\n')
  for (const code of ['http_404', 'telegram_400', 'network_', 'download.failed']) expect(all).toContain(code)
  for (const secret of [telegram.token, 'AAloopback', telegram.url, '/file/bot', 'files/file-', 'http://'])
    expect(all).not.toContain(secret)
  for (const personal of ['Patientname', 'Ada', 'Secret', 'ward 3', 'Ward 3'])
    expect(all).not.toContain(personal)
  // A caption goes with the picture, to the inbox and the record, and never into the log.
  expect(written.join()).toContain('three days of fever')
  expect(log.lines.join()).not.toContain('fever')
})
