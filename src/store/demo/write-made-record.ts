import { randomUUID } from 'node:crypto'
import { FIRST_PREVIOUS_HASH } from '../../core/audit-chain.js'
import type { AuditEntry } from '../../core/audit.js'
import { PROGRAM } from '../../core/audit.js'
import { queueReasonOf, reviewStateOf } from '../../core/review-state.js'
import type { Study } from '../../core/study.js'
import { hashEvent } from '../audit-line.js'
import { canonicalDetails, newAlias } from '../chain-writes.js'
import type { Counted } from '../day-counts.js'
import { countsOfAgreement, countsOfAnswer, countsOfVerdicts, createCountSums } from '../day-counts.js'
import type { ReviewDraw } from '../review-draw.js'
import { reviewDetails, reviewerOf } from '../review-details.js'
import { createSqliteAdapter } from '../sqlite-adapter.js'
import { examinationColumns, toStudy } from '../study-columns.js'
import {
  answeredDetails,
  deliveredDetails,
  erasedDetails,
  receivedDetails,
  senderOf,
} from '../study-details.js'
import { keptNote, noteWordRows } from '../study-notes.js'
import { createBulkInsert, withoutIndexes, type Value } from './bulk-insert.js'
import type { MadeStudy } from './made-studies.js'
import { EVENT_COLUMNS, REVIEW_COLUMNS, STUDY_COLUMNS } from './row-columns.js'
import { createTimeOrder } from './time-order.js'

export interface MadeRecordOptions {
  /** A migrated SQLite file that holds nothing, and that nobody else has open. */
  readonly file: string
  readonly draw: ReviewDraw
  /** Oldest first. */
  readonly studies: Iterable<MadeStudy>
  /** What else happened, oldest first. */
  readonly entries: readonly AuditEntry[]
  readonly onProgress?: (studies: number) => void
}

const TABLES = ['Study', 'NoteWord', 'Review', 'AuditEvent', 'PersonAlias', 'DayCount']

/**
 * A power cut loses a made record, and nothing else; the next start makes another. Words and reviews are written in batches
 * of their own, before their studies or after.
 */
const FAST =
  'PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; PRAGMA cache_size = -262144; PRAGMA temp_store = MEMORY;'
const STUDIES_A_TRANSACTION = 10_000
const PROGRESS_STEP = 1_000
const END = new Date(8.64e15)

/**
 * Writes a made record: the same rows that the stores would have written, had everything happened, with a true chain, many
 * times as fast. For SQLite alone; it belongs to the demonstration and the benchmarks, never to what happened.
 * @returns how many events there are
 */
export async function writeMadeRecord(options: MadeRecordOptions): Promise<number> {
  const connection = await createSqliteAdapter({ file: options.file }).connect()
  try {
    await connection.executeScript(FAST)
    let events = 0
    await withoutIndexes(connection, TABLES, async () => {
      events = await writeAll(options, connection)
    })
    await connection.executeScript('PRAGMA wal_checkpoint(TRUNCATE)')
    return events
  } finally {
    await connection.dispose()
  }
}

type Connection = Awaited<ReturnType<ReturnType<typeof createSqliteAdapter>['connect']>>

async function writeAll(
  { draw, studies, entries, onProgress = () => undefined }: MadeRecordOptions,
  connection: Connection,
): Promise<number> {
  const rows = createBulkInsert(connection, 'Study', STUDY_COLUMNS)
  const words = createBulkInsert(connection, 'NoteWord', ['studyId', 'word', 'receivedAt'])
  const reviewRows = createBulkInsert(connection, 'Review', REVIEW_COLUMNS)
  const sums = createCountSums()
  const chain = createChain(connection)
  const order = createTimeOrder<AuditEntry>()
  for (const entry of entries) order.add(entry.at, entry)
  const happen = async (until: Date): Promise<void> => {
    for (let entry = order.next(until); entry; entry = order.next(until)) await chain.append(entry)
  }

  await connection.executeScript('BEGIN')
  let written = 0
  for (const made of studies) {
    await happen(made.received.receivedAt)
    const study = finalStudy(made)
    const { row, counts } = describe(made, study, draw)
    await rows.add(row)
    for (const word of noteWordRows(made.received.id, made.received.receivedAt, String(row.note ?? ''))) {
      await words.add({ studyId: word.studyId, word: word.word, receivedAt: made.received.receivedAt })
    }
    for (const review of made.reviews) await reviewRows.add({ id: randomUUID(), ...review })
    for (const entry of entriesOf(made, study)) order.add(entry.at, entry)
    sums.add(counts)
    written += 1
    if (written % PROGRESS_STEP === 0) onProgress(written)
    if (written % STUDIES_A_TRANSACTION > 0) continue
    for (const insert of [rows, words, reviewRows]) await insert.flush()
    await connection.executeScript('COMMIT; BEGIN')
  }
  await happen(END)
  for (const insert of [rows, words, reviewRows, chain]) await insert.flush()
  const counts = createBulkInsert(connection, 'DayCount', ['kind', 'model', 'day', 'key', 'count'])
  for (const { counted, by } of sums.all()) await counts.add({ ...counted, count: by })
  await counts.flush()
  await connection.executeScript('COMMIT')
  return chain.length()
}

