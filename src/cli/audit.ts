import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Command } from '@commander-js/extra-typings'
import { openRecords } from '../compose.js'
import { loadConfig } from '../config.js'
import type { AuditDetails, AuditHead, AuditKind, AuditStream } from '../core/audit.js'
import { verifiedDetails, type RecordReport } from '../core/record-check.js'
import { PROGRAM } from '../core/audit.js'
import type { ChainReport } from '../core/audit-chain.js'
import { verifyChain } from '../core/audit-chain.js'
import { Fault } from '../core/fault.js'
import { checkRecord } from '../store/record-check.js'
import { createAuditLog } from '../store/audit-log.js'
import type { Database } from '../store/open-database.js'
import {
  formatHead,
  HEADS_FILE,
  parseShortHead,
  readHeads,
  readHeadsIfThere,
} from '../store/published-heads.js'
import { readLines } from '../store/read-lines.js'
import { describeChain, describeRecord } from './audit-words.js'
import type { CommandContext } from './context.js'
import { createProgress } from './terminal.js'

export function auditCommand(context: CommandContext): Command {
  const command = new Command('audit')
    .description('Export the stream of events, prove it unaltered, and print its head.')
    .addHelpText(
      'after',
      '\nExample:\n  chestcheck audit head > head.json\n  chestcheck audit export --out record.jsonl\n  chestcheck audit verify --in record.jsonl --head head.json',
    )
  for (const child of [exportCommand(context), verifyCommand(context), headCommand(context)]) {
    command.addCommand(child)
  }
  return command
}

function exportCommand(context: CommandContext): Command {
  const command = new Command('export')
    .description('Print every event, from the first on, as one JSON object a line.')
    .option('--out <file>', 'write this file instead; it appears when it is complete')
    .addHelpText('after', '\nExample:\n  chestcheck audit export --out record.jsonl')
    .action(async ({ out }) => {
      await onRecord(async ({ audit }) => {
        const head = await audit.head()
        const events =
          out === undefined ? await printAll(audit, context) : await writeAll(audit, out, context)
        await note(audit, 'record.exported', { format: 'jsonl', events })
        context.say(`${events} events${head ? `, the last is ${head.seq}:${head.hash}` : ''}.`)
      })
    })
  return command
}

function verifyCommand(context: CommandContext): Command {
  const command = new Command('verify')
    .description('Find out whether an export, or the record of this installation, is as it was written.')
    .option('--in <file>', 'an export; needs nothing but the file')
    .option('--head <head>', 'a published head: a file of heads, or SEQ:HASH')
    .option('--no-studies', 'without --in: look at the stream alone, not whether the studies agree with it')
    .option('--json', 'one JSON object instead of sentences', false)
    .addHelpText(
      'after',
      '\nPrints the first bad event. Exit code 0 for an intact record, 1 for a broken one.' +
        '\n\nExample:\n  chestcheck audit verify --in record.jsonl --head heads.jsonl',
    )
    .action(async ({ in: file, head, studies, json }) => {
      const heads = head === undefined ? null : await readGivenHeads(head)
      const found =
        file === undefined
          ? await verifyInstallation(heads, studies, context)
          : { ...(await verifyFile(file, heads ?? [], context)), record: null }
      context.print(json ? JSON.stringify(found) : describe(found))
      if (found.chain.broken !== null || (found.record?.broken ?? null) !== null) {
        throw new Fault('record_broken', 'the record is not as it was written')
      }
    })
  return command
}

function headCommand({ print, say }: CommandContext): Command {
  return new Command('head')
    .description(
      'Print the last event’s number and hash. Keep it elsewhere: it shows later what was cut off.',
    )
    .addHelpText('after', '\nExample:\n  chestcheck audit head >> /mnt/elsewhere/heads.jsonl')
    .action(async () => {
      await onRecord(async ({ audit }) => {
        const head = await audit.head()
        if (head === null) say('Nothing has happened yet.')
        else print(formatHead(head))
      })
    })
}

interface Found {
  readonly chain: ChainReport
  /** How many published heads the stream was held against. */
  readonly heads: number
  /** Null where only the stream was looked at. */
  readonly record: RecordReport | null
}

