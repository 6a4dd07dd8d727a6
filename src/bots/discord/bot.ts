import { setMaxListeners } from 'node:events'
import type { Inbox } from '../../core/inbox.js'
import type { BotStatus, ChatBot } from '../chat-bot.js'
import { STOP_LIMIT_MS } from '../chat-bot.js'
import type { ConversationParts } from '../conversation.js'
import { createConversation } from '../conversation.js'
import { createDownload } from '../download.js'
import { createIntake } from '../intake.js'
import { createRunningWork } from '../running-work.js'
import { createDiscordApi } from './api.js'
import { discordCommands } from './commands.js'
import { createDiscordConnection } from './connection.js'
import { discordErrorCode } from './error-code.js'
import { createHandler } from './handler.js'
import { createRegistration } from './registration.js'

export interface DiscordBotOptions extends ConversationParts {
  /** Keeps what was heard until it is answered. */
  readonly inbox: Inbox
  readonly token: string
  /** `https://discord.com/api`, or a server that stands in for it and names the gateway to use. */
  readonly apiRoot: string
  /** Servers in which the commands are registered; everywhere when empty. */
  readonly guilds: readonly string[]
  /** Milliseconds for one try of fetching a picture. */
  readonly downloadTimeoutMs?: number | undefined
  /** Milliseconds before something that failed is tried a second time; doubled before each further try. */
  readonly retryMs?: number | undefined
  /** Requests a second in all; 50 unless Discord granted the bot more. */
  readonly requestsPerSecond?: number | undefined
  /** Milliseconds that `stop` waits for running answers. */
  readonly stopLimitMs?: number | undefined
}

/** The Discord door: commands, the menu of a message, buttons, direct chats, mentions. Nothing happens before `start`. */
export function createDiscordBot(options: DiscordBotOptions): ChatBot {
  const { token, apiRoot, guilds, inbox, log, now, retryMs, stopLimitMs = STOP_LIMIT_MS } = options
  const answering = new AbortController()
  // As many answers wait on it as are being made.
  setMaxListeners(0, answering.signal)
  const work = createRunningWork((error) => {
    log.error('bot.work_failed', { channel: 'discord', code: discordErrorCode(error) })
  })
  const api = createDiscordApi({
    token,
    apiRoot,
    retryMs,
    requestsPerSecond: options.requestsPerSecond,
    signal: answering.signal,
  })
  const commands = discordCommands(options.wordings)
  const registration = createRegistration({ api, commands, guilds, log })
  const handler = createHandler({
    conversation: createConversation(options),
    intake: createIntake({ inbox, channel: 'discord', work, log, now }),
    work,
    api,
    log,
    signal: answering.signal,
    download: createDownload({
      signal: answering.signal,
      timeoutMs: options.downloadTimeoutMs,
      backoffMs: retryMs,
    }),
  })

  let state: Pick<BotStatus, 'state' | 'code'> = { state: 'stopped', code: null }
  let starting: Promise<void> | null = null
  let stopping: Promise<void> | null = null
  let settled: () => void = () => undefined
  const connection = createDiscordConnection({
    token,
    apiRoot,
    log,
    retryMs,
    onConnected: (application) => {
      work.start(() => handler.reopen())
      // Beside the running work: a Discord that will not take the commands holds up no stop.
      void registration.register(application)
    },
    onInteraction: (event, me) => {
      handler.interaction(event, me)
    },
    onMessage: (event, self) => {
      handler.message(event, self)
    },
    onGuild: (application, guild) => {
      void registration.joined(application, guild)
    },
    onState: (next, code) => {
      state = { state: next, code }
      if (next !== 'connecting') settled()
    },
  })

  function open(): Promise<void> {
    return new Promise((resolve) => {
      settled = resolve
      void connection.open()
    })
  }

  async function close(): Promise<void> {
    connection.stopListening()
    if (!(await work.drain(stopLimitMs))) {
      log.warn('bot.stopped_early', { channel: 'discord', running: work.count() })
    }
    answering.abort()
    api.close()
    await connection.close()
    settled()
  }

  return {
    async start() {
      if (stopping === null) await (starting ??= open())
    },
    stop: () => (stopping ??= close()),
    status: () => ({ ...state, running: work.count() }),
  }
}
