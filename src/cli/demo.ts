import { randomBytes } from 'node:crypto'
import { readdir, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { Command } from '@commander-js/extra-typings'
import { createAuth } from '../admin/auth.js'
import { openRecords, type Records } from '../compose.js'
import type { Config } from '../config.js'
import { loadConfig } from '../config.js'
import { Fault } from '../core/fault.js'
import { silentLog } from '../core/log.js'
import { checkModelFolder } from '../inference/model-folder.js'
import { createAuthDatabase } from '../store/auth-database.js'
import { addMadeAccounts, MADE_CLIENTS, MADE_REVIEWERS } from '../store/demo/made-accounts.js'
import { makeEntries } from '../store/demo/made-entries.js'
import { makeStudies } from '../store/demo/made-studies.js'
import { writeMadeRecord } from '../store/demo/write-made-record.js'
import { createReviewDraw } from '../store/review-draw.js'
import type { CommandContext } from './context.js'
import { keepDemoFilms } from './demo-films.js'
import { wholeNumber } from './options.js'
import { createProgress } from './terminal.js'

const DAYS = 90
const FILMS = 36
const ADMIN = 'demo-admin@example.invalid'
const DAY_MS = 24 * 60 * 60 * 1000

export function demoCommand({ print, say, signal }: CommandContext): Command {
  const command = new Command('demo')
    .description('Fill a folder with a made record of 90 days, to look at and to try things on.')
    .requiredOption('--data <folder>', 'a folder of its own: one that holds something is refused')
    .option('--studies <n>', 'how many studies', wholeNumber(1, 5_000_000), 2000)
    .addHelpText(
      'after',
      '\nNothing in it happened. Every page of such a record says so, its notes and accounts are named Demo, and\n' +
        'its pictures belong to nobody. Then: DATA_DIR=demo npm start\n\nExample:\n  chestcheck demo --data demo --studies 2000',
    )
    .action(async ({ data, studies }) => {
      const folder = resolve(data)
      if ((await namesIn(folder)).length > 0) {
        throw new Fault('settings_invalid', `${folder} holds something: a made record takes an empty folder`)
      }
      const loaded = loadConfig()
      const config = { ...loaded, dataDir: folder, databaseFile: join(folder, 'chestcheck.db') }
      const password = randomBytes(12).toString('base64url')
      const events = await orNothing(folder, async () => {
        const made = await makeRecord(config, studies, signal)
        await withRecords(config, (records) => addAccounts(config, records, password))
        return made
      })
      print(password)
      say(`${studies} made studies and ${events} events are in ${folder}.`)
      say(`Start it with DATA_DIR=${folder}, and sign in as ${ADMIN} with this password.`)
    })
  return command
}

/** The names in a folder; none where there is no folder. */
async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw new Fault('settings_invalid', `${folder} cannot be read`, { cause: error })
  }
}

/** Half a record is of no use to anybody: the folder held nothing before, and holds nothing then. */
async function orNothing<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}

async function makeRecord(config: Config, count: number, signal: AbortSignal): Promise<number> {
  const now = new Date()
  const { films, key } = await withRecords(config, async ({ pictures, keys }) => ({
    films: await keepDemoFilms(pictures, Math.min(FILMS, count), signal),
    key: keys.draw,
  }))
  const progress = createProgress()
  progress.start('Studies', count)
  const entries = makeEntries({ days: DAYS, now, accounts: MADE_REVIEWERS })
  const model = await modelOf(config)
  const events = await writeMadeRecord({
    file: config.databaseFile,
    draw: createReviewDraw(key),
    studies: makeStudies({
      ...{ count, days: DAYS, now, model, films },
      ...{ reviewers: MADE_REVIEWERS, clients: MADE_CLIENTS },
    }),
    entries,
    onProgress: (studies) => {
      signal.throwIfAborted()
      progress.advance(studies)
    },
  })
  progress.end()
  return events
}

/** The model that is served, so that its page has figures; a made one where none can be served. */
async function modelOf({ modelDir }: Config): Promise<string> {
  try {
    return (await checkModelFolder(modelDir)).id
  } catch (error) {
    if (error instanceof Fault && error.code === 'model_folder_invalid') return 'demo@0dec0de00002'
    throw error
  }
}

async function withRecords<T>(config: Config, work: (records: Records) => Promise<T>): Promise<T> {
  const records = await openRecords(config)
  try {
    return await work(records)
  } finally {
    await records.database.close()
  }
}

async function addAccounts(
  config: Config,
  { database, keys, audit }: Records,
  password: string,
): Promise<void> {
  await addMadeAccounts(database, new Date(Date.now() - DAYS * DAY_MS))
  const { accounts } = createAuth({
    ...{ database: createAuthDatabase(database), secret: keys.sessions, publicUrl: config.publicUrl },
    ...{ audit, log: silentLog },
  })
  const added = await accounts.add({ email: ADMIN, name: 'Demo administrator', password, role: 'admin' })
  if (added.kind === 'refused') throw new Fault('internal', `the account was not added: ${added.code}`)
}
