// The record behind the dashboard with a million studies and three million events, on SQLite.
//   npm run build && node bench/dashboard-store.mjs [studies] [folder]
// The folder is made, and removed afterwards; it needs about 6 GB for a million studies.
import { Buffer } from 'node:buffer'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAuditLog } from '../dist/store/audit-log.js'
import { makeEntries } from '../dist/store/demo/made-entries.js'
import { makeStudies } from '../dist/store/demo/made-studies.js'
import { writeMadeRecord } from '../dist/store/demo/write-made-record.js'
import { applyMigrations } from '../dist/store/migrate.js'
import { openDatabase } from '../dist/store/open-database.js'
import { createRecordFigures } from '../dist/store/record-figures.js'
import { createReviewDraw } from '../dist/store/review-draw.js'
import { createReviewQueue } from '../dist/store/review-queue.js'
import { createReviewStore } from '../dist/store/review-store.js'
import { createStudyStore } from '../dist/store/study-store.js'

const ROUNDS = 40
const DAYS = 90
const MODEL = 'bench@000000000001'
const EARLIER = 'demo-earlier@0dec0de00001'
const count = Number(process.argv[2] ?? 1_000_000)
const folder = await mkdtemp(join(process.argv[3] ?? tmpdir(), 'chestcheck-bench-'))
const file = join(folder, 'record.db')
const now = new Date()
const reviewers = ['reviewer-1', 'reviewer-2', 'reviewer-3']

/** Milliseconds by the clock, and of a processor: on a busy machine the second says what a quiet one would take. */
const measured = async (work) => {
  const [started, cpu] = [performance.now(), process.cpuUsage()]
  await work()
  const { user, system } = process.cpuUsage(cpu)
  return { clock: performance.now() - started, processor: (user + system) / 1000 }
}
const time = async (work) => (await measured(work)).clock

try {
  await applyMigrations({ file, folder: new URL('../prisma/migrations', import.meta.url).pathname })
  const made = {
    count,
    days: DAYS,
    now,
    model: MODEL,
    reviewers,
    clients: ['client-1', 'client-2'],
    films: [],
  }
  let events = 0
  const writing = await time(async () => {
    events = await writeMadeRecord({
      file,
      draw: createReviewDraw(Buffer.alloc(32, 7)),
      studies: makeStudies(made),
      entries: makeEntries({ days: DAYS, now, accounts: reviewers }),
    })
  })
  const { size } = await stat(file)
  console.log(
    `${count} studies, ${events} events in ${(writing / 1000).toFixed(0)} s, ${(size / 2 ** 20).toFixed(0)} MiB, ${availableParallelism()} cores`,
  )
  await measure()
} finally {
  await rm(folder, { recursive: true })
}

async function measure() {
  const db = await openDatabase({ file })
  const studies = createStudyStore(db)
  const reviews = createReviewStore({ db })
  const audit = createAuditLog({ db, now: () => now })
  const figures = createRecordFigures({ db })
  const queue = createReviewQueue({ db })
  const day = (back) => new Date(now.getTime() - back * 86_400_000)
  const range = {
    from: day(DAYS - 1)
      .toISOString()
      .slice(0, 10),
    to: now.toISOString().slice(0, 10),
  }
  const deep = { receivedAt: day(60), id: 'f' }
  const { studies: newest } = await studies.list({ limit: 200 })
  const any = (round) => newest[(round * 7) % newest.length]
  const page = (conditions) => () => studies.list({ limit: 50, ...conditions })

  const cases = {
    'list, first page': page({}),
    'list, deep page': page({ after: deep }),
    label: page({ label: 'COVID' }),
    'label, deep': page({ label: 'COVID', after: deep }),
    outcome: page({ outcome: 'refused' }),
    'outcome that is rare': page({ outcome: 'fault' }),
    channel: page({ channel: 'discord' }),
    'channel that is rare, deep': page({ channel: 'shell', after: deep }),
    code: page({ code: 'lateral_view' }),
    'code that is never': page({ code: 'not_allowed' }),
    person: (round) => studies.list({ limit: 50, person: any(round).person }),
    'model, live': page({ model: MODEL }),
    'model, retired': page({ model: EARLIER }),
    unreviewed: page({ reviewState: 'unreviewed' }),
    disagreed: page({ reviewState: 'disagreed' }),
    time: page({ from: day(50), to: day(49) }),
    'text, a common word': page({ text: 'demo' }),
    'text, beginnings of words': page({ text: 'wa 7' }),
    'text, two words': page({ text: 'antibiotics follow' }),
    'text, one letter': page({ text: 'w' }),
    'text, nothing': page({ text: 'zebra' }),
    reference: (round) => studies.list({ limit: 50, text: any(round).reference }),
    'beginning of a reference': page({ text: 'CC-7' }),
    'label and channel': page({ label: 'COVID', channel: 'shell' }),
    'label and model, retired': page({ label: 'PNEUMONIA', model: EARLIER }),
    'channel and retired model, deep': page({ channel: 'web', model: EARLIER, after: day60() }),
    'outcome and unreviewed': page({ outcome: 'uncertain', reviewState: 'unreviewed' }),
    'agreed, label and channel': page({ reviewState: 'agreed', label: 'NORMAL', channel: 'api' }),
    'model and time': page({ model: MODEL, from: day(20), to: day(19) }),
    'text and label': page({ text: 'ward', label: 'COVID' }),
    'text and model that never met': page({ text: 'ward', model: EARLIER }),
    'code and channel': page({ code: 'poor_quality', channel: 'shell' }),
    'detail (study, events, reviews)': async (round) => {
      const { id } = any(round)
      await Promise.all([studies.find(id), audit.eventsOf(id), reviews.of(id)])
    },
    'overview of 90 days': () => figures.overview(range),
    'distributions of 90 days': () => figures.distributions(MODEL, range),
    'verdicts of 90 days': () => figures.verdicts(MODEL, range),
    models: () => figures.models(),
    queue: () => queue.next({ reviewer: reviewers[0], limit: 20 }),
    'counts of the queue': () => queue.counts(reviewers[0]),
    'events, first page': () => audit.list({ limit: 50 }),
    'events of a kind, deep': () =>
      audit.list({ limit: 50, kind: 'picture.erased', before: { at: day(20), seq: 9e9 } }),
  }
  for (const [name, work] of Object.entries(cases)) {
    const times = []
    for (let round = 0; round < ROUNDS; round += 1) times.push(await measured(() => work(round)))
    const at = (which, share) => {
      const sorted = times.map((each) => each[which]).sort((a, b) => a - b)
      return sorted[Math.ceil(sorted.length * share) - 1].toFixed(1).padStart(7)
    }
    const columns = ['clock', 'processor'].map(
      (which) => `p50 ${at(which, 0.5)} ms  p95 ${at(which, 0.95)} ms`,
    )
    console.log(`${name.padEnd(34)} ${columns.join('   processor ')}`)
  }

  globalThis.gc?.()
  const before = process.memoryUsage().rss
  let [most, streamed] = [before, 0]
  const seconds = await time(async () => {
    for await (const batch of studies.stream({})) {
      streamed += batch.length
      most = Math.max(most, process.memoryUsage().rss)
    }
  })
  const grown = ((most - before) / 2 ** 20).toFixed(0)
  console.log(`stream of ${streamed}: ${(seconds / 1000).toFixed(1)} s, memory grew by ${grown} MiB at most`)
  await db.close()

  function day60() {
    return { receivedAt: day(60), id: 'f' }
  }
}
