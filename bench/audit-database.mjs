// The stream in SQLite: seconds and memory to export and verify it whole, and milliseconds for a page of it.
// Usage: node bench/audit-database.mjs [events]   (after `npm run setup`)
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createAuditLog } from '../dist/store/audit-log.js'
import { applyMigrations } from '../dist/store/migrate.js'
import { openDatabase } from '../dist/store/open-database.js'
import { makeEvents, peakMemory } from './audit-material.mjs'

const count = Number(process.argv[2] ?? 300_000)
const toFill = process.argv[3]

// Filled by a process of its own: the memory that this takes is not what reading takes.
if (toFill !== undefined) {
  const db = await openDatabase({ file: toFill })
  for (const events of makeEvents(count)) await db.client.auditEvent.createMany({ data: events })
  await db.close()
  process.exit()
}

const folder = await mkdtemp(join(tmpdir(), 'chestcheck-bench-'))
const file = join(folder, 'record.sqlite')
await applyMigrations({ file, folder: fileURLToPath(new URL('../prisma/migrations', import.meta.url)) })
const filling = spawn(process.execPath, [fileURLToPath(import.meta.url), String(count), file], {
  stdio: 'inherit',
})
await once(filling, 'exit')
const db = await openDatabase({ file })
const audit = createAuditLog({ db, now: () => new Date() })
console.log(`${await audit.count()} events, memory so far ${peakMemory()} MiB`)

async function time(work) {
  const started = performance.now()
  await work()
  return performance.now() - started
}

const whole = {
  export: async () => {
    for await (const lines of audit.lines()) if (lines.length === 0) throw new Error('an empty batch')
  },
  verify: async () => {
    const { broken } = await audit.verify({ heads: [await audit.head()] })
    if (broken !== null) throw new Error(JSON.stringify(broken))
  },
}
for (const [name, work] of Object.entries(whole)) {
  const seconds = (await time(work)) / 1000
  console.log(
    `${name}: ${seconds.toFixed(1)} s, ${Math.round(count / seconds)} events a second, memory ${peakMemory()} MiB`,
  )
}

const middle = { at: new Date(Date.UTC(2026, 0, 1) + count * 500), seq: Math.floor(count / 2) }
const pages = {
  'newest page': { limit: 50 },
  'page in the middle': { limit: 50, before: middle },
  'page of a kind': { limit: 50, kind: 'study.answered', before: middle },
  'page of a kind that never was': { limit: 50, kind: 'model.promoted' },
  'page of a person': { limit: 50, actorId: '0000000000000010' },
  'page of a day': { limit: 50, from: middle.at, to: new Date(middle.at.getTime() + 86_400_000) },
  'page of a kind on a day': {
    limit: 50,
    kind: 'study.viewed',
    from: middle.at,
    to: new Date(middle.at.getTime() + 86_400_000),
  },
}
for (const [name, filter] of Object.entries(pages)) {
  const times = []
  for (let round = 0; round < 20; round += 1) times.push(await time(() => audit.list(filter)))
  times.sort((a, b) => a - b)
  console.log(`${name}: median ${times[10].toFixed(1)} ms, p95 ${times[18].toFixed(1)} ms`)
}
await db.close()
await rm(folder, { recursive: true })
