import type { BotStatus, ChatBot } from '../chat-bot.js'
import { STOP_LIMIT_MS } from '../chat-bot.js'
import type { ConversationParts } from '../conversation.js'
import { createConversation } from '../conversation.js'
import { createDownload } from '../download.js'
import { createOnce } from '../once.js'
import { createRunningWork } from '../running-work.js'
import { createDiscordConnection } from './connection.js'
import { discordErrorCode } from './error-code.js'
import type { DiscordHandling } from './handler.js'
import { handleChatMessage, handleCommand } from './handler.js'

export interface DiscordBotOptions extends ConversationParts {
  readonly token: string
  /** `https://discord.com/api`, or a server that stands in for it and names the gateway to use. */
  readonly apiRoot: string
  /** Servers in which the commands are registered; everywhere when empty. */
  readonly guilds: readonly string[]
  /** Milliseconds for one try of fetching a picture. */
  readonly downloadTimeoutMs?: number | undefined
  /** Milliseconds before something that failed is tried a second time; doubled before each further try. */
  readonly retryMs?: number | undefined
  /** Milliseconds that `stop` waits for running answers. */
  readonly stopLimitMs?: number | undefined
}

/** The Discord door: slash commands, direct chats and mentions. Nothing happens before `start`. */
export function createDiscordBot(options: DiscordBotOptions): ChatBot {
  const { log, downloadTimeoutMs, retryMs, stopLimitMs = STOP_LIMIT_MS } = options
  const answering = new AbortController()
  const work = createRunningWork((error) => {
    log.error('bot.work_failed', { channel: 'discord', code: discordErrorCode(error) })
  })
  const handling: DiscordHandling = {
    conversation: createConversation(options),
    work,
    log,
    download: createDownload({ signal: answering.signal, timeoutMs: downloadTimeoutMs, backoffMs: retryMs }),
    isFirstSight: createOnce(),
  }

  let state: Pick<BotStatus, 'state' | 'code'> = { state: 'stopped', code: null }
  let starting: Promise<void> | null = null
  let stopping: Promise<void> | null = null
  let settled: () => void = () => undefined
  const connection = createDiscordConnection({
    token: options.token,
    apiRoot: options.apiRoot,
    guilds: options.guilds,
    log,
    retryMs,
    onCommand: (command) => {
      handleCommand(command, handling)
    },
    onMessage: (message, me) => {
      handleChatMessage(message, me, handling)
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
