// Writes the migration from the migrations there are to prisma/schema.prisma, for SQLite.
//   node scripts/new-migration.mjs add_reviews
// Read the file it writes before you commit it: the engine may drop a column that was only renamed.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = join(root, 'prisma', 'migrations')

const name = process.argv[2]
if (!name || !/^[a-z][a-z0-9_]*$/.test(name)) {
  console.error('usage: node scripts/new-migration.mjs NAME   (small letters, digits and underscores)')
  process.exit(2)
}

const [{ withSchemaEngine }, { createSqliteAdapter }, { NO_FILTERS, readMigrations }] = await Promise.all(
  ['schema-engine', 'sqlite-adapter', 'migration-files'].map((file) => import(`../dist/store/${file}.js`)),
).catch(() => {
  console.error('build first: npm run build')
  process.exit(1)
})

const path = join(root, 'prisma', 'schema.prisma')
const content = await readFile(path, 'utf8')
const difference = async (engine) =>
  engine.diff({
    from: { tag: 'migrations', ...(await readMigrations(folder)) },
    to: { tag: 'schemaDatamodel', files: [{ path, content }] },
    script: true,
    exitCode: true,
    filters: NO_FILTERS,
  })
const { exitCode, stdout } = await withSchemaEngine(createSqliteAdapter({ file: ':memory:' }), difference, [
  [path, content],
])

const NO_CHANGE = 0
if (exitCode === NO_CHANGE) {
  console.log('The migrations already make what the schema says.')
} else {
  const time = new Date().toISOString().replace(/\D/g, '').slice(0, 14)
  const target = join(folder, `${time}_${name}`, 'migration.sql')
  await mkdir(dirname(target), { recursive: true })
  await writeFile(target, stdout, { flag: 'wx' })
  console.log(target)
}
