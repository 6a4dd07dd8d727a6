import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils'
import { isDriverAdapterError } from '@prisma/driver-adapter-utils'
import { Fault } from '../core/fault.js'
import { fillFromBefore } from './backfill.js'
import type { Migration } from './migration-files.js'
import { isUnchanged, NO_FILTERS, readMigrationFiles, readMigrations } from './migration-files.js'
import { withMigrationLock } from './migration-lock.js'
import { openDatabase } from './open-database.js'
import { createSqliteAdapter, statement } from './sqlite-adapter.js'

export interface MigrateOptions {
  /** The SQLite file; made when it is not there. */
  readonly file: string
  /** prisma/migrations. */
  readonly folder: string
}

/**
 * Brings the database up to date and gives the number of migrations applied. Costs a few milliseconds when there is
 * nothing to do. What a migration leaves to the program is done here too, before anybody else has the database; a start
 * that was killed in the middle goes on at the next. Throws the fault `internal`, before anything is changed, when the record of migrations in the
 * database disagrees with the folder: one was edited after it was applied, stopped half-way, or comes from a newer
 * version of the program.
 */
export async function applyMigrations({ file, folder }: MigrateOptions): Promise<number> {
  const migrations = await readMigrationFiles(folder)
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const adapter = createSqliteAdapter({ file })
  return withMigrationLock(file, async () => {
    try {
      const pending = findPending(migrations, await readApplied(adapter))
      const applied = pending.length === 0 ? 0 : await applyPending(adapter, folder)
      if (await isWorkLeft(adapter)) await finishWork(file)
      return applied
    } catch (cause) {
      if (cause instanceof Fault) throw cause
      throw new Fault('internal', 'the database could not be migrated', { cause })
    }
  })
}

/** A row of `_prisma_migrations`, the table in which Prisma's tools keep what was applied. */
interface AppliedMigration {
  readonly name: string
  readonly checksum: string
  readonly finished: boolean
}

async function readApplied(
  adapter: SqlMigrationAwareDriverAdapterFactory,
): Promise<readonly AppliedMigration[]> {
  const connection = await adapter.connect()
  try {
    const { rows } = await connection.queryRaw(
      statement(
        'SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at',
      ),
    )
    return rows.map(([name, checksum, finishedAt]) => ({
      name: String(name),
      checksum: String(checksum),
      finished: finishedAt !== null,
    }))
  } catch (error) {
    if (isDriverAdapterError(error) && error.cause.kind === 'TableDoesNotExist') return []
    throw error
  } finally {
    await connection.dispose()
  }
}

function findPending(
  migrations: readonly Migration[],
  applied: readonly AppliedMigration[],
): readonly Migration[] {
  for (const { name, checksum, finished } of applied) {
    const migration = migrations.find((candidate) => candidate.name === name)
    if (!finished)
      throw new Fault('internal', `migration ${name} stopped half-way: restore the database from a backup`)
    if (!migration)
      throw new Fault('internal', `migration ${name} is unknown: a newer version made this database`)
    if (!isUnchanged(migration, checksum))
      throw new Fault('internal', `migration ${name} was edited after it was applied`)
  }
  return migrations.filter(({ name }) => !applied.some((row) => row.name === name))
}

/** Whether a migration left work to the program that is not done. */
async function isWorkLeft(adapter: SqlMigrationAwareDriverAdapterFactory): Promise<boolean> {
  const connection = await adapter.connect()
  try {
    const { rows } = await connection.queryRaw(statement('SELECT 1 FROM "Backfill" LIMIT 1'))
    return rows.length > 0
  } catch (error) {
    if (isDriverAdapterError(error) && error.cause.kind === 'TableDoesNotExist') return false
    throw error
  } finally {
    await connection.dispose()
  }
}

async function finishWork(file: string): Promise<void> {
  const database = await openDatabase({ file })
  try {
    await fillFromBefore(database)
  } finally {
    await database.close()
  }
}

async function applyPending(adapter: SqlMigrationAwareDriverAdapterFactory, folder: string): Promise<number> {
  // Loaded only here: the engine is megabytes of WebAssembly that an ordinary start never needs.
  const { withSchemaEngine } = await import('./schema-engine.js')
  const migrationsList = await readMigrations(folder)
  return withSchemaEngine(adapter, async (engine) => {
    const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters: NO_FILTERS })
    return appliedMigrationNames.length
  })
}
