import { Client, Events, GatewayIntentBits, Options, Partials, Routes } from 'discord.js'
import type { ChatInputCommandInteraction, Message } from 'discord.js'
import type { Log } from '../../core/log.js'
import type { BotState } from '../chat-bot.js'
import { backoff, pause } from '../pause.js'
import { DISCORD_COMMANDS } from './commands.js'
import { discordErrorCode } from './error-code.js'
import { createStoppableSharding } from './sharding.js'

export interface ConnectionOptions {
  readonly token: string
  /** Without the version: `https://discord.com/api`. */
  readonly apiRoot: string
  /** Servers to register the commands in; everywhere when empty. */
  readonly guilds: readonly string[]
  readonly log: Log
  /** Has to return at once. */
  readonly onCommand: (command: ChatInputCommandInteraction) => void
  /** Has to return at once. `me` is the bot's own id. */
  readonly onMessage: (message: Message, me: string) => void
  readonly onState: (state: BotState, code: string | null) => void
  /** Milliseconds before the second try to reach Discord; doubled before each further one, up to 60 s. */
  readonly retryMs?: number | undefined
}

export interface DiscordConnection {
  /** Connects, and keeps trying. Never rejects; stays pending while there is no connection. */
  open(): Promise<void>
  /** Takes no more events, but keeps the way for answers open. */
  stopListening(): void
  close(): Promise<void>
}

/** The SDK reconnects and resumes by itself once it was connected; this sees to it that it gets there. */
export function createDiscordConnection(options: ConnectionOptions): DiscordConnection {
  const { token, log, onState, retryMs = 1000 } = options
  const closing = new AbortController()
  let client: Client | null = null
  let failed = false
  const isClosing = (): boolean => closing.signal.aborted

  /** Whether no further try makes sense. */
  const isOver = (): boolean => failed || isClosing()

  function fail(code: string): void {
    if (failed) return
    failed = true
    log.error('bot.failed', { channel: 'discord', code })
    onState('failed', code)
  }

  function retrying(code: string): void {
    if (isOver()) return
    log.warn('bot.retrying', { channel: 'discord', code })
    onState('retrying', code)
  }

  function running(): void {
    if (!isOver()) onState('running', null)
  }

  /** What a listener throws would end as an unhandled rejection inside the SDK. */
  function guarded(listen: () => void): void {
    try {
      listen()
    } catch (error) {
      log.error('bot.work_failed', { channel: 'discord', code: discordErrorCode(error) })
    }
  }

  function watch(next: Client): void {
    next.on(Events.Error, (error) => {
      log.warn('bot.error', { channel: 'discord', code: discordErrorCode(error) })
    })
    next.on(Events.ShardReconnecting, () => {
      retrying('gateway_lost')
    })
    next.on(Events.ShardResume, running)
    next.on(Events.ShardReady, running)
    // The gateway closed for good: a wrong token, or intents that the application may not have.
    next.on(Events.ShardDisconnect, ({ code }) => {
      fail(`gateway_${code}`)
    })
    next.on(Events.InteractionCreate, (interaction) => {
      if (interaction.isChatInputCommand())
        guarded(() => {
          options.onCommand(interaction)
        })
    })
    next.on(Events.MessageCreate, (message) => {
      guarded(() => {
        options.onMessage(message, message.client.user.id)
      })
    })
    next.once(Events.ClientReady, (ready) => {
      log.info('bot.connected', { channel: 'discord', shards: ready.ws.shards.size })
      void registerCommands(ready, options)
    })
  }

  async function tryOnce(): Promise<string | null> {
    client = createClient(options.apiRoot, closing.signal)
    watch(client)
    try {
      await client.login(token)
      return null
    } catch (error) {
      return discordErrorCode(error)
    }
  }

  return {
    async open() {
      onState('connecting', null)
      for (let attempt = 1; !isClosing(); attempt += 1) {
        const code = await tryOnce()
        if (code === null || isOver()) return
        if (code === 'discord_TokenInvalid') {
          fail(code)
          return
        }
        retrying(code)
        await pause(backoff(attempt, retryMs, 60_000), closing.signal)
      }
    },
    stopListening() {
      client?.removeAllListeners(Events.InteractionCreate)
      client?.removeAllListeners(Events.MessageCreate)
    },
    async close() {
      closing.abort()
      await client?.destroy()
      if (!failed) onState('stopped', null)
    },
  }
}

/** Asks for no privileged intent. Keeps no message in memory: it may hold what somebody wrote about a patient. */
function createClient(apiRoot: string, closing: AbortSignal): Client {
  return new Client({
    intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages, GatewayIntentBits.DirectMessages],
    // A direct chat is not announced before its first message.
    partials: [Partials.Channel],
    allowedMentions: { parse: [], repliedUser: false },
    // A message that is sent again after a lost answer stays one message.
    enforceNonce: true,
    shards: 'auto',
    ws: { buildStrategy: createStoppableSharding(closing) },
    makeCache: Options.cacheWithLimits({ ...Options.DefaultMakeCacheSettings, MessageManager: 0 }),
    rest: { api: apiRoot.replace(/\/+$/, '') },
  })
}

/** Replaces this application's commands in each scope by ours, and touches no other scope. */
async function registerCommands(client: Client<true>, { guilds, log }: ConnectionOptions): Promise<void> {
  const application = client.application.id
  const routes =
    guilds.length === 0
      ? [Routes.applicationCommands(application)]
      : guilds.map((guild) => Routes.applicationGuildCommands(application, guild))
  for (const route of routes) {
    try {
      await client.rest.put(route, { body: DISCORD_COMMANDS })
    } catch (error) {
      log.warn('bot.commands_not_registered', { channel: 'discord', code: discordErrorCode(error) })
    }
  }
}