function describe({ chain, heads, record }: Found): string {
  return [...describeChain(chain, heads), ...(record ? describeRecord(record) : [])].join('\n')
}

interface OpenRecord {
  readonly database: Database
  readonly audit: AuditStream
  readonly dataDir: string
}

async function onRecord<T>(work: (record: OpenRecord) => Promise<T>): Promise<T> {
  const config = loadConfig()
  const { database } = await openRecords(config)
  try {
    const audit = createAuditLog({ db: database, now: () => new Date() })
    return await work({ database, audit, dataDir: config.dataDir })
  } finally {
    await database.close()
  }
}

/** Who exports and who verifies is on the record too. */
async function note(audit: AuditStream, kind: AuditKind, details: AuditDetails): Promise<void> {
  await audit.append({
    kind,
    at: new Date(),
    actor: { ...PROGRAM, channel: 'shell' },
    subject: null,
    details,
  })
}

async function printAll(audit: AuditStream, { print, signal }: CommandContext): Promise<number> {
  let events = 0
  for await (const lines of audit.lines()) {
    signal.throwIfAborted()
    print(lines.join('\n'))
    events += lines.length
    // A slow reader of the output must not fill the memory.
    if (process.stdout.writableNeedDrain) await once(process.stdout, 'drain', { signal })
  }
  return events
}

async function writeAll(audit: AuditStream, out: string, { signal }: CommandContext): Promise<number> {
  const draft = `${out}.partial`
  const progress = createProgress()
  progress.start('events', await audit.count())
  let events = 0
  const file = await open(draft, 'w', 0o600)
  try {
    for await (const lines of audit.lines()) {
      signal.throwIfAborted()
      await file.appendFile(`${lines.join('\n')}\n`)
      events += lines.length
      progress.advance(events)
    }
    await file.sync()
    await file.close()
    await rename(draft, out)
  } catch (error) {
    await file.close()
    await rm(draft, { force: true })
    throw error
  } finally {
    progress.end()
  }
  return events
}

async function verifyFile(
  path: string,
  heads: readonly Pick<AuditHead, 'seq' | 'hash'>[],
  { signal }: CommandContext,
): Promise<Omit<Found, 'record'>> {
  const file = await open(path).catch((cause: unknown) => {
    throw new Fault('settings_invalid', `${path} cannot be read`, { cause })
  })
  const { size } = await file.stat()
  const progress = createProgress()
  progress.start('bytes', size)
  const stream = createReadStream(path, { fd: file, encoding: 'utf8', highWaterMark: 1 << 18, signal })
  const onProgress = (): void => {
    progress.advance(stream.bytesRead)
  }
  try {
    return { chain: await verifyChain(readLines(stream), { heads, onProgress }), heads: heads.length }
  } finally {
    progress.end()
    stream.destroy()
  }
}

async function verifyInstallation(
  given: readonly Pick<AuditHead, 'seq' | 'hash'>[] | null,
  studies: boolean,
  { signal }: CommandContext,
): Promise<Found> {
  return onRecord(async ({ database, audit, dataDir }) => {
    const heads = given ?? (await readHeadsIfThere(join(dataDir, HEADS_FILE)))
    const progress = createProgress()
    const advance = (done: number): void => {
      signal.throwIfAborted()
      progress.advance(done)
    }
    try {
      progress.start('events', await audit.count())
      const chain = await audit.verify({ heads, onProgress: advance })
      let record: RecordReport | null = null
      if (studies && chain.broken === null) {
        progress.start('studies', await database.client.study.count())
        record = await checkRecord(database, advance)
      }
      await note(audit, 'record.verified', verifiedDetails(chain, record, heads.length))
      return { chain, heads: heads.length, record }
    } finally {
      progress.end()
    }
  })
}

async function readGivenHeads(text: string): Promise<readonly Pick<AuditHead, 'seq' | 'hash'>[]> {
  const short = parseShortHead(text)
  const heads = short ? [short] : await readHeads(text)
  if (heads.length === 0) throw new Fault('settings_invalid', `there is no head in ${text}`)
  return heads
}
