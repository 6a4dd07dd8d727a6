import { createMemoryDisk } from '../support.js'
import type { From, PlatformHarness } from '../contract/chat-platform.js'
import { describeChatPlatform } from '../contract/chat-platform.js'
import type { NewUpdate } from '../../support/telegram-queue.js'
import type { TelegramServer } from '../../support/telegram-server.js'
import { startTelegramServer } from '../../support/telegram-server.js'
import { photoMessage, textMessage } from '../../support/telegram-messages.js'
import { startProcess } from './door.js'

const GROUP = -100

function placeOf({ person = '77', group, locale }: From = {}) {
  return {
    from: Number(person),
    ...(group ? { chat: GROUP } : {}),
    ...(locale === undefined ? {} : { language: locale }),
  }
}

const spoken = (text: string, from?: From): string =>
  from?.group?.addressed === true ? `@chestcheck_bot ${text}`.trim() : text

/** What the bot wrote, message by message, with what each said before. */
function saidOn(telegram: TelegramServer) {
  const versions = new Map<number, string[]>()
  for (const { messageId, text } of telegram.sent) {
    if (messageId === null || text === null) continue
    versions.set(messageId, [...(versions.get(messageId) ?? []), text])
  }
  return [...versions].map(([id, texts]) => ({
    id,
    versions: texts,
    buttons: telegram
      .buttonsUnder(id)
      .map((row) => row.map(({ text, callback_data: data }) => ({ text, data }))),
  }))
}

describeChatPlatform('Telegram', async () => {
  const telegram = await startTelegramServer()
  let process: ReturnType<typeof startProcess> | null = null
  let albums = 0

  const send = (updates: readonly NewUpdate[]): Promise<string> =>
    Promise.resolve(JSON.stringify(updates.map((update) => ({ id: telegram.sendUpdate(update), update }))))

  const harness: PlatformHarness = {
    async start(options) {
      process = startProcess(
        telegram,
        options.disk ?? createMemoryDisk({ open: options.open ?? true }),
        options,
      )
      await process.bot.start()
      return process
    },
    async kill() {
      await process?.kill()
    },
    sendPictures(films, from) {
      albums += 1
      const album = films.length > 1 ? { album: `album-${albums}` } : {}
      return send(
        films.map((film, index) => {
          const note = index === 0 ? spoken(from?.note ?? '', from) : ''
          const caption = note === '' ? {} : { caption: note }
          return { message: photoMessage(telegram.putFile(film), { ...placeOf(from), ...album, ...caption }) }
        }),
      )
    },
    sendWords: (text, from) => send([{ message: textMessage(spoken(text, from), placeOf(from)) }]),
    sendCommand: (command, argument = '', from) =>
      send([{ message: textMessage(`/${command} ${argument}`.trim(), placeOf(from)) }]),
    repeat(message) {
      for (const { id, update } of JSON.parse(message) as { id: number; update: NewUpdate }[])
        telegram.sendUpdate(update, id)
      return Promise.resolve()
    },
    press(data, from) {
      const under = saidOn(telegram).find(({ buttons }) => buttons.flat().some((one) => one.data === data))
      telegram.press(under?.id ?? 0, data, { from: Number(from?.person ?? '77') })
      return Promise.resolve()
    },
    acknowledged: () => telegram.calls.filter(({ method }) => method === 'answerCallbackQuery').length,
    said: () => saidOn(telegram),
    shown: () =>
      telegram.calls
        .filter(({ method }) => method === 'sendPhoto' || method === 'sendMediaGroup')
        .flatMap(({ files }) => files).length,
    files: () =>
      telegram.calls
        .filter(({ method }) => method === 'sendDocument')
        .flatMap(({ files }) => files.map(({ name }) => name)),
    async close() {
      await process?.bot.stop()
      await telegram.close()
    },
  }
  return harness
})
