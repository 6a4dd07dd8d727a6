import { createBehindDoor } from '../support.js'
import type { From, PlatformHarness } from './chat-platform.js'
import { describeChatPlatform } from './chat-platform.js'
import { startLoopbackBot } from './loopback-platform.js'
import type { LoopbackUpdate } from './loopback-server.js'
import { createLoopbackServer } from './loopback-server.js'

describeChatPlatform('a third platform', () => {
  const server = createLoopbackServer()
  let bot: Awaited<ReturnType<typeof startLoopbackBot>> | null = null
  let updates = 0

  async function put(
    content: Partial<Pick<LoopbackUpdate, 'text' | 'files' | 'press'>>,
    { person = '77', group, locale }: From = {},
  ): Promise<string> {
    const id = `update-${(updates += 1)}`
    await server.put({
      id,
      person,
      chat: group ? '-100' : person,
      locale: locale ?? null,
      addressed: group?.addressed ?? true,
      text: '',
      files: [],
      press: null,
      ...content,
    })
    return id
  }

  const harness: PlatformHarness = {
    async start(options) {
      const behind = createBehindDoor(options)
      bot = await startLoopbackBot({ ...behind, server })
      return behind
    },
    kill() {
      bot?.disconnect()
      return Promise.resolve()
    },
    sendPictures: (films, { note = '', ...from } = {}) =>
      put({ text: note, files: films.map((film) => server.store(film)) }, from),
    sendWords: (text, from) => put({ text }, from),
    sendCommand: (command, argument = '', from) => put({ text: `/${command} ${argument}`.trim() }, from),
    repeat: (message) => server.repeat(message),
    async press(data, from) {
      const message = server.messages.findIndex(({ buttons }) =>
        buttons.flat().some((one) => one.data === data),
      )
      await put({ press: { data, message } }, from)
    },
    acknowledged: () => server.acknowledged(),
    said: () => server.messages,
    shown: () => server.shown(),
    files: () => server.sentFiles,
    async close() {
      bot?.disconnect()
      await bot?.work.drain(100)
    },
  }
  return Promise.resolve(harness)
})
