import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { getRequestListener } from '@hono/node-server'
import { createApp } from './admin/app.js'
import { createAuth } from './admin/auth.js'
import { createSetupLink } from './admin/setup-link.js'
import type { AppParts } from './admin/web.js'
import type { ChatBot } from './bots/chat-bot.js'
import { composeBots, composeFilmDrawing, composeReports } from './compose-bots.js'
import { composeMachines, type Machines } from './compose-machines.js'
import { composeRerun } from './compose-rerun.js'
import { composeScreening, openRecords, servedTraffic, startReader, type Records } from './compose.js'
import { composeHealth } from './compose-health.js'
import type { Config } from './config.js'
import { programFolder } from './config.js'
import { PROGRAM, type AuditHead } from './core/audit.js'
import { addToDisclaimer } from './core/disclaimer.js'
import { faultCode } from './core/fault.js'
import type { Language } from './core/language.js'
import type { Log } from './core/log.js'
import type { Screening } from './core/screening.js'
import { WORDINGS } from './core/wording/languages.js'
import type { Wording } from './core/wording/wording.js'
import { createModelShelf } from './inference/model-shelf.js'
import type { ChildReader } from './inference/reader.js'
import { createRetentionKeeper } from './keep-retention.js'
import { createAccountInvites } from './store/account-invites.js'
import { createAuthDatabase } from './store/auth-database.js'
import { createHeadPublisher, HEADS_FILE, readHeadsIfThere } from './store/published-heads.js'

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

type Wordings = Readonly<Record<Language, Wording>>

/**
 * Starts everything that the settings ask for. Pages are served before the network is warm; pictures that come in
 * until then wait in the queue. Studies that a killed process left behind are finished meanwhile.
 */
export async function startServer(config: Config, log: Log): Promise<RunningServer> {
  const startedAt = new Date()
  const records = await openRecords(config, log)
  const reader = startReader(config, log)
  const traffic = servedTraffic(config)
  const machines = composeMachines(config, records, { reader, turns: traffic.turns }, log)
  const watched = { ...records, studies: machines.studies }
  const screening = composeScreening(config, watched, reader, log, traffic)
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
  const stopping = new AbortController()
  const { telegram, bots } = composeBots(reached, { records, screening, reader, log })
  const headsFile = join(config.dataDir, HEADS_FILE)
  const heads = (): Promise<readonly AuditHead[]> => readHeadsIfThere(headsFile)
  const headPublisher = createHeadPublisher({
    audit: records.audit,
    file: headsFile,
    everyMs: HOUR_MS,
    log,
  })
  const retention = createRetentionKeeper(config, records, log)
  const health = composeHealth({
    config: reached,
    reader,
    bots: { telegram, discord: bots.find((bot) => bot !== telegram) ?? null },
    retention: retention.status,
    heads,
    startedAt,
  })
  const web = { records, screening, reader, wordings, log, machines, heads, health }
  const { app, setupUrl } = await composeWeb(reached, { ...web, stopping: stopping.signal })
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
  retention.start()
  headPublisher.start()
  for (const bot of bots) void bot.start()
  machines.webhook?.start()

  return {
    url: publicUrl,
    setupUrl,
    reader,
    bots,
    async stop() {
      retention.stop()
      stopping.abort()
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
      await machines.webhook?.stop()
      http.closeAllConnections()
      await closed
      await headPublisher.stop()
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
  readonly machines: Machines
  /** Ends what would stay open for ever. */
  readonly stopping: AbortSignal
  readonly heads: AppParts['heads']
  readonly health: AppParts['health']
}

async function composeWeb(
  config: Config,
  { records, screening, reader, wordings, log, machines, stopping, heads, health }: WebParts,
): Promise<{ app: ReturnType<typeof createApp>; setupUrl: string | null }> {
  const auth = createAuth({
    database: createAuthDatabase(records.database),
    secret: records.keys.sessions,
    publicUrl: config.publicUrl,
    audit: records.audit,
    log,
  })
  const firstStart = (await auth.accounts.count()) === 0
  const setup = firstStart ? createSetupLink({ accounts: auth.accounts, publicUrl: config.publicUrl }) : null
  const app = createApp({
    auth,
    screening,
    studies: records.studies,
    pictures: records.pictures,
    reviews: records.reviews,
    demo: records.demo,
    queue: records.queue,
    figures: records.figures,
    models: createModelShelf({
      modelsFolder: join(programFolder, 'models'),
      servedFolder: config.modelDir,
      now: () => new Date(),
    }),
    stopping,
    audit: records.audit,
    checkRecord: records.checkRecord,
    reports: composeReports(config),
    drawFilm: composeFilmDrawing(config),
    rerun: composeRerun(config, log),
    pseudonyms: records.pseudonyms,
    ...machines.parts,
    accountInvites: createAccountInvites({ db: records.database, now: () => new Date() }),
    admissionBook: { ...records.admission, ...records.admissionBook },
    health,
    heads,
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
