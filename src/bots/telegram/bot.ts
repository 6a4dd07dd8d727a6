import { Telegraf } from 'telegraf'
import type { BotStatus, ChatBot } from '../chat-bot.js'
import { STOP_LIMIT_MS } from '../chat-bot.js'
import { COMMAND_TEXTS } from '../command-texts.js'
import type { ConversationParts } from '../conversation.js'
import { createConversation } from '../conversation.js'
import { createDownload } from '../download.js'
import { createOnce } from '../once.js'
import type { RunningWork } from '../running-work.js'
import { createRunningWork } from '../running-work.js'
import type { Albums } from './albums.js'
import { createAlbums } from './albums.js'
import type { TelegramCalls } from './calls.js'
import { createTelegramCalls } from './calls.js'
import { callFailure } from './error-code.js'
import { handleMessage } from './handler.js'
import { pollTelegram } from './polling.js'

export interface TelegramBotOptions extends ConversationParts {
  readonly token: string
  /** `https://api.telegram.org`, or a server that stands in for it. */
  readonly apiRoot: string
  /** Milliseconds without another part until an album is taken as complete. */
  readonly albumWindowMs?: number | undefined
  /** Milliseconds for one try of fetching a picture. */
  readonly downloadTimeoutMs?: number | undefined
  /** Milliseconds before something that failed is tried a second time; doubled before each further try. */
  readonly retryMs?: number | undefined
  /** Milliseconds that `stop` waits for running answers. */
  readonly stopLimitMs?: number | undefined
}

/** The Telegram door, by long polling. Nothing happens before `start`. */
export function createTelegramBot(options: TelegramBotOptions): ChatBot {
  const { token, apiRoot, log, retryMs, stopLimitMs = STOP_LIMIT_MS } = options
  const bot = new Telegraf(token, { telegram: { apiRoot: apiRoot.replace(/\/*$/, '/') } })
  const polling = new AbortController()
  const answering = new AbortController()
  const calls = createTelegramCalls({
    telegram: bot.telegram,
    signal: answering.signal,
    backoffMs: retryMs,
  })
  const { work, albums } = wireTelegram(bot, { ...options, calls, signal: answering.signal })

  let state: Pick<BotStatus, 'state' | 'code'> = { state: 'stopped', code: null }
  let run: Promise<void> | null = null
  let starting: Promise<void> | null = null
  let stopping: Promise<void> | null = null

  function open(): Promise<void> {
    return new Promise((resolve) => {
      run = pollTelegram({
        telegram: bot.telegram,
        log,
        signal: polling.signal,
        onConnected: (me) => {
          bot.botInfo = me
          work.start(() => announceCommands(calls))
        },
        onUpdate: (update) => {
          work.start(() => bot.handleUpdate(update))
        },
        onState: (next, code) => {
          state = { state: next, code }
          if (next !== 'connecting') resolve()
        },
        retryMs,
      })
    })
  }

  async function close(): Promise<void> {
    polling.abort()
    albums.flush()
    await run
    // Once more for the parts that came with the last answer of the polling.
    albums.flush()
    if (!(await work.drain(stopLimitMs))) {
      log.warn('bot.stopped_early', { channel: 'telegram', running: work.count() })
    }
    answering.abort()
  }

  return {
    async start() {
      if (stopping === null) await (starting ??= open())
    },
    stop: () => (stopping ??= close()),
    status: () => ({ ...state, running: work.count() }),
  }
}

interface TelegramWiring extends TelegramBotOptions {
  readonly calls: TelegramCalls
  readonly signal: AbortSignal
}

/** Hangs the handlers into the SDK. A separate step, so that a test can hand updates to a bot that is not connected. */
export function wireTelegram(bot: Telegraf, wiring: TelegramWiring): { work: RunningWork; albums: Albums } {
  const { log, calls, signal, albumWindowMs = 1500, downloadTimeoutMs, retryMs } = wiring
  const logFault = (error: unknown): void => {
    log.error('bot.work_failed', { channel: 'telegram', code: callFailure(error).code })
  }
  const work = createRunningWork(logFault)
  const albums = createAlbums(albumWindowMs)
  const handling = {
    telegram: bot.telegram,
    conversation: createConversation(wiring),
    work,
    albums,
    calls,
    log,
    download: createDownload({ signal, timeoutMs: downloadTimeoutMs, backoffMs: retryMs }),
  }
  const isFirstSight = createOnce()
  bot.on('message', (ctx) => {
    if (isFirstSight(ctx.update.update_id)) handleMessage(ctx.message, ctx.botInfo, handling)
  })
  // The SDK's own handler prints the whole update and ends the polling.
  bot.catch(logFault)
  return { work, albums }
}

/** The menu beside the input field. Without it the commands work as well, so a failure only leaves it as it was. */
async function announceCommands(calls: TelegramCalls): Promise<void> {
  const commands = (['start', 'help', 'join'] as const).map((command) => ({
    command,
    description: COMMAND_TEXTS[command],
  }))
  await calls.call('setMyCommands', { commands }, { repeatable: true })
}
