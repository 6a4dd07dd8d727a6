import { formatPercent } from '../../core/answer.js'
import { highestLabel } from '../../core/label.js'
import type { Study, StudyPage } from '../../core/study.js'
import type { SignedInUser } from '../auth.js'
import { formatTime } from '../format.js'
import { may } from '../roles.js'
import type { ReadStudyQuery, StudyQuery } from '../study-query.js'
import { filtersOf, NO_QUERY, queryText, studyAddress, studyListAddress } from '../study-query.js'
import type { Site } from '../web.js'
import { ArrowIcon, BackIcon, DownloadIcon } from './icons.js'
import { Page } from './layout.js'
import { CHANNEL_NAMES, codeName } from './names.js'
import { OutcomeChip, ReviewMark } from './outcome-chip.js'
import { FilterProblems, StudyFilters } from './study-filters.js'

export interface StudiesPageProps extends ReadStudyQuery {
  readonly site: Site
  readonly user: SignedInUser
  /** Null where the filter cannot be answered. */
  readonly page: StudyPage | null
  /** Every model that ever answered. */
  readonly models: readonly string[]
}

/** The record, newest first. */
export function StudiesPage(props: StudiesPageProps) {
  const { site, user, query, problems, page, models } = props
  return (
    <Page
      site={site}
      title="Studies"
      user={user}
      current="studies"
      styles={['record.css', 'filters.css', 'menus.css']}
      script="study-list.js"
    >
      <div class="page-head page-head-row">
        <div>
          <h1>Studies</h1>
          <p class="hint">Every picture that was sent, newest first. Times and days are UTC.</p>
        </div>
        {may(user.role, 'record.export') && problems.length === 0 && <ExportMenu query={query} />}
      </div>
      <StudyFilters site={site} query={query} models={models} />
      {page === null ? (
        <FilterProblems problems={problems} />
      ) : (
        <>
          <div class="study-list">
            {page.studies.length === 0 ? (
              <Empty query={query} />
            ) : (
              <StudyTable site={site} query={query} studies={page.studies} />
            )}
          </div>
          <Paging query={query} page={page} />
        </>
      )}
    </Page>
  )
}

/** What the list shows, whole, as files. */
function ExportMenu({ query }: { readonly query: StudyQuery }) {
  const kept = queryText({ ...query, after: null })
  const kinds = [
    ['csv', 'CSV', 'for a spreadsheet'],
    ['jsonl', 'JSON Lines', 'for a program'],
    ['fhir.ndjson', 'FHIR R4 AuditEvent', 'for a health record system'],
  ] as const
  return (
    <details class="menu-place">
      <summary class="button">
        <DownloadIcon /> Export
      </summary>
      <div class="menu">
        <p class="hint">
          {filtersOf(query).length === 0 ? 'All studies, as' : 'The studies of this filter, as'}
        </p>
        <ul>
          {kinds.map(([ending, name, purpose]) => (
            <li>
              <a href={`/dashboard/export/studies.${ending}${kept}`} download>
                {name} <span class="hint">{purpose}</span>
              </a>
            </li>
          ))}
        </ul>
      </div>
    </details>
  )
}

const COLUMNS = ['Received', 'Reference', 'Outcome', 'Score', 'Review', 'Channel', 'Person', 'Model']

function StudyTable(props: {
  readonly site: Site
  readonly query: StudyQuery
  readonly studies: readonly Study[]
}) {
  return (
    <table class="rows studies" role="table">
      <caption class="visually-hidden">Studies, newest first</caption>
      <thead role="rowgroup">
        <tr role="row">
          {COLUMNS.map((name) => (
            <th role="columnheader" scope="col" class={`head-${name.toLowerCase()}`}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup" data-study-rows>
        {props.studies.map((study) => (
          <StudyRow study={study} site={props.site} query={props.query} />
        ))}
      </tbody>
    </table>
  )
}

function StudyRow(props: { readonly study: Study; readonly site: Site; readonly query: StudyQuery }) {
  const { study, site, query } = props
  return (
    <tr role="row">
      <td role="cell" class="cell-time">
        <time datetime={study.receivedAt.toISOString()}>{formatTime(study.receivedAt)}</time>
      </td>
      <td role="cell" class="cell-reference">
        <a href={studyAddress(study.id, query)}>{study.reference}</a>
      </td>
      <td role="cell" class="cell-outcome">
        <div class="outcome">
          <OutcomeChip study={study} wording={site.wording} />
          {study.code !== null && <span class="cell-code">{codeName(study.code)}</span>}
        </div>
      </td>
      <td role="cell" data-name="Score" class="cell-number">
        {leadingScore(study, site)}
      </td>
      <td role="cell" data-name="Review" class="cell-review">
        <ReviewMark state={study.reviewState} />
      </td>
      <td role="cell" data-name="Channel">
        {CHANNEL_NAMES[study.channel]}
      </td>
      <td role="cell" data-name="Person" class="cell-mono">
        <a
          class="cell-person"
          href={studyListAddress({ ...NO_QUERY, person: study.person })}
          aria-label={`Only studies of person ${study.person.slice(0, 8)}`}
        >
          {study.person.slice(0, 8)}
        </a>
      </td>
      <td role="cell" data-name="Model" class="cell-mono cell-model" title={study.model ?? undefined}>
        {study.model ?? '–'}
      </td>
    </tr>
  )
}

/** The score of the label; of the highest class, by name, where none was given. */
function leadingScore({ label, scores, outcome }: Study, site: Site): string {
  if (!scores || outcome === 'refused') return '–'
  if (label) return formatPercent(scores[label])
  const highest = highestLabel(scores)
  return `${site.wording.labels[highest]} ${formatPercent(scores[highest])}`
}

function Paging({ query, page }: { readonly query: StudyQuery; readonly page: StudyPage }) {
  if (page.studies.length === 0 && query.after === null) return null
  return (
    <nav class="paging" aria-label="Pages">
      {query.after !== null && (
        <a class="button" href={studyListAddress({ ...query, after: null })}>
          <BackIcon /> Newest
        </a>
      )}
      <p class="hint keys-hint" data-keys-hint hidden>
        Keys: <kbd>J</kbd> and <kbd>K</kbd> move, <kbd>Enter</kbd> opens, <kbd>/</kbd> searches.{' '}
        <button class="link-button" type="button" data-keys-switch>
          Turn off
        </button>
      </p>
      {page.next !== null && (
        <a class="button" rel="next" href={studyListAddress({ ...query, after: page.next })}>
          Older <ArrowIcon />
        </a>
      )}
    </nav>
  )
}

function Empty({ query }: { readonly query: StudyQuery }) {
  if (query.after !== null) {
    return (
      <div class="rows-none">
        <h2>That was all</h2>
        <p>There are no older studies.</p>
      </div>
    )
  }
  if (filtersOf(query).length > 0) {
    return (
      <div class="rows-none">
        <h2>No study fits</h2>
        <p>Take a filter away, or choose other values.</p>
        <p class="actions">
          <a class="button" href="/dashboard/studies">
            Show all studies
          </a>
        </p>
      </div>
    )
  }
  return (
    <div class="empty">
      <h2>No studies yet</h2>
      <p>The first picture that somebody sends appears here, whichever way it comes in.</p>
      <p class="actions">
        <a class="button button-primary" href="/upload">
          Read a film
        </a>
      </p>
    </div>
  )
}
