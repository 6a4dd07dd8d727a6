import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Fault } from '../core/fault.js'
import { PrismaClient } from './generated/client.js'
import { createSqliteAdapter } from './sqlite-adapter.js'

/** Transactions run one after the other. Prisma gives up on one after 2 s in the line unless told otherwise. */
const PATIENCE_MS = 30_000

/** An open record. Only the store looks inside. */
export interface Database {
  readonly client: PrismaClient
  /** Waits for what is being written. May be called twice. */
  close(): Promise<void>
}

/**
 * Opens the SQLite file that {@link applyMigrations} brought up to date. Several processes may have it open.
 * Throws the fault `internal` when the file cannot be opened or is no database.
 */
export async function openDatabase({ file }: { readonly file: string }): Promise<Database> {
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 })
    // `minimal`: Prisma's other formats repeat the values of the query in the message.
    const client = new PrismaClient({
      adapter: createSqliteAdapter({ file }),
      errorFormat: 'minimal',
      log: [],
      transactionOptions: { maxWait: PATIENCE_MS, timeout: PATIENCE_MS },
    })
    await client.$connect()
    return { client, close: () => client.$disconnect() }
  } catch (cause) {
    throw new Fault('internal', 'the database cannot be opened', { cause })
  }
}
