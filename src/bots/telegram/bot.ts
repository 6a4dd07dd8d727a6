import { setMaxListeners } from 'node:events'
import { Telegraf } from 'telegraf'
import type { Update } from 'telegraf/types'
import { faultCode } from '../../core/fault.js'
import type { Inbox } from '../../core/inbox.js'
import type { Log } from '../../core/log.js'
import type { BotStatus, ChatBot } from '../chat-bot.js'
import { STOP_LIMIT_MS } from '../chat-bot.js'
import type { ConversationParts } from '../conversation.js'
import { createConversation } from '../conversation.js'
import { createDownload } from '../download.js'
import { createIntake } from '../intake.js'
import { createRunningWork } from '../running-work.js'
import type { AlbumPart } from './handler.js'
import { createHandler } from './handler.js'
import { createAlbums } from './albums.js'
import { createTelegramCalls } from './calls.js'
import { callFailure } from './error-code.js'
import type { HeardUpdate } from './heard.js'
import { packHeard } from './heard.js'
import { hearMessage, hearPress } from './hear-update.js'
import { announceCommands } from './menu.js'
import { pollTelegram } from './polling.js'
import type { TelegramWebhook, WebhookSettings } from './webhook.js'
import { connectWebhook, createWebhook } from './webhook.js'

export interface TelegramBotOptions extends ConversationParts {
  readonly inbox: Inbox
  readonly token: string
  /** `https://api.telegram.org`, or a server that stands in for it. */
  readonly apiRoot: string
  /** Null, or left out, asks Telegram for updates by long polling. */
  readonly webhook?: WebhookSettings | null
  /** Milliseconds without another part until an album is taken as complete. */
  readonly albumWindowMs?: number | undefined
  /** Milliseconds for one try of fetching a picture. */
  readonly downloadTimeoutMs?: number | undefined
  /** Milliseconds before something that failed is tried a second time; doubled before each further try. */
  readonly retryMs?: number | undefined
  /** Milliseconds for which an answer is tried again while Telegram cannot be reached. */
  readonly patienceMs?: number | undefined
  /** Milliseconds that `stop` waits for running answers. What is not out by then is answered after the next start. */
  readonly stopLimitMs?: number | undefined
}

export interface TelegramBot extends ChatBot {
  /** To be served by the program's web server; null where updates are asked for. */
  readonly webhook: TelegramWebhook | null
}

/** The Telegram door, by long polling or by a webhook. Nothing happens before `start`. */
export function createTelegramBot(options: TelegramBotOptions): TelegramBot {
  const { token, apiRoot, log, retryMs, webhook: settings = null } = options
  const bot = new Telegraf(token, { telegram: { apiRoot: apiRoot.replace(/\/*$/, '/') } })
  const connection = new AbortController()
  const answering = new AbortController()
  // Each call and each message listens while it lasts: many are no leak.
  setMaxListeners(0, answering.signal)
  const door = wireTelegram(bot, { ...options, signal: answering.signal })

  let state: Pick<BotStatus, 'state' | 'code'> = { state: 'stopped', code: null }
  let run: Promise<void> | null = null
  let starting: Promise<void> | null = null
  let stopping: Promise<void> | null = null

  const onUpdate = (update: Update): Promise<void> => bot.handleUpdate(update)
  const webhook = settings && createWebhook({ settings, onUpdate, isOpen: () => door.isOpen() })

  function open(): Promise<void> {
    return new Promise((resolve) => {
      const shared = {
        telegram: bot.telegram,
        log,
        signal: connection.signal,
        onConnected: async (me: NonNullable<typeof bot.botInfo>) => {
          bot.botInfo = me
          await door.open()
        },
        onCaughtUp: door.caughtUp,
        onState: (next: BotStatus['state'], code: string | null) => {
          state = { state: next, code }
          if (next !== 'connecting') resolve()
        },
        retryMs,
      }
      run = settings ? connectWebhook({ ...shared, settings }) : pollTelegram({ ...shared, onUpdate })
    })
  }

  async function close(): Promise<void> {
    connection.abort()
    door.close()
    await run
    if (!(await door.work.drain(options.stopLimitMs ?? STOP_LIMIT_MS))) {
      log.warn('bot.stopped_early', { channel: 'telegram', running: door.work.count() })
    }
    answering.abort()
  }

  return {
    async start() {
      if (stopping === null) await (starting ??= open())
    },
    stop: () => (stopping ??= close()),
    status: () => ({ ...state, running: door.work.count() }),
    webhook,
  }
}

interface TelegramWiring extends TelegramBotOptions {
  /** Ends every answer that is being made. */
  readonly signal: AbortSignal
}

/** Hangs the handlers into the SDK. Each update is on disk when the SDK's `handleUpdate` resolves. */
function wireTelegram(bot: Telegraf, wiring: TelegramWiring) {
  const { log, signal, inbox, now, albumWindowMs = 1500, downloadTimeoutMs, retryMs, patienceMs } = wiring
  const work = createRunningWork((error) => {
    log.error('bot.work_failed', { channel: 'telegram', code: callFailure(error).code })
  })
  const albums = createAlbums<AlbumPart>(albumWindowMs)
  const calls = createTelegramCalls({ telegram: bot.telegram, signal, backoffMs: retryMs, patienceMs })
  const download = createDownload({ signal, timeoutMs: downloadTimeoutMs, backoffMs: retryMs })
  const conversation = createConversation(wiring)
  const parts = { conversation, inbox, albums, calls, log, download, signal, telegram: bot.telegram }
  const handle = createHandler(parts)
  const intake = createIntake({ inbox, channel: 'telegram', work, log, now })
  let doors: 'not open' | 'open' | 'closed' = 'not open'

  async function take({ update_id: id }: Update, hear: () => HeardUpdate | null): Promise<void> {
    const heard = hearSafely(hear, log)
    if (heard === null) return
    try {
      await intake.take(`update:${id}`, packHeard(heard), handle)
    } catch (error) {
      log.error('update.not_taken', { channel: 'telegram', code: faultCode(error) })
      throw error
    }
  }
  bot.on('message', (ctx) => take(ctx.update, () => hearMessage(ctx.message, ctx.botInfo)))
  bot.on('callback_query', (ctx) => take(ctx.update, () => hearPress(ctx.callbackQuery)))
  bot.on('my_chat_member', (ctx) => {
    const gone = ['left', 'kicked'].includes(ctx.myChatMember.new_chat_member.status)
    log.info(gone ? 'chat.left' : 'chat.joined', { channel: 'telegram' })
  })
  // The SDK's own handler prints the whole update. Whoever handed the update in has to know that it was not taken.
  bot.catch((error) => {
    throw error
  })

  return {
    work,
    isOpen: () => doors === 'open',
    /** Goes on with what an earlier process left. */
    async open() {
      if (doors !== 'not open') return
      await intake.reopen(handle).catch((error: unknown) => {
        log.error('inbox.not_reopened', { channel: 'telegram', code: faultCode(error) })
      })
      doors = 'open'
      work.start(() => announceCommands({ calls, wordings: wiring.wordings, log }))
    },
    caughtUp: () => {
      albums.startClock()
    },
    close() {
      doors = 'closed'
      albums.abandon()
    },
  }
}

/** An update in a shape that nobody foresaw is passed over: kept waiting, it would hold up all that come after it. */
function hearSafely(hear: () => HeardUpdate | null, log: Log): HeardUpdate | null {
  try {
    return hear()
  } catch (error) {
    log.error('update.not_understood', { channel: 'telegram', code: faultCode(error) })
    return null
  }
}