interface Described {
  readonly row: Readonly<Record<(typeof STUDY_COLUMNS)[number], Value>>
  readonly counts: readonly Counted[]
}

/** The row as it is in the end. */
function describe(made: MadeStudy, study: Study, draw: ReviewDraw): Described {
  const { received, answeredAt, deliveredAt, erasedAt, reviews } = made
  const reviewState = study.reviewState === 'unreviewed' ? null : study.reviewState
  const row = {
    ...received,
    ...(examinationColumns(made.examination) as Record<ExaminationColumn, Value>),
    ...{ answeredAt, deliveredAt, pictureErasedAt: erasedAt, heatmapSha256: made.heatmapSha256 },
    note: erasedAt === null ? keptNote(received) : null,
    reviewState,
    queuedFor: queueReasonOf(study, draw(received.id)),
  }
  const counts = [
    ...countsOfAnswer(study),
    ...countsOfVerdicts(study, reviews),
    ...reviews.flatMap(countsOfAgreement),
  ]
  return { row, counts }
}

type ExaminationColumn = Exclude<
  (typeof STUDY_COLUMNS)[number],
  | keyof MadeStudy['received']
  | 'answeredAt'
  | 'deliveredAt'
  | 'pictureErasedAt'
  | 'heatmapSha256'
  | 'queuedFor'
>

function finalStudy(made: MadeStudy): Study {
  const { received, answeredAt, deliveredAt, erasedAt, heatmapSha256, reviews } = made
  const row = {
    ...received,
    ...examinationColumns(made.examination),
    ...{
      answeredAt,
      deliveredAt,
      pictureErasedAt: erasedAt,
      heatmapSha256,
      reviewState: null,
      queuedFor: null,
    },
  } as Parameters<typeof toStudy>[0]
  return { ...toStudy(row), reviewState: reviewStateOf(reviews) }
}

/** What the stores would have said of it, each at its time. */
function entriesOf(made: MadeStudy, study: Study): readonly AuditEntry[] {
  const { received, answeredAt, deliveredAt, erasedAt, reviews } = made
  const subject = study.id
  const byProgram = { actor: PROGRAM, subject } as const
  const entries: AuditEntry[] = [
    {
      ...{ kind: 'study.received', at: received.receivedAt, actor: senderOf(received), subject },
      details: receivedDetails(received),
    },
    { kind: 'study.answered', at: answeredAt, ...byProgram, details: answeredDetails(study) },
    { kind: 'study.delivered', at: deliveredAt, ...byProgram, details: deliveredDetails(study) },
    ...reviews.map((review): AuditEntry => ({
      ...{ kind: 'review.recorded', at: review.at, actor: reviewerOf(review), subject },
      details: reviewDetails(study.reference, review, null),
    })),
  ]
  if (erasedAt !== null) {
    entries.push({ kind: 'picture.erased', at: erasedAt, ...byProgram, details: erasedDetails(study) })
  }
  return entries
}

/** Appends events to the chain, each with the hash of the one before. */
function createChain(connection: Connection) {
  const rows = createBulkInsert(connection, 'AuditEvent', EVENT_COLUMNS)
  const aliasRows = createBulkInsert(connection, 'PersonAlias', ['channel', 'person', 'alias'])
  const aliases = new Map<string, string>()
  let seq = 0
  let previousHash = FIRST_PREVIOUS_HASH

  async function nameOf({ kind, id, channel }: AuditEntry['actor']): Promise<string | null> {
    if (kind !== 'person' || id === null || channel === null) return id
    const key = `${channel} ${id}`
    const known = aliases.get(key)
    if (known !== undefined) return known
    const alias = newAlias()
    aliases.set(key, alias)
    await aliasRows.add({ channel, person: id, alias })
    return alias
  }

  return {
    length: () => seq,
    async append({ kind, at, actor, subject, details }: AuditEntry): Promise<void> {
      seq += 1
      const unhashed = {
        ...{ seq, at, kind, subject, previousHash },
        ...{ actorKind: actor.kind, actorId: await nameOf(actor), actorChannel: actor.channel },
        details: canonicalDetails(details),
      }
      const hash = hashEvent(unhashed)
      await rows.add({ ...unhashed, hash })
      previousHash = hash
    },
    async flush(): Promise<void> {
      await rows.flush()
      await aliasRows.flush()
    },
  }
}
