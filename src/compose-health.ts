import { readdir, readFile, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { ChatBot } from './bots/chat-bot.js'
import { migrationsFolder } from './compose.js'
import type { Config } from './config.js'
import { programFolder } from './config.js'
import type { AuditHead } from './core/audit.js'
import type { BotHealth, DiskHealth, HealthFacts, NamedValue, RetentionHealth } from './core/health.js'
import { describeSettings } from './describe-settings.js'
import type { ChildReader } from './inference/reader.js'
import type { FolderMeter } from './store/folder-size.js'
import { createFolderMeter } from './store/folder-size.js'

export interface HealthParts {
  readonly config: Config
  readonly reader: ChildReader
  /** Null where no token is set. */
  readonly bots: Readonly<Record<'telegram' | 'discord', Pick<ChatBot, 'status'> | null>>
  readonly retention: () => RetentionHealth
  readonly heads: () => Promise<readonly AuditHead[]>
  readonly startedAt: Date
}

/** Gives what the Health page says, as of each call. */
export function composeHealth(parts: HealthParts): () => Promise<HealthFacts> {
  const { config, reader, bots, startedAt } = parts
  const pictures = createFolderMeter({ folder: join(config.dataDir, 'pictures'), now: () => new Date() })
  pictures.read()
  const settings = describeSettings(config)

  return async () => {
    const { state, model, gated, waiting, limit, restarts } = reader.status()
    const { version, nativeProblem, graphProblem, tensors, rss } = reader.vitals()
    const migrations = await listMigrations()
    return {
      at: new Date(),
      startedAt,
      queue: { waiting, limit },
      inference: {
        state,
        model,
        gated,
        restarts,
        version,
        nativeProblem,
        graphProblem,
        tensors,
        memory: rss,
      },
      bots: [botHealth('telegram', bots.telegram), botHealth('discord', bots.discord)],
      disk: await measureDisk(config, pictures),
      versions: await listVersions(version),
      migrations: { applied: migrations.length, last: migrations.at(-1) ?? null },
      retention: parts.retention(),
      publishedHead: (await parts.heads()).at(-1) ?? null,
      settings,
    }
  }
}

function botHealth(channel: BotHealth['channel'], bot: Pick<ChatBot, 'status'> | null): BotHealth {
  if (bot === null) return { channel, state: 'off', code: null, answering: 0 }
  const { state, code, running } = bot.status()
  return { channel, state, code, answering: running }
}

async function measureDisk({ dataDir, databaseFile }: Config, pictures: FolderMeter): Promise<DiskHealth> {
  const space = await statfs(dataDir).catch(() => null)
  // The log of writes belongs to the database, and may be larger than it.
  const parts = [databaseFile, `${databaseFile}-wal`, `${databaseFile}-shm`]
  const sizes = await Promise.all(
    parts.map((file) =>
      stat(file).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  )
  return {
    free: space && space.bavail * space.bsize,
    total: space && space.blocks * space.bsize,
    database: sizes.reduce((sum, size) => sum + size, 0),
    pictures: pictures.read(),
  }
}

async function listVersions(network: string | null): Promise<readonly NamedValue[]> {
  const { version } = JSON.parse(await readFile(join(programFolder, 'package.json'), 'utf8')) as {
    version: string
  }
  return [
    { name: 'ChestCheck', value: version },
    { name: 'Node.js', value: process.version },
    { name: 'TensorFlow', value: network ?? 'not started' },
    { name: 'System', value: `${process.platform} ${process.arch}` },
  ]
}

/** The program does not start before all of its migrations are applied. */
async function listMigrations(): Promise<readonly string[]> {
  const entries = await readdir(migrationsFolder, { withFileTypes: true })
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
}
