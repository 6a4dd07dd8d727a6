import { setTimeout as delay } from 'node:timers/promises'
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
import type {
  SqlDriverAdapter,
  SqlMigrationAwareDriverAdapterFactory,
  SqlQuery,
  Transaction,
} from '@prisma/driver-adapter-utils'
import { isDriverAdapterError } from '@prisma/driver-adapter-utils'
import { Fault } from '../core/fault.js'

/** How long a statement waits for another process that is writing, in milliseconds. */
const BUSY_TIMEOUT_MS = 5_000

/** How long a transaction waits until it may begin, and at most how long between two tries, in milliseconds. */
const LOCK_PATIENCE_MS = 20_000
const LOCK_RETRY_MS = 20

/**
 * WAL lets readers and one writer work at once. FULL waits for the disk at every commit: nothing may be acknowledged
 * before it would survive a power cut, which NORMAL does not promise in WAL mode.
 */
const PRAGMAS = 'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;'

/** Opens the SQLite file for Prisma's client and its schema engine. The file is made when it is not there. */
export function createSqliteAdapter({
  file,
}: {
  readonly file: string
}): SqlMigrationAwareDriverAdapterFactory {
  const factory = new PrismaBetterSqlite3({ url: file, timeout: BUSY_TIMEOUT_MS })
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    async connect() {
      const connection = await factory.connect()
      try {
        await connection.executeScript(PRAGMAS)
      } catch (error) {
        await connection.dispose()
        throw error
      }
      return keepTransactionsApart(connection)
    },
    connectToShadowDb: async () => takingScripts(await factory.connectToShadowDb()),
  }
}

/** The schema engine replays migrations on its scratch database as one statement each, which SQLite's driver refuses. */
function takingScripts(connection: SqlDriverAdapter): SqlDriverAdapter {
  return {
    ...keepTransactionsApart(connection),
    async executeRaw(query) {
      if (query.args.length > 0) return connection.executeRaw(query)
      await connection.executeScript(query.sql)
      return 0
    },
  }
}

/**
 * Prisma's adapter has one connection, and lets a statement from elsewhere run inside a transaction that happens to
 * be open: it would be acknowledged before the commit, and lost with a rollback. Here it waits for the end.
 * So a transaction's function must use the client it is given: the outer one would wait for itself.
 */
export function keepTransactionsApart(connection: SqlDriverAdapter): SqlDriverAdapter {
  let open: Promise<void> | null = null

  const idle = async (): Promise<void> => {
    while (open !== null) await open
  }

  return {
    provider: connection.provider,
    adapterName: connection.adapterName,
    async queryRaw(query) {
      await idle()
      return connection.queryRaw(query)
    },
    async executeRaw(query) {
      await idle()
      return connection.executeRaw(query)
    },
    async executeScript(script) {
      await idle()
      return connection.executeScript(script)
    },
    async startTransaction(isolationLevel) {
      await idle()
      const { promise, resolve } = withResolver()
      open = promise
      const end = (): void => {
        open = null
        resolve()
      }
      try {
        const transaction = await connection.startTransaction(isolationLevel)
        await takeWriteLock(connection, transaction)
        return endingOnce(transaction, end)
      } catch (error) {
        end()
        throw error
      }
    },
    dispose: () => connection.dispose(),
  }
}

/**
 * Makes the transaction a writer from its start. One that reads first, and writes then, fails at once when another process
 * wrote in between; like this it waits at its start instead, and what it reads stays true until it ends. SQLite itself would
 * wait asleep, with the whole process, and may never see the moment when a busy writer lets go.
 */
async function takeWriteLock(connection: SqlDriverAdapter, transaction: Transaction): Promise<void> {
  try {
    await connection.executeScript('ROLLBACK')
    const deadline = performance.now() + LOCK_PATIENCE_MS
    while (!(await tryBegin(connection))) {
      if (performance.now() > deadline) throw new Fault('internal', 'another process does not stop writing')
      await delay(1 + Math.random() * LOCK_RETRY_MS)
    }
  } catch (error) {
    await transaction.rollback()
    throw error
  }
}

async function tryBegin(connection: SqlDriverAdapter): Promise<boolean> {
  try {
    await connection.executeScript('PRAGMA busy_timeout = 0; BEGIN IMMEDIATE')
    return true
  } catch (error) {
    if (isBusy(error)) return false
    throw error
  } finally {
    await connection.executeScript(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`)
  }
}

/** Whether another process holds the lock that a statement needs. */
export function isBusy(error: unknown): boolean {
  // The adapter's name for SQLITE_BUSY.
  return isDriverAdapterError(error) && error.cause.kind === 'SocketTimeout'
}

function withResolver(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined
  const promise = new Promise<void>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}

/** Calls `end` when the transaction is over, also when its COMMIT fails, after which Prisma would not roll back. */
function endingOnce(transaction: Transaction, end: () => void): Transaction {
  let over = false
  const finish = async (how: 'commit' | 'rollback'): Promise<void> => {
    if (over) return
    over = true
    await transaction[how]()
    end()
  }
  return {
    options: transaction.options,
    provider: transaction.provider,
    adapterName: transaction.adapterName,
    queryRaw: (query) => transaction.queryRaw(query),
    async executeRaw(query) {
      try {
        return await transaction.executeRaw(query)
      } catch (error) {
        if (query.sql === 'COMMIT') {
          await transaction.executeRaw(statement('ROLLBACK')).catch(() => undefined)
          await finish('rollback')
        }
        throw error
      }
    },
    commit: () => finish('commit'),
    rollback: () => finish('rollback'),
    async createSavepoint(name) {
      await transaction.createSavepoint?.(name)
    },
    async rollbackToSavepoint(name) {
      await transaction.rollbackToSavepoint?.(name)
    },
    async releaseSavepoint(name) {
      await transaction.releaseSavepoint?.(name)
    },
  }
}

/** A statement without parameters, as the adapter takes it. */
export function statement(sql: string): SqlQuery {
  return { sql, args: [], argTypes: [] }
}
