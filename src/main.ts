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
import { composeBots } from './compose-bots.js'
import { composeScreening, openRecords, servedTraffic, startReader, type Records } from './compose.js'
import type { Config } from './config.js'
import { programFolder } from './config.js'
import { PROGRAM } from './core/audit.js'
import { addToDisclaimer } from './core/disclaimer.js'
import { faultCode } from './core/fault.js'
import type { Language } from './core/language.js'
import type { Log } from './core/log.js'
import { eraseExpiredPictures } from './core/retention.js'
import type { Screening } from './core/screening.js'
import { WORDINGS } from './core/wording/languages.js'
import type { Wording } from './core/wording/wording.js'
import type { ChildReader } from './inference/reader.js'
import { createAuthDatabase } from './store/auth-database.js'

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
/** Both platforms give up sending a message again long before. */
const KNOWN_MESSAGES_DAYS = 7

type Wordings = Readonly<Record<Language, Wording>>

/**
 * Starts everything that the settings ask for. Pages are served before the network is warm; pictures that come in
 * until then wait in the queue. Studies that a killed process left behind are finished meanwhile.
 */
export async function startServer(config: Config, log: Log): Promise<RunningServer> {
  const records = await openRecords(config)
  const reader = startReader(config, log)
  const screening = composeScreening(config, records, reader, log, servedTraffic(config))
  const wordings = addToDisclaimer(WORDINGS, config.disclaimerAddition)

  const http = createServer()
  http.listen(config.port, config.host)
  try {
    await once(http, 'listening')
    await records.audit.append({
      kind: 'program.started',
      at: new Date(),
      actor: PROGRAM,
      subject: null,
      details: { telegram: config.telegram !== null, discord: config.discord !== null },
    })
  } catch (error) {
    await reader.close()
    await records.database.close()
    throw error
  }
  const { port } = http.address() as AddressInfo
  const publicUrl = config.publicUrl.replace(/:0$/, `:${port}`)
  const reached = { ...config, publicUrl }
  const { app, setupUrl } = await composeWeb(reached, { records, screening, reader, wordings, log })
  const { telegram, bots } = composeBots(reached, { records, screening, reader, log })
  const webhook = telegram?.webhook ?? null
  const serve = getRequestListener((request, env) =>
    webhook !== null && new URL(request.url).pathname === webhook.path
      ? webhook.handle(request)
      : app.fetch(request, env),
  )
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

interface WebParts {
  readonly records: Records
  readonly screening: Screening
  readonly reader: ChildReader
  readonly wordings: Wordings
  readonly log: Log
}

async function composeWeb(
  config: Config,
  { records, screening, reader, wordings, log }: WebParts,
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
    wordings,
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

/** Erases pictures that are kept long enough, and forgets messages that nobody sends again: at the start and every hour. */
function keepRetention(config: Config, { studies, pictures, inbox }: Records, log: Log): () => void {
  const erase = (): void => {
    inbox.forget(new Date(Date.now() - KNOWN_MESSAGES_DAYS * DAY_MS)).catch((error: unknown) => {
      log.error('inbox.not_forgotten', { code: faultCode(error) })
    })
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
