import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { getRequestListener } from '@hono/node-server'
import { createApp } from './admin/app.js'
import { createAuth } from './admin/auth.js'
import { createSetupLink } from './admin/setup-link.js'
import type { ChatBot } from './bots/chat-bot.js'
import { createDiscordBot } from './bots/discord/bot.js'
import { createTelegramBot } from './bots/telegram/bot.js'
import { composeScreening, openRecords, startReader, type Records } from './compose.js'
import type { Config } from './config.js'
import { programFolder } from './config.js'
import { faultCode } from './core/fault.js'
import type { Log } from './core/log.js'
import type { Screening } from './core/screening.js'
import { english } from './core/wording/english.js'
import type { ChildReader } from './inference/reader.js'
import { createAuthDatabase } from './store/auth-database.js'
import { eraseExpiredPictures } from './core/retention.js'

/** The whole program, running. */
export interface RunningServer {
  readonly url: string
  /** The first administrator's one-time link; null when there is an account. */
  readonly setupUrl: string | null
  readonly reader: ChildReader
  readonly bots: readonly ChatBot[]
  /** Takes nothing new, finishes what it can, and closes everything. */
  stop(): Promise<void>
}

/** How long answers that are being made may hold up the end. */
const STOP_LIMIT_MS = 15_000
const HOUR_MS = 60 * 60 * 1000
const DAY_MS = 24 * HOUR_MS

/**
 * Starts everything that the settings ask for. Pages are served before the network is warm; pictures that come in
 * until then wait in the queue. Studies that a killed process left behind are finished meanwhile.
 */
export async function startServer(config: Config, log: Log): Promise<RunningServer> {
  const records = await openRecords(config)
  const reader = startReader(config, log)
  const screening = composeScreening(config, records, reader, log)

  const http = createServer()
  http.listen(config.port, config.host)
  try {
    await once(http, 'listening')
  } catch (error) {
    await reader.close()
    await records.database.close()
    throw error
  }
  const { port } = http.address() as AddressInfo
  const publicUrl = config.publicUrl.replace(/:0$/, `:${port}`)
  const { app, setupUrl } = await composeWeb({ ...config, publicUrl }, records, screening, reader, log)
  const serve = getRequestListener(app.fetch)
  http.on('request', (request, response) => void serve(request, response))

  const resumed = screening.resume().then(
    (studies) => {
      if (studies > 0) log.info('studies.resumed', { studies })
    },
    (error: unknown) => {
      log.error('studies.resume_failed', { code: faultCode(error) })
    },
  )
  const stopRetention = keepRetention(config, records, log)
  const bots = createBots(config, records, screening, log)
  for (const bot of bots) void bot.start()

  return {
    url: publicUrl,
    setupUrl,
    reader,
    bots,
    async stop() {
      stopRetention()
      await Promise.all(bots.map((bot) => bot.stop()))
      http.closeIdleConnections()
      const closed = new Promise<void>((resolve) => {
        http.close(() => {
          resolve()
        })
      })
      await Promise.race([closed, setTimeout(STOP_LIMIT_MS, undefined, { ref: false })])
      await reader.close()
      await resumed
      http.closeAllConnections()
      await closed
      await records.database.close()
    },
  }
}

async function composeWeb(
  config: Config,
  records: Records,
  screening: Screening,
  reader: ChildReader,
  log: Log,
): Promise<{ app: ReturnType<typeof createApp>; setupUrl: string | null }> {
  const auth = createAuth({
    database: createAuthDatabase(records.database),
    secret: records.keys.sessions,
    publicUrl: config.publicUrl,
    log,
  })
  const firstStart = (await auth.accounts.count()) === 0
  const setup = firstStart ? createSetupLink({ accounts: auth.accounts, publicUrl: config.publicUrl }) : null
  const app = createApp({
    auth,
    screening,
    studies: records.studies,
    pictures: records.pictures,
    pseudonyms: records.pseudonyms,
    reader,
    wording: english,
    access: config.access,
    publicUrl: config.publicUrl,
    maxBytes: config.maxBytes,
    setup,
    log,
    now: () => new Date(),
    assetsFolder: join(programFolder, 'src', 'admin', 'assets'),
  })
  return { app, setupUrl: setup?.url ?? null }
}

function createBots(config: Config, records: Records, screening: Screening, log: Log): readonly ChatBot[] {
  const shared = { screening, admission: records.admission, wording: english, log }
  return [
    ...(config.telegram ? [createTelegramBot({ ...config.telegram, ...shared })] : []),
    ...(config.discord ? [createDiscordBot({ ...config.discord, ...shared })] : []),
  ]
}

/** Erases pictures that are kept long enough, at the start and every hour. */
function keepRetention(config: Config, { studies, pictures }: Records, log: Log): () => void {
  const erase = (): void => {
    const before = new Date(Date.now() - config.retentionDays * DAY_MS)
    eraseExpiredPictures({ studies, pictures, before, now: () => new Date() }).then(
      (erased) => {
        if (erased > 0) log.info('pictures.erased', { erased })
      },
      (error: unknown) => {
        log.error('pictures.erase_failed', { code: faultCode(error) })
      },
    )
  }
  erase()
  const timer = setInterval(erase, HOUR_MS)
  return () => {
    clearInterval(timer)
  }
}
