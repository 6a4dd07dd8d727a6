import type { ChainReport } from '../core/audit-chain.js'
import type { AuditActor, AuditHead, AuditStream } from '../core/audit.js'
import { faultCode } from '../core/fault.js'
import type { Log } from '../core/log.js'
import { verifiedDetails, type CheckRecord, type RecordReport } from '../core/record-check.js'

/** A run of the verification, while it goes on and after its end. */
export interface VerificationRun {
  readonly state: 'running' | 'done' | 'failed'
  readonly startedAt: Date
  /** Null while it runs. */
  readonly finishedAt: Date | null
  /** Events that were found right so far. */
  readonly events: number
  /** Studies that were held against them so far; null before the events are done. */
  readonly studies: number | null
  /** Events there were at the start. */
  readonly total: number
  /** Published heads that the stream was held against. */
  readonly heads: number
  /** Null while it runs, and where it failed. */
  readonly report: ChainReport | null
  /** What was found of the studies; null while it runs, where it failed and where the chain is broken. */
  readonly record: RecordReport | null
}

/** Verifies the stream and the studies in the background, one run at a time. What it found is an event of the record. */
export interface Verification {
  /** False where a run goes on already. */
  start(by: AuditActor): boolean
  /** The last run since the program started; null before the first. */
  last(): VerificationRun | null
  /** Calls back at each step, the end included, until it is told to stop by what it gives. */
  watch(listener: (run: VerificationRun) => void): () => void
}

export interface VerificationParts {
  readonly audit: AuditStream
  readonly checkRecord: CheckRecord
  /** The heads that were published so far. */
  readonly heads: () => Promise<readonly AuditHead[]>
  readonly log: Log
  readonly now: () => Date
}

export function createVerification({ audit, checkRecord, heads, log, now }: VerificationParts): Verification {
  let run: VerificationRun | null = null
  const listeners = new Set<(run: VerificationRun) => void>()

  function step(next: VerificationRun): VerificationRun {
    run = next
    for (const listener of listeners) listener(next)
    return next
  }

  async function verify(begun: VerificationRun, by: AuditActor): Promise<void> {
    let current = begun
    try {
      const [published, head] = [await heads(), await audit.head()]
      current = step({ ...current, total: head?.seq ?? 0, heads: published.length })
      const report = await audit.verify({
        heads: published,
        onProgress: (events) => {
          current = step({ ...current, events })
        },
      })
      const record =
        report.broken === null
          ? await checkRecord((studies) => {
              current = step({ ...current, studies })
            })
          : null
      const details = verifiedDetails(report, record, published.length)
      await audit.append({ kind: 'record.verified', at: now(), actor: by, subject: null, details })
      if (report.broken !== null)
        log.error('audit.broken', { why: report.broken.why, seq: report.broken.seq })
      if (record?.broken) log.error('record.broken', { why: record.broken.why, study: record.broken.studyId })
      step({ ...current, state: 'done', finishedAt: now(), events: report.events, report, record })
    } catch (error) {
      log.error('audit.verify_failed', { code: faultCode(error) })
      step({ ...current, state: 'failed', finishedAt: now() })
    }
  }

  return {
    start(by) {
      if (run?.state === 'running') return false
      const begun = { startedAt: now(), finishedAt: null, events: 0, studies: null, total: 0, heads: 0 }
      void verify(step({ ...begun, state: 'running', report: null, record: null }), by)
      return true
    },
    last: () => run,
    watch(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
