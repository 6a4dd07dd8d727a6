import type {
  APIInteraction,
  GatewayGuildCreateDispatchData,
  GatewayMessageCreateDispatchData,
  GatewayReadyDispatchData,
} from 'discord.js'
import { Client, Events, GatewayDispatchEvents, GatewayIntentBits, Options, Partials } from 'discord.js'
import type { Log } from '../../core/log.js'
import type { BotState } from '../chat-bot.js'
import { backoff, pause } from '../pause.js'
import { discordErrorCode } from './error-code.js'
import type { Self } from './message-event.js'
import { createStoppableSharding } from './sharding.js'

export interface ConnectionOptions {
  readonly token: string
  /** Without the version: `https://discord.com/api`. */
  readonly apiRoot: string
  readonly log: Log
  /** Once, when Discord has accepted the token, before any event. */
  readonly onConnected: (application: string) => void
  /** Has to return at once, like the two below. `me` is the bot's own id. */
  readonly onInteraction: (event: APIInteraction, me: string) => void
  readonly onMessage: (event: GatewayMessageCreateDispatchData, self: Self) => void
  /** A server that the bot is in, at the start and whenever it is added to one. */
  readonly onGuild: (application: string, guild: string) => void
  readonly onState: (state: BotState, code: string | null) => void
  /** Milliseconds before the second try to reach Discord; doubled before each further one, up to 60 s. */
  readonly retryMs?: number | undefined
}

export interface DiscordConnection {
  /** Connects, and keeps trying. Never rejects; stays pending while there is no connection. */
  open(): Promise<void>
  /** Takes no more events. */
  stopListening(): void
  close(): Promise<void>
}

/** The events of the gateway that matter here. */
interface HeardEvents {
  readonly [GatewayDispatchEvents.Ready]: GatewayReadyDispatchData
  readonly [GatewayDispatchEvents.InteractionCreate]: APIInteraction
  readonly [GatewayDispatchEvents.MessageCreate]: GatewayMessageCreateDispatchData
  readonly [GatewayDispatchEvents.GuildCreate]: GatewayGuildCreateDispatchData
}

/** The SDK reconnects and resumes by itself once it was connected; this sees to it that it gets there. */
export function createDiscordConnection(options: ConnectionOptions): DiscordConnection {
  const { token, log, onState, retryMs = 1000 } = options
  const closing = new AbortController()
  let client: Client | null = null
  let listening = true
  /** Shards and new sessions bring several READY events. */
  let connected = false
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
    next.once(Events.ClientReady, (ready) => {
      log.info('bot.connected', { channel: 'discord', shards: ready.ws.shards.size })
    })
    listen(next)
  }

  /**
   * Events are taken as the gateway sends them. The SDK's own come up to 15 s later, once all servers have arrived after a
   * start, and an interaction has to be answered within 3 s; and what is kept for a restart has to be plain data.
   */
  function listen(next: Client): void {
    let self = { me: '', application: '' }
    const take = <E extends keyof HeardEvents>(event: E, heard: (data: HeardEvents[E]) => void): void => {
      next.ws.on(event, (data: HeardEvents[E]) => {
        // What a listener throws would end as an unhandled rejection inside the SDK.
        try {
          if (listening) heard(data)
        } catch (error) {
          log.error('bot.work_failed', { channel: 'discord', code: discordErrorCode(error) })
        }
      })
    }
    take(GatewayDispatchEvents.Ready, ({ user, application }) => {
      const isFirst = !connected
      connected = true
      self = { me: user.id, application: application.id }
      if (isFirst) options.onConnected(application.id)
    })
    take(GatewayDispatchEvents.InteractionCreate, (event) => {
      options.onInteraction(event, self.me)
    })
    take(GatewayDispatchEvents.MessageCreate, (event) => {
      options.onMessage(event, selfIn(next, event.guild_id, self.me))
    })
    take(GatewayDispatchEvents.GuildCreate, ({ id }) => {
      options.onGuild(self.application, id)
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
      listening = false
    },
    async close() {
      closing.abort()
      await client?.destroy()
      if (!failed) onState('stopped', null)
    },
  }
}

function selfIn(client: Client, guildId: string | undefined, me: string): Self {
  const guild = guildId === undefined ? undefined : client.guilds.cache.get(guildId)
  const role = guild?.roles.cache.find(({ tags }) => tags?.botId === me)
  return { me, role: role?.id ?? null, locale: guild?.preferredLocale ?? null }
}

/** Asks for no privileged intent. Keeps no message in memory: it may hold what somebody wrote about a patient. */
function createClient(apiRoot: string, closing: AbortSignal): Client {
  return new Client({
    intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages, GatewayIntentBits.DirectMessages],
    // A direct chat is not announced before its first message.
    partials: [Partials.Channel],
    allowedMentions: { parse: [], repliedUser: false },
    shards: 'auto',
    ws: { buildStrategy: createStoppableSharding(closing) },
    makeCache: Options.cacheWithLimits({ ...Options.DefaultMakeCacheSettings, MessageManager: 0 }),
    rest: { api: apiRoot.replace(/\/+$/, '') },
  })
}
