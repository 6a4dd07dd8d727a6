import { setTimeout as delay } from 'node:timers/promises'
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
import { Fault } from '../core/fault.js'
import { isBusy, statement } from './sqlite-adapter.js'

const RETRY_MS = 50
const PATIENCE_MS = 30_000

/**
 * Runs `work` while no other process migrates the same database: the second one waits, for at most 30 s.
 * The lock is SQLite's own on an empty file beside the database, so the system lets go of it when a process dies.
 */
export async function withMigrationLock<T>(databaseFile: string, work: () => Promise<T>): Promise<T> {
  const lock = await new PrismaBetterSqlite3({ url: `${databaseFile}.lock`, timeout: 0 }).connect()
  try {
    const deadline = performance.now() + PATIENCE_MS
    while (!(await tryExclusive(() => lock.executeRaw(statement('BEGIN EXCLUSIVE'))))) {
      if (performance.now() > deadline)
        throw new Fault('internal', 'another process is migrating the database')
      await delay(RETRY_MS)
    }
    return await work()
  } finally {
    await lock.dispose()
  }
}

async function tryExclusive(begin: () => Promise<unknown>): Promise<boolean> {
  try {
    await begin()
    return true
  } catch (error) {
    if (isBusy(error)) return false
    throw error
  }
}
