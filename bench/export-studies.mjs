// Seconds and memory to export every study of a large record in each format, through the stream that the web answers with.
// Usage: node bench/export-studies.mjs [studies]   (after `npm run setup`)
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { writeCsv } from '../dist/admin/exports/csv.js'
import { createFhirWriter } from '../dist/admin/exports/fhir.js'
import { studyColumns } from '../dist/admin/exports/study-columns.js'
import { studyLine } from '../dist/admin/exports/study-record.js'
import { textStream } from '../dist/admin/exports/text-stream.js'
import { writeLines } from '../dist/admin/exports/write-lines.js'
import { applyMigrations } from '../dist/store/migrate.js'
import { openDatabase } from '../dist/store/open-database.js'
import { createStudyStore } from '../dist/store/study-store.js'

const count = Number(process.argv[2] ?? 100_000)
const toFill = process.argv[3]
const FIRST = Date.UTC(2026, 0, 1)
const BATCH = 2000
/** As many as the store reads at once. */
const ROWS_A_PIECE = 500

const hash = (text) => createHash('sha256').update(text).digest('hex')

function studyRow(index) {
  const receivedAt = new Date(FIRST + index * 20_000)
  return {
    id: `bench-${String(index).padStart(9, '0')}`,
    reference: 'CC-BENCHBEN',
    channel: ['telegram', 'discord', 'web', 'api'][index % 4],
    person: hash(`person ${index % 500}`).slice(0, 32),
    chat: null,
    receivedAt,
    sha256: hash(`file ${index}`),
    bytes: 48_213,
    recompressed: false,
    note: index % 5 === 0 ? '=cough, "since" monday' : null,
    answeredAt: new Date(receivedAt.getTime() + 1500),
    deliveredAt: new Date(receivedAt.getTime() + 1900),
    outcome: 'finding',
    label: ['COVID', 'NORMAL', 'PNEUMONIA'][index % 3],
    scoreCovid: 0.1,
    scoreNormal: 0.2,
    scorePneumonia: 0.7,
    threshold: 0.6,
    format: 'jpeg',
    width: 1024,
    height: 1024,
    pixelsSha256: hash(`pixels ${index}`),
    model: 'bench@000000000000',
    backend: 'native',
    precision: 'float32',
    preprocessing: 'gray-fill-1',
    checked: true,
    queueMs: 1,
    decodeMs: 20,
    classifyMs: 300,
    heatmapMs: 80,
    brightness: 0.5,
  }
}

// Filled by a process of its own: the memory that this takes is not what exporting takes.
if (toFill !== undefined) {
  const db = await openDatabase({ file: toFill })
  for (let start = 0; start < count; start += BATCH) {
    const rows = Array.from({ length: Math.min(BATCH, count - start) }, (_, n) => studyRow(start + n))
    await db.client.study.createMany({ data: rows })
  }
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
const studies = createStudyStore(db)
const fhir = createFhirWriter('https://films.example.org')
const formats = {
  csv: () => writeCsv(studies.stream({}), studyColumns({ notes: true }), { bom: true }),
  jsonl: () => writeLines(studies.stream({}), (study) => studyLine(study, { notes: true })),
  'fhir.ndjson': () => writeLines(studies.stream({}), (study) => JSON.stringify(fhir.study(study))),
}
const mebibytes = () => Math.round(process.memoryUsage.rss() / 2 ** 20)

console.log(`${count} studies, memory ${mebibytes()} MiB`)
for (const [name, write] of Object.entries(formats)) {
  const started = performance.now()
  let bytes = 0
  let pieces = 0
  let early = 0
  let peak = 0
  for await (const piece of textStream(write())) {
    bytes += piece.byteLength
    pieces += 1
    peak = Math.max(peak, mebibytes())
    // Past the first tenth every part of the program has run, and caches are as large as they get.
    if (pieces * ROWS_A_PIECE * 10 <= count) early = peak
  }
  const seconds = (performance.now() - started) / 1000
  const rate = Math.round(count / seconds)
  console.log(
    `${name}: ${(bytes / 1e6).toFixed(0)} MB in ${seconds.toFixed(1)} s, ${rate} studies a second, memory ${early} MiB after a tenth, ${peak} MiB at most`,
  )
}
await db.close()
await rm(folder, { recursive: true })
