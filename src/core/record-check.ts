import type { ChainReport } from './audit-chain.js'
import type { AuditDetails } from './audit.js'

/** How a study differs from what the stream of events says of it. */
export type RecordBreakCode =
  /** A row that no event speaks of. */
  | 'without_event'
  /** An event of a study whose row is gone. */
  | 'missing'
  /** A row that says something else than its events. */
  | 'altered'
  /** A review that is not what was recorded of it, or that is gone. */
  | 'review_altered'

export interface RecordBreak {
  readonly studyId: string
  readonly why: RecordBreakCode
}

export interface RecordReport {
  /** The first difference found; null where everything agrees. */
  readonly broken: RecordBreak | null
  /** Studies that agree with their events. */
  readonly studies: number
  /** Studies from before there was a stream, which it cannot prove. */
  readonly older: number
}

/**
 * Holds every study and review against the stream of events, which must have been verified before: who edits a row without
 * its event is found, and so is who adds or removes one. Studies may come in and be answered meanwhile.
 */
export type CheckRecord = (onProgress?: (studies: number) => void) => Promise<RecordReport>

/** What the record keeps of a verification, whoever asked for it. `record` is null where the studies were not looked at. */
export function verifiedDetails(
  { broken, events }: ChainReport,
  record: RecordReport | null,
  heads: number,
): AuditDetails {
  return {
    intact: broken === null && !record?.broken,
    events,
    heads,
    ...(record === null ? {} : { studies: record.studies, older: record.older }),
    ...(broken === null ? {} : { why: broken.why, bad_event: broken.seq }),
    ...(record?.broken ? { why: record.broken.why, bad_study: record.broken.studyId } : {}),
  }
}
