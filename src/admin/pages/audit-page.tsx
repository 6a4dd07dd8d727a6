import type { AuditCursor, AuditEvent, AuditHead, AuditKind } from '../../core/audit.js'
import { AUDIT_KINDS } from '../../core/audit.js'
import type { Account } from '../accounts.js'
import type { AuditQuery } from '../audit-query.js'
import { auditAddress, isFiltered, NO_AUDIT_QUERY } from '../audit-query.js'
import type { SignedInUser } from '../auth.js'
import { may } from '../roles.js'
import type { VerificationRun } from '../verification.js'
import type { Site } from '../web.js'
import { AuditEvents } from './audit-events.js'
import { ChainState } from './audit-chain-state.js'
import { KIND_WORDS, READY_FILTERS } from './audit-words.js'
import { FormError } from './fields.js'
import { ArrowIcon, BackIcon } from './icons.js'
import { Page } from './layout.js'

export interface AuditPageProps {
  readonly site: Site
  readonly user: SignedInUser
  readonly query: AuditQuery
  /** Parts of the address that ask for something impossible. */
  readonly wrong: readonly (keyof AuditQuery)[]
  readonly events: readonly AuditEvent[]
  readonly next: AuditCursor | null
  readonly head: AuditHead | null
  readonly published: AuditHead | null
  /** Whether the stream still has the event that was published last. */
  readonly publishedKept: boolean
  readonly run: VerificationRun | null
  /** The event of a verification before the program started. */
  readonly lastVerified: AuditEvent | null
  readonly accounts: readonly Account[]
}

/** Everything that happened, and whether it can be relied on. */
export function AuditPage(props: AuditPageProps) {
  const { site, user, query, events, next, accounts } = props
  return (
    <Page
      site={site}
      title="Audit"
      user={user}
      current="audit"
      styles={['lists.css', 'people.css', 'audit.css']}
      script="audit.js"
    >
      <div class="page-head">
        <h1>Audit</h1>
        <p class="hint">
          Everything that happened, by people and by the program. Nothing here can be changed or removed
          without a trace. Times are UTC.
        </p>
      </div>
      <ChainState {...props} />
      <section class="stack" aria-labelledby="events-title">
        <div class="section-head">
          <h2 id="events-title">Events</h2>
          {may(user.role, 'record.export') && <Exports query={query} />}
        </div>
        <ReadyFilters query={query} />
        <Filters query={query} accounts={accounts} />
        {props.wrong.length > 0 && (
          <FormError text={`Not understood, so left out: ${props.wrong.join(', ')}.`} />
        )}
        {events.length === 0 ? (
          <div class="nothing">
            <h3>{query.after === null ? 'No event fits' : 'That was all'}</h3>
            <p>
              {isFiltered(query)
                ? 'Choose other values above, or show all events.'
                : 'Events appear here as they happen.'}
            </p>
          </div>
        ) : (
          <AuditEvents events={events} accounts={accounts} user={user} />
        )}
        <nav class="paging" aria-label="Pages of events">
          {query.after !== null && (
            <a class="button" href={auditAddress({ ...query, after: null })}>
              <BackIcon /> Newest
            </a>
          )}
          {next !== null && (
            <a class="button" rel="next" href={auditAddress({ ...query, after: next })}>
              Older <ArrowIcon />
            </a>
          )}
        </nav>
      </section>
    </Page>
  )
}

function ReadyFilters({ query }: { readonly query: AuditQuery }) {
  const link = (title: string, kind: AuditKind | null) => (
    <li>
      <a
        class="tab"
        href={auditAddress({ ...NO_AUDIT_QUERY, kind })}
        aria-current={query.kind === kind ? 'true' : undefined}
      >
        {title}
      </a>
    </li>
  )
  return (
    <nav aria-label="Ready-made filters">
      <ul class="tabs">
        {link('Everything', null)}
        {READY_FILTERS.map(({ title, kind }) => link(title, kind))}
      </ul>
    </nav>
  )
}

function Filters(props: { readonly query: AuditQuery; readonly accounts: readonly Account[] }) {
  const { query, accounts } = props
  const known = accounts.some(({ id }) => id === query.actor)
  return (
    <form class="filter-bar" method="get" action="/dashboard/audit" aria-label="Filter events">
      <div class="field">
        <label for="kind">What happened</label>
        <select id="kind" name="kind">
          <option value="">Anything</option>
          {AUDIT_KINDS.map((kind) => (
            <option value={kind} selected={kind === query.kind}>
              {KIND_WORDS[kind]}
            </option>
          ))}
        </select>
      </div>
      <div class="field">
        <label for="actor">Who</label>
        <select id="actor" name="actor">
          <option value="">Anybody</option>
          {query.actor !== null && !known && (
            <option value={query.actor} selected>
              {query.actor}
            </option>
          )}
          {accounts.map(({ id, name, email }) => (
            <option value={id} selected={id === query.actor}>
              {`${name} (${email})`}
            </option>
          ))}
        </select>
      </div>
      <div class="field">
        <label for="subject">Reference or id</label>
        <input id="subject" name="subject" type="text" maxlength={128} value={query.subject ?? ''} />
      </div>
      <div class="field">
        <label for="from">From</label>
        <input id="from" name="from" type="date" value={query.from ?? ''} />
      </div>
      <div class="field">
        <label for="to">To, included</label>
        <input id="to" name="to" type="date" value={query.to ?? ''} />
      </div>
      <div class="filter-actions">
        <button class="button button-primary" type="submit">
          Filter
        </button>
        {isFiltered(query) && (
          <a class="button button-quiet" href="/dashboard/audit">
            Show all
          </a>
        )}
      </div>
    </form>
  )
}

function Exports({ query }: { readonly query: AuditQuery }) {
  const filtered = { ...query, after: null }
  return (
    <details class="export-menu">
      <summary class="button">Export</summary>
      <div class="export-panel">
        <a href={auditAddress(filtered, '/dashboard/export/events.csv')} download>
          CSV, as filtered
        </a>
        <a href={auditAddress(filtered, '/dashboard/export/events.fhir.ndjson')} download>
          FHIR AuditEvent, as filtered
        </a>
        <a href="/dashboard/export/events.jsonl" download>
          Whole chain, to verify offline
        </a>
      </div>
    </details>
  )
}
