import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { MigrationDirectory, MigrationList, SchemaFilter } from '@prisma/schema-engine-wasm'
import { Fault } from '../core/fault.js'

/** Nothing of the database is left to other hands. */
export const NO_FILTERS: SchemaFilter = { externalTables: [], externalEnums: [] }

const SCRIPT = 'migration.sql'

/** One folder of prisma/migrations. */
export interface Migration {
  /** The folder's name, which starts with its time: names sort in the order in which they are applied. */
  readonly name: string
  readonly script: string
}

/** Reads the migrations of a folder, in order. Throws the fault `internal` when the folder or a script is missing. */
export async function readMigrationFiles(folder: string): Promise<readonly Migration[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true })
    const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
    return await Promise.all(
      names
        .sort()
        .map(async (name) => ({ name, script: await readFile(join(folder, name, SCRIPT), 'utf8') })),
    )
  } catch (cause) {
    throw new Fault('internal', 'the migrations cannot be read', { cause })
  }
}

/** The same folder in the form that the schema engine takes. */
export async function readMigrations(folder: string): Promise<MigrationList> {
  const migrations = await readMigrationFiles(folder)
  return {
    baseDir: folder,
    lockfile: {
      path: 'migration_lock.toml',
      content: await readFile(join(folder, 'migration_lock.toml'), 'utf8'),
    },
    shadowDbInitScript: '',
    migrationDirectories: migrations.map(({ name, script }): MigrationDirectory => ({
      path: name,
      migrationFile: { path: SCRIPT, content: { tag: 'ok', value: script } },
    })),
  }
}

/** Whether `checksum`, which is the engine's SHA-256 of the script as applied, is of this script. */
export function isUnchanged(migration: Migration, checksum: string): boolean {
  // A checkout on Windows may have turned the line ends; the statements are the same.
  const unix = migration.script.replaceAll('\r\n', '\n')
  return [migration.script, unix, unix.replaceAll('\n', '\r\n')].some((script) => sha256(script) === checksum)
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
