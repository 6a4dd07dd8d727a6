import { createDiscordBot } from '../../../src/bots/discord/bot.js'
import type { ChatBot } from '../../../src/bots/chat-bot.js'
import type { Buttons } from '../../../src/bots/reply-line.js'
import type { DiscordMessage } from '../../support/discord-messages.js'
import { startDiscordServer } from '../../support/discord-server.js'
import type { From, PlatformHarness } from '../contract/chat-platform.js'
import { describeChatPlatform } from '../contract/chat-platform.js'
import { createBehindDoor } from '../support.js'

describeChatPlatform('Discord', async () => {
  const discord = await startDiscordServer()
  const bots: ChatBot[] = []

  const place = ({ person, group }: From = {}) => ({
    ...(person === undefined ? {} : { user: person }),
    ...(group ? { guild: true, mentionsBot: group.addressed } : {}),
  })

  /** Toasts and files come as messages of their own, and are no answers. */
  const isAside = ({ id }: DiscordMessage): boolean =>
    discord.calls.some((call) => call.kind === 'follow_up' && call.messageId === id)

  const harness: PlatformHarness = {
    async start(options) {
      const behind = createBehindDoor(options)
      const bot = createDiscordBot({
        ...behind,
        token: discord.token,
        apiRoot: discord.url,
        guilds: [],
        retryMs: 1,
        stopLimitMs: 0,
      })
      bots.push(bot)
      await bot.start()
      return behind
    },
    // The newest bot has the session, and what waits in an older one waits for ever.
    kill: () => Promise.resolve(),
    sendPictures(films, { note = '', ...from } = {}) {
      const files = films.map((film) => discord.putFile(film))
      return Promise.resolve(discord.sendMessage({ content: note, files, ...place(from) }))
    },
    sendWords: (content, from) => Promise.resolve(discord.sendMessage({ content, ...place(from) })),
    sendCommand(name, argument, { person, group, locale } = {}) {
      const by = {
        guild: group !== undefined,
        ...(person === undefined ? {} : { user: person }),
        ...(locale === undefined ? {} : { locale }),
      }
      const options = argument === undefined ? {} : { code: argument }
      return Promise.resolve(discord.sendCommand({ name, ...options, ...by }))
    },
    repeat(id) {
      discord.repeat(id)
      return Promise.resolve()
    },
    press(data, { person } = {}) {
      const message = discord.standing.find((one) =>
        buttonsOf(one)
          .flat()
          .some((button) => button.data === data),
      )
      discord.press(message?.id ?? '', data, { user: person })
      return Promise.resolve()
    },
    acknowledged: () => discord.calls.filter(({ kind, body }) => kind === 'defer' && isPress(body)).length,
    said: () =>
      discord.standing
        .filter((message) => !isAside(message))
        .map((message) => ({
          versions: discord.sent
            .filter((call) => call.messageId === message.id)
            .map(({ text }) => text ?? ''),
          buttons: buttonsOf(message),
        })),
    shown: () =>
      discord.standing.flatMap(({ uploads }) => uploads).filter(({ name }) => /\.jpg$/.test(name)).length,
    files: () =>
      discord.calls
        .filter(({ kind }) => kind === 'follow_up')
        .flatMap(({ files }) => files.map(({ name }) => name)),
    async close() {
      for (const bot of bots) await bot.stop()
      await discord.close()
    },
  }
  return harness
})

const isPress = (body: unknown): boolean =>
  typeof body === 'object' && body !== null && 'type' in body && body.type === 6

function buttonsOf({ components }: DiscordMessage): Buttons {
  const rows = components as readonly {
    readonly components: readonly { readonly label: string; readonly custom_id: string }[]
  }[]
  return rows.map((row) => row.components.map(({ label, custom_id }) => ({ text: label, data: custom_id })))
}
