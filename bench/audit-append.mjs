// Milliseconds for the three writes of a study (received, answered, delivered) with their events and as bare rows, in
// turn in one run, and their ratio. Usage: node bench/audit-append.mjs [studies]   (after `npm run setup`)
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { applyMigrations } from '../dist/store/migrate.js'
import { openDatabase } from '../dist/store/open-database.js'
import { examinationColumns } from '../dist/store/study-columns.js'
import { createStudyStore } from '../dist/store/study-store.js'

const rounds = Number(process.argv[2] ?? 300)
const folder = await mkdtemp(join(tmpdir(), 'chestcheck-bench-'))
const file = join(folder, 'record.sqlite')
await applyMigrations({ file, folder: fileURLToPath(new URL('../prisma/migrations', import.meta.url)) })
const db = await openDatabase({ file })
const studies = createStudyStore(db)

const examination = {
  outcome: {
    kind: 'finding',
    label: 'NORMAL',
    scores: { COVID: 0.1, NORMAL: 0.8, PNEUMONIA: 0.1 },
    threshold: 0.6,
  },
  picture: { format: 'jpeg', width: 1280, height: 1024, pixelsSha256: 'ab'.repeat(32) },
  model: { id: 'm@0123456789ab', backend: 'native', precision: 'float32', preprocessing: 'p' },
  checked: true,
  turns: [],
  heatmap: null,
  timings: { queueMs: 1, decodeMs: 2, classifyMs: 3, heatmapMs: 4 },
}
const received = () => ({
  id: randomUUID(),
  reference: 'CC-23456789',
  channel: 'telegram',
  person: 'person',
  chat: 'chat',
  receivedAt: new Date(),
  sha256: 'a1'.repeat(32),
  bytes: 1234,
  recompressed: true,
  note: null,
})

const ways = {
  async 'with events'() {
    const study = received()
    await studies.begin(study)
    await studies.finish(study.id, examination, new Date())
    await studies.deliver(study.id, new Date())
  },
  async 'bare rows'() {
    const study = received()
    const where = { id: study.id }
    await db.client.study.createMany({ data: study })
    await db.client.study.updateMany({
      where,
      data: { answeredAt: new Date(), ...examinationColumns(examination) },
    })
    await db.client.study.updateMany({ where, data: { deliveredAt: new Date() } })
  },
}
const times = Object.fromEntries(Object.keys(ways).map((name) => [name, []]))
for (let round = 0; round < rounds; round += 1) {
  for (const [name, way] of Object.entries(ways)) {
    const started = performance.now()
    await way()
    times[name].push(performance.now() - started)
  }
}
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
const [chained, bare] = Object.values(times).map(median)
console.log(
  `median of ${rounds}, in turn: with events ${chained.toFixed(2)} ms, bare rows ${bare.toFixed(2)} ms, ratio ${(chained / bare).toFixed(2)}`,
)
await db.close()
await rm(folder, { recursive: true })
