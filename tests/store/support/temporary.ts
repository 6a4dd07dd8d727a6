import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { applyMigrations } from '../../../src/store/migrate.js'
import type { Database } from '../../../src/store/open-database.js'
import { openDatabase } from '../../../src/store/open-database.js'

export const migrationsFolder = fileURLToPath(new URL('../../../prisma/migrations', import.meta.url))

const makeFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'chestcheck-store-'))
const removeFolder = (folder: string): Promise<void> => rm(folder, { recursive: true, force: true })

/** A folder that goes when the test is over. */
export async function temporaryFolder(): Promise<string> {
  const folder = await makeFolder()
  onTestFinished(() => removeFolder(folder))
  return folder
}

let migrated: Promise<Buffer> | undefined

/** A migrated SQLite file in a folder of its own. */
export async function temporaryDatabaseFile(): Promise<string> {
  migrated ??= migrateOnce()
  const file = join(await temporaryFolder(), 'record.sqlite')
  await writeFile(file, await migrated)
  return file
}

async function migrateOnce(): Promise<Buffer> {
  const folder = await makeFolder()
  try {
    const file = join(folder, 'record.sqlite')
    await applyMigrations({ file, folder: migrationsFolder })
    return await readFile(file)
  } finally {
    await removeFolder(folder)
  }
}

/** The same, open, and closed when the test is over. */
export async function temporaryDatabase(): Promise<Database> {
  const db = await openDatabase({ file: await temporaryDatabaseFile() })
  onTestFinished(() => db.close())
  return db
}
