import type { AuditEvent } from '../../core/audit.js'
import type { RecordBreak, RecordBreakCode, RecordReport } from '../../core/record-check.js'
import { formatTime } from '../format.js'
import type { VerificationRun } from '../verification.js'
import type { AuditPageProps } from './audit-page.js'
import { breakPlace, breakWords, formatCount, studyBreakWords } from './audit-words.js'
import { AlertIcon, CheckIcon } from './icons.js'

/** How the chain stands, and the verification of it. */
export function ChainState(props: AuditPageProps) {
  const { head, published, publishedKept, run, lastVerified } = props
  return (
    <section class="card chain" id="verification" aria-labelledby="chain-title">
      <div class="section-head">
        <h2 id="chain-title">The chain of events</h2>
        <form method="post" action="/dashboard/audit/verification">
          <button class="button button-primary" type="submit" disabled={run?.state === 'running'}>
            {run?.state === 'running' ? 'Verifying…' : 'Verify now'}
          </button>
        </form>
      </div>
      {!publishedKept && published !== null && (
        <p class="notice notice-fault" role="alert">
          <AlertIcon /> Event {formatCount(published.seq)} was published as the head and is no longer there as
          it was. The end of the chain was cut off or rewritten.
        </p>
      )}
      <Outcome run={run} lastVerified={lastVerified} />
      <dl class="facts facts-columns">
        <div class="fact">
          <dt>Events</dt>
          <dd>{formatCount(head?.seq ?? 0)}</dd>
        </div>
        <div class="fact">
          <dt>Last published head</dt>
          <dd>
            {published === null ? (
              'None yet. One is written every hour.'
            ) : (
              <>
                Event {formatCount(published.seq)}, {formatTime(published.at)}
              </>
            )}
          </dd>
        </div>
        <div class="fact fact-wide">
          <dt>Hash of the last event</dt>
          <dd class="mono">{head?.hash ?? 'No event yet'}</dd>
        </div>
      </dl>
      <details class="explain">
        <summary>What this proves</summary>
        <p>
          Each event carries the hash of the one before it. Whoever edits, removes, adds or swaps an event
          breaks the chain at that place, and the verification names it. Every study and review is then held
          against its events, so that an edit past them shows too. Published heads, kept where the record’s
          keeper cannot reach, show an end that was cut off. Anybody can check an export with{' '}
          <code>chestcheck audit verify</code>, without this server.
        </p>
      </details>
    </section>
  )
}

function Outcome(props: { readonly run: VerificationRun | null; readonly lastVerified: AuditEvent | null }) {
  const { run, lastVerified } = props
  if (run === null) return <Before event={lastVerified} />
  if (run.state === 'running') return <Running run={run} />
  if (run.report === null) {
    return (
      <p class="notice notice-fault">
        <AlertIcon /> The verification could not be finished: our failure, or the database cannot be read. It
        says nothing about the chain. Please try again, and look at the log if it happens again.
      </p>
    )
  }
  const { broken, events } = run.report
  const when = formatTime(run.finishedAt ?? run.startedAt)
  if (broken !== null) {
    return (
      <p class="notice notice-fault">
        <AlertIcon /> The chain is broken. {breakPlace(broken)} {breakWords(broken.why)} The{' '}
        {formatCount(events)} events before it are right. Verified {when}.
      </p>
    )
  }
  const { record } = run
  if (record?.broken) return <StudyBroken {...record.broken} when={when} />
  return <Intact events={events} heads={run.heads} held={record} when={when} />
}

function StudyBroken({ studyId, why, when }: RecordBreak & { readonly when: string }) {
  return (
    <p class="notice notice-fault">
      <AlertIcon /> The events are as they were written, but{' '}
      {why === 'missing' ? 'a study is gone' : <a href={`/dashboard/studies/${studyId}`}>a study</a>}
      {why === 'missing' ? '. ' : ' does not agree with them. '}
      {studyBreakWords(why)} Its id is <code>{studyId}</code>. Verified {when}.
    </p>
  )
}

function Running({ run }: { readonly run: VerificationRun }) {
  return (
    <div class="progress" data-live="/dashboard/audit/verification/live">
      <label for="verified">
        Verified <span data-events>{formatCount(run.events)}</span> of {formatCount(run.total)} events
      </label>
      <progress id="verified" value={run.events} max={Math.max(1, run.total)} />
      <p class="hint" data-studies hidden={run.studies === null}>
        The studies are held against them: <span>{formatCount(run.studies ?? 0)}</span> so far.
      </p>
      <noscript>
        <meta http-equiv="refresh" content="3" />
        <p class="hint">This page is loaded again every few seconds.</p>
      </noscript>
    </div>
  )
}

/** What the last verification before this start of the program found. */
function Before({ event }: { readonly event: AuditEvent | null }) {
  if (event === null) return <p class="hint">Never verified so far.</p>
  const { intact, events, heads, studies, older, why, bad_event: bad, bad_study: badStudy } = event.details
  const when = formatTime(event.at)
  if (intact === true) {
    const held = studies === undefined ? null : { studies: Number(studies), older: Number(older ?? 0) }
    return <Intact events={Number(events)} heads={Number(heads ?? 0)} held={held} when={when} />
  }
  if (typeof badStudy === 'string') {
    return <StudyBroken studyId={badStudy} why={String(why) as RecordBreakCode} when={when} />
  }
  return (
    <p class="notice notice-fault">
      <AlertIcon /> The chain was broken when it was verified last, {when}.{' '}
      {typeof bad === 'number' && breakPlace({ why: 'edited', seq: bad, found: null })}{' '}
      {breakWords(String(why))}
    </p>
  )
}

function Intact(props: {
  readonly events: number
  readonly heads: number
  /** The studies; null where they were not looked at. */
  readonly held: Pick<RecordReport, 'studies' | 'older'> | null
  readonly when: string
}) {
  const { events, heads, held, when } = props
  return (
    <p class="notice notice-good">
      <CheckIcon /> Intact: all {formatCount(events)} events are as they were written
      {heads === 0
        ? ''
        : `, and agree with ${heads === 1 ? 'the published head' : `${formatCount(heads)} published heads`}`}
      .{held === null ? '' : formatStudies(held)} Verified {when}.
    </p>
  )
}

function formatStudies({ studies, older }: Pick<RecordReport, 'studies' | 'older'>): string {
  const count = (n: number) => (n === 1 ? '1 study' : `${formatCount(n)} studies`)
  return [
    studies === 0 ? '' : ` In agreement with them: ${count(studies)}.`,
    older === 0 ? '' : ` From before there was a stream, which it cannot prove: ${count(older)}.`,
  ].join('')
}
