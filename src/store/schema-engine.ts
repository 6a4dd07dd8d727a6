import { createRequire } from 'node:module'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { SqlDriverAdapter, SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import type { SchemaEngine } from '@prisma/schema-engine-wasm'

/** The part of WebAssembly that is used; Node's types for version 20 leave it out. */
declare const WebAssembly: {
  instantiate(code: Uint8Array, imports: object): Promise<{ instance: { exports: EngineExports } }>
}

interface EngineExports {
  __wbindgen_start(): void
}

interface EngineGlue {
  readonly SchemaEngine: typeof SchemaEngine
  __wbg_set_wasm(exports: EngineExports): void
}

const GLUE = '@prisma/schema-engine-wasm/schema_engine_bg'

let loading: Promise<EngineGlue> | undefined

/**
 * Runs `work` with Prisma's schema engine on a database. This is the WebAssembly build, which comes with the
 * package: the binary that Prisma's own commands use would have to be downloaded. `datamodels` are the paths and
 * contents of schema files, where the work needs them.
 */
export async function withSchemaEngine<T>(
  adapter: SqlMigrationAwareDriverAdapterFactory,
  work: (engine: SchemaEngine) => Promise<T>,
  datamodels?: [path: string, content: string][],
): Promise<T> {
  loading ??= loadEngine()
  const { SchemaEngine } = await loading
  const connections: SqlDriverAdapter[] = []
  const remembering: SqlMigrationAwareDriverAdapterFactory = {
    ...adapter,
    async connect() {
      const connection = await adapter.connect()
      connections.push(connection)
      return connection
    },
  }
  try {
    const bound = bindMigrationAwareSqlAdapterFactory(remembering)
    const engine = await SchemaEngine.new({ datamodels }, () => undefined, bound)
    try {
      return await work(engine)
    } finally {
      engine.free()
    }
  } finally {
    // `free` leaves its connection open, and with it a lock on the whole database.
    for (const connection of connections) await connection.dispose()
  }
}

/** Node cannot import a `.wasm` file as the package's entry does, so the two halves are put together here. */
async function loadEngine(): Promise<EngineGlue> {
  const glue = (await import(GLUE)) as EngineGlue
  const folder = dirname(createRequire(import.meta.url).resolve(GLUE))
  const code = await readFile(join(folder, 'schema_engine_bg.wasm'))
  const { instance } = await WebAssembly.instantiate(code, { './schema_engine_bg.js': glue })
  glue.__wbg_set_wasm(instance.exports)
  instance.exports.__wbindgen_start()
  return glue
}
