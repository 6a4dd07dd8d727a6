import { mkdir, open, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { AuditHead } from '../core/audit.js'
import { Fault, faultCode } from '../core/fault.js'
import type { Log } from '../core/log.js'
import type { AuditStream } from '../core/audit.js'
import { syncFolder } from './sync-folder.js'

/** In the data folder, unless the settings name another place. Another machine's is better. */
export const HEADS_FILE = 'audit-heads.jsonl'

export interface HeadPublisherOptions {
  readonly audit: Pick<AuditStream, 'head' | 'hashOf'>
  /** Heads are appended here, one JSON object a line. */
  readonly file: string
  /** Between two looks at the stream, in milliseconds. */
  readonly everyMs: number
  readonly log: Log
}

export interface HeadPublisher {
  /** Publishes at once, and then on schedule. */
  start(): void
  /** Appends the head where it is another than the last one published. Gives what was appended. */
  publish(): Promise<AuditHead | null>
  /** Publishes once more, and ends. Never rejects. */
  stop(): Promise<void>
}

/**
 * Publishes the head of the stream to a file, so that an end that is cut off later shows. Before it publishes it looks whether
 * the stream still has the event that it published last; where it has not, the log says `audit.head_lost` as an error.
 */
export function createHeadPublisher({ audit, file, everyMs, log }: HeadPublisherOptions): HeadPublisher {
  let timer: NodeJS.Timeout | null = null
  let turn: Promise<unknown> = Promise.resolve()

  async function publishNext(): Promise<AuditHead | null> {
    const last = (await readHeadsIfThere(file)).at(-1)
    if (last !== undefined && (await audit.hashOf(last.seq)) !== last.hash) {
      log.error('audit.head_lost', { seq: last.seq, hash: last.hash })
    }
    const head = await audit.head()
    if (head === null || (head.seq === last?.seq && head.hash === last.hash)) return null
    await appendLine(file, formatHead(head))
    return head
  }

  function publish(): Promise<AuditHead | null> {
    const published = turn.then(publishNext)
    turn = published.catch(() => undefined)
    return published
  }

  const tryPublish = async (): Promise<void> => {
    await publish().catch((error: unknown) => {
      log.error('audit.publish_failed', { code: faultCode(error) })
    })
  }

  return {
    start() {
      void tryPublish()
      timer ??= setInterval(() => void tryPublish(), everyMs)
      timer.unref()
    },
    publish,
    async stop() {
      if (timer !== null) clearInterval(timer)
      timer = null
      await tryPublish()
    },
  }
}

export function formatHead({ seq, hash, at }: AuditHead): string {
  return JSON.stringify({ seq, hash, at: at.toISOString() })
}

/** A head as it is written on a command line: `seq:hash`. Null for anything else. */
export function parseShortHead(text: string): Pick<AuditHead, 'seq' | 'hash'> | null {
  const match = /^([1-9]\d{0,14}):([0-9a-f]{64})$/.exec(text)
  return match ? { seq: Number(match[1]), hash: String(match[2]) } : null
}

/** Reads a file of heads. Throws `settings_invalid` when it cannot be read, or a line of it is no head. */
export async function readHeads(file: string): Promise<readonly AuditHead[]> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (cause) {
    throw new Fault('settings_invalid', `the heads in ${file} cannot be read`, { cause })
  }
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => parseHead(line, file))
}

/** The same, and nothing where there is no such file. */
export async function readHeadsIfThere(file: string): Promise<readonly AuditHead[]> {
  try {
    return await readHeads(file)
  } catch (error) {
    const cause: unknown = error instanceof Fault ? error.cause : null
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return []
    throw error
  }
}

function parseHead(line: string, file: string): AuditHead {
  try {
    const { seq, hash, at } = JSON.parse(line) as Record<string, unknown>
    const moment = new Date(String(at))
    const short = parseShortHead(`${String(seq)}:${String(hash)}`)
    if (short !== null && !Number.isNaN(moment.getTime())) return { ...short, at: moment }
  } catch {
    // No JSON, which is said below.
  }
  throw new Fault('settings_invalid', `a line of ${file} is no published head`)
}

async function appendLine(file: string, line: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const handle = await open(file, 'a', 0o600)
  try {
    await handle.appendFile(`${line}\n`)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await syncFolder(dirname(file))
}
