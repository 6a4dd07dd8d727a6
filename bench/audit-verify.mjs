// Seconds in which an exported stream is verified against its published head, and the memory that it takes.
// Usage: node bench/audit-verify.mjs [events]   (after `npm run setup`)
import { createReadStream } from 'node:fs'
import { mkdtemp, open, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { verifyChain } from '../dist/core/audit-chain.js'
import { eventLine } from '../dist/store/audit-line.js'
import { readLines } from '../dist/store/read-lines.js'
import { makeEvents, peakMemory } from './audit-material.mjs'

const count = Number(process.argv[2] ?? 1_000_000)
const folder = await mkdtemp(join(tmpdir(), 'chestcheck-bench-'))
const path = join(folder, 'record.jsonl')

const file = await open(path, 'w')
let head
for (const events of makeEvents(count)) {
  await file.appendFile(`${events.map(eventLine).join('\n')}\n`)
  head = events.at(-1)
}
await file.close()
const megabytes = (await stat(path)).size / 1e6
console.log(`${count} events, ${megabytes.toFixed(0)} MB, memory so far ${peakMemory()} MiB`)

const started = performance.now()
const text = createReadStream(path, { encoding: 'utf8', highWaterMark: 1 << 18 })
const { broken, events } = await verifyChain(readLines(text), { heads: [head] })
const seconds = (performance.now() - started) / 1000
const rate = Math.round(events / seconds)
console.log(
  `${broken === null ? 'intact' : `BROKEN: ${JSON.stringify(broken)}`}: ${events} events in ${seconds.toFixed(1)} s, ${rate} events a second, memory ${peakMemory()} MiB`,
)
await rm(folder, { recursive: true })
process.exitCode = broken === null ? 0 : 1
