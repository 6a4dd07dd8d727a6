import type { SqlDriverAdapter } from '@prisma/driver-adapter-utils'
import { statement } from '../sqlite-adapter.js'

export type Value = string | number | boolean | Date | null

/** Adds rows of one table, many in a statement. */
export interface BulkInsert<K extends string> {
  add(row: Readonly<Record<K, Value>>): Promise<void>
  flush(): Promise<void>
}

/** SQLite takes 32,766 values in a statement. */
const VALUES_AT_ONCE = 16_000

export function createBulkInsert<K extends string>(
  connection: SqlDriverAdapter,
  table: string,
  columns: readonly K[],
): BulkInsert<K> {
  const rowsAtOnce = Math.floor(VALUES_AT_ONCE / columns.length)
  const names = columns.map((column) => `"${column}"`).join(', ')
  const row = `(${columns.map(() => '?').join(', ')})`
  let values: Value[] = []
  const argType = { scalarType: 'string', arity: 'scalar' } as const

  async function flush(): Promise<void> {
    const rows = values.length / columns.length
    if (rows === 0) return
    const sql = `INSERT INTO "${table}" (${names}) VALUES ${Array.from({ length: rows }, () => row).join(', ')}`
    const args = values
    values = []
    await connection.executeRaw({ sql, args, argTypes: args.map(() => argType) })
  }

  return {
    async add(added) {
      for (const column of columns) values.push(added[column])
      if (values.length >= rowsAtOnce * columns.length) await flush()
    },
    flush,
  }
}

/** Runs `work` without the tables' indexes, which are built afterwards in one go: many times as fast. */
export async function withoutIndexes(
  connection: SqlDriverAdapter,
  tables: readonly string[],
  work: () => Promise<void>,
): Promise<void> {
  const { rows } = await connection.queryRaw(
    statement("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"),
  )
  const own = rows.filter(([, table]) => tables.includes(String(table)))
  for (const [name] of own) await connection.executeScript(`DROP INDEX "${String(name)}"`)
  await work()
  for (const [, , sql] of own) await connection.executeScript(String(sql))
}
