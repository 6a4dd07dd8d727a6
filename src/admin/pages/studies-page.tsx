import { formatPercent } from '../../core/answer.js'
import { highestLabel, LABELS } from '../../core/label.js'
import { OUTCOME_KINDS } from '../../core/outcome.js'
import type { Study, StudyPage } from '../../core/study.js'
import { CHANNELS } from '../../core/study.js'
import type { SignedInUser } from '../auth.js'
import { formatTime } from '../format.js'
import type { StudyQuery } from '../study-query.js'
import { studyListAddress } from '../study-query.js'
import type { Site } from '../web.js'
import { CHANNEL_NAMES, OUTCOME_NAMES } from './names.js'
import { ArrowIcon, BackIcon } from './icons.js'
import { Page } from './layout.js'
import { OutcomeChip } from './outcome-chip.js'

export interface StudiesPageProps {
  readonly site: Site
  readonly user: SignedInUser
  readonly query: StudyQuery
  readonly page: StudyPage
}

/** The record, newest first. */
export function StudiesPage(props: StudiesPageProps) {
  const { site, query, page } = props
  const { studies, next } = page
  const filtered = query.label !== null || query.channel !== null || query.outcome !== null
  return (
    <Page site={site} title="Studies" user={props.user} current="studies">
      <div class="page-head">
        <h1>Studies</h1>
        <p class="hint">Every picture that was sent, newest first. Times are UTC.</p>
      </div>
      <Filters site={site} query={query} filtered={filtered} />
      {studies.length === 0 ? (
        <Empty filtered={filtered} later={query.after !== null} />
      ) : (
        <table class="studies" role="table">
          <caption class="visually-hidden">Studies, newest first</caption>
          <thead role="rowgroup">
            <tr role="row">
              {['Received', 'Reference', 'Channel', 'Outcome', 'Score', 'Person', 'Model'].map((name) => (
                <th role="columnheader" scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody role="rowgroup">
            {studies.map((study) => (
              <StudyRow study={study} site={site} />
            ))}
          </tbody>
        </table>
      )}
      <nav class="paging" aria-label="Pages">
        {query.after !== null && (
          <a class="button" href={studyListAddress({ ...query, after: null })}>
            <BackIcon /> Newest
          </a>
        )}
        {next !== null && (
          <a class="button" rel="next" href={studyListAddress({ ...query, after: next })}>
            Older <ArrowIcon />
          </a>
        )}
      </nav>
    </Page>
  )
}

function StudyRow({ study, site }: { readonly study: Study; readonly site: Site }) {
  return (
    <tr role="row">
      <td role="cell" class="cell-time">
        <time datetime={study.receivedAt.toISOString()}>{formatTime(study.receivedAt)}</time>
      </td>
      <td role="cell" class="cell-reference">
        <a href={`/dashboard/studies/${study.id}`}>{study.reference}</a>
      </td>
      <td role="cell" data-name="Channel">
        {CHANNEL_NAMES[study.channel]}
      </td>
      <td role="cell" class="cell-outcome">
        <div class="outcome">
          <OutcomeChip study={study} wording={site.wording} />
          {study.code !== null && <span class="cell-code">{study.code.replaceAll('_', ' ')}</span>}
        </div>
      </td>
      <td role="cell" data-name="Score" class="cell-number">
        {leadingScore(study, site)}
      </td>
      <td role="cell" data-name="Person" class="cell-mono">
        {study.person.slice(0, 8)}
      </td>
      <td role="cell" data-name="Model" class="cell-mono">
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

function Filters(props: { readonly site: Site; readonly query: StudyQuery; readonly filtered: boolean }) {
  const { site, query } = props
  return (
    <form class="filters" method="get" action="/dashboard" aria-label="Filter">
      <Choice
        name="label"
        title="Label"
        chosen={query.label}
        options={LABELS.map((label) => [label, site.wording.labels[label]])}
      />
      <Choice
        name="channel"
        title="Channel"
        chosen={query.channel}
        options={CHANNELS.map((channel) => [channel, CHANNEL_NAMES[channel]])}
      />
      <Choice
        name="outcome"
        title="Outcome"
        chosen={query.outcome}
        options={OUTCOME_KINDS.map((kind) => [kind, OUTCOME_NAMES[kind]])}
      />
      <button class="button" type="submit">
        Filter
      </button>
      {props.filtered && (
        <a class="clear" href="/dashboard">
          Show all
        </a>
      )}
    </form>
  )
}

function Choice(props: {
  readonly name: string
  readonly title: string
  readonly chosen: string | null
  readonly options: readonly (readonly [value: string, name: string])[]
}) {
  return (
    <div class="field field-choice">
      <label for={`filter-${props.name}`}>{props.title}</label>
      <select id={`filter-${props.name}`} name={props.name}>
        <option value="">All</option>
        {props.options.map(([value, name]) => (
          <option value={value} selected={value === props.chosen}>
            {name}
          </option>
        ))}
      </select>
    </div>
  )
}

function Empty(props: { readonly filtered: boolean; readonly later: boolean }) {
  if (props.filtered || props.later) {
    return (
      <div class="empty">
        <h2>{props.later ? 'That was all' : 'No study fits'}</h2>
        <p>
          {props.later ? 'There are no older studies.' : 'Choose other values above, or show all of them.'}
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
